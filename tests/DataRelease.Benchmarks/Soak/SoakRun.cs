using System.Diagnostics;
using System.Globalization;
using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;
using Npgsql;

namespace DataRelease.Benchmarks.Soak;

/// <summary>
/// Releases and rollbacks in turn under eighteen readers: how many got through, how long they took, and what the
/// readers noticed. Variants: views of new shapes or not, <c>jit</c> on or off.
/// </summary>
internal static class SoakRun
{
    private const int Rows = 20_000;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(4);

    /// <param name="arguments">
    /// How many releases and as many rollbacks a variant (20), and the variants: <c>same</c>, <c>new</c>, each with
    /// <c>-jit</c> or without; all four if none is named. <c>budget=60</c> for <c>swap.budget</c> in seconds.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        var rounds = arguments.Select(text => int.TryParse(text, out var number) ? number : 0).Max() is > 0 and var n
            ? n
            : 20;
        var budget = arguments.FirstOrDefault(text => text.StartsWith("budget=", StringComparison.Ordinal)) is { } said
            ? TimeSpan.FromSeconds(int.Parse(said["budget=".Length..], CultureInfo.InvariantCulture))
            : new SwapConfig().Budget;
        string[] variants = ["same", "new", "same-jit", "new-jit"];
        if (arguments.Intersect(variants).ToArray() is { Length: > 0 } named)
            variants = named;
        Console.WriteLine(
            $"{rounds} releases and {rounds} rollbacks each, 18 readers, {SoakProject.Tables} tables of {Rows} rows, "
                + $"budget {budget.TotalSeconds:0} s, load {await LoadAsync(cancellation)}"
        );
        var wrong = 0;
        foreach (var variant in variants)
            wrong += await RunAsync(variant, rounds, budget, cancellation);
        return wrong == 0 ? 0 : 1;
    }

    private static async Task<int> RunAsync(string variant, int rounds, TimeSpan budget, CancellationToken cancellation)
    {
        await using var database = await PostgresServer.CreateDatabaseAsync(cancellation);
        await using var warehouse = new PostgresWarehouse(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = true }.ConnectionString
        );
        var config = new ReleaseConfig { Swap = new SwapConfig { Budget = budget } };
        var project = new SoakProject(warehouse, Rows, variant.StartsWith("new", StringComparison.Ordinal));
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", warehouse, config, _ =>
                Task.FromResult<IGreenBuilder>(project)
            ),
            new Silence(),
            TimeProvider.System
        );
        await engine.ReleaseAsync(new DeployRequest(), cancellation);
        var readers = new SoakReaders(
            database.ConnectionString,
            Rows,
            variant.EndsWith("jit", StringComparison.Ordinal),
            seed: 1
        );
        var taken = new List<(string Verb, double Seconds, string? Error)>();
        await using (readers)
        {
            for (var round = 0; round < rounds; round++)
            {
                await engine.DeployAsync(new DeployRequest { AllowBreaking = true }, cancellation);
                await SwapAsync("release", () =>
                    engine.SwapAsync(new SwapRequest { AllowBreaking = true }, cancellation)
                );
                if (taken[^1].Error is null)
                    await SwapAsync("rollback", () =>
                        engine.RollbackAsync(new RollbackRequest { AcceptLoss = true }, cancellation)
                    );
            }
        }
        foreach (var verb in new[] { "release", "rollback" })
        {
            var some = taken.Where(one => one.Verb == verb).ToList();
            var done = some.Where(one => one.Error is null).Select(one => one.Seconds).Order().ToList();
            Console.WriteLine(
                $"  {variant, -9} {verb, -8}: {done.Count} of {some.Count} got through, median "
                    + $"{done.ElementAtOrDefault(done.Count / 2):0.0} s, slowest {done.LastOrDefault():0.0} s"
            );
            foreach (var error in some.Where(one => one.Error is not null).Select(one => one.Error).Distinct().Take(3))
                Console.WriteLine($"    {error}");
        }
        Console.WriteLine(
            $"  {variant, -9} readers : idle {Spread(readers.Idle)}; during {Spread(readers.During)}; wrong "
                + $"{readers.Wrong.Count}; load {await LoadAsync(cancellation)}"
        );
        foreach (var group in readers.Wrong.GroupBy(said => said).Take(5))
            Console.WriteLine($"    {group.Count()} × {group.Key}");
        return readers.Wrong.Count;

        async Task SwapAsync(string verb, Func<Task<ReleaseReport.Released>> swap)
        {
            await Task.Delay(Calm, cancellation);
            readers.IsSwapping = true;
            var start = Stopwatch.GetTimestamp();
            var report = await swap();
            readers.IsSwapping = false;
            taken.Add((verb, Stopwatch.GetElapsedTime(start).TotalSeconds, report.Error?.Format()));
        }
    }

    private static string Spread(IEnumerable<double> times)
    {
        var sorted = times.Order().ToList();
        double At(double share) => sorted.Count == 0 ? 0 : sorted[(int)(share * (sorted.Count - 1))];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{sorted.Count} statements, p50 {At(0.5):0.0}, p99 {At(0.99):0.0}, max {At(1):0} ms"
        );
    }

    private static async Task<string> LoadAsync(CancellationToken cancellation) =>
        File.Exists("/proc/loadavg") ? (await File.ReadAllTextAsync("/proc/loadavg", cancellation)).Split(' ')[0] : "?";

    private sealed class Silence : IReleaseEvents
    {
        public void Publish(ReleaseEvent happened) { }
    }
}
