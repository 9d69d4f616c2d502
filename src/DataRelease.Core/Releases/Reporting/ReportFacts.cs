using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Releases.Reporting;

/// <summary>Everything that a report is composed from.</summary>
internal sealed record ReportFacts
{
    public required string Environment { get; init; }

    /// <summary>The dialect's name.</summary>
    public required string Engine { get; init; }

    /// <summary>The database's own name, as dbt writes it.</summary>
    public required string Database { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The ledger at the time of the report.</summary>
    public required ReleaseBook Book { get; init; }

    public required ReleaseRecord Release { get; init; }

    /// <summary>The relations of the release that this one was built from, or those that it replaced.</summary>
    public IReadOnlyList<RelationRecord> Before { get; init; } = [];

    public IReadOnlyList<RelationRecord> After { get; init; } = [];

    /// <summary>The built project; null if neither the command nor the ledger has it.</summary>
    public Manifest? Manifest { get; init; }

    /// <summary>The nodes that the build ran; null if unknown.</summary>
    public IReadOnlyList<NodeResult>? Nodes { get; init; }

    /// <summary>Steps that are not in <see cref="Earlier"/>.</summary>
    public IReadOnlyList<ReportedStep> Steps { get; init; } = [];

    public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

    /// <summary>What was measured while the release was watched; null if it is not watched.</summary>
    public ReportedMonitoring? Monitoring { get; init; }

    /// <summary>Problems of this command; null to keep those of <see cref="Earlier"/>.</summary>
    public IReadOnlyList<Problem>? Problems { get; init; }

    /// <summary>Why the command failed, or null.</summary>
    public ReleaseException? Error { get; init; }

    /// <summary>True for outcomes that refuse a release.</summary>
    public required Func<CheckOutcome, bool> Refuses { get; init; }

    /// <summary>The report as an earlier command left it, or null.</summary>
    public ReportDocument? Earlier { get; init; }

    /// <summary>The SQL of new and changed relations beside the base's, by live name.</summary>
    public IReadOnlyDictionary<string, ReportedSql> Sql { get; init; } = new Dictionary<string, ReportedSql>();

    /// <summary>Diffs for this report, by live name.</summary>
    public IReadOnlyDictionary<string, ReportedComparison> Comparisons { get; init; } =
        new Dictionary<string, ReportedComparison>();
}

/// <summary>A relation's comparison for the report, or the reason why there is none.</summary>
/// <param name="Diff">The diff, or null.</param>
/// <param name="NotCompared">The reason why it was not compared; empty if it was.</param>
internal sealed record ReportedComparison(ReportedDiff? Diff, string NotCompared)
{
    /// <summary>Why it can differ, if it differs and both releases' projects are known.</summary>
    public ChangeExplanation? Explanation { get; init; }
}
