using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Releases.Certification;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary>The result of a command. The JSON document and the console's closing lines are made from it.</summary>
public sealed record ReleaseReport
{
    /// <summary>The process's exit code.</summary>
    public ExitCode ExitCode { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The release that the command was about, or null.</summary>
    public ReleaseSummary? Release { get; init; }

    /// <summary>What is live after the command, or null.</summary>
    public LiveSummary? Live { get; init; }

    /// <summary>The steps in order.</summary>
    public IReadOnlyList<StepSummary> Steps { get; init; } = [];

    /// <summary>How a waiting release is being watched; null if none is.</summary>
    public WatchSummary? Watch { get; init; }

    /// <summary>The check outcomes in order.</summary>
    public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

    /// <summary>Errors and warnings about the project or the data, each with its place.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Why the exit code is not 0, or null.</summary>
    public ReleaseException? Error { get; init; }

    /// <summary>For <c>status</c> the waiting candidates, for <c>history</c> every release; newest first.</summary>
    public IReadOnlyList<ReleaseSummary> Releases { get; init; } = [];

    /// <summary>For <c>status</c>: the environment's previews, by name.</summary>
    public IReadOnlyList<PreviewSummary> Previews { get; init; } = [];

    /// <summary>For <c>status</c>: releases that <c>rollback --to</c> accepts, newest first.</summary>
    public IReadOnlyList<ReleaseSummary> RollbackTargets { get; init; } = [];

    /// <summary>
    /// For <c>prune</c>: releases that have no data any more, so that what other systems keep of them can be removed.
    /// </summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>For <c>status</c>: the schemas with relations that were moved out of live, one sentence each.</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary>For <c>status</c>: the holder of the environment's lease, or null.</summary>
    public LeaseSummary? Lease { get; init; }

    /// <summary>
    /// For <c>plan</c>: what happens to each relation. For a release: its changes against its predecessor.
    /// </summary>
    public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

    /// <summary>
    /// For <c>plan</c> and <c>--dry-run</c>: the verdicts of the environment's policies about the candidate.
    /// </summary>
    public IReadOnlyList<PolicyVerdict> Policies { get; init; } = [];

    /// <summary>For <c>diff</c>: the differences of each relation.</summary>
    public IReadOnlyList<RelationDiff> Diffs { get; init; } = [];

    /// <summary>For <c>migrate</c>: every migration of the project and the journal, by version.</summary>
    public IReadOnlyList<MigrationSummary> Migrations { get; init; } = [];

    /// <summary>The number of attempts of the command's swap; 0 if there was no swap.</summary>
    public int SwapAttempts { get; init; }

    /// <summary>For <c>certify</c>: the figures, or null.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>
    /// For <c>diff</c>: possible reasons for a relation's change, by live name. Relations for which they are unknown
    /// are left out.
    /// </summary>
    public IReadOnlyDictionary<string, ChangeExplanation> Explanations { get; init; } =
        new Dictionary<string, ChangeExplanation>();

    /// <summary>For <c>backup</c> and <c>status</c>: data versions, newest first.</summary>
    public IReadOnlyList<DataVersionSummary> DataVersions { get; init; } = [];

    /// <summary>For <c>rollback</c>: the lost rows of each table that was written to since the swap.</summary>
    public IReadOnlyList<WriteLoss> Losses { get; init; } = [];

    /// <summary>For <c>rollback --carry-writes</c>: the tables whose new rows were carried.</summary>
    public IReadOnlyList<CarriedTable> Carried { get; init; } = [];

    /// <summary>For <c>history</c>: the releases before the page; null if there are none.</summary>
    public EarlierReleases? Earlier { get; init; }

    /// <summary>For <c>history</c>: every release with its changes, newest first.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>For <c>--dry-run</c>: the statements in order.</summary>
    public IReadOnlyList<string> Statements { get; init; } = [];

    /// <summary>
    /// The release's own report, as the ledger keeps it; null if the command is not about one release.
    /// </summary>
    public ReportDocument? Document { get; init; }

    /// <summary>For <c>report --trend</c>: the last releases side by side, or null.</summary>
    public TrendDocument? Trend { get; init; }

    /// <summary>The file that the report was written to, or null.</summary>
    public string? ReportFile { get; init; }

    /// <summary>One or two sentences that end the console's output: what happened and what to do next.</summary>
    public string Summary { get; init; } = "";
}
