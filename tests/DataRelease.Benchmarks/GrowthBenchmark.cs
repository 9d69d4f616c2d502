using System.Diagnostics;
using System.Globalization;
using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Releases.Reporting;
using DataRelease.Steps;
using DataRelease.Testing;

namespace DataRelease.Benchmarks;

/// <summary>
/// What each command costs a relation in projects of 50, 500 and 5,000 relations in up to 20 schemas, each in a process
/// of its own: what 5,000 cost a relation is at most 1.2× what 500 do, and the process stays under 300 MB.
/// </summary>
internal static class GrowthBenchmark
{
    private const int MemoryGoal = 300;
    private const string Memory = "memory";
    private const string Managed = "managed memory";
    private static readonly int[] _sizes = [50, 500, 5000];

    public static async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var engine in new[] { "DuckDB", "PostgreSQL" })
        {
            var figures = new Dictionary<int, Dictionary<string, double>>();
            foreach (var size in _sizes)
            {
                var (_, output) = await Measure.RunAsync(
                    Measure.Executable("DataRelease.Benchmarks", "DataRelease.Benchmarks"),
                    Repository.Root,
                    ["growth-of", engine, size.ToString(CultureInfo.InvariantCulture)],
                    cancellation
                );
                figures[size] = output
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => line.Split('\t'))
                    .ToDictionary(line => line[0], line => double.Parse(line[1], CultureInfo.InvariantCulture));
                var each = figures[size]
                    .Where(one => one.Key is not (Memory or Managed))
                    .Select(one =>
                        string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value * 1000 / size:0.00}")
                    );
                Console.WriteLine(
                    $"{engine}, {size} relations: {string.Join(", ", each)} ms a relation; "
                        + $"{figures[size][Memory]:0} MB"
                );
            }
            foreach (var command in figures[500].Keys.Where(command => command is not (Memory or Managed)))
                Measure.PrintShort(
                    $"{command} on {engine}, a relation of 5,000",
                    figures[5000][command] / 5000,
                    "a relation of 500",
                    figures[500][command] / 500,
                    1.2
                );
            var memory = figures[5000][Memory];
            Console.WriteLine(
                $"memory of the process on {engine} with 5,000: {memory:0} MB, of which .NET has "
                    + $"{figures[5000][Managed]:0}; goal {MemoryGoal}"
                    + (memory <= MemoryGoal ? "" : "  MISSED")
            );
        }
    }

    /// <summary>One size on one engine, in this process; prints seconds a command, and its largest memory.</summary>
    public static async Task<int> MeasureAsync(string engineName, int relations, CancellationToken cancellation)
    {
        // The server and the file go with the process: one statement that drops the database needs more locks than the
        // server has.
        var place = await BenchPlace.CreateAsync(engineName, cancellation);
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", place.Warehouse, new ReleaseConfig(), _ =>
                Task.FromResult<IGreenBuilder>(new ManyTables(place.Warehouse, relations, Math.Min(20, relations / 10)))
            ),
            new Silence(),
            TimeProvider.System
        );
        try
        {
            await BenchPlace.RequireAsync(engine.ReleaseAsync(new DeployRequest(), cancellation));
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
            throw;
        }
        var runs = relations > 1000 ? 1 : 3;
        var times = new Dictionary<string, List<double>>();
        for (var run = 0; run <= runs; run++)
        {
            foreach (var (name, command) in Commands(cancellation))
            {
                var began = Stopwatch.GetTimestamp();
                Console.Error.WriteLine(name);
                try
                {
                    await BenchPlace.RequireAsync(command(engine));
                }
                catch (Exception e)
                {
                    Console.Error.WriteLine(e);
                    throw;
                }
                var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
                // The first run compiles.
                if (run == 0)
                    continue;
                if (!times.TryGetValue(name, out var taken))
                    times.Add(name, taken = []);
                taken.Add(seconds);
            }
        }
        foreach (var (name, taken) in times)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{Measure.Median(taken)}"));
        using var process = Process.GetCurrentProcess();
        var megabytes = process.PeakWorkingSet64 / 1024d / 1024;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Memory}\t{megabytes}"));
        var committed = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes / 1024d / 1024;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Managed}\t{committed}"));
        return 0;
    }

    private static IEnumerable<(string Name, Func<ReleaseEngine, Task<ReleaseReport>> Run)> Commands(
        CancellationToken cancellation
    ) =>
        [
            ("plan", async engine => await engine.PlanAsync(new DeployRequest(), cancellation)),
            ("deploy", async engine => await engine.DeployAsync(new DeployRequest(), cancellation)),
            ("report", async engine => await engine.ReportAsync(new ReportRequest(), cancellation)),
            ("swap", async engine => await engine.SwapAsync(new SwapRequest(), cancellation)),
            ("status", async engine => await engine.StatusAsync(cancellation)),
            ("rollback", async engine => await engine.RollbackAsync(new RollbackRequest(), cancellation)),
            ("doctor", async engine => await engine.DoctorAsync(new DoctorRequest(), cancellation)),
            ("release", async engine => await engine.ReleaseAsync(new DeployRequest(), cancellation)),
            ("prune", async engine => await engine.PruneAsync(new PruneRequest(), cancellation)),
        ];
}
