using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// What the kill-point suites share: which commands and points are tried, and how it is written down. A fair sample of
/// the points unless <c>DATARELEASE_KILL_POINTS</c> is <c>all</c>, or <c>distinct</c> for each state that can be left
/// once; <c>DATARELEASE_KILL_SEED</c> chooses the sample, <c>DATARELEASE_KILL_ONLY</c> names engines, scenarios and
/// verbs.
/// </summary>
internal sealed class KillTurn(ITestOutputHelper output)
{
    private static readonly string? _wanted = Environment.GetEnvironmentVariable("DATARELEASE_KILL_POINTS");

    private static readonly string[] _scenarios =
    [
        .. Enum.GetNames<Scenario>(),
        "Canary",
        "Rolling",
        "Shadow",
        "Monitoring",
        "State",
    ];

    private static readonly string[] _verbs =
    [
        "release",
        "rollback",
        "prune",
        "resume",
        "abort",
        "promote",
        "advance",
        "migrate",
        "backup",
    ];

    /// <summary>In the whole proof, suites that run beside each other kill as many at once as one alone.</summary>
    private static readonly SemaphoreSlim _places = new(Math.Max(2, Environment.ProcessorCount));

    private readonly ConcurrentQueue<string> _failures = new();
    private readonly ConcurrentDictionary<(string Run, string State), bool> _states = new();
    private readonly Stopwatch _began = Stopwatch.StartNew();

    /// <summary>True if more is tried than a sample.</summary>
    public static bool IsWhole => _wanted is not null;

    /// <summary>Chooses the sample.</summary>
    public static int Seed { get; } =
        int.TryParse(
            Environment.GetEnvironmentVariable("DATARELEASE_KILL_SEED"),
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : (int)(DateTime.UtcNow - DateTime.UnixEpoch).TotalHours;

    /// <summary>Skips the running test where it can't kill, or was not asked for.</summary>
    public static void SkipUnlessWanted(Engine engine, string scenario)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGKILL is what the suite sends");
        Assert.SkipWhen(
            IsLeftOut($"{engine}", Enum.GetNames<Engine>()) || IsLeftOut(scenario, _scenarios),
            "not asked for"
        );
    }

    /// <summary>True if no verb is named, or this one is.</summary>
    public static bool IsWanted(string verb) => !IsLeftOut(verb, _verbs);

    /// <summary>Kills the command at each of its points and gathers what is wrong with what is left.</summary>
    /// <param name="run">Which command.</param>
    /// <param name="sample">The points unless more is asked for.</param>
    /// <param name="tryAsync">Kills it at one point.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(
        KillCase run,
        Func<KillCase, IReadOnlyList<KillPoint>> sample,
        Func<KillPoint, CancellationToken, Task<IReadOnlyList<string>>> tryAsync,
        CancellationToken cancellation
    )
    {
        var points = _wanted switch
        {
            null => sample(run),
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
                var found = await InTurnAsync(() => tryAsync(point, token), token);
                foreach (var wrong in found)
                    _failures.Enqueue(
                        $"{run.Name}, killed {(point.After ? "after" : "before")} {point.Number} of "
                            + $"{run.Points.Count} ({Head(run.Points[point.Number - 1])}): {wrong}"
                    );
                book.Write(point, found.Count, StatesOf(run));
            }
        );
        output.WriteLine(
            $"{run.Name}: {run.Points.Count} points, "
                + $"{run.Points.Where((_, index) => run.IsEffect(index + 1)).Count()} of them effects, "
                + $"{book.Left.Count} kills, {StatesOf(run)} states, {_began.Elapsed.TotalSeconds:0} s (seed {Seed})"
        );
    }

    /// <summary>
    /// True for a state that no earlier kill of the command left: what comes next depends on nothing else, so each is
    /// gone on from once.
    /// </summary>
    /// <param name="run">Which command.</param>
    /// <param name="left">What its kill left.</param>
    /// <param name="more">What else it depends on.</param>
    public bool IsNew(KillCase run, Picture left, params IEnumerable<string> more) =>
        _states.TryAdd(
            (
                run.Name,
                Convert.ToHexString(
                    SHA256.HashData(
                        Encoding.UTF8.GetBytes(
                            $"{left.Catalog}\n{left.Ledger}\n{left.HasOpenLease}\n{string.Join('\n', more)}"
                        )
                    )
                )
            ),
            true
        );

    /// <summary>Fails if any kill left something wrong.</summary>
    public void ShouldBeWhole() => _failures.ShouldBeEmpty($"seed {Seed}");

    private static async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        if (!IsWhole)
            return await work();
        await _places.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>How many different states the kills of a command left so far.</summary>
    private int StatesOf(KillCase run) => _states.Keys.Count(state => state.Run == run.Name);

    /// <summary>True if some of a kind are named and this one is not.</summary>
    private static bool IsLeftOut(string name, string[] kind) =>
        Environment.GetEnvironmentVariable("DATARELEASE_KILL_ONLY")?.Split(',').Where(kind.Contains).ToList()
            is { Count: > 0 } named
        && !named.Contains(name);

    private static string Head(string text) => text.Length > 80 ? $"{text[..80]}…" : text;
}
