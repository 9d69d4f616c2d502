using Npgsql;
using Xunit;

namespace DataRelease.Testing;

/// <summary>
/// The real PostgreSQL of this test process, started when first asked for: the server that
/// <c>DATARELEASE_TEST_POSTGRES</c> (a connection string of a superuser) names, else one of our own from the installed
/// programs. Where there is neither, tests that ask are skipped with the reason.
/// </summary>
public static class PostgresServer
{
    /// <summary>The variable that names a server to use instead of starting one.</summary>
    public const string Variable = "DATARELEASE_TEST_POSTGRES";

    private static readonly Lazy<Task<string>> _administration = new(StartAsync);

    /// <summary>Why tests on PostgreSQL can't run here, or null if they can.</summary>
    public static string? WhyUnavailable { get; } = FindReason();

    /// <summary>A new, empty database; skips the running test if there is no PostgreSQL.</summary>
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
                MaxPoolSize = 10,
                IncludeErrorDetail = true,
            }.ConnectionString;
        // Not any one test's token: the server outlives the test that asked first.
        var server = await PostgresProcess.StartAsync(PostgresBinaries.Find()!, CancellationToken.None);
        return server.ConnectionString;
    }
}
