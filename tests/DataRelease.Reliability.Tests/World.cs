using DataRelease.Testing;
using DuckDB.NET.Data;

namespace DataRelease.Reliability.Tests;

/// <summary>The engines that suites are inherited for.</summary>
public enum Engine
{
    DuckDb,
    Postgres,
}

/// <summary>
/// A database of a test's own, which can be copied as it stands, read from outside, and released to by the tool.
/// </summary>
public abstract class World : IAsyncDisposable
{
    /// <summary>Which engine.</summary>
    public abstract Engine Engine { get; }

    /// <summary>What the tool's profile reads.</summary>
    public abstract IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>A new, empty one; skips the running test where the engine is missing.</summary>
    public static async Task<World> CreateAsync(Engine engine, CancellationToken cancellation) =>
        engine == Engine.DuckDb
            ? new DuckDbWorld(new TempFolder())
            : new PostgresWorld(await PostgresServer.CreateDatabaseAsync(cancellation));

    /// <summary>A database that goes with its server.</summary>
    public static World Of(PostgresDatabase database) => new PostgresWorld(database, isLent: true);

    /// <summary>A copy as it stands, after a process that was killed if need be.</summary>
    public abstract Task<World> CopyAsync(CancellationToken cancellation);

    /// <summary>
    /// Waits until the server has noticed that a process is no more: what that had sent may still be done.
    /// </summary>
    public virtual Task SettleAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Runs statements.</summary>
    public abstract Task ExecuteAsync(params IEnumerable<string> statements);

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
    public abstract ValueTask DisposeAsync();

    /// <summary>A connection that owes nothing to the product.</summary>
    public abstract Task<System.Data.Common.DbConnection> OpenAsync(CancellationToken cancellation);

    private static object Value(System.Data.Common.DbDataReader reader, int column)
    {
        var value = reader.GetValue(column);
        if (value is not Stream stream)
            return value;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private sealed class DuckDbWorld(TempFolder folder) : World
    {
        public override Engine Engine => Engine.DuckDb;

        public override IReadOnlyDictionary<string, string> Variables { get; } =
            new Dictionary<string, string> { ["DR_DUCKDB"] = folder["warehouse.duckdb"] };

        public override Task<World> CopyAsync(CancellationToken cancellation)
        {
            var copy = new TempFolder();
            foreach (var file in Directory.EnumerateFiles(folder.Path))
                File.Copy(file, copy[Path.GetFileName(file)]);
            return Task.FromResult<World>(new DuckDbWorld(copy));
        }

        public override async Task ExecuteAsync(params IEnumerable<string> statements)
        {
            await using var connection = await OpenAsync(TestContext.Current.CancellationToken);
            foreach (var statement in statements)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = statement;
                await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }
        }

        public override async Task<System.Data.Common.DbConnection> OpenAsync(CancellationToken cancellation)
        {
            var connection = new DuckDBConnection($"Data Source={folder["warehouse.duckdb"]}");
            await connection.OpenAsync(cancellation);
            return connection;
        }

        public override ValueTask DisposeAsync()
        {
            folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class PostgresWorld(PostgresDatabase database, bool isLent = false) : World
    {
        public override Engine Engine => Engine.Postgres;

        public override IReadOnlyDictionary<string, string> Variables { get; } =
            new Dictionary<string, string>
            {
                ["DR_HOST"] = database.Host,
                ["DR_PORT"] = database.Port.ToString(),
                ["DR_USER"] = database.User,
                ["DR_PASSWORD"] = database.Password,
                ["DR_DATABASE"] = database.Name,
            };

        public override Task SettleAsync(CancellationToken cancellation) => database.WhenIdleAsync(cancellation);

        public override async Task<World> CopyAsync(CancellationToken cancellation) =>
            new PostgresWorld(await database.CopyAsync(cancellation));

        public override async Task ExecuteAsync(params IEnumerable<string> statements)
        {
            foreach (var statement in statements)
                await database.ExecuteAsync(statement, TestContext.Current.CancellationToken);
        }

        public override async Task<System.Data.Common.DbConnection> OpenAsync(CancellationToken cancellation) =>
            await database.OpenAsync(cancellation);

        public override ValueTask DisposeAsync() => isLent ? ValueTask.CompletedTask : database.DisposeAsync();
    }
}
