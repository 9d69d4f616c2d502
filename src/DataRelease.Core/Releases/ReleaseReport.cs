using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Releases.Certification;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary>What a command came to; the JSON document and the console's closing lines are written from it.</summary>
public sealed record ReleaseReport
{
    /// <summary>The process's exit code.</summary>
    public ExitCode ExitCode { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The release the command was about, or null.</summary>
    public ReleaseSummary? Release { get; init; }

    /// <summary>What is live after the command, or null.</summary>
    public LiveSummary? Live { get; init; }

    /// <summary>Steps in order.</summary>
    public IReadOnlyList<StepSummary> Steps { get; init; } = [];

    /// <summary>How what is live is being watched; null if it is not.</summary>
    public WatchSummary? Watch { get; init; }

    /// <summary>Check outcomes in order.</summary>
    public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

    /// <summary>What is wrong with project or data, each with its place; errors and warnings.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Why the exit code is not 0, or null.</summary>
    public ReleaseException? Error { get; init; }

    /// <summary><c>status</c>: validated candidates that wait; <c>history</c>: every release; newest first.</summary>
    public IReadOnlyList<ReleaseSummary> Releases { get; init; } = [];

    /// <summary><c>status</c>: previews of the environment, by name.</summary>
    public IReadOnlyList<PreviewSummary> Previews { get; init; } = [];

    /// <summary><c>status</c>: releases that <c>rollback --to</c> accepts, newest first.</summary>
    public IReadOnlyList<ReleaseSummary> RollbackTargets { get; init; } = [];

    /// <summary>
    /// <c>prune</c>: releases that have no data any more, so that what is kept of them elsewhere can go.
    /// </summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary><c>status</c>: schemas of what was moved out of live, a sentence each.</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary><c>status</c>: who holds the environment, or null.</summary>
    public LeaseSummary? Lease { get; init; }

    /// <summary>
    /// <c>plan</c>: what each relation will go through; a release: what it changes against its predecessor.
    /// </summary>
    public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

    /// <summary><c>plan</c> and <c>--dry-run</c>: what the environment's policies say of the candidate.</summary>
    public IReadOnlyList<PolicyVerdict> Policies { get; init; } = [];

    /// <summary><c>diff</c>: what differs, per relation.</summary>
    public IReadOnlyList<RelationDiff> Diffs { get; init; } = [];

    /// <summary><c>migrate</c>: every migration of the project and the journal, by version.</summary>
    public IReadOnlyList<MigrationSummary> Migrations { get; init; } = [];

    /// <summary>Attempts that the command's swap took; 0 if it made none.</summary>
    public int SwapAttempts { get; init; }

    /// <summary><c>certify</c>: the figures, or null.</summary>
    public Certificate? Certificate { get; init; }

    /// <summary>
    /// <c>diff</c>: what can have changed a relation that did, by its live name; none for one where that is not known.
    /// </summary>
    public IReadOnlyDictionary<string, ChangeExplanation> Explanations { get; init; } =
        new Dictionary<string, ChangeExplanation>();

    /// <summary><c>backup</c>, <c>status</c>: data versions, newest first.</summary>
    public IReadOnlyList<DataVersionSummary> DataVersions { get; init; } = [];

    /// <summary><c>rollback</c>: what is lost, per table that was written to since the swap.</summary>
    public IReadOnlyList<WriteLoss> Losses { get; init; } = [];

    /// <summary><c>rollback --carry-writes</c>: what was taken along.</summary>
    public IReadOnlyList<CarriedTable> Carried { get; init; } = [];

    /// <summary><c>history</c>: what is older than the page; null if nothing is.</summary>
    public EarlierReleases? Earlier { get; init; }

    /// <summary><c>history</c>: every release with what it changed, newest first.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>With <c>--dry-run</c>: statements in order.</summary>
    public IReadOnlyList<string> Statements { get; init; } = [];

    /// <summary>
    /// The release's own report, as the ledger keeps it; null if the command is not about one release.
    /// </summary>
    public ReportDocument? Document { get; init; }

    /// <summary><c>report --trend</c>: the last releases beside each other, or null.</summary>
    public TrendDocument? Trend { get; init; }

    /// <summary>Where the report was written, or null.</summary>
    public string? ReportFile { get; init; }

    /// <summary>One or two sentences for the end of the console output: what happened and what to do next.</summary>
    public string Summary { get; init; } = "";
}
