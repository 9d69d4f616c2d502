using Npgsql;

namespace DataRelease.Testing;

/// <summary>A PostgreSQL server for one test, which the test may kill and start again.</summary>
public sealed class OwnPostgres : IAsyncDisposable
{
    private readonly PostgresProcess _process;

    private OwnPostgres(PostgresProcess process) => _process = process;

    /// <summary>Starts a server; skips the running test if PostgreSQL's programs are missing.</summary>
    public static async Task<OwnPostgres> StartAsync(CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows() || PostgresBinaries.Find() is not { } binaries)
        {
            Xunit.Assert.Skip("no PostgreSQL programs to start a server of the test's own");
            return null!;
        }
        return new OwnPostgres(await PostgresProcess.StartAsync(binaries, cancellation));
    }

    /// <summary>A new, empty database.</summary>
    public Task<PostgresDatabase> CreateDatabaseAsync(CancellationToken cancellation) =>
        PostgresDatabase.CreateAsync(
            new NpgsqlConnectionStringBuilder(_process.ConnectionString) { Pooling = false }.ConnectionString,
            cancellation
        );

    /// <summary>
    /// Starts a standby of this server that sends feedback; read it through <see cref="ConnectionStringOf"/>.
    /// </summary>
    public async Task<OwnPostgres> StartStandbyAsync(CancellationToken cancellation) =>
        new(await PostgresProcess.StartAsync(PostgresBinaries.Find()!, cancellation, _process));

    /// <summary>A connection string for a database, as superuser and without a pool.</summary>
    public string ConnectionStringOf(string database) =>
        new NpgsqlConnectionStringBuilder(_process.ConnectionString)
        {
            Database = database,
            Pooling = false,
        }.ConnectionString;

    /// <summary>Kills the server with SIGKILL.</summary>
    public Task CrashAsync(CancellationToken cancellation) => _process.CrashAsync(cancellation);

    /// <summary>Starts the server with the same data and waits until it answers.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        await _process.StartAgainAsync(cancellation);
        await _process.WaitUntilReadyAsync(cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
