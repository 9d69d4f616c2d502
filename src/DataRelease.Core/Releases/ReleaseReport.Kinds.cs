using DataRelease.Diffs;
using DataRelease.Releases.Certification;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary>The kinds.</summary>
public abstract partial record ReleaseReport
{
    /// <summary>
    /// The report of a verb without results of its own (<c>init</c>, <c>pack</c>, <c>approve</c>, <c>leave</c>), and of
    /// a command that could not begin.
    /// </summary>
    public sealed record Ended : ReleaseReport
    {
        /// <summary>Makes an empty report.</summary>
        public Ended() { }

        /// <summary>Takes over the properties that every report has.</summary>
        public Ended(ReleaseReport of)
            : base(of) { }

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Ended(this);
    }

    /// <summary>
    /// The report of a verb that makes, judges or moves a release: <c>release</c>, <c>deploy</c>, <c>validate</c>,
    /// <c>swap</c>, <c>refresh</c>, <c>rollback</c>, <c>resume</c>, <c>abort</c>, <c>advance</c>, <c>promote</c>,
    /// <c>pause</c>.
    /// </summary>
    public sealed record Released : ReleaseReport, ICheckedReport, IPlannedReport, IDocumentedReport
    {
        /// <inheritdoc/>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <summary>The release's changes against its predecessor.</summary>
        public IReadOnlyList<PlannedRelation> Changes { get; init; } = [];

        /// <summary>How a waiting release is being watched; null if none is.</summary>
        public WatchSummary? Watch { get; init; }

        /// <summary>
        /// What was measured while the release was watched; null if it is not watched. The document has the same.
        /// </summary>
        public ReportedMonitoring? Monitoring
        {
            get => field ?? Document?.Monitoring;
            init;
        }

        /// <summary>The lost rows of each table that was written to since the swap.</summary>
        public IReadOnlyList<WriteLoss> Losses { get; init; } = [];

        /// <summary>The tables whose new rows were carried.</summary>
        public IReadOnlyList<CarriedTable> Carried { get; init; } = [];

        /// <inheritdoc/>
        public ReportDocument? Document { get; init; }

        IReadOnlyList<PlannedRelation> IPlannedReport.Plan => Changes;

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Released(this);
    }

    /// <summary>The report of <c>plan</c>, also for <c>--offline</c> and for a dacpac.</summary>
    public sealed record Planned : ReleaseReport, ICheckedReport, IPlannedReport, IStatedReport
    {
        /// <summary>What happens to each relation.</summary>
        public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

        /// <summary>The verdicts of the environment's policies about the candidate.</summary>
        public IReadOnlyList<PolicyVerdict> Policies { get; init; } = [];

        /// <summary>For <c>--offline</c>: what was checked without a database.</summary>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <summary>For <c>--dry-run</c>: the statements in order.</summary>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <summary>The plan's page; null if nobody asked for it.</summary>
        public PlanDocument? Page { get; init; }

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Planned(this);
    }

    /// <summary>
    /// The report of <c>--dry-run</c> for a verb that moves a release: its statements, and their effect on relations.
    /// </summary>
    public sealed record Previewed : ReleaseReport, IPlannedReport, IStatedReport
    {
        /// <summary>Makes an empty report.</summary>
        public Previewed() { }

        /// <summary>Takes over the plan of a release.</summary>
        public Previewed(Planned plan)
            : base(plan) => (Plan, Policies, Statements) = (plan.Plan, plan.Policies, plan.Statements);

        /// <inheritdoc/>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <summary>What would happen to each relation.</summary>
        public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

        /// <summary>The verdicts of the environment's policies about the candidate.</summary>
        public IReadOnlyList<PolicyVerdict> Policies { get; init; } = [];

        /// <summary>For <c>rollback</c>: the rows that would be lost.</summary>
        public IReadOnlyList<WriteLoss> Losses { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Previewed(this);
    }

    /// <summary>The report of <c>diff</c>.</summary>
    public sealed record Compared : ReleaseReport, IPlannedReport
    {
        /// <summary>The differences of each relation.</summary>
        public IReadOnlyList<RelationDiff> Diffs { get; init; } = [];

        /// <summary>
        /// Possible reasons for a relation's change, by live name. Relations for which they are unknown are left out.
        /// </summary>
        public IReadOnlyDictionary<string, ChangeExplanation> Explanations { get; init; } =
            new Dictionary<string, ChangeExplanation>();

        /// <summary>Relations that only one side has; for <c>--explain</c> how each would be compared.</summary>
        public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Compared(this);
    }

    /// <summary>The report of <c>replay</c> and <c>rehearse</c>, which try a candidate out.</summary>
    public sealed record Tried : ReleaseReport, ICheckedReport
    {
        /// <inheritdoc/>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Tried(this);
    }

    /// <summary>The report of <c>doctor</c>.</summary>
    public sealed record Examined : ReleaseReport, ICheckedReport, IStatedReport
    {
        /// <summary>All findings, also those without a problem.</summary>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <summary>
        /// For <c>--fix --dry-run</c> the repairs; for <c>--guard</c> the protections that are missing.
        /// </summary>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Examined(this);
    }

