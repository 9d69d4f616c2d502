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
    private readonly TestDatabase _database;

    private SmallShop(ToolRun run, TestDatabase database)
    {
        Run = run;
        _database = database;
    }

    /// <summary>The tool in its project.</summary>
    public ToolRun Run { get; }

    /// <summary>Its database server's way in; null on DuckDB.</summary>
    public PostgresDatabase? Postgres => _database.Postgres;

    /// <summary>What is known of its engine.</summary>
    public TestEngine Engine => _database.Engine;

    /// <summary>A project without models for this database.</summary>
    public CompiledProject Project(string version) =>
        new(Run.Project, Engine.Adapter, _database.Name) { Version = version };

    /// <summary>Makes it; skips the test where the engine is missing.</summary>
    public static async Task<SmallShop> CreateAsync(Engine engine)
    {
        var run = ToolRun.OfShop().With("DATARELEASE_DBT", Actor.FakeDbt);
        foreach (var name in new[] { "release", "models", "seeds", "snapshots", "tests", "macros" })
            Directory.Delete(run[name], recursive: true);
        var database = await TestEngine.Of(engine).CreateAsync(TestContext.Current.CancellationToken, run.Database);
        var shop = new SmallShop(run, database);
        shop.WriteProfile();
        foreach (var version in new[] { 1, 2, 3 })
            await shop.PackAsync(version);
        return shop;
    }

    /// <summary>The profile with this login, or the test's own.</summary>
    public void WriteProfile(string? user = null, string? password = null, string? database = null)
    {
        var output = new Dictionary<string, string>(_database.Output(Run.Project));
        foreach (var (key, value) in new[] { ("user", user), ("password", password), ("dbname", database) })
        {
            if (value is not null)
                output[key] = $"\"{value}\"";
        }
        File.WriteAllText(
            Run["profiles.yml"],
            $"made_up:\n  target: dev\n  outputs:\n    dev: {TestDatabase.Inline(output, "analytics")}\n"
        );
    }

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
        database is null
            ? _database.Open()
            : new Postgres.PostgresWarehouse(
                new NpgsqlConnectionStringBuilder(Postgres!.ConnectionString) { Database = database }.ConnectionString
            );

    public async ValueTask DisposeAsync()
    {
        Run.Dispose();
        await _database.DisposeAsync();
    }

    /// <summary>Packs a version.</summary>
    /// <param name="version">Its first number.</param>
    /// <param name="orders">The query of one of its relations, if not the usual.</param>
    public async Task PackAsync(int version, string? orders = null)
    {
        Project($"{version}.0.0")
            .Model("orders", orders ?? $"select {version} as v, 1 as id union all select {version}, 2")
            .Model("totals", $"select {version} as v, 2 as n", materialized: "view")
            .Write();
        await WorksAsync("pack", "--out", Run["packages"]);
        Directory.Delete(Run["target"], recursive: true);
    }
}
