using DataRelease.Builds;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// What a release takes over from the one before: incremental models, relations that it does not build, schemas from
/// before the first release.
/// </summary>
public abstract class CarriedStateSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task Incremental_models_start_from_a_copy_of_blue()
    {
        Project.With("events", "select 1 as id", "incremental");
        await ReleaseAsync();
        Project.With("events", "select 2 as id", "incremental");

        await ReleaseAsync();

        Project.Carried.ShouldBe(["model.fake.events"]);
        (await ReadAsync("select id from analytics.events order by id")).ShouldBe(["1", "2"]);
        (await ReadAsync("select id from analytics__r1.events order by id")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Full_refresh_starts_incremental_models_from_nothing()
    {
        Project.With("events", "select 1 as id", "incremental");
        await ReleaseAsync();
        Project.With("events", "select 2 as id", "incremental");

        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { FullRefresh = true } });

        (await ReadAsync("select id from analytics.events")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_partial_release_shares_what_it_does_not_build()
    {
        Project.With("orders", "select 1 as id").With("customers", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");

        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } });

        (await ReadAsync("select (select id from analytics.orders), (select id from analytics.customers)")).ShouldBe([
            "2|1",
        ]);
        (await RelationsAsync("analytics__r2")).ShouldBe(["orders:Table"]);
    }

    [Fact]
    public async Task Adoption_moves_tables_and_views_aside_and_rollback_returns_to_them()
    {
        NeedsViewsThatStay();
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders as select 7 as id, 'it''s' as note",
            "create view analytics.recent as select id from analytics.orders where note <> 'analytics.orders'",
            "create table analytics.by_hand as select 99 as id"
        );
        Project.With("orders", "select 1 as id, 'new' as note").With("recent", "select id from {green}.orders", "view");

        await ReleaseAsync();

        (await ReadAsync("select id from analytics.recent")).ShouldBe(["1"]);
        (await ReadAsync("select id from analytics.by_hand")).ShouldBe(["99"]);
        (await RelationsAsync("analytics")).ShouldBe(["by_hand:Table", "orders:View", "recent:View"]);
        (await ReadAsync("select id from analytics__r0.recent")).ShouldBe(["7"]);

        var back = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        back.Error?.Format().ShouldBeNull();
        back.Live!.Release.ShouldBe("r0");
        (await ReadAsync("select id, note from analytics.orders")).ShouldBe(["7|it's"]);
        (await ReadAsync("select id from analytics.recent")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task Adopted_incremental_models_start_from_the_adopted_table()
    {
        await Place.ExecuteAsync("create schema analytics", "create table analytics.events as select 1 as id");
        Project.With("events", "select 2 as id", "incremental");

        await ReleaseAsync();

        (await ReadAsync("select id from analytics.events order by id")).ShouldBe(["1", "2"]);
        (await ReadAsync("select id from analytics__r0.events")).ShouldBe(["1"]);
    }
}

public sealed class DuckDbCarriedState() : CarriedStateSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresCarriedState() : CarriedStateSuite(Testing.Engines.Engine.Postgres);
