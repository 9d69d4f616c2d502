using System.Globalization;
using DataRelease.Cli.Tests;
using DataRelease.Testing;
using Npgsql;

namespace DataRelease.Security.Tests;

/// <summary>
/// A made-up project of two relations, packed in three versions, in a place of its own on a real engine; all that is
/// done to it goes through the command line.
/// </summary>
public sealed class SmallShop : IAsyncDisposable
{
    private readonly PostgresDatabase? _postgres;

    private SmallShop(ToolRun run, PostgresDatabase? postgres)
    {
        Run = run;
        _postgres = postgres;
    }

    /// <summary>The tool in its project.</summary>
    public ToolRun Run { get; }

    /// <summary>Its database server's way in; null on DuckDB.</summary>
    public PostgresDatabase? Postgres => _postgres;

    /// <summary>Makes it; skips the test where the engine is missing.</summary>
    public static async Task<SmallShop> CreateAsync(Warehouse.Tests.Engine engine)
    {
        var run = ToolRun.OfShop().With("DATARELEASE_DBT", Actor.FakeDbt);
        foreach (var name in new[] { "release", "models", "seeds", "snapshots", "tests", "macros" })
            Directory.Delete(run[name], recursive: true);
        var postgres =
            engine == Warehouse.Tests.Engine.Postgres
                ? await PostgresServer.CreateDatabaseAsync(TestContext.Current.CancellationToken)
                : null;
        var shop = new SmallShop(run, postgres);
        shop.WriteProfile(postgres?.User ?? "", postgres?.Password ?? "");
        foreach (var version in new[] { 1, 2, 3 })
            await shop.PackAsync(version);
        return shop;
    }

    /// <summary>The profile with this login.</summary>
    public void WriteProfile(string user, string password, string? database = null) =>
        File.WriteAllText(
            Run["profiles.yml"],
            _postgres is null
                ? "made_up:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: shop.duckdb, schema: analytics}\n"
                : $"""
                made_up:
                  target: dev
                  outputs:
                    dev:
                      type: postgres
                      host: {_postgres.Host}
                      port: {_postgres.Port}
                      user: "{user}"
                      password: "{password}"
                      dbname: {database ?? _postgres.Name}
                      schema: analytics

                """
        );

    /// <summary>The package of a version.</summary>
    public string Package(int version) => Run[$"packages/made_up.{version}.0.0.nupkg"];

    /// <summary>Runs the tool and expects it to work.</summary>
    public async Task<string> WorksAsync(params string[] args)
    {
        var (exit, text, error) = await Run.RunAsync(args);
        exit.ShouldBe(0, $"{text}\n{error}");
        return text + error;
    }

    /// <summary>Reads with a connection apart from the tool's, one text a row.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string query, string? database = null)
    {
        await using var warehouse = Open(database);
        await using var session = await warehouse.OpenAsync(TestContext.Current.CancellationToken);
        return await session.QueryAsync(
            Warehouses.Sql.Raw(query),
            row =>
                string.Join(
                    "|",
                    Enumerable
                        .Range(0, row.FieldCount)
                        .Select(column =>
                            row.IsDBNull(column)
                                ? "null"
                                : Convert.ToString(row.GetValue(column), CultureInfo.InvariantCulture)
                        )
                ),
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>Runs statements with a connection apart from the tool's.</summary>
    public async Task ExecuteAsync(params IEnumerable<string> statements)
    {
        await using var warehouse = Open(null);
        await using var session = await warehouse.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var statement in statements)
            await session.ExecuteAsync(Warehouses.Sql.Raw(statement), TestContext.Current.CancellationToken);
    }

    /// <summary>As superuser, or the file.</summary>
    public Warehouses.Warehouse Open(string? database) =>
        _postgres is null
            ? new DuckDb.DuckDbWarehouse(Run.Database)
            : new Postgres.PostgresWarehouse(
                new NpgsqlConnectionStringBuilder(_postgres.ConnectionString)
                {
                    Database = database ?? _postgres.Name,
                }.ConnectionString
            );

    public async ValueTask DisposeAsync()
    {
        Run.Dispose();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
    }

    /// <summary>Packs a version.</summary>
    /// <param name="version">Its first number.</param>
    /// <param name="orders">The query of one of its relations, if not the usual.</param>
    public async Task PackAsync(int version, string? orders = null)
    {
        new CompiledProject(Run.Project, _postgres is null ? "duckdb" : "postgres", _postgres?.Name ?? "shop")
        {
            Version = $"{version}.0.0",
        }
            .Model("orders", orders ?? $"select {version} as v, 1 as id union all select {version}, 2")
            .Model("totals", $"select {version} as v, 2 as n", materialized: "view")
            .Write();
        await WorksAsync("pack", "--out", Run["packages"]);
        Directory.Delete(Run["target"], recursive: true);
    }
}
