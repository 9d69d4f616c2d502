using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// A process that is killed anywhere leaves a truth behind that the next command can go on from. A fair sample of the
/// points unless <c>DATARELEASE_KILL_POINTS</c> is <c>all</c>, or <c>distinct</c> for each state that can be left once;
/// <c>DATARELEASE_KILL_SEED</c> chooses the sample, <c>DATARELEASE_KILL_ONLY</c> names engines, scenarios and verbs.
/// </summary>
public sealed class KillPointTests(ITestOutputHelper output)
{
    private static readonly string[] _verbs = ["release", "rollback", "prune", "resume", "abort"];

    private static readonly string? _wanted = Environment.GetEnvironmentVariable("DATARELEASE_KILL_POINTS");

    private static int Seed { get; } =
        int.TryParse(
            Environment.GetEnvironmentVariable("DATARELEASE_KILL_SEED"),
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : (int)(DateTime.UtcNow - DateTime.UnixEpoch).TotalHours;

    public static TheoryData<Engine, Scenario> Places
    {
        get
        {
            var data = new TheoryData<Engine, Scenario>();
            foreach (var engine in Enum.GetValues<Engine>())
            {
                foreach (
                    var scenario in Enum.GetValues<Scenario>()
                        .Where(scenario => scenario != Scenario.Gate || engine == Engine.Postgres)
                )
                    data.Add(engine, scenario);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Killed_anywhere_live_is_whole_the_ledger_true_and_recovery_clean(Engine engine, Scenario scenario)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is what the suite sends");
        Assert.SkipWhen(
            IsLeftOut($"{engine}", Enum.GetNames<Engine>()) || IsLeftOut($"{scenario}", Enum.GetNames<Scenario>()),
            "not asked for"
        );
        var cancellation = TestContext.Current.CancellationToken;
        var turn = ((int)engine * 6) + (int)scenario;
        await using var proof = new KillProof(engine, scenario);
        var began = Stopwatch.StartNew();
        // In the sample each scenario has its release and one more command, another one with every seed.
        var cases = await proof.PrepareAsync(
            _wanted is not null
                ? [.. _verbs.Where(verb => !IsLeftOut(verb, _verbs))]
                : ["release", _verbs[1 + ((Seed + turn) % (_verbs.Length - 1))]],
            cancellation
        );
        var failures = new ConcurrentQueue<string>();
        foreach (var run in cases)
        {
            var points = _wanted switch
            {
                null => Sample(run, turn),
                "distinct" => [.. run.Distinct],
                _ => [.. run.All],
            };
            using var book = await KillBook.OpenAsync(run, points, cancellation);
            await Parallel.ForEachAsync(
                book.Left,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount),
                    CancellationToken = cancellation,
                },
                async (point, token) =>
                {
                    var found = await proof.TryAsync(run, point, token);
                    foreach (var wrong in found)
                        failures.Enqueue(
                            $"{run.Name}, killed {(point.After ? "after" : "before")} {point.Number} of "
                                + $"{run.Points.Count} ({Head(run.Points[point.Number - 1])}): {wrong}"
                        );
                    book.Write(point, found.Count, proof.StatesOf(run));
                }
            );
            output.WriteLine(
                $"{run.Name}: {run.Points.Count} points, "
                    + $"{run.Points.Where((_, index) => run.IsEffect(index + 1)).Count()} of them effects, "
                    + $"{book.Left.Count} kills, {proof.StatesOf(run)} states, {began.Elapsed.TotalSeconds:0} s "
                    + $"(seed {Seed})"
            );
        }

        failures.ShouldBeEmpty($"seed {Seed}");
    }

    /// <summary>
    /// Those around the swap's BEGIN and COMMIT in a release, and a few of the others in the seed's turn.
    /// </summary>
    private static List<KillPoint> Sample(KillCase run, int turn)
    {
        var all = run.All.ToList();
        var count = run.Verb == "release" ? 2 : 1;
        var step = Math.Max(1, all.Count / count);
        var commits =
            run.Verb is "release" or "rollback"
            && !run.IsTimed
            && !run.Name.Contains($"{Scenario.Package}", StringComparison.Ordinal);
        var chosen = Enumerable
            .Range(0, count)
            .Select(index => all[(((Seed + turn) % step) + (index * step)) % all.Count]);
        return
        [
            .. (commits ? run.Critical.Where(point => run.Points[point.Number - 1] == "COMMIT") : [])
                .Concat(chosen)
                .Distinct(),
        ];
    }

    /// <summary>True if some of a kind are named and this one is not.</summary>
    private static bool IsLeftOut(string name, string[] kind) =>
        Environment.GetEnvironmentVariable("DATARELEASE_KILL_ONLY")?.Split(',').Where(kind.Contains).ToList()
            is { Count: > 0 } named
        && !named.Contains(name);

    private static string Head(string text) => text.Length > 80 ? $"{text[..80]}…" : text;
}
