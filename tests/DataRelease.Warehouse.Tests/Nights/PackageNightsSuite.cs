using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Nights;

/// <summary>Thirty nights from packages.</summary>
public abstract class PackageNightsSuite(Engine engine) : ReleaseSuite(engine), INightsProject
{
    private readonly TempFolder _folder = new();
    private bool _isShared;
    private int _packed;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_live_is_each_night_what_it_should_be(bool isShared)
    {
        _isShared = isShared;
        await new ThirtyNights(this, isShared, isShared).RunAsync(Cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ReleaseEnvironment At(string name) =>
        new(name, "analytics", Warehouse, Config, async token =>
            (IGreenBuilder)
                new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(await PackAsync(token), token), 2)
        );

    bool INightsProject.IsKept => true;

    ReleaseEngine INightsProject.Engine() => Engine();

    Task INightsProject.ExecuteAsync(params string[] statements) => ExecuteAsync(statements);

    Task<IReadOnlyList<string>> INightsProject.ReadAsync(string sql) => ReadAsync(sql);

    Task INightsProject.RunPlainlyAsync() =>
        ExecuteAsync(
            "drop view analytics.events",
            "create table analytics.events as select id, status from outside.orders",
            "drop view analytics.recent",
            "create table analytics.recent as select id from outside.orders where id % 3 = 0"
        );

    void INightsProject.Write(int version)
    {
        var made = new CompiledProject(_folder["p"], Warehouse.Dialect.Name, "made_up_db")
        {
            Version = $"{version}.0.0",
        };
        const string source = "\"made_up_db\".\"outside\".\"orders\"";
        string[] after = ["source.made_up.outside.orders"];
        var meta = new { data_release = new { state = _isShared ? "shared" : "copied" } };
        made.Source("orders")
            .Model("events", $"select id, status from {source}", "incremental", after, new { unique_key = "id", meta })
            .Snapshot(
                "history",
                $"select id, status from {source}",
                new
                {
                    unique_key = "id",
                    strategy = "check",
                    check_cols = "all",
                    meta,
                },
                after
            )
            .Model("recent", $"select id from {source}", after: after)
            .Model(
                "daily",
                $"select status, count(*) as n{(version == 2 ? ", max(id) as newest" : "")} from "
                    + $"{made.Ref("events")} group by status",
                after: ["events"]
            )
            .Write();
    }

    private async Task<string> PackAsync(CancellationToken cancellation) =>
        (
            await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = _folder["p"], OutputDir = _folder[$"packages/{_packed++}"] },
                cancellation
            )
        ).Path;
}

public sealed class DuckDbPackageNights() : PackageNightsSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresPackageNights() : PackageNightsSuite(Testing.Engines.Engine.Postgres);
