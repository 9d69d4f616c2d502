using System.Globalization;
using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Steps;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Benchmarks;

/// <summary>
/// A night of a thousand new rows on state of about 10 MB and of about 1 GB (rows from DATARELEASE_BENCH_ROWS; 8
/// million are about 1 GB on PostgreSQL), shared: the same time, at most 1.5×. The same night on a copy is printed
/// beside it. The table has an index on its key, as a table of that size has.
/// </summary>
internal static class SharedStateBenchmark
{
    private const int Runs = 3;
    private const int Arriving = 1000;

    private static readonly RelationName Events = new("analytics__r1", "events");

    public static async Task RunAsync(CancellationToken cancellation)
    {
        var large = BackupBenchmark.Rows;
        var small = Math.Max(1000, large / 100);
        foreach (var engineName in new[] { "DuckDB", "PostgreSQL" })
        {
            var shared = new List<double>();
            foreach (var rows in new[] { small, large })
                shared.Add(await NightAsync(engineName, "shared", rows, cancellation));
            var copied = await NightAsync(engineName, "copied", large, cancellation);
            Measure.Print(
                string.Create(CultureInfo.InvariantCulture, $"shared on {engineName}, {large} rows"),
                shared[1],
                string.Create(CultureInfo.InvariantCulture, $"{small} rows"),
                shared[0],
                1.5
            );
            Measure.Print($"shared on {engineName}", shared[1], "copied", copied, 1);
        }
    }

    private static async Task<double> NightAsync(
        string engineName,
        string state,
        int rows,
        CancellationToken cancellation
    )
    {
        using var folder = new TempFolder();
        folder.Write(
            "models/events.sql",
            $"-- materialized: incremental\n-- unique_key: id\n-- state: {state}\nselect * from arrived.events\n"
        );
        await using var place = await BenchPlace.CreateAsync(engineName, cancellation);
        await ExecuteAsync(place, cancellation, (Sql)$"create schema arrived", Made(rows));
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", place.Warehouse, new ReleaseConfig(), _ =>
                Task.FromResult<IGreenBuilder>(
                    new SqlProjectBuilder(
                        place.Warehouse,
                        SqlProject.Load(folder.Path, new SqlProjectConfig { Name = "nights" }),
                        null
                    )
                )
            ),
            new Silence(),
            TimeProvider.System
        );
        await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest(), cancellation));
        await ExecuteAsync(place, cancellation, (Sql)$"create index on {Events} (id)");
        var seconds = new List<double>();
        for (var night = 1; night <= Runs; night++)
        {
            await ExecuteAsync(
                place,
                cancellation,
                (Sql)$"drop table arrived.events",
                Made(Arriving),
                (Sql)$"update arrived.events set id = id + {night * 100_000_000}"
            );
            var began = TimeProvider.System.GetTimestamp();
            var report = await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest(), cancellation));
            seconds.Add(TimeProvider.System.GetElapsedTime(began).TotalSeconds);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {engineName}, {state}, {rows} rows, night {night}: {seconds[^1]:0.00} s ("
                )
                    + string.Join(
                        ", ",
                        report
                            .Steps.Where(step => step.Seconds >= 0.05)
                            .Select(step =>
                                string.Create(CultureInfo.InvariantCulture, $"{step.Name} {step.Seconds:0.00}")
                            )
                    )
                    + ")"
            );
        }
        return Measure.Median(seconds);

        static Sql Made(int rows) => $"create table arrived.events as {BenchPlace.Query(rows)}";
    }

    private static async Task ExecuteAsync(
        BenchPlace place,
        CancellationToken cancellation,
        params IReadOnlyList<Sql> statements
    )
    {
        await using var session = await place.Warehouse.OpenAsync(cancellation);
        await session.ExecuteBatchAsync(statements, cancellation);
    }
}
