using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Releases.Comparisons;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What a project writes that no view of live shows.</summary>
public abstract class BesideModelsSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task A_table_that_a_hook_made_in_the_releases_schema_is_told_with_the_way_out()
    {
        NeedsSchemasTogether();
        Project.With("mix", "select 1 as id", custom: "marketing");
        await ReleaseAsync(With(1));
        Told().ShouldBeEmpty();
        Project.During = _ =>
            Place.ExecuteAsync(
                "create table analytics__r2.audit as select 1 as id",
                "create table analytics__r2_marketing.log as select 1 as id"
            );

        await ReleaseAsync(With(2));

        var told = Told();
        told.Count.ShouldBe(2);
        told[0].ShouldContain("analytics__r2.audit");
        told[0].ShouldContain("analytics.audit is not written to");
        told[0].ShouldContain("instead of target.schema");
        told[1].ShouldContain("analytics__r2_marketing.log");
    }

    [Theory]
    [InlineData("insert into analytics__r2.audit values (1)", true)]
    [InlineData("insert into \"analytics__r2\".\"audit\" values (1)", true)]
    [InlineData("insert into analytics__r2.nowhere values (1)", false)]
    [InlineData("select nothing from analytics__r2.orders", false)]
    public async Task A_hook_that_misses_a_table_which_only_live_has_is_told_the_way_out(string hook, bool isTold)
    {
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync("create table analytics.audit as select 1 as id");
        With(2);
        Project.Extra.Add(new NodeResult("operation.fake.hook", "error", 0, null, await ErrorAsync(hook)));

        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.BuildFailed);

        Told()
            .ShouldBe(
                isTold
                    ?
                    [
                        "analytics__r2.audit is not there, and analytics.audit is: a hook or macro names it by "
                            + "target.schema, which is the release's own schema while it is built; write a fixed "
                            + "schema instead of target.schema, such as analytics_log.audit, so that all releases "
                            + "write to one table",
                    ]
                    : []
            );
    }

    /// <summary>What the engine says of a statement, as dbt hands it on.</summary>
    private async Task<string> ErrorAsync(string statement)
    {
        await Place.ExecuteAsync("create schema analytics__r2", "create table analytics__r2.orders as select 1 as id");
        try
        {
            await Place.ExecuteAsync(statement);
            return "";
        }
        catch (System.Data.Common.DbException error)
        {
            return Place.Engine.AsDbtSays(error.Message, statement);
        }
        finally
        {
            await Place.ExecuteAsync("drop schema analytics__r2 cascade");
        }
    }

    [Fact]
    public async Task State_and_its_marks_are_no_strangers()
    {
        Project.With("events", "select 1 as id", "incremental").With("seen", "select 1 as id", "view");
        await ReleaseAsync();
        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["events"] } });

        Told().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_counts_for_a_rollback_is_no_relation_of_a_schema_that_is_compared()
    {
        Project.With("events", "select 1 as id", "incremental");
        await ReleaseAsync();
        await ReleaseAsync();
        (await RelationsAsync("analytics__r1")).Count.ShouldBe(2);

        var report = await Engine()
            .DiffAsync(
                new DiffRequest
                {
                    BluePlace = new ComparisonPlace.OfSchema(null, "analytics__r1"),
                    GreenPlace = new ComparisonPlace.OfSchema(null, "analytics"),
                },
                Cancellation
            );

        report.Error?.Format().ShouldBeNull();
        report.Plan.ShouldBeEmpty();
        report.Diffs.Count.ShouldBe(1);
    }

    /// <summary>A tool of then carried the comment of r1 over to r2, whose project had none any more.</summary>
    [Fact]
    public async Task A_comment_of_an_earlier_release_that_an_older_tool_left_goes()
    {
        Project.With("orders", "select 1 as id, 2 as amount");
        Project.During = _ =>
            Place.ExecuteAsync(
                "comment on table analytics__r1.orders is 'One row an order'",
                "comment on column analytics__r1.orders.id is 'Its number'"
            );
        await ReleaseAsync();
        Project.During = null;
        await ReleaseAsync();
        await Place.ExecuteAsync("comment on view analytics.orders is 'One row an order'");
        if (Warehouse.Traits.HasRoles)
            await Place.ExecuteAsync(
                "comment on column analytics.orders.id is 'Its number'",
                "comment on column analytics.orders.amount is 'by hand'"
            );

        await ReleaseAsync();

        var view = (await Warehouse.ReadRelationsAsync(Session, ["analytics"], Cancellation)).ShouldHaveSingleItem();
        view.Comment.ShouldBeNull();
        view.Columns.Select(column => column.Comment).ShouldBe([null, Warehouse.Traits.HasRoles ? "by hand" : null]);
    }

    private List<string> Told() =>
        [
            .. Events
                .Of<ReleaseEvent.Warned>()
                .Where(said => said.Code == ErrorCode.StaysBeside.Id)
                .Select(said => said.Text),
        ];
}

public sealed class DuckDbBesideModels() : BesideModelsSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresBesideModels() : BesideModelsSuite(Testing.Engines.Engine.Postgres)
{
    [Fact]
    public async Task A_comment_that_the_project_no_longer_has_goes_and_somebodys_own_stays()
    {
        Project.With("orders", "select 1 as id, 2 as amount").With("plain", "select 1 as id");
        Project.During = _ =>
            Place.ExecuteAsync(
                "comment on table analytics__r1.orders is 'One row an order'",
                "comment on column analytics__r1.orders.id is 'Its number'",
                "comment on column analytics__r1.orders.amount is 'Of money'"
            );
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "comment on view analytics.plain is 'by hand'",
            "comment on column analytics.orders.amount is 'by hand'"
        );
        Project.During = null;

        await ReleaseAsync();

        var views = (await Warehouse.ReadRelationsAsync(Session, ["analytics"], Cancellation)).ToDictionary(view =>
            view.Name.Name
        );
        views["orders"].Comment.ShouldBeNull();
        views["orders"].Columns.Select(column => column.Comment).ShouldBe([null, "by hand"]);
        views["plain"].Comment.ShouldBe("by hand");
    }

    [Theory]
    [InlineData("select 'x' as before, 2 as id")]
    [InlineData("select 2 as other")]
    public async Task A_view_outside_that_needs_a_dropped_column_is_named(string second)
    {
        Project.With("orders", "select 1 as id, 2 as amount");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "create schema bi",
            "create view bi.fine as select count(*) as n from analytics.orders",
            "create view bi.\"Total's\" as select sum(amount) as total from analytics.orders"
        );
        Project.With("orders", second);

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.SwapStatementFailed);
        report.Error.Message.ShouldContain("bi.Total's");
        report.Error.Message.ShouldContain("amount");
        report.Live!.Release.ShouldBe("r1");
    }
}
