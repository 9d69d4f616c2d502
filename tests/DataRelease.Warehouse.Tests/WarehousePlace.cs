using System.Collections.Concurrent;
using DataRelease.Testing;
using DataRelease.Testing.Fakes;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests;

/// <summary>An empty database of one test's own on a real engine, with the product's warehouse over it.</summary>
public sealed class WarehousePlace : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _statements = new();
    private readonly TestDatabase _database;
    private readonly bool _isSeparate;

    private WarehousePlace(TestDatabase database, TimeProvider? clock, bool isSeparate)
    {
        _database = database;
        _isSeparate = isSeparate;
        Warehouse = Open(clock);
    }

    /// <summary>What is known of the engine.</summary>
    public TestEngine Engine => _database.Engine;

    /// <summary>The database itself.</summary>
    public TestDatabase Database => _database;

    /// <summary>The product's own way in.</summary>
    public Warehouses.Warehouse Warehouse { get; }

    /// <summary>Its PostgreSQL database, for roles and other connections; null on DuckDB.</summary>
    public PostgresDatabase? Postgres => _database.Postgres;

    /// <summary>Its DuckDB file; null on PostgreSQL.</summary>
    public string? File => _database.File;

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
    ) => new(await TestEngine.Of(engine).CreateAsync(TestContext.Current.CancellationToken), clock, isSeparate);

    /// <summary>The same database by a connection of its own; the caller disposes it.</summary>
    public Warehouses.Warehouse Again() => Open(null);

    private Warehouses.Warehouse Open(TimeProvider? clock) =>
        _isSeparate ? new FakeSeparatePostgres(Postgres!.ConnectionString, Observe) : _database.Open(clock, Observe);

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
        await _database.DisposeAsync();
    }

    private void Observe(string text)
    {
        _statements.Enqueue(text);
        Ran?.Invoke(text);
    }
}
