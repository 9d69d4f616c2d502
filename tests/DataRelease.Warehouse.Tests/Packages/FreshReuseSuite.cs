using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Packages;

/// <summary><c>build.reuse: fresh</c>: a relation is built when something arrived in what it reads.</summary>
public abstract class FreshReuseSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();
    private int _packed;

    private CompiledProject Made => field ??= new CompiledProject(_folder["p"], Warehouse.Dialect.Name, "made_up_db");

    [Fact]
    public async Task A_night_builds_what_reads_a_source_in_which_something_arrived_and_shares_the_rest()
    {
        await PrepareAsync();
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();

        await RefreshAsync();
        (await BuiltAsync(2)).ShouldBeEmpty();
        await ExecuteAsync("insert into outside.orders values (2, timestamp '2026-01-02 00:00:00')");
        var plan = await Engine().PlanAsync(Fresh, Cancellation);
        await RefreshAsync();

        Detail(plan, "analytics.orders").ShouldEndWith("something arrived in what it reads");
        Detail(plan, "analytics.totals").ShouldEndWith("reads analytics.orders, which is built");
        Detail(plan, "analytics.people").ShouldStartWith("kept: unchanged; shared with r1");
        (await BuiltAsync(3)).ShouldBe(["orders", "totals"]);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["2"]);
        // And the next night compares with the last.
        await RefreshAsync();
        (await BuiltAsync(4)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_query_says_what_arrived_where_a_source_does_not()
    {
        await PrepareAsync(loadedAt: null);
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        await RefreshAsync();
        (await BuiltAsync(2)).ShouldBe(["orders", "totals"]);
        Detail(await Engine().PlanAsync(Fresh, Cancellation), "analytics.orders")
            .ShouldEndWith("nothing says what arrives in outside.orders");

        Config = Configured("outside.orders: select count(*) from outside.orders -- all");
        await RefreshAsync();
        (await BuiltAsync(3)).ShouldBe(["orders", "totals"], "what had arrived before is not known");
        await RefreshAsync();
        (await BuiltAsync(4)).ShouldBeEmpty();
        await ExecuteAsync("insert into outside.orders values (2, timestamp '2026-01-02 00:00:00')");
        await RefreshAsync();

        (await BuiltAsync(5)).ShouldBe(["orders", "totals"]);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_release_of_a_part_does_not_make_what_it_left_out_fresh()
    {
        await PrepareAsync();
        Made.Model("also", $"select max(id) as n from {Outside("orders")}", after: ["source.made_up.outside.orders"])
            .Write();
        (await ReleaseAsync()).Error?.Format().ShouldBeNull();
        await ExecuteAsync("insert into outside.orders values (2, timestamp '2026-01-02 00:00:00')");
        (
            await Engine()
                .ReleaseAsync(
                    new DeployRequest
                    {
                        Build = new BuildOptions { Reuse = ReuseMode.Fresh, Select = ["orders"] },
                    },
                    Cancellation
                )
        ).Error?.Format().ShouldBeNull();

        await RefreshAsync();

        (await BuiltAsync(3)).ShouldBe(["also", "totals"]);
        (await ReadAsync("select n from analytics.also")).ShouldBe(["2"]);
    }

    [Theory]
    [InlineData("outside.unknown: select 1", "'outside.unknown', which is neither a source nor a model of made_up")]
    [InlineData("outside.orders: select nothing from outside.orders", "the query of 'outside.orders' failed: ")]
    [InlineData("outside.orders: select 1 where 1 = 2", "the query of 'outside.orders' has no row")]
    [InlineData("outside.orders: select 1 union all select 2", "the query of 'outside.orders' has more than one row")]
    public async Task A_query_that_can_not_be_asked_is_refused_at_its_line(string arrivals, string said)
    {
        await PrepareAsync();
        Config = Configured(arrivals);

        var report = await ReleaseAsync();

        report.Error!.Code.ShouldBe(ErrorCode.ArrivalsUnreadable);
        report.Error.Format().ShouldStartWith("c.yml(4,5): error DR5042: ");
        report.Error.Message.ShouldContain(said);
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_plan_before_the_first_release_builds_everything()
    {
        await PrepareAsync();

        var plan = await Engine().PlanAsync(Fresh, Cancellation);

        plan.Error?.Format().ShouldBeNull();
        plan.Plan.ShouldAllBe(row => row.Change == RelationChange.New);
    }

    [Fact]
    public async Task A_query_can_not_write()
    {
        await PrepareAsync();
        await ExecuteAsync("create sequence outside.counted");
        Config = Configured("outside.orders: select nextval('outside.counted')");

        var report = await ReleaseAsync();

        // PostgreSQL refuses; on DuckDB the transaction is rolled back.
        if (report.Error is { } error)
            error.Code.ShouldBe(ErrorCode.ArrivalsUnreadable);
        (await ReadAsync("select nextval('outside.counted')")).ShouldBe(["1"]);
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

    [Fact]
    public async Task State_that_a_restore_replaced_is_built_on_with_what_had_arrived_since()
    {
        NeedsVersions();
        await PrepareAsync();
        Made.Model(
                "people",
                $"select id from {Outside("people")}",
                "incremental",
                ["source.made_up.outside.people"],
                new { unique_key = "id" }
            )
            .Write();
        await ReleaseAsync();
        (await Engine().BackupCreateAsync(new BackupCreateRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        await ExecuteAsync("insert into outside.people values (8, timestamp '2026-01-02 00:00:00')");
        await RefreshAsync();
        (await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await ReadAsync("select id from analytics.people")).ShouldBe(["7"]);

        await RefreshAsync();

        (await ReadAsync("select id from analytics.people order by id")).ShouldBe(["7", "8"]);
    }

    private static DeployRequest Fresh => new() { Build = new BuildOptions { Reuse = ReuseMode.Fresh } };

    private static string Outside(string name) => $"\"made_up_db\".\"outside\".\"{name}\"";

    private static ReleaseConfig Configured(string? arrivals = null) =>
        ConfigReader.Read(
            $"build:\n  reuse: fresh\n{(arrivals is null ? "" : $"  arrivals:\n    {arrivals}\n")}",
            "c.yml",
            CheckKinds.All
        );

    private async Task PrepareAsync(string? loadedAt = "loaded")
    {
        Config = Configured();
        await ExecuteAsync(
            "create schema outside",
            "create table outside.orders as select 1 as id, timestamp '2026-01-01 00:00:00' as loaded",
            "create table outside.people as select 7 as id, timestamp '2026-01-01 00:00:00' as loaded"
        );
        Made.Source("orders", loadedAt)
            .Source("people", "loaded")
            .Seed("raw", "id\n1\n")
            .Model("orders", $"select id from {Outside("orders")}", after: ["source.made_up.outside.orders"])
            .Model("people", $"select id from {Outside("people")}", after: ["source.made_up.outside.people"])
            .Model("totals", $"select max(id) as n from {Made.Ref("orders")}", after: ["orders"])
            .Write();
    }

    private async Task<ReleaseReport.Released> ReleaseAsync() => await Engine().ReleaseAsync(Fresh, Cancellation);

    private async Task RefreshAsync() =>
        (
            await Engine()
                .RefreshAsync(new RefreshRequest { Build = new BuildOptions { Reuse = ReuseMode.Fresh } }, Cancellation)
        )
            .Error?.Format()
            .ShouldBeNull();

    private static string Detail(ReleaseReport.Planned plan, string relation)
    {
        plan.Error?.Format().ShouldBeNull();
        var row = plan.Plan.Single(row => row.Relation == relation);
        return $"{row.Change}: {row.Detail}";
    }

    private Task<IReadOnlyList<string>> BuiltAsync(int number) =>
        ReadAsync(
            "select live_name from data_release.relations where environment = 'prod' "
                + $"and number = {number} and origin = {number} order by 1"
        );

    private async Task<string> PackAsync() =>
        (
            await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = Made.Folder, OutputDir = _folder[$"packages/{_packed++}"] },
                Cancellation
            )
        ).Path;
}

public sealed class DuckDbFreshReuse() : FreshReuseSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresFreshReuse() : FreshReuseSuite(Testing.Engines.Engine.Postgres);
