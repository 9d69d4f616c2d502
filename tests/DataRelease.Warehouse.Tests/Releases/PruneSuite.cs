using DataRelease.Builds;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What prune drops, and what it never drops.</summary>
public abstract class PruneSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task Prune_never_drops_what_live_shares_with_an_old_release()
    {
        Project.With("orders", "select 1 as id").With("customers", "select 1 as id");
        await ReleaseAsync();
        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } });

        var report = await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        report.Error.ShouldBeNull();
        (await RelationsAsync("analytics__r1")).ShouldBe(["customers:Table"]);
        (await ReadAsync("select id from analytics.customers")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Prune_keeps_the_newest_releases_and_drops_the_rest()
    {
        for (var version = 1; version <= 4; version++)
            await ReleaseAsync(With(version));

        var report = await Engine().PruneAsync(new PruneRequest { Keep = 1 }, Cancellation);

        report.Error.ShouldBeNull();
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r3")).ShouldBeTrue();
        report.RollbackTargets.Select(release => release.Id).ShouldBe(["r3"]);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["4"]);
    }

    [Fact]
    public async Task Prune_leaves_a_release_that_something_outside_depends_on()
    {
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));
        await Place.ExecuteAsync("create schema bi", "create view bi.pinned as select id from analytics__r1.orders");

        var report = await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        report.Error.ShouldBeNull();
        report.Summary.ShouldContain("r1");
        (await ReadAsync("select id from bi.pinned")).ShouldBe(["1"]);
    }
}

public sealed class DuckDbPrunes() : PruneSuite(Tests.Engine.DuckDb);

public sealed class PostgresPrunes() : PruneSuite(Tests.Engine.Postgres);
