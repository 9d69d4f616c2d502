using System.Diagnostics;
using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using Npgsql;

namespace DataRelease.Benchmarks;

/// <summary>
/// A whole swap step (preflight, plan, locks, views, marker, reading it back) of 200 and of 1,000 relations on
/// PostgreSQL, against the same SQL sent by hand in one transaction: at most 1.3×, and growing at most in proportion.
/// </summary>
internal static class SwapBenchmark
{
    private const int Runs = 5;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        var swaps = new Dictionary<int, double>();
        foreach (var relations in new[] { 200, 1000 })
        {
            await using var database = await PostgresServer.CreateDatabaseAsync(cancellation);
            // Connections are pooled as the tool pools them; the fixture's own string says otherwise.
            await using var warehouse = new PostgresWarehouse(
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = true }.ConnectionString
            );
            var engine = new ReleaseEngine(
                new ReleaseEnvironment("prod", "analytics", warehouse, new ReleaseConfig(), _ =>
                    Task.FromResult<IGreenBuilder>(new ManyTables(warehouse, relations, 1))
                ),
                new Silence(),
                TimeProvider.System
            );
            await RequireAsync(engine.ReleaseAsync(new DeployRequest(), cancellation));
            var (ours, byHand) = (new List<double>(), new List<double>());
            for (var i = 0; i <= Runs; i++)
            {
                await RequireAsync(engine.DeployAsync(new DeployRequest(), cancellation));
                var statements = (await engine.PreviewSwapAsync(new SwapRequest(), cancellation)).Statements;
                var hand = await ByHandAsync(database.ConnectionString, statements, cancellation);
                var report = await RequireAsync(engine.SwapAsync(new SwapRequest(), cancellation));
                if (i == 0)
                    continue;
                byHand.Add(hand);
                ours.Add(report.Steps.Single(step => step.Name == "swap").Seconds);
            }
            swaps[relations] = Measure.Median(ours);
            Measure.Print(
                $"swap of {relations} relations",
                Measure.Median(ours),
                "the same SQL by hand",
                Measure.Median(byHand),
                1.3
            );
        }
        Measure.Print("1,000 relations", swaps[1000], "five times 200", 5 * swaps[200], 1);
    }

    /// <summary>
    /// The statements one after another on one connection, and rolled back, so that the swap finds the same state.
    /// </summary>
    private static async Task<double> ByHandAsync(
        string connectionString,
        IReadOnlyList<string> statements,
        CancellationToken cancellation
    )
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        var sql = statements
            .Where(statement =>
                statement is not ("BEGIN" or "COMMIT") && !statement.StartsWith("--", StringComparison.Ordinal)
            )
            .ToList();
        var began = Stopwatch.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var statement in sql)
        {
            await using var command = new NpgsqlCommand(statement, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.RollbackAsync(cancellation);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<T> RequireAsync<T>(Task<T> command)
        where T : ReleaseReport
    {
        var report = await command;
        return report.Error is null ? report : throw new InvalidOperationException(report.Error.Format());
    }
}
