using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// A process that is killed anywhere leaves a truth behind that the next command can go on from. A fair sample of the points
/// unless <c>DATARELEASE_KILL_POINTS</c> is <c>all</c>, or <c>distinct</c> for each state that can be left once;
/// <c>DATARELEASE_KILL_SEED</c> chooses the sample.
/// </summary>
public sealed class KillPointTests(ITestOutputHelper output)
{
    private static readonly string[] _verbs = ["release", "rollback", "prune", "resume", "abort"];

    private static readonly string? _wanted = Environment.GetEnvironmentVariable("DATARELEASE_KILL_POINTS");

    private static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("DATARELEASE_KILL_SEED"), CultureInfo.InvariantCulture, out var given)
        ? given : (int)(DateTime.UtcNow - DateTime.UnixEpoch).TotalHours;

    public static TheoryData<Engine, Scenario> Places
    {
        get
        {
            var data = new TheoryData<Engine, Scenario>();
            foreach (var engine in Enum.GetValues<Engine>())
            {
                foreach (var scenario in Enum.GetValues<Scenario>()) data.Add(engine, scenario);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Killed_anywhere_live_is_whole_the_ledger_true_and_recovery_clean(Engine engine, Scenario scenario)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is what the suite sends");
        Assert.SkipWhen(Environment.GetEnvironmentVariable("DATARELEASE_KILL_ONLY") is { Length: > 0 } only && only != $"{engine}" && only != $"{scenario}", "not asked for");
        var cancellation = TestContext.Current.CancellationToken;
        var turn = ((int)engine * 4) + (int)scenario;
        await using var proof = new KillProof(engine, scenario);
        var began = Stopwatch.StartNew();
        // In the sample each scenario has its release and one more command, another one with every seed.
        var cases = await proof.PrepareAsync(_wanted is not null ? _verbs : ["release", _verbs[1 + ((Seed + turn) % (_verbs.Length - 1))]], cancellation);
        var failures = new ConcurrentQueue<string>();
        foreach (var run in cases)
        {
            var points = _wanted switch { null => Sample(run, turn), "distinct" => [.. run.Distinct], _ => [.. run.All] };
            await Parallel.ForEachAsync(points, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount), CancellationToken = cancellation }, async (point, token) =>
            {
                foreach (var wrong in await proof.TryAsync(run, point, token))
                    failures.Enqueue($"{run.Name}, killed {(point.After ? "after" : "before")} {point.Number} of {run.Points.Count} ({Head(run.Points[point.Number - 1])}): {wrong}");
            });
            output.WriteLine($"{run.Name}: {run.Points.Count} points, {run.Points.Where((_, index) => run.IsEffect(index + 1)).Count()} of them effects, {points.Count} kills, {began.Elapsed.TotalSeconds:0} s (seed {Seed})");
            await ReportAsync(run, points.Count, failures.Count(failure => failure.StartsWith($"{run.Name},", StringComparison.Ordinal)), cancellation);
        }

        failures.ShouldBeEmpty($"seed {Seed}");
    }

    /// <summary>Those around the swap's BEGIN and COMMIT in a release, and a few of the others in the seed's turn.</summary>
    private static List<KillPoint> Sample(KillCase run, int turn)
    {
        var all = run.All.ToList();
        var count = run.Verb == "release" ? 2 : 1;
        var step = Math.Max(1, all.Count / count);
        var chosen = Enumerable.Range(0, count).Select(index => all[(((Seed + turn) % step) + (index * step)) % all.Count]);
        return [.. (run.Verb is "release" or "rollback" ? run.Critical.Where(point => run.Points[point.Number - 1] == "COMMIT") : []).Concat(chosen).Distinct()];
    }

    private static string Head(string text) => text.Length > 80 ? $"{text[..80]}…" : text;

    /// <summary>For build/reliability.cs, which makes a table of it.</summary>
    private static async Task ReportAsync(KillCase run, int kills, int failures, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable("DATARELEASE_KILL_REPORT") is not { Length: > 0 } folder) return;
        Directory.CreateDirectory(folder);
        var name = string.Concat(run.Name.Where(char.IsLetterOrDigit));
        await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.json"), JsonSerializer.Serialize(new
        {
            run.Name, Points = run.Points.Count, Effects = run.Points.Where((_, index) => run.IsEffect(index + 1)).Count(), Kills = kills, Failures = failures,
        }), cancellation);
    }
}
