using System.Collections.Concurrent;
using DataRelease.DuckDb;
using DataRelease.Postgres;
using DataRelease.Testing;
using DataRelease.Testing.Fakes;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests;

/// <summary>The engines that suites are inherited for.</summary>
public enum Engine
{
    DuckDb,
    Postgres,
}

/// <summary>An empty database of one test's own on a real engine, with the product's warehouse over it.</summary>
public sealed class WarehousePlace : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _statements = new();
    private readonly TempFolder? _folder;

    private readonly bool _isSeparate;

    private WarehousePlace(
        Engine engine,
        TimeProvider? clock,
        PostgresDatabase? postgres,
        TempFolder? folder,
        bool isSeparate
    )
    {
        Engine = engine;
        Postgres = postgres;
        _folder = folder;
        _isSeparate = isSeparate;
        Warehouse = Open(clock);
    }

    /// <summary>Which engine.</summary>
    public Engine Engine { get; }

    /// <summary>The product's own way in.</summary>
    public Warehouses.Warehouse Warehouse { get; }

    /// <summary>Its PostgreSQL database, for roles and other connections; null on DuckDB.</summary>
    public PostgresDatabase? Postgres { get; }

    /// <summary>Its DuckDB file; null on PostgreSQL.</summary>
    public string? File => _folder?["warehouse.duckdb"];

    /// <summary>Every statement that the warehouse ran, oldest first.</summary>
    public IReadOnlyList<string> Statements => [.. _statements];

    /// <summary>Told of every statement just before it runs.</summary>
    public Action<string>? Ran { get; set; }

    /// <summary>Makes it; skips the running test where the engine is missing.</summary>
    /// <param name="engine">Which.</param>
    /// <param name="clock">DuckDB's.</param>
    /// <param name="isSeparate">True for the fake whose every change of an object commits separately.</param>
    public static async Task<WarehousePlace> CreateAsync(
        Engine engine,
        TimeProvider? clock = null,
        bool isSeparate = false
    ) =>
        engine == Engine.Postgres
            ? new WarehousePlace(
                engine,
                clock,
                await PostgresServer.CreateDatabaseAsync(TestContext.Current.CancellationToken),
                null,
                isSeparate
            )
            : new WarehousePlace(engine, clock, null, new TempFolder(), isSeparate: false);

    /// <summary>The same database by a connection of its own; the caller disposes it.</summary>
    public Warehouses.Warehouse Again() => Open(null);

    private Warehouses.Warehouse Open(TimeProvider? clock) =>
        Postgres is null ? new DuckDbWarehouse(_folder!["warehouse.duckdb"], clock, Observe)
        : _isSeparate ? new FakeSeparatePostgres(Postgres.ConnectionString, Observe)
        : new PostgresWarehouse(Postgres.ConnectionString, Observe);

    /// <summary>Runs statements as they stand, each a text of its own.</summary>
    public async Task ExecuteAsync(params IEnumerable<string> statements)
    {
        await using var session = await Warehouse.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var statement in statements)
            await session.ExecuteAsync(Sql.Raw(statement), TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Warehouse.DisposeAsync();
        if (Postgres is not null)
            await Postgres.DisposeAsync();
        _folder?.Dispose();
    }

    private void Observe(string text)
    {
        _statements.Enqueue(text);
        Ran?.Invoke(text);
    }
}
