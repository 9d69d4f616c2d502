using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Packages;

/// <summary>Releases that build what changed and what reads it, and share the rest with blue.</summary>
public abstract class ReuseSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();
    private int _packed;

    private CompiledProject Made => field ??= new CompiledProject(_folder["p"], Warehouse.Dialect.Name, "made_up_db");

    [Fact]
    public async Task What_changed_and_what_reads_it_is_built_and_the_rest_is_shared()
    {
        Shop();
        await FirstAsync();
        Shop(orders: "select 2 as id");

        var plan = await PlanAsync();
        var report = await ReuseAsync();

        Detail(plan, "analytics.raw").ShouldStartWith("kept: unchanged; shared with r1, data of ");
        Detail(plan, "analytics.customers").ShouldStartWith("kept: unchanged; shared with r1, data of ");
        Detail(plan, "analytics.orders").ShouldBe("changed: table; changed code");
        Detail(plan, "analytics.joined").ShouldBe("affected: view; reads analytics.orders, which changed");
        Detail(plan, "analytics.totals").ShouldBe("affected: table; reads analytics.orders, which changed");
        (await BuiltAsync(2)).ShouldBe(["joined", "orders", "totals"]);
        report.Release!.Relations.ShouldBe(5);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["2"]);
        (await ReadAsync("select id from analytics.customers")).ShouldBe(["7"]);
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Where_nothing_changed_nothing_is_built_and_the_release_goes_live()
    {
        Shop();
        await FirstAsync();
        Made.Version = "2.0.0";
        Shop();

        var report = await ReuseAsync();

        report.Live!.Version.ShouldBe("2.0.0");
        (await BuiltAsync(2)).ShouldBeEmpty();
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["1"]);
        // And again, on what is shared already.
        await ReuseAsync();
        (await BuiltAsync(3)).ShouldBeEmpty();
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["1"]);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).Summary.ShouldBe("no problems found");
    }

    [Fact]
    public async Task Prune_keeps_what_a_newer_release_shares_and_drops_it_with_the_last_one()
    {
        Shop();
        await FirstAsync();
        for (var version = 2; version <= 5; version++)
        {
            Shop(orders: $"select {version} as id");
            await ReuseAsync();
            (await Engine().PruneAsync(new PruneRequest { Keep = 1 }, Cancellation)).Error?.Format().ShouldBeNull();
            (await ReadAsync("select n from analytics.totals")).ShouldBe([$"{version}"]);
            (await ReadAsync("select id from analytics.customers")).ShouldBe(["7"]);
        }
        (await RelationsAsync("analytics__r1")).ShouldBe(["customers:Table", "raw:Table"], ignoreOrder: true);

        Shop(orders: "select 5 as id", customers: "select 8 as id", raw: "id\n9\n");
        await ReuseAsync();
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();

        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r5")).ShouldBeTrue();
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["5"]);
    }

    [Fact]
    public async Task Settings_that_shape_a_relation_count_and_those_that_do_not_are_left_alone()
    {
        Made.Model("a", "select 1 as id", "incremental", config: new { unique_key = "id" })
            .Model("b", "select 1 as id", config: new { tags = new[] { "x" } })
            .Write();
        await FirstAsync();
        Made.Clear()
            .Model("a", "select 1 as id", "incremental", config: new { unique_key = new[] { "id" } })
            .Model("b", "select 1 as id", config: new { tags = new[] { "y" }, meta = new { owner = "me" } })
            .Write();

        var plan = await PlanAsync();
        await ReuseAsync();

        Detail(plan, "analytics.a").ShouldContain("changed settings");
        (await BuiltAsync(2)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task What_an_earlier_release_of_a_part_left_stale_is_built()
    {
        Shop();
        await FirstAsync();
        Shop(orders: "select 5 as id");
        (await RunAsync(new BuildOptions { Select = ["orders"] })).Error?.Format().ShouldBeNull();
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["1"]);

        var plan = await PlanAsync();
        await ReuseAsync();

        Detail(plan, "analytics.joined").ShouldContain("reads a relation that was built after it");
        (await BuiltAsync(3)).ShouldBe(["joined", "totals"]);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["5"]);
    }

    [Fact]
    public async Task What_is_no_longer_there_is_built()
    {
        Shop();
        await FirstAsync();
        await Place.ExecuteAsync("drop view analytics.totals", "drop table analytics__r1.totals");

        (await RunAsync(new BuildOptions { Reuse = ReuseMode.Unchanged })).Error?.Format().ShouldBeNull();

        (await BuiltAsync(2)).ShouldBe(["totals"]);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task State_is_shared_until_its_code_changes_or_it_is_built_from_nothing()
    {
        State("old");
        await FirstAsync();
        await Place.ExecuteAsync("insert into analytics__r1.days values (5)");
        State("old");

        await ReuseAsync();

        (await BuiltAsync(2)).ShouldBeEmpty();
        (await ReadAsync("select d from analytics.days order by d")).ShouldBe(["1", "5"]);
        // Both have it, so a rollback neither loses nor finds anything.
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select d from analytics.days order by d")).ShouldBe(["1", "5"]);
        State("new");
        await ReuseAsync();
        (await BuiltAsync(3)).ShouldBe(["history"]);
        (await ReadAsync("select name, dbt_valid_to is null from analytics.history order by 2")).ShouldBe([
            "old|False",
            "new|True",
        ]);
        await RunAsync(new BuildOptions { Reuse = ReuseMode.Unchanged, FullRefresh = true });
        (await BuiltAsync(4)).ShouldContain("days");
        (await ReadAsync("select d from analytics.days order by d")).ShouldBe(["1"]);

        void State(string name) =>
            Made.Clear()
                .Model("days", "select 1 as d", "incremental", config: new { unique_key = "d" })
                .Snapshot(
                    "history",
                    $"select 1 as id, '{name}' as name",
                    new
                    {
                        target_schema = "dev",
                        strategy = "check",
                        unique_key = "id",
                        check_cols = new[] { "name" },
                    }
                )
                .Write();
    }

    [Fact]
    public async Task Results_of_tests_are_taken_over_with_their_age_and_run_again_when_asked()
    {
        await Place.ExecuteAsync("create schema app", "create table app.ran as select 0 as id where 1 = 0");
        Tested();
        await FirstAsync();
        Tested(other: "select 2 as id");

        var report = await ReuseAsync();

        var tests = report.Checks.Where(check => check.Name == "dbt_tests").ToDictionary(check => check.Message);
        tests["no_nulls"].Value.ShouldMatch(@"^0 failures \(r1, \d{4}-\d\d-\d\d \d\d:\d\d UTC\)$");
        tests["of_both"].Value.ShouldBe("0 failures");
        // A release that takes over what was taken over still says of when it is.
        Tested(other: "select 3 as id");
        (await ReuseAsync())
            .Checks.Single(check => check.Message == "no_nulls")
            .Value.ShouldStartWith("0 failures (r1, ");
        var again = await RunAsync(new BuildOptions { Reuse = ReuseMode.Unchanged, Retest = true });
        again.Checks.Single(check => check.Message == "no_nulls").Value.ShouldBe("0 failures");
        (await BuiltAsync(4)).ShouldBeEmpty();

        // A test that changed runs, though nothing that it reads is built, and refuses.
        Tested(other: "select 3 as id", nulls: "select 1 as one");
        var refused = await RunAsync(new BuildOptions { Reuse = ReuseMode.Unchanged });
        refused.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.TestsFailed, refused.Error!.Format());

        void Tested(string other = "select 1 as id", string? nulls = null) =>
            Made.Clear()
                .Model("a", "select 1 as id")
                .Model("b", other)
                .Test("no_nulls", nulls ?? $"select id from {Made.Ref("a")} where id is null", ["a"])
                .Test(
                    "of_both",
                    $"select a.id from {Made.Ref("a")} a join {Made.Ref("b")} b on a.id < -b.id",
                    ["a", "b"]
                )
                .Write();
    }

    [Fact]
    public async Task A_relation_that_got_another_name_or_kind_is_built()
    {
        NeedsSchemasTogether();
        Made.Model("a", "select 1 as id").Model("b", "select 1 as id").Model("c", "select 1 as id").Write();
        await FirstAsync();
        Made.Clear()
            .Model("a", "select 1 as id", custom: "marts")
            .Model("b", "select 1 as id", "view")
            .Model("c", "select 1 as id")
            .Write();

        (await RunAsync(new BuildOptions { Reuse = ReuseMode.Unchanged }, allowBreaking: true))
            .Error?.Format()
            .ShouldBeNull();

        (await BuiltAsync(2)).ShouldBe(["a", "b"]);
        (await ReadAsync("select id from analytics_marts.a")).ShouldBe(["1"]);
        (await RelationsAsync("analytics")).ShouldBe(["b:View", "c:View"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_reads_through_an_ephemeral_model_is_built_with_what_it_reads()
    {
        void Version(string code) =>
            Made.Clear()
                .Model("base", code)
                .Model("between", "select 1", "ephemeral", ["base"])
                .Model("last", $"select id from {Made.Ref("base")}", after: ["between"])
                .Write();
        Version("select 1 as id");
        await FirstAsync();
        Version("select 2 as id");

        await ReuseAsync();

        (await BuiltAsync(2)).ShouldBe(["base", "last"]);
        (await ReadAsync("select id from analytics.last")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task After_a_rollback_what_is_live_is_what_is_compared_with()
    {
        Shop();
        await FirstAsync();
        Shop(orders: "select 2 as id");
        await ReuseAsync();
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        await ReuseAsync();

        (await BuiltAsync(3)).ShouldBe(["joined", "orders", "totals"]);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["2"]);
        Shop();
        await ReuseAsync();
        (await BuiltAsync(4)).ShouldBe(["joined", "orders", "totals"]);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_release_that_was_cut_short_is_resumed_and_shares_still()
    {
        Shop();
        await FirstAsync();
        Shop(orders: "select 2 as id");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Place.Ran = text =>
        {
            if (
                text.Contains("analytics__r2", StringComparison.Ordinal)
                && text.Contains("totals", StringComparison.Ordinal)
            )
                cancel.Cancel();
        };
        (await RunAsync(new BuildOptions { Reuse = ReuseMode.Unchanged }, token: cancel.Token)).ExitCode.ShouldBe(
            ExitCode.Cancelled
        );
        Place.Ran = null;

        (await Engine().ResumeAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (await BuiltAsync(2)).ShouldBe(["joined", "orders", "totals"]);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["2"]);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ReleaseEnvironment At(string name) =>
        new(name, "analytics", Warehouse, Config, async token =>
            (IGreenBuilder)new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(await PackAsync(), token), 2)
        );

    private void Shop(string orders = "select 1 as id", string customers = "select 7 as id", string raw = "id\n1\n") =>
        Made.Clear()
            .Seed("raw", raw)
            .Model("orders", orders)
            .Model("customers", customers, after: ["seed.made_up.raw"])
            .Model(
                "joined",
                $"select o.id, c.id as customer from {Made.Ref("orders")} o cross join {Made.Ref("customers")} c",
                "view",
                ["orders", "customers"]
            )
            .Model("totals", $"select max(id) as n from {Made.Ref("joined")}", after: ["joined"])
            .Write();

    private async Task FirstAsync() => (await RunAsync(new BuildOptions())).Error?.Format().ShouldBeNull();

    private async Task<ReleaseReport.Released> ReuseAsync()
    {
        var report = await RunAsync(new BuildOptions { Reuse = ReuseMode.Unchanged });
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    private Task<ReleaseReport.Released> RunAsync(
        BuildOptions build,
        bool allowBreaking = false,
        CancellationToken? token = null
    ) =>
        Engine()
            .ReleaseAsync(new DeployRequest { Build = build, AllowBreaking = allowBreaking }, token ?? Cancellation);

    private async Task<ReleaseReport.Planned> PlanAsync()
    {
        var report = await Engine()
            .PlanAsync(new DeployRequest { Build = new BuildOptions { Reuse = ReuseMode.Unchanged } }, Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    /// <summary>What stands in a release's own schemas.</summary>
    private async Task<IReadOnlyList<string>> BuiltAsync(int number) =>
        await ReadAsync(
            "select live_name from data_release.relations where environment = 'prod' "
                + $"and number = {number} and origin = {number} order by 1"
        );

    private static string Detail(ReleaseReport.Planned plan, string relation) =>
        plan.Plan.Single(planned => planned.Relation == relation) is var found ? $"{found.Change}: {found.Detail}" : "";

    private async Task<string> PackAsync() =>
        (
            await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = Made.Folder, OutputDir = _folder[$"packages{_packed++}"] },
                Cancellation
            )
        ).Path;
}

public sealed class DuckDbReuse() : ReuseSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresReuse() : ReuseSuite(Testing.Engines.Engine.Postgres);
