using System.Text.RegularExpressions;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>One command from one start, run undisturbed: what passed its seam, and what it came to.</summary>
/// <param name="Name">For people: <c>DuckDb, shape change, rollback</c>.</param>
/// <param name="Project">The project's folder.</param>
/// <param name="Start">Where every run begins, as a copy.</param>
/// <param name="Args">The command.</param>
/// <param name="Points">Texts of what passed the seam, in order.</param>
/// <param name="Before">The start.</param>
/// <param name="After">The undisturbed end.</param>
/// <param name="Dropped">What an abort must leave of the catalog.</param>
/// <param name="IsTimed">True if how often something is tried depends on the time it takes, so that no two runs are
/// quite alike.</param>
public sealed partial record KillCase(
    string Name,
    string Project,
    World Start,
    string[] Args,
    IReadOnlyList<string> Points,
    Picture Before,
    Picture After,
    string Dropped,
    bool IsTimed = false
)
{
    /// <summary>The command's verb.</summary>
    public string Verb => Args[0];

    /// <summary>Before and after each effect. A read leaves what the effect before it left.</summary>
    public IEnumerable<KillPoint> All =>
        Enumerable
            .Range(1, Points.Count)
            .Where(IsEffect)
            .SelectMany(number => new[] { new KillPoint(number, false), new KillPoint(number, true) });

    /// <summary>Each state that can be left once, and all places around the swap's BEGIN and COMMIT.</summary>
    public IEnumerable<KillPoint> Distinct =>
        All.Where((point, index) => point.After || index == 0).Concat(Critical).Distinct();

    /// <summary>The places around the BEGIN and the COMMIT of the transaction that changes what is live.</summary>
    public IEnumerable<KillPoint> Critical
    {
        get
        {
            var marker = Points.ToList().FindIndex(text => MarkerWrite().IsMatch(text)) + 1;
            if (marker == 0)
                return [];
            var begin = Enumerable.Range(1, marker).Last(number => Points[number - 1] == "BEGIN");
            var commit = Enumerable
                .Range(marker, Points.Count - marker + 1)
                .First(number => Points[number - 1] == "COMMIT");
            return
            [
                new(begin, false),
                new(begin, true),
                new(marker, false),
                new(marker, true),
                new(commit, false),
                new(commit, true),
            ];
        }
    }

    /// <summary>The places around the statement that exchanges schemas.</summary>
    public IEnumerable<KillPoint> Exchange =>
        Enumerable
            .Range(1, Points.Count)
            .Where(number => Points[number - 1].Contains("data_release__between", StringComparison.Ordinal))
            .SelectMany(number => new[] { new KillPoint(number, false), new KillPoint(number, true) });

    /// <summary>
    /// True if the run came to its end before the place: a heartbeat more or less moves the last ones.
    /// </summary>
    public bool IsPastEnd(int exit, KillPoint point) => exit == 0 && point.Number > Points.Count - 4;

    /// <summary>False for what changes nothing that outlives the process.</summary>
    public bool IsEffect(int number) => !Harmless().IsMatch(Points[number - 1]);

    [GeneratedRegex(@"^\s*(select|with|set local|BEGIN$)", RegexOptions.IgnoreCase)]
    private static partial Regex Harmless();

    [GeneratedRegex("""insert into "data_release"\."live" """)]
    private static partial Regex MarkerWrite();
}

/// <summary>Where a process is killed.</summary>
/// <param name="Number">The effect, from 1.</param>
/// <param name="After">After it instead of before it.</param>
public sealed record KillPoint(int Number, bool After)
{
    /// <summary>As the watched tool takes it.</summary>
    public override string ToString() => $"{Number}:{(After ? "after" : "before")}";
}
