using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Testing.Engines;

/// <summary>A database of a test's own.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    /// <summary>Its engine.</summary>
    public abstract TestEngine Engine { get; }

    /// <summary>The database's name in a manifest.</summary>
    public abstract string Name { get; }

    /// <summary>Its file, or null if it is on a server.</summary>
    public virtual string? File => null;

    /// <summary>PostgreSQL's, for roles and what only it has; null on another engine.</summary>
    public virtual PostgresDatabase? Postgres => null;

    /// <summary>The variables that <see cref="TestEngine.OutputOfVariables"/> reads.</summary>
    public abstract IReadOnlyDictionary<string, string> Variables { get; }

    /// <summary>The product's way in.</summary>
    /// <param name="clock">The clock of an engine that has none of its own.</param>
    /// <param name="observe">Told of each statement.</param>
    public abstract Warehouse Open(TimeProvider? clock = null, Action<string>? observe = null);

    /// <summary>A connection that owes nothing to the product.</summary>
    public abstract Task<DbConnection> ConnectAsync(CancellationToken cancellation);

    /// <summary>The keys of an output in dbt's profile that leads here, without its schema.</summary>
    /// <param name="folder">The folder to which a file's path is relative; null for a whole path.</param>
    public abstract IReadOnlyDictionary<string, string> Output(string? folder = null);

    /// <summary>A copy as it stands, after a process that was killed if need be.</summary>
    public abstract Task<TestDatabase> CopyAsync(CancellationToken cancellation);

    /// <summary>
    /// Waits until the server has noticed that a process is no more: what that had sent may still be done.
    /// </summary>
    public virtual Task SettleAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Somebody who reads: a role where there are roles, otherwise a name.</summary>
    public abstract Task<string> CreatePrincipalAsync(string hint, CancellationToken cancellation);

    /// <summary>A connection on which statements are that principal's.</summary>
    public abstract Task<DbConnection> ConnectAsAsync(string principal, CancellationToken cancellation);

    /// <summary>Runs statements, each over the same connection of their own.</summary>
    public async Task ExecuteAsync(CancellationToken cancellation, params IEnumerable<string> statements)
    {
        await using var connection = await ConnectAsync(cancellation);
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>The keys of an output as a mapping in one line of YAML.</summary>
    public static string Inline(IEnumerable<KeyValuePair<string, string>> output, string schema)
    {
        var keys = output.Append(new("schema", schema)).Append(new("threads", "1"));
        return $"{{{string.Join(", ", keys.Select(key => $"{key.Key}: {key.Value}"))}}}";
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
