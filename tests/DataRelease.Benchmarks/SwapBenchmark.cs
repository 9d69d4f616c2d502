using System.Diagnostics;
using System.Globalization;
using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouses;
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
                    Task.FromResult<IGreenBuilder>(new ManyTables(warehouse, relations))
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

    private sealed class Silence : IReleaseEvents
    {
        public void Publish(ReleaseEvent happened) { }
    }

    /// <summary>A project of many small tables.</summary>
    private sealed class ManyTables(Warehouse warehouse, int count) : IGreenBuilder
    {
        public string Name => "many tables";

        public bool RunsOutside => false;

        public Task<ProjectPlan> PlanAsync(
            GreenTarget target,
            BuildOptions build,
            string artifactsDirectory,
            IReleaseEvents events,
            CancellationToken cancellation
        )
        {
            var nodes = Enumerable
                .Range(0, count)
                .Select(number => new ManifestNode
                {
                    UniqueId = $"model.many.{Table(number)}",
                    Kind = NodeKind.Model,
                    Name = Table(number),
                    Alias = Table(number),
                    PackageName = "many",
                    Database = target.Database,
                    Schema = target.GreenSchema,
                    Materialized = "table",
                    Checksum = "sha256:1",
                })
                .ToDictionary(node => node.UniqueId);
            return Task.FromResult(
                new ProjectPlan(
                    "many",
                    "1.0.0",
                    new Manifest(12, "1.8.0", "postgres", "many", nodes, new Dictionary<string, string>()),
                    null
                )
            );
        }

        public async Task<BuildResult> BuildAsync(
            GreenBuild build,
            IReleaseEvents events,
            CancellationToken cancellation
        )
        {
            await using var session = await warehouse.OpenAsync(cancellation);
            await session.ExecuteBatchAsync(
                [
                    .. Enumerable
                        .Range(0, count)
                        .Select(number =>
                            (Sql)(
                                $"create table {new RelationName(build.Target.GreenSchema, Table(number))} as "
                                + $"select 1 as id, 'x'::text as name, 1.5::numeric as amount, now() as at, 2 "
                                + $"as a, 3 as b, 4 as c, 5 as d"
                            )
                        ),
                ],
                cancellation
            );
            return new BuildResult([], ReadOnlyMemory<byte>.Empty);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static string Table(int number) => string.Create(CultureInfo.InvariantCulture, $"table_{number:0000}");
    }
}