    /// <summary>The report of <c>certify</c>.</summary>
    public sealed record Certified : ReleaseReport, ICheckedReport
    {
        /// <summary>The figures.</summary>
        public required Certificate Certificate { get; init; }

        /// <summary>The verdicts on the figures.</summary>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Certified(this);
    }

    /// <summary>The report of <c>status</c>.</summary>
    public sealed record Status : ReleaseReport
    {
        /// <summary>Waiting candidates, unfinished releases, and failed ones that still have data.</summary>
        public IReadOnlyList<ReleaseSummary> Releases { get; init; } = [];

        /// <summary>The environment's previews, by name.</summary>
        public IReadOnlyList<PreviewSummary> Previews { get; init; } = [];

        /// <summary>Releases that <c>rollback --to</c> accepts, newest first.</summary>
        public IReadOnlyList<ReleaseSummary> RollbackTargets { get; init; } = [];

        /// <summary>The schemas with relations that were moved out of live, one sentence each.</summary>
        public IReadOnlyList<string> Found { get; init; } = [];

        /// <summary>The holder of the environment's lease, or null.</summary>
        public LeaseSummary? Lease { get; init; }

        /// <summary>How a waiting release is being watched; null if none is.</summary>
        public WatchSummary? Watch { get; init; }

        /// <summary>
        /// What was measured while the waiting release, or else the live one, was watched; null if it is not watched.
        /// </summary>
        public ReportedMonitoring? Monitoring { get; init; }

        /// <summary>Data versions, newest first.</summary>
        public IReadOnlyList<DataVersionSummary> DataVersions { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Status(this);
    }

    /// <summary>The report of <c>history</c>.</summary>
    public sealed record History : ReleaseReport
    {
        /// <summary>The releases and their changes, newest first.</summary>
        public IReadOnlyList<HistoryEntry> Entries { get; init; } = [];

        /// <summary>The releases that are older than the page; null if there are none.</summary>
        public EarlierReleases? Earlier { get; init; }

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.History(this);
    }

    /// <summary>The report of <c>report</c>.</summary>
    public sealed record Reported : ReleaseReport, IDocumentedReport
    {
        /// <summary>The release's own report.</summary>
        public required ReportDocument Document { get; init; }

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Reported(this);
    }

    /// <summary>The report of <c>report --trend</c>.</summary>
    public sealed record Trend : ReleaseReport
    {
        /// <summary>The last releases side by side.</summary>
        public required TrendDocument Document { get; init; }

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Trend(this);
    }

    /// <summary>The report of <c>prune</c>.</summary>
    public sealed record Pruned : ReleaseReport, IStatedReport
    {
        /// <summary>Makes an empty report.</summary>
        public Pruned() { }

        /// <summary>Takes over the environment's status, but not its error.</summary>
        public Pruned(Status left)
            : base(left) => (Left, ExitCode, Error) = (left, Errors.ExitCode.Done, null);

        /// <summary>
        /// Releases that have no data any more, so that what other systems keep of them can be removed.
        /// </summary>
        public IReadOnlyList<string> Gone { get; init; } = [];

        /// <inheritdoc/>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <summary>The environment's status afterwards; empty for a preview.</summary>
        public Status Left { get; init; } = new();

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Pruned(this);
    }

    /// <summary>The report of <c>migrate</c>.</summary>
    public sealed record Migrated : ReleaseReport, IStatedReport
    {
        /// <summary>Every migration of the project and the journal, by version.</summary>
        public IReadOnlyList<MigrationSummary> Migrations { get; init; } = [];

        /// <inheritdoc/>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Migrated(this);
    }

    /// <summary>The report of <c>backup create</c>, <c>list</c> and <c>drop</c>.</summary>
    public sealed record BackedUp : ReleaseReport, IPlannedReport
    {
        /// <summary>The version that was taken, or all versions, newest first.</summary>
        public IReadOnlyList<DataVersionSummary> DataVersions { get; init; } = [];

        /// <summary>For <c>create --dry-run</c>: the tables that would be kept.</summary>
        public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.BackedUp(this);
    }

    /// <summary>The report of <c>backup verify</c>.</summary>
    public sealed record Verified : ReleaseReport, ICheckedReport
    {
        /// <summary>The versions that were read again.</summary>
        public IReadOnlyList<DataVersionSummary> DataVersions { get; init; } = [];

        /// <summary>For each table whether it is unchanged since it was taken.</summary>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Verified(this);
    }

    /// <summary>The report of <c>backup restore</c>.</summary>
    public sealed record Restored : ReleaseReport, IPlannedReport, IStatedReport
    {
        /// <summary>Makes an empty report.</summary>
        public Restored() { }

        /// <summary>Takes over the properties that every report has.</summary>
        public Restored(Released of)
            : base(of) { }

        /// <summary>Data versions that can be restored, newest first.</summary>
        public IReadOnlyList<DataVersionSummary> DataVersions { get; init; } = [];

        /// <summary>For <c>--dry-run</c>: the tables.</summary>
        public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

        /// <inheritdoc/>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Restored(this);
    }
}
