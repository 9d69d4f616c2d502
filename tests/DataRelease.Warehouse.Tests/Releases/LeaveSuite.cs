using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Live becomes plain tables and views again, and the ledger says so.</summary>
public abstract class LeaveSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task Live_has_the_tables_and_views_of_the_newest_release_themselves()
    {
        Shop(1);
        await ReleaseAsync();
        Shop(2);
        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders", "shown", "deep"] } });
        var plan = await Engine().PreviewLeaveAsync(Cancellation);
        (await RelationsAsync("analytics")).ShouldAllBe(relation =>
            relation.EndsWith(":View", StringComparison.Ordinal)
        );

        var report = await Engine().LeaveAsync(new LeaveRequest(), Cancellation);

        plan.Error?.Format().ShouldBeNull();
        plan.Statements.ShouldContain("BEGIN");
        report.Error?.Format().ShouldBeNull();
        report.Live.ShouldBeNull();
        report.Release!.State.ShouldBe(ReleaseState.Retired);
        (await RelationsAsync("analytics")).ShouldBe(
            ["customers:Table", "deep:View", "orders:Table", "shown:View"],
            ignoreOrder: true
        );
        (await RelationsAsync("analytics_marketing")).ShouldBe(["mix:Table"]);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
        (await ReadAsync("select id from analytics.shown")).ShouldBe(["2"]);
        (await ReadAsync("select id from analytics.deep")).ShouldBe(["2"]);
        (await ReadAsync("select id from analytics.customers")).ShouldBe(["7"]);
        // They are themselves: what is written to the table is read through the view.
        await Place.ExecuteAsync("update analytics.orders set id = 5");
        (await ReadAsync("select id from analytics.deep")).ShouldBe(["5"]);
    }

    [Fact]
    public async Task Nothing_is_live_afterwards_and_what_is_left_goes_with_prune()
    {
        Shop(1);
        await ReleaseAsync();
        Shop(2);
        await ReleaseAsync();
        var report = await Engine().LeaveAsync(new LeaveRequest(), Cancellation);

        report.Summary.ShouldContain("r1 are still there: data-release prune --keep 0");
        var status = await Engine().StatusAsync(Cancellation);
        status.ExitCode.ShouldBe(ExitCode.Done);
        status.Live.ShouldBeNull();
        status.Summary.ShouldContain("'prod' was left");
        (await Engine().LeaveAsync(new LeaveRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingToDo);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error.ShouldNotBeNull();
        (await Engine().RefreshAsync(new RefreshRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingToDo);
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        (await ReadAsync("select id from analytics.deep")).ShouldBe(["2"]);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_left_may_join_again(bool adoptedBefore)
    {
        if (adoptedBefore)
            await Place.ExecuteAsync("create schema analytics", "create table analytics.orders as select 9 as id");
        Shop(1);
        await ReleaseAsync();
        (await Engine().LeaveAsync(new LeaveRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        Shop(3);

        await ReleaseAsync();

        (await ReadAsync("select id from analytics.deep")).ShouldBe(["3"]);
        (await RelationsAsync("analytics")).ShouldAllBe(relation =>
            relation.EndsWith(":View", StringComparison.Ordinal)
        );
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await Engine().LeaveAsync(new LeaveRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Nothing_goes_back_to_before_the_leaving()
    {
        Shop(1);
        await ReleaseAsync();
        Shop(2);
        // What is not selected is shared with the first release, and moves into live with the second.
        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders", "shown", "deep"] } });
        (await Engine().LeaveAsync(new LeaveRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
        Shop(3);
        await ReleaseAsync();

        var named = await Engine().RollbackAsync(new RollbackRequest { To = "r1" }, Cancellation);
        var back = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        named.ExitCode.ShouldNotBe(ExitCode.Done);
        back.Error?.Format().ShouldBeNull();
        back.Live!.Release.ShouldBe("r0");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
        (await ReadAsync("select id from analytics.customers")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task What_reads_live_from_outside_reads_what_took_its_place()
    {
        Shop(1);
        await ReleaseAsync();
        await Place.ExecuteAsync("create schema bi", "create view bi.dash as select id from analytics.orders");

        (await Engine().LeaveAsync(new LeaveRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        await Place.ExecuteAsync("update analytics.orders set id = 4");
        (await ReadAsync("select id from bi.dash")).ShouldBe(["4"]);
    }

    [Fact]
    public async Task While_a_release_is_unfinished_nobody_leaves()
    {
        Shop(1);
        await ReleaseAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Project.During = token =>
        {
            cancel.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        };
        await Engine().ReleaseAsync(new DeployRequest(), cancel.Token);
        Project.During = null;
        // As a killed process leaves it.
        await Place.ExecuteAsync("update data_release.releases set state = 'building' where number = 2");

        var refused = await Engine().LeaveAsync(new LeaveRequest(), Cancellation);

        refused.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.UnfinishedRelease);
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().LeaveAsync(new LeaveRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.deep")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Where_live_was_overwritten_it_is_put_right_first()
    {
        Shop(1);
        await ReleaseAsync();
        await Place.ExecuteAsync("drop view analytics.orders", "create table analytics.orders as select 6 as id");

        var overwritten = await Engine().LeaveAsync(new LeaveRequest(), Cancellation);

        overwritten.Error.ShouldNotBeNull().Message.ShouldContain("live is not what the ledger says");
        (await RelationsAsync("analytics__r1")).ShouldContain("orders:Table");
        (await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().LeaveAsync(new LeaveRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    /// <summary>Tables, a view on one of them, a view on that view, and a schema of its own.</summary>
    protected void Shop(int version) =>
        Project
            .With("orders", $"select {version} as id")
            .With("customers", "select 7 as id")
            .With("shown", "select id from {green}.orders", "view")
            .With("deep", "select id from {green}.shown", "view")
            .With("mix", "select 1 as id", custom: "marketing");
}

public sealed class DuckDbLeaving() : LeaveSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresLeaving() : LeaveSuite(Testing.Engines.Engine.Postgres)
{
    [Fact]
    public async Task Owner_rights_and_comments_are_those_of_the_view()
    {
        var reader = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        var stranger = await Place.Postgres!.CreateRoleAsync("stranger", Cancellation);
        var owner = await Place.Postgres!.CreateRoleAsync("owner", Cancellation);
        Project.With("orders", "select 1 as id, 'x' as note");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            $"grant usage on schema analytics to \"{reader}\", \"{stranger}\", \"{owner}\"",
            $"grant create on schema analytics to \"{owner}\"",
            $"grant select (id) on analytics.orders to \"{reader}\"",
            $"grant select on analytics__r1.orders to \"{stranger}\"",
            $"grant usage on schema analytics__r1 to \"{owner}\"",
            $"grant select on analytics__r1.orders to \"{owner}\"",
            $"alter view analytics.orders owner to \"{owner}\"",
            "comment on view analytics.orders is 'all orders'",
            "comment on column analytics.orders.note is 'of the customer'"
        );

        (await Engine().LeaveAsync(new LeaveRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (
            await ReadAsync(
                "select relkind::text, pg_get_userbyid(relowner), obj_description(oid), col_description(oid, 2) "
                    + "from pg_class where oid = 'analytics.orders'::regclass"
            )
        ).ShouldBe([$"r|{owner}|all orders|of the customer"]);
        (
            await ReadAsync(
                "select grantee, column_name, privilege_type from information_schema.column_privileges "
                    + $"where table_schema = 'analytics' and grantee in ('{reader}', '{stranger}')"
            )
        ).ShouldBe([$"{reader}|id|SELECT"]);
    }

    [Fact]
    public async Task A_column_default_of_a_view_goes_over_to_the_table()
    {
        Project.With("orders", "select 1 as id, 5 as amount");
        await ReleaseAsync();
        await Place.ExecuteAsync("alter view analytics.orders alter column amount set default 42");

        (await Engine().LeaveAsync(new LeaveRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        await Place.ExecuteAsync("insert into analytics.orders (id) values (2)");
        (await ReadAsync("select amount from analytics.orders where id = 2")).ShouldBe(["42"]);
    }

    [Fact]
    public async Task A_rule_of_a_view_is_refused_by_name()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync("create rule kept as on delete to analytics.orders do instead nothing");

        var report = await Engine().LeaveAsync(new LeaveRequest(), Cancellation);

        report.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.DependentCannotFollow);
        report.Error.Message.ShouldContain("analytics.orders becomes a table, and its rule kept would be lost");
        (await RelationsAsync("analytics")).ShouldBe(["orders:View"]);
        await Place.ExecuteAsync("delete from analytics.orders");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }
}
