using System.Data.Common;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What a first release changes for consumers of what stood there, as <c>plan</c> says it.</summary>
public abstract class JoiningSuite(Engine engine) : ReleaseSuite(engine)
{
    /// <summary>The statements of the plan's rows, and whether the engine refuses them on a view.</summary>
    protected abstract IReadOnlyList<(string Told, string Statement, bool IsRefused)> Changes { get; }

    [Fact]
    public async Task What_a_plan_says_that_consumers_will_find_is_what_they_find()
    {
        await ExecuteAsync("create schema analytics", "create table analytics.orders as select 1 as id");
        Project.With("orders", "select 2 as id").With("fresh", "select 1 as id");

        var plan = (await Engine().PlanAsync(new DeployRequest(), Cancellation)).Plan;

        var told = plan.Where(row => row.Change == RelationChange.Differs).ToList();
        told.Select(row => row.Relation).ShouldBe(Changes.Select(change => change.Told).Distinct());
        told.ShouldAllBe(row => row.Detail.Contains("(analytics.orders will be a view)"));
        foreach (var (_, statement, _) in Changes)
            await ExecuteAsync("begin", statement, "rollback");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        foreach (var (_, statement, isRefused) in Changes)
        {
            await ExecuteAsync("begin");
            if (isRefused)
                await Should.ThrowAsync<DbException>(() => ExecuteAsync(statement), statement);
            else
                await ExecuteAsync(statement);
            await ExecuteAsync("rollback");
        }
        (await Engine().PlanAsync(new DeployRequest(), Cancellation)).Plan.ShouldNotContain(row =>
            row.Change == RelationChange.Differs
        );
    }
}

public sealed class DuckDbJoining() : JoiningSuite(Testing.Engines.Engine.DuckDb)
{
    protected override IReadOnlyList<(string Told, string Statement, bool IsRefused)> Changes =>
        [
            ("insert, update, delete", "insert into analytics.orders values (7)", true),
            ("insert, update, delete", "update analytics.orders set id = 7", true),
            ("insert, update, delete", "delete from analytics.orders", true),
            ("alter table, create index, truncate", "alter table analytics.orders add column x int", true),
            ("alter table, create index, truncate", "create index i on analytics.orders (id)", true),
            ("alter table, create index, truncate", "truncate analytics.orders", true),
        ];
}

public sealed class PostgresJoining() : JoiningSuite(Testing.Engines.Engine.Postgres)
{
    protected override IReadOnlyList<(string Told, string Statement, bool IsRefused)> Changes =>
        [
            ("copy NAME to …", "copy analytics.orders to program 'cat > /dev/null'", true),
            ("copy NAME to …", "copy (select * from analytics.orders) to program 'cat > /dev/null'", false),
            // What it writes of a view is seen by no statement.
            ("pg_dump -t NAME", "select 1", false),
            ("insert, update, delete", "insert into analytics.orders values (7)", false),
            ("insert, update, delete", "update analytics.orders set id = 7", false),
            ("insert, update, delete", "delete from analytics.orders", false),
            ("truncate, alter table, create index", "truncate analytics.orders", true),
            ("truncate, alter table, create index", "alter table analytics.orders add column x int", true),
            ("truncate, alter table, create index", "create index i on analytics.orders (id)", true),
        ];

    [Fact]
    public async Task A_materialized_view_is_refreshed_by_a_release()
    {
        await ExecuteAsync(
            "create schema analytics",
            "create table public.src as select 1 as id",
            "create materialized view analytics.ids as select id from public.src"
        );
        Project.With("ids", "select id from public.src");

        var plan = (await Engine().PlanAsync(new DeployRequest(), Cancellation)).Plan;

        plan.Single(row => row.Change == RelationChange.Differs)
            .ShouldSatisfyAllConditions(
                row => row.Relation.ShouldBe("refresh materialized view NAME"),
                row => row.Detail.ShouldContain("data-release refresh")
            );
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        await Should.ThrowAsync<DbException>(() => ExecuteAsync("refresh materialized view analytics.ids"));
        await ExecuteAsync("update public.src set id = 2");
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.ids")).ShouldBe(["2"]);
    }
}
