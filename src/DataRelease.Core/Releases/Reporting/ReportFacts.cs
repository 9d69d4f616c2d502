using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Releases.Reporting;

/// <summary>All that a report is composed from.</summary>
internal sealed record ReportFacts
{
    public required string Environment { get; init; }

    /// <summary>The dialect's name.</summary>
    public required string Engine { get; init; }

    /// <summary>The database's own name, as dbt writes it.</summary>
    public required string Database { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The ledger as it stands.</summary>
    public required ReleaseBook Book { get; init; }

    public required ReleaseRecord Release { get; init; }

    /// <summary>Relations of the release it was built from, or what stood in its place.</summary>
    public IReadOnlyList<RelationRecord> Before { get; init; } = [];

    public IReadOnlyList<RelationRecord> After { get; init; } = [];

    /// <summary>The project that was built; null if neither command nor ledger has it.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>What the build ran, or null if that is not known.</summary>
    public IReadOnlyList<NodeResult>? Nodes { get; init; }

    /// <summary>Steps that are not in <see cref="Earlier"/>.</summary>
    public IReadOnlyList<ReportedStep> Steps { get; init; } = [];

    public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

    /// <summary>Problems of this command, or null to keep those of <see cref="Earlier"/>.</summary>
    public IReadOnlyList<Problem>? Problems { get; init; }

    /// <summary>Why the command failed, or null.</summary>
    public ReleaseException? Error { get; init; }

    /// <summary>True for outcomes that refuse a release.</summary>
    public required Func<CheckOutcome, bool> Refuses { get; init; }

    /// <summary>The report as an earlier command left it, or null.</summary>
    public ReportDocument? Earlier { get; init; }

    /// <summary>Diffs made for this report by live name.</summary>
    public IReadOnlyDictionary<string, ReportedComparison> Comparisons { get; init; } =
        new Dictionary<string, ReportedComparison>();
}

/// <summary>A relation that was compared for the report, or why it was not.</summary>
/// <param name="Diff">What differs, or null.</param>
/// <param name="NotCompared">Why not; empty if it was.</param>
internal sealed record ReportedComparison(ReportedDiff? Diff, string NotCompared)
{
    /// <summary>Why it can differ, if it does and both releases' projects are known.</summary>
    public ChangeExplanation? Explanation { get; init; }
}
