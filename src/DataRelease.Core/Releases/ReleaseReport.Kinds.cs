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
    /// Nothing but what every report has: <c>init</c>, <c>pack</c>, <c>approve</c>, <c>leave</c>, and a command that
    /// could not begin.
    /// </summary>
    public sealed record Ended : ReleaseReport
    {
        /// <summary>Of a command that says only how it ended.</summary>
        public Ended() { }

        /// <summary>What every report has, of a report of any kind.</summary>
        public Ended(ReleaseReport of)
            : base(of) { }

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Ended(this);
    }

    /// <summary>
    /// A verb that makes, judges or moves a release: <c>release</c>, <c>deploy</c>, <c>validate</c>, <c>swap</c>,
    /// <c>refresh</c>, <c>rollback</c>, <c>resume</c>, <c>abort</c>, <c>advance</c>, <c>promote</c>, <c>pause</c>.
    /// </summary>
    public sealed record Released : ReleaseReport, ICheckedReport, IPlannedReport, IDocumentedReport
    {
        /// <inheritdoc/>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <summary>What the release changes against its predecessor.</summary>
        public IReadOnlyList<PlannedRelation> Changes { get; init; } = [];

        /// <summary>How what is live, or shown, is being watched; null if it is not.</summary>
        public WatchSummary? Watch { get; init; }

        /// <summary>What is lost, per table that was written to since the swap.</summary>
        public IReadOnlyList<WriteLoss> Losses { get; init; } = [];

        /// <summary>What was taken along of it.</summary>
        public IReadOnlyList<CarriedTable> Carried { get; init; } = [];

        /// <inheritdoc/>
        public ReportDocument? Document { get; init; }

        IReadOnlyList<PlannedRelation> IPlannedReport.Plan => Changes;

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Released(this);
    }

    /// <summary><c>plan</c>, also without a database and of a dacpac.</summary>
    public sealed record Planned : ReleaseReport, ICheckedReport, IPlannedReport, IStatedReport
    {
        /// <summary>What each relation will go through.</summary>
        public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

        /// <summary>What the environment's policies say of the candidate.</summary>
        public IReadOnlyList<PolicyVerdict> Policies { get; init; } = [];

        /// <summary>With <c>--offline</c>: what is in order.</summary>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <summary>With <c>--dry-run</c>: statements in order.</summary>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Planned(this);
    }

    /// <summary>
    /// What a verb that moves a release would do: its statements, and what they mean for each relation.
    /// </summary>
    public sealed record Previewed : ReleaseReport, IPlannedReport, IStatedReport
    {
        /// <summary>Of nothing yet.</summary>
        public Previewed() { }

        /// <summary>What a release would do, by its plan.</summary>
        public Previewed(Planned plan)
            : base(plan) => (Plan, Policies, Statements) = (plan.Plan, plan.Policies, plan.Statements);

        /// <inheritdoc/>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <summary>What each relation would go through.</summary>
        public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

        /// <summary>What the environment's policies say of the candidate.</summary>
        public IReadOnlyList<PolicyVerdict> Policies { get; init; } = [];

        /// <summary><c>rollback</c>: what would be lost, per table that was written to since the swap.</summary>
        public IReadOnlyList<WriteLoss> Losses { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Previewed(this);
    }

    /// <summary><c>diff</c>.</summary>
    public sealed record Compared : ReleaseReport, IPlannedReport
    {
        /// <summary>What differs, per relation.</summary>
        public IReadOnlyList<RelationDiff> Diffs { get; init; } = [];

        /// <summary>
        /// What can have changed a relation that did, by its live name; none for one where that is not known.
        /// </summary>
        public IReadOnlyDictionary<string, ChangeExplanation> Explanations { get; init; } =
            new Dictionary<string, ChangeExplanation>();

        /// <summary>Relations that only one side has; with <c>--explain</c> how each would be compared.</summary>
        public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Compared(this);
    }

    /// <summary><c>replay</c> and <c>rehearse</c>: what was tried on a candidate, and went well or not.</summary>
    public sealed record Tried : ReleaseReport, ICheckedReport
    {
        /// <inheritdoc/>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Tried(this);
    }

    /// <summary><c>doctor</c>.</summary>
    public sealed record Examined : ReleaseReport, ICheckedReport, IStatedReport
    {
        /// <summary>Findings, good news included.</summary>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <summary>
        /// With <c>--fix --dry-run</c> what would be done; with <c>--guard</c> what is not in place.
        /// </summary>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Examined(this);
    }

    /// <summary><c>certify</c>.</summary>
    public sealed record Certified : ReleaseReport, ICheckedReport
    {
        /// <summary>The figures.</summary>
        public required Certificate Certificate { get; init; }

        /// <summary>What the figures mean.</summary>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Certified(this);
    }

    /// <summary><c>status</c>.</summary>
    public sealed record Status : ReleaseReport
    {
        /// <summary>Validated candidates that wait, and what is under way or failed with its data; newest first.</summary>
        public IReadOnlyList<ReleaseSummary> Releases { get; init; } = [];

        /// <summary>Previews of the environment, by name.</summary>
        public IReadOnlyList<PreviewSummary> Previews { get; init; } = [];

        /// <summary>Releases that <c>rollback --to</c> accepts, newest first.</summary>
        public IReadOnlyList<ReleaseSummary> RollbackTargets { get; init; } = [];

        /// <summary>Schemas of what was moved out of live, a sentence each.</summary>
        public IReadOnlyList<string> Found { get; init; } = [];

        /// <summary>Who holds the environment, or null.</summary>
        public LeaseSummary? Lease { get; init; }

        /// <summary>How what is live is being watched; null if it is not.</summary>
        public WatchSummary? Watch { get; init; }

        /// <summary>Data versions, newest first.</summary>
        public IReadOnlyList<DataVersionSummary> DataVersions { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Status(this);
    }

    /// <summary><c>history</c>.</summary>
    public sealed record History : ReleaseReport
    {
        /// <summary>Every release with what it changed, newest first.</summary>
        public IReadOnlyList<HistoryEntry> Entries { get; init; } = [];

        /// <summary>What is older than the page; null if nothing is.</summary>
        public EarlierReleases? Earlier { get; init; }

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.History(this);
    }

    /// <summary><c>report</c>.</summary>
    public sealed record Reported : ReleaseReport, IDocumentedReport
    {
        /// <summary>The release's own report.</summary>
        public required ReportDocument Document { get; init; }

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Reported(this);
    }

    /// <summary><c>report --trend</c>.</summary>
    public sealed record Trend : ReleaseReport
    {
        /// <summary>The last releases beside each other.</summary>
        public required TrendDocument Document { get; init; }

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Trend(this);
    }

    /// <summary><c>prune</c>.</summary>
    public sealed record Pruned : ReleaseReport, IStatedReport
    {
        /// <summary>Of nothing yet.</summary>
        public Pruned() { }

        /// <summary>Of an environment as it stands now, in order or not.</summary>
        public Pruned(Status left)
            : base(left) => (Left, ExitCode, Error) = (left, Errors.ExitCode.Done, null);

        /// <summary>Releases that have no data any more, so that what is kept of them elsewhere can go.</summary>
        public IReadOnlyList<string> Gone { get; init; } = [];

        /// <inheritdoc/>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <summary>What is there afterwards; of a preview nothing is.</summary>
        public Status Left { get; init; } = new();

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Pruned(this);
    }

    /// <summary><c>migrate</c>.</summary>
    public sealed record Migrated : ReleaseReport, IStatedReport
    {
        /// <summary>Every migration of the project and the journal, by version.</summary>
        public IReadOnlyList<MigrationSummary> Migrations { get; init; } = [];

        /// <inheritdoc/>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Migrated(this);
    }

    /// <summary><c>backup create</c>, <c>list</c> and <c>drop</c>.</summary>
    public sealed record BackedUp : ReleaseReport, IPlannedReport
    {
        /// <summary>What was taken, or what there is, newest first.</summary>
        public IReadOnlyList<DataVersionSummary> DataVersions { get; init; } = [];

        /// <summary><c>create --dry-run</c>: what would be kept.</summary>
        public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.BackedUp(this);
    }

    /// <summary><c>backup verify</c>.</summary>
    public sealed record Verified : ReleaseReport, ICheckedReport
    {
        /// <summary>What was read again.</summary>
        public IReadOnlyList<DataVersionSummary> DataVersions { get; init; } = [];

        /// <summary>Of each table whether it is what was taken.</summary>
        public IReadOnlyList<CheckOutcome> Checks { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Verified(this);
    }

    /// <summary><c>backup restore</c>.</summary>
    public sealed record Restored : ReleaseReport, IPlannedReport, IStatedReport
    {
        /// <summary>Of nothing yet.</summary>
        public Restored() { }

        /// <summary>What every report has, of the way back that the restore was.</summary>
        public Restored(Released of)
            : base(of) { }

        /// <summary>Data versions that can be restored, newest first.</summary>
        public IReadOnlyList<DataVersionSummary> DataVersions { get; init; } = [];

        /// <summary>With <c>--dry-run</c>: the tables.</summary>
        public IReadOnlyList<PlannedRelation> Plan { get; init; } = [];

        /// <inheritdoc/>
        public IReadOnlyList<string> Statements { get; init; } = [];

        /// <inheritdoc/>
        public override T Read<T>(IReportReader<T> reader) => reader.Restored(this);
    }
}
