using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>
/// Relations that the ledger has and the warehouse lacks: nobody can compare with them, and it is said.
/// </summary>
public abstract class LostRelationSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task Live_is_not_called_good_after_what_was_live_before_it_was_pruned()
    {
        await TwoAsync();
        await PruneAsync();

        var report = await ValidateLiveAsync();

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Message.ShouldContain("row_count: r1 was pruned: nothing to compare with");
        report.Checks.ShouldNotContain(check => check.Message == "first release");
    }

    [Fact]
    public async Task Where_that_is_no_reason_to_refuse_the_sentence_still_says_it()
    {
        Config = Config with { Validate = new ValidateConfig { OnInconclusive = OnInconclusive.Warn } };
        await TwoAsync();
        await PruneAsync();

        var report = await ValidateLiveAsync();

        report.Error?.Format().ShouldBeNull();
        report.Summary.ShouldContain("r1 was pruned: nothing to compare with");
        report.Summary.ShouldNotContain("passes its checks");
    }

    [Fact]
    public async Task What_needs_no_other_release_is_still_checked_after_that()
    {
        Config = Config with
        {
            Validate = new ValidateConfig
            {
                OnInconclusive = OnInconclusive.Warn,
                Checks = [new RowCountSettings { FailUnless = CheckExpression.Parse("green > 5", ["blue", "green"]) }],
            },
        };
        await TwoAsync();
        await PruneAsync();
        await Place.ExecuteAsync("delete from analytics__r2.orders where id > 4");

        var report = await ValidateLiveAsync();

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Checks.ShouldContain(check => check.Relation == "analytics.orders" && check.State == CheckState.Fail);
    }

    [Fact]
    public async Task A_relation_that_live_lost_is_named_by_every_check_that_would_compare_it()
    {
        Config = Config with
        {
            Validate = new ValidateConfig { Checks = [new DataDiffSettings(), new LatencySettings()] },
        };
        Project.With("orders", Rows(10)).With("items", Rows(10));
        await ReleaseAsync();
        await Place.ExecuteAsync("drop table analytics__r1.items cascade");
        Project.With("items", Rows(1)).With("more", Rows(3));

        var report = await DeployAsync();

        report
            .Checks.Where(check => check.Relation == "analytics.items")
            .ShouldAllBe(check =>
                check.State == CheckState.Inconclusive
                && check.CountsAs == CheckState.Warn
                && check.Message == "analytics__r1.items is not there any more"
            );
        report
            .Checks.Where(check => check.Relation == "analytics.items")
            .Select(check => check.Name)
            .Except(["grants"])
            .ShouldBe(["row_count", "schema", "data_diff", "latency"]);
        report.Checks.ShouldNotContain(check => check.Relation == "analytics.more");
        report
            .Checks.Where(check => check.Relation == "analytics.orders")
            .ShouldAllBe(check => check.State == CheckState.Pass);
    }

    [Fact]
    public async Task A_live_relation_that_is_gone_refuses()
    {
        await TwoAsync();
        await Place.ExecuteAsync("drop table analytics__r2.orders cascade");

        var report = await ValidateLiveAsync();

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Message.ShouldContain(
            "row_count of analytics.orders: analytics__r2.orders is not there any more"
        );
        report.Checks.ShouldNotContain(check => check.Value == "dropped");
    }

    [Fact]
    public async Task A_query_of_the_users_own_says_that_its_side_is_gone()
    {
        Config = Config with
        {
            Validate = new ValidateConfig
            {
                Checks =
                [
                    new SqlSettings { Query = CheckQuery.Parse("select 1 from {blue} where 1 = 0", ["blue", "green"]) },
                ],
            },
        };
        Project.With("orders", Rows(10)).With("items", Rows(10));
        await ReleaseAsync();
        await Place.ExecuteAsync("drop table analytics__r1.items cascade");

        var report = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        report
            .Checks.Single(check => check is { Name: "sql", Relation: "analytics.items" })
            .State.ShouldBe(CheckState.Inconclusive);
    }

    [Fact]
    public async Task A_diff_with_a_release_that_was_pruned_is_refused()
    {
        await TwoAsync();
        await PruneAsync();

        var report = await Engine().DiffAsync(new DiffRequest { Release = "r2", Against = "r1" }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.WrongState);
        report.Error.Message.ShouldContain("analytics__r1.orders is not there any more");
    }

    [Fact]
    public async Task A_diff_counts_what_it_could_not_compare()
    {
        Project.With("orders", Rows(10)).With("items", Rows(10));
        await ReleaseAsync();
        await DeployAsync();
        await Place.ExecuteAsync("drop table analytics__r1.items cascade");

        var report = await Engine().DiffAsync(new DiffRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        var lost = report.Plan.Single();
        (lost.Relation, lost.Change.Word).ShouldBe(("analytics.items", "missing"));
        report.Summary.ShouldEndWith("no rows differ; 1 could not be compared");
    }

    private async Task TwoAsync()
    {
        Project.With("orders", Rows(10));
        await ReleaseAsync();
        await ReleaseAsync();
    }

    private async Task PruneAsync() =>
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();

    private Task<ReleaseReport.Released> ValidateLiveAsync() =>
        Engine().ValidateAsync(new ValidateRequest { Live = true }, Cancellation);

    private static string Rows(int count) => $"select s as id from generate_series(1, {count}) as g(s)";
}

public sealed class DuckDbLostRelations() : LostRelationSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresLostRelations() : LostRelationSuite(Testing.Engines.Engine.Postgres);
