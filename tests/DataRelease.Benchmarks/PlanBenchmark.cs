using System.Diagnostics;
using DataRelease.Builds;
using DataRelease.Builds.SqlProjects;
using DataRelease.Configuration;
using DataRelease.DuckDb;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;

namespace DataRelease.Benchmarks;

/// <summary>
/// Planning a SQL project on DuckDB: 40 layers of two models against as many models in two layers (at most 1.5×), and
/// a relation of 2,000 against one of 250 (at most 1.2×). Releasing views in 20 layers against as many in two (at most
/// 3×: what stands below a view is read with it).
/// </summary>
internal static class PlanBenchmark
{
    private const int Runs = 5;

    public static async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var materialized in (string[])["table", "view"])
        {
            using var deep = Project(40, 2, materialized);
            using var flat = Project(2, 40, materialized);
            var (first, second) = await PairAsync(deep, flat, cancellation);
            Measure.Print($"plan of 80 {materialized}s in 40 layers", first, "80 in 2 layers", second, 1.5);
        }
        using var ladder = Project(20, 2, "view");
        using var wide = Project(2, 20, "view");
        var (released, baseline) = await PairAsync(ladder, wide, ReleaseAsync, cancellation);
        Measure.Print("release of 40 views in 20 layers", released, "40 in 2 layers", baseline, 3);
        using var large = Project(20, 100, "table");
        using var small = Project(20, 13, "table");
        var (all, few) = await PairAsync(large, small, cancellation);
        Measure.Print("plan, a relation of 2,000", all / 2000, "a relation of 260", few / 260, 1.2);
    }

    private static Task<(double First, double Second)> PairAsync(
        TempFolder first,
        TempFolder second,
        CancellationToken cancellation
    ) => PairAsync(first, second, PlanAsync, cancellation);

    private static async Task<(double First, double Second)> PairAsync(
        TempFolder first,
        TempFolder second,
        Func<TempFolder, CancellationToken, Task<double>> run,
        CancellationToken cancellation
    )
    {
        var (ones, others) = (new List<double>(), new List<double>());
        for (var i = 0; i <= Runs; i++)
        {
            var (one, other) = (await run(first, cancellation), await run(second, cancellation));
            // The first pair compiles.
            if (i == 0)
                continue;
            ones.Add(one);
            others.Add(other);
        }
        return (Measure.Median(ones), Measure.Median(others));
    }

    private static async Task<double> PlanAsync(TempFolder folder, CancellationToken cancellation)
    {
        await using var warehouse = new DuckDbWarehouse(folder["plan.duckdb"]);
        var config = new SqlProjectConfig { Name = "layers", Version = "1.0.0" };
        await using var builder = new SqlProjectBuilder(warehouse, SqlProject.Load(folder.Path, config), null);
        var target = new GreenTarget("dev", warehouse.Database, "analytics", "analytics__r1");
        var began = Stopwatch.GetTimestamp();
        await builder.PlanAsync(target, new BuildOptions(), folder.Path, new Silence(), cancellation);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> ReleaseAsync(TempFolder folder, CancellationToken cancellation)
    {
        File.Delete(folder["release.duckdb"]);
        await using var warehouse = new DuckDbWarehouse(folder["release.duckdb"]);
        var config = new SqlProjectConfig { Name = "layers", Version = "1.0.0" };
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", warehouse, new ReleaseConfig(), _ =>
                Task.FromResult<IGreenBuilder>(
                    new SqlProjectBuilder(warehouse, SqlProject.Load(folder.Path, config), null)
                )
            ),
            new Silence(),
            TimeProvider.System
        );
        var began = Stopwatch.GetTimestamp();
        await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest(), cancellation));
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static TempFolder Project(int layers, int width, string materialized)
    {
        var folder = new TempFolder();
        for (var layer = 0; layer < layers; layer++)
        {
            for (var at = 0; at < width; at++)
            {
                var query =
                    layer == 0
                        ? "select 1 as id"
                        : $"select a.id from $schema$.{Name(layer - 1, at)} a join "
                            + $"$schema$.{Name(layer - 1, (at + 1) % width)} b on a.id = b.id";
                folder.Write($"models/{Name(layer, at)}.sql", $"-- materialized: {materialized}\n{query}\n");
            }
        }
        return folder;
    }

    private static string Name(int layer, int at) => $"m{layer:00}_{at:000}";

    private sealed class Silence : IReleaseEvents
    {
        public void Publish(ReleaseEvent happened) { }
    }
}
