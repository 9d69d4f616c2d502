using Npgsql;
using Xunit;

namespace DataRelease.Testing;

/// <summary>
/// The real PostgreSQL of this test process, started when it is first needed. <c>DATARELEASE_TEST_POSTGRES</c> (a
/// superuser's connection string) may name a server; otherwise the installed programs start one. Without either, tests
/// that need it are skipped with the reason.
/// </summary>
public static class PostgresServer
{
    /// <summary>The variable that names an existing server.</summary>
    public const string Variable = "DATARELEASE_TEST_POSTGRES";

    private static readonly Lazy<Task<string>> _administration = new(StartAsync);

    /// <summary>Why tests on PostgreSQL can't run here, or null if they can.</summary>
    public static string? WhyUnavailable { get; } = FindReason();

    /// <summary>Creates an empty database; skips the running test if there is no PostgreSQL.</summary>
    public static async Task<PostgresDatabase> CreateDatabaseAsync(CancellationToken cancellation)
    {
        if (WhyUnavailable is { } reason)
            Assert.Skip(reason);
        var administration = await _administration.Value.WaitAsync(cancellation);
        return await PostgresDatabase.CreateAsync(administration, cancellation);
    }

    private static string? FindReason()
    {
        if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)))
            return null;
        if (OperatingSystem.IsWindows())
            return $"no PostgreSQL: on Windows the tests use the one that {Variable} names";
        return PostgresBinaries.Find() is null
            ? $"no PostgreSQL: neither {Variable} nor initdb and postgres on this machine"
            : null;
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            return new NpgsqlConnectionStringBuilder(given)
            {
                MaxPoolSize = 20,
                IncludeErrorDetail = true,
            }.ConnectionString;
        // Without a test's token, because the server outlives the test that started it.
        var server = await PostgresProcess.StartAsync(PostgresBinaries.Find()!, CancellationToken.None);
        return server.ConnectionString;
    }
}
