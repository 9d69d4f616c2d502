using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Releases.Certification;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Releases;

/// <summary>Where a release is in its life.</summary>
public enum ReleaseState
{
    /// <summary>It has a number.</summary>
    Planned,

    /// <summary>Green is being built.</summary>
    Building,

    /// <summary>Green is built and its tests passed.</summary>
    Built,

    /// <summary>Checks are running.</summary>
    Validating,

    /// <summary>Every check allows it: it waits for its swap.</summary>
    Validated,

    /// <summary>The swap is under way.</summary>
    Swapping,

    /// <summary>Consumers read it.</summary>
    Live,

    /// <summary>It was live, another release is; its data is kept.</summary>
    Superseded,

    /// <summary>Its data is gone.</summary>
    Retired,

    /// <summary>Build, test, check or swap said no.</summary>
    Failed,

    /// <summary>Given up by hand; its data is gone.</summary>
    Aborted,

    /// <summary>It was live and was taken back; its data is kept.</summary>
    RolledBack,
}

/// <summary>A release as users see it.</summary>
/// <param name="Id"><c>r42</c>.</param>
/// <param name="Version">Package or project version.</param>
/// <param name="Commit">Git commit or null.</param>
/// <param name="State">Where it is.</param>
/// <param name="Strategy"><c>blue-green</c>, <c>adoption</c>.</param>
/// <param name="CreatedAt">When it got its number, UTC.</param>
/// <param name="CreatedBy"><c>user@host</c>.</param>
/// <param name="LiveAt">When it last became live, UTC, or null.</param>
/// <param name="Relations">How many relations it has.</param>
/// <param name="Message">How it ended, if it failed; else empty.</param>
public sealed record ReleaseSummary(
    string Id,
    string Version,
    string? Commit,
    ReleaseState State,
    string Strategy,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? LiveAt,
    int Relations,
    string Message
);

/// <summary>What consumers read.</summary>
/// <param name="Release"><c>r42</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Since">UTC.</param>
public sealed record LiveSummary(string Release, string Version, DateTimeOffset Since);

/// <summary>A step that a command took.</summary>
/// <param name="Name"><c>plan</c>, <c>build</c>, <c>validate</c>, <c>swap</c>, …</param>
/// <param name="State"><c>done</c>, <c>skipped</c>, <c>failed</c>, <c>refused</c>.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record StepSummary(string Name, string State, double Seconds)
{
    /// <summary>UTC; null if unknown.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>What came of it, for people.</summary>
    public string Detail { get; init; } = "";
}

/// <summary>Releases that a page of the history does not show because they are older.</summary>
/// <param name="Count">How many.</param>
/// <param name="Before">The page's oldest release: the next page is what is older than it.</param>
public sealed record EarlierReleases(int Count, string Before);

/// <summary>The lease as <c>status</c> shows it.</summary>
/// <param name="Holder"><c>user@host pid 4711</c>.</param>
/// <param name="AcquiredAt">UTC.</param>
/// <param name="ExpiresAt">UTC, by the server's clock.</param>
/// <param name="IsExpired">True if its holder has died or lost it.</param>
/// <param name="IsFarOff">True if it expires later than a process at work ever sets it.</param>
public sealed record LeaseSummary(
    string Holder,
    DateTimeOffset AcquiredAt,
    DateTimeOffset ExpiresAt,
    bool IsExpired,
    bool IsFarOff = false
);

/// <summary>What a relation will go through, for <c>plan</c>.</summary>
/// <param name="Relation">Live name.</param>
/// <param name="Change"><c>new</c>, <c>changed</c>, <c>unchanged</c>, <c>dropped</c>, <c>kept</c> (shared with blue),
/// <c>adopted</c>.</param>
/// <param name="Detail">Why, or how: <c>view replaced in place</c>, <c>incremental, starts from a copy of blue</c>; may
/// be empty.</param>
public sealed record PlannedRelation(string Relation, string Change, string Detail);

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

    /// <summary>Check outcomes in order.</summary>
    public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

    /// <summary>What is wrong with project or data, each with its place; errors and warnings.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>Why the exit code is not 0, or null.</summary>
    public ReleaseException? Error { get; init; }

    /// <summary><c>status</c>: validated candidates that wait; <c>history</c>: every release; newest first.</summary>
    public IReadOnlyList<ReleaseSummary> Releases { get; init; } = [];

    /// <summary><c>status</c>: releases that <c>rollback --to</c> accepts, newest first.</summary>
    public IReadOnlyList<ReleaseSummary> RollbackTargets { get; init; } = [];

    /// <summary><c>status</c>: schemas of what was moved out of live, a sentence each.</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary><c>status</c>: who holds the environment, or null.</summary>
    public LeaseSummary? Lease { get; init; }

    /// <summary>
    /// <c>plan</c>: what each relation will go through; a release: what it changes against its predecessor.
    /// </summary>
    public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

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
