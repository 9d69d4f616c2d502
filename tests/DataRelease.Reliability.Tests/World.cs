using System.Data.Common;
using DataRelease.Testing;

namespace DataRelease.Reliability.Tests;

/// <summary>
/// A database of a test's own, which can be copied as it stands, read from outside, and released to by the tool.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly bool _isLent;

    private World(TestDatabase database, bool isLent = false) => (_database, _isLent) = (database, isLent);

    /// <summary>What is known of its engine.</summary>
    public TestEngine Engine => _database.Engine;

    /// <summary>What the tool's profile reads.</summary>
    public IReadOnlyDictionary<string, string> Variables => _database.Variables;

    /// <summary>A new, empty one; skips the running test where the engine is missing.</summary>
    public static async Task<World> CreateAsync(Engine engine, CancellationToken cancellation) =>
        new(await TestEngine.Of(engine).CreateAsync(cancellation));

    /// <summary>A database that goes with its server.</summary>
    public static World Of(PostgresDatabase database) => new(new PostgresTestEngine().Of(database), isLent: true);

    /// <summary>A copy as it stands, after a process that was killed if need be.</summary>
    public async Task<World> CopyAsync(CancellationToken cancellation) => new(await _database.CopyAsync(cancellation));

    /// <summary>
    /// Waits until the server has noticed that a process is no more: what that had sent may still be done.
    /// </summary>
    public Task SettleAsync(CancellationToken cancellation) => _database.SettleAsync(cancellation);

    /// <summary>Runs statements.</summary>
    public Task ExecuteAsync(params IEnumerable<string> statements) =>
        _database.ExecuteAsync(TestContext.Current.CancellationToken, statements);

    /// <summary>Rows as arrays of values.</summary>
    public async Task<IReadOnlyList<object?[]>> QueryAsync(string sql, CancellationToken cancellation) =>
        (await QueriesAsync([sql], cancellation))[0];

    /// <summary>The rows of each query, over one connection.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<object?[]>>> QueriesAsync(
        IEnumerable<string> queries,
        CancellationToken cancellation
    )
    {
        await using var connection = await OpenAsync(cancellation);
        var results = new List<IReadOnlyList<object?[]>>();
        foreach (var sql in queries)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var rows = new List<object?[]>();
            while (await reader.ReadAsync(cancellation))
                rows.Add([
                    .. Enumerable
                        .Range(0, reader.FieldCount)
                        .Select(column => reader.IsDBNull(column) ? null : Value(reader, column)),
                ]);
            results.Add(rows);
        }
        return results;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _isLent ? ValueTask.CompletedTask : _database.DisposeAsync();

    /// <summary>A connection that owes nothing to the product.</summary>
    public Task<DbConnection> OpenAsync(CancellationToken cancellation) => _database.ConnectAsync(cancellation);

    private static object Value(DbDataReader reader, int column)
    {
        var value = reader.GetValue(column);
        if (value is not Stream stream)
            return value;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
