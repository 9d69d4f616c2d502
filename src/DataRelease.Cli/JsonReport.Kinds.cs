using DataRelease.Diffs;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Cli;

/// <summary>What each kind of report adds to the document.</summary>
internal static partial class JsonReport
{
    private sealed class KindReader(Document common) : IReportReader<Document>
    {
        public Document Ended(ReleaseReport.Ended report) => common;

        public Document Released(ReleaseReport.Released report) =>
            common with
            {
                Checks = Checks(report.Checks),
                Plan = Plan(report.Changes),
                Watch = Watched(report.Watch),
                Monitoring = report.Monitoring,
                NextAt = report.Watch?.NextAt,
                Losses = Losses(report.Losses),
                Carried =
                [
                    .. report.Carried.Select(table => new CarriedNode(
                        table.Relation,
                        table.Added,
                        table.Updated,
                        table.Removed,
                        table.Skipped
                    )),
                ],
            };

        public Document Planned(ReleaseReport.Planned report) =>
            common with
            {
                Checks = Checks(report.Checks),
                Plan = Plan(report.Plan),
                Policies = Policies(report.Policies),
                Statements = report.Statements,
            };

        public Document Previewed(ReleaseReport.Previewed report) =>
            common with
            {
                Plan = Plan(report.Plan),
                Policies = Policies(report.Policies),
                Statements = report.Statements,
                Losses = Losses(report.Losses),
            };

        public Document Compared(ReleaseReport.Compared report) =>
            common with
            {
                Plan = Plan(report.Plan),
                Diffs =
                [
                    .. report.Diffs.Select(diff => Diff(diff, report.Explanations.GetValueOrDefault(diff.Relation))),
                ],
            };

        public Document Tried(ReleaseReport.Tried report) => common with { Checks = Checks(report.Checks) };

        public Document Examined(ReleaseReport.Examined report) =>
            common with
            {
                Checks = Checks(report.Checks),
                Statements = report.Statements,
            };

        public Document Certified(ReleaseReport.Certified report) =>
            common with
            {
                Checks = Checks(report.Checks),
                Certificate = report.Certificate,
            };

        public Document Status(ReleaseReport.Status report) => Standing(report);

        public Document History(ReleaseReport.History report) =>
            common with
            {
                Releases = [.. report.Entries.Select(entry => Release(entry.Release))],
                History =
                [
                    .. report.Entries.Select(entry => new HistoryNode(
                        Release(entry.Release),
                        entry.Builder,
                        entry.Base,
                        entry.Added,
                        entry.Changed,
                        entry.Removed,
                        entry.Migrations,
                        entry.Rows,
                        entry.Ended,
                        [
                            .. entry.Events.Select(happened => new HistoryEventNode(
                                happened.At,
                                happened.What,
                                happened.Detail
                            )),
                        ]
                    )
                    {
                        Watch = entry.Watch,
                    }),
                ],
                Earlier = report.Earlier is { } earlier ? new EarlierNode(earlier.Count, earlier.Before) : null,
            };

        public Document Reported(ReleaseReport.Reported report) => common;

        public Document Trend(ReleaseReport.Trend report) => common;

        public Document Pruned(ReleaseReport.Pruned report) =>
            Standing(report.Left) with
            {
                Statements = report.Statements,
            };

        public Document Migrated(ReleaseReport.Migrated report) =>
            common with
            {
                Statements = report.Statements,
                Migrations =
                [
                    .. report.Migrations.Select(migration => new Migrated(
                        migration.Name,
                        migration.Version,
                        migration.State,
                        migration.Phase,
                        migration.AppliedAt,
                        migration.AppliedBy,
                        migration.Release,
                        migration.Seconds,
                        migration.HasDown,
                        migration.Message
                    )),
                ],
            };

        public Document BackedUp(ReleaseReport.BackedUp report) =>
            common with
            {
                Plan = Plan(report.Plan),
                DataVersions = Versions(report.DataVersions),
            };

        public Document Verified(ReleaseReport.Verified report) =>
            common with
            {
                Checks = Checks(report.Checks),
                DataVersions = Versions(report.DataVersions),
            };

        public Document Restored(ReleaseReport.Restored report) =>
            common with
            {
                Plan = Plan(report.Plan),
                Statements = report.Statements,
                DataVersions = Versions(report.DataVersions),
            };

        private Document Standing(ReleaseReport.Status report) =>
            common with
            {
                Releases = [.. report.Releases.Select(Release)],
                RollbackTargets = [.. report.RollbackTargets.Select(Release)],
                Found = report.Found,
                Lease = report.Lease is { } lease
                    ? new Lease(lease.Holder, lease.AcquiredAt, lease.ExpiresAt, lease.IsExpired)
                    : null,
                Watch = Watched(report.Watch),
                Monitoring = report.Monitoring,
                NextAt = report.Watch?.NextAt,
                Previews =
                [
                    .. report.Previews.Select(preview => new PreviewNode(
                        preview.Name,
                        preview.Version,
                        preview.State,
                        preview.Against,
                        preview.Commit,
                        preview.Branch,
                        preview.CreatedAt,
                        preview.CreatedBy,
                        preview.Message
                    )),
                ],
                DataVersions = Versions(report.DataVersions),
            };
    }

    private static WatchNode? Watched(WatchSummary? watch) =>
        watch is null
            ? null
            : new WatchNode(
                watch.Release,
                watch.Step,
                watch.For,
                watch.NextAt,
                [
                    .. watch.Metrics.Select(metric => new MetricNode(
                        metric.Name,
                        metric.Outcome,
                        metric.Value,
                        metric.Message,
                        metric.Successes,
                        metric.Failures,
                        metric.Inconclusives,
                        metric.Errors,
                        metric.Recent
                    )),
                ],
                [.. watch.Steps.Select(step => new WatchedStepNode(step.Name, step.State))],
                watch.SecondsLeft
            )
            {
                Exposure = watch.Exposure is { } shown
                    ? new ExposureNode(shown.Weight, shown.Principals, shown.Blue, shown.Green)
                    : null,
                Waves = watch.Waves.Count > 0 ? watch.Waves : null,
            };

    /// <summary>The word for a value of an enum whose names are single words; empty for none.</summary>
    internal static string Word<T>(T value) => value?.ToString()?.ToLowerInvariant() ?? "";

    private static IReadOnlyList<PolicyNode> Policies(IReadOnlyList<PolicyVerdict> policies) =>
        [
            .. policies.Select(verdict => new PolicyNode(
                verdict.Policy,
                verdict.State,
                verdict.Code.Id,
                verdict.Message,
                verdict.Where?.File,
                verdict.Where?.Line,
                verdict.Where?.Column
            )),
        ];

    private static IReadOnlyList<Planned> Plan(IReadOnlyList<PlannedRelation> plan) =>
        [
            .. plan.Select(relation => new Planned(relation.Relation, relation.Change.Word, relation.Detail)
            {
                Sql = relation.Sql is { } sql
                    ? new SqlNode(sql.File, sql.Before, sql.After, sql.Lines, sql.Hidden, sql.Note)
                    : null,
                Shape = relation.Shape is { } shape ? Shape(shape) : null,
                Exposures = relation.Exposures.Count > 0 ? relation.Exposures : null,
            }),
        ];

    private static ShapeNode Shape(ShapeChange shape) =>
        new(
            shape.Unknown.Length == 0,
            [.. shape.Added.Select(column => new ShapeColumnNode(column.Name, column.Type))],
            [.. shape.Removed.Select(column => new ShapeColumnNode(column.Name, column.Type))],
            [.. shape.Retyped.Select(column => new RetypedNode(column.Name, column.Before, column.After))],
            shape.IsReordered,
            shape.Kind?.Before,
            shape.Kind?.After,
            shape.Unknown,
            [.. shape.Readers.Select(reader => new ShapeReaderNode(reader.Kind, reader.Name, reader.Columns))]
        );

    private static IReadOnlyList<VersionNode> Versions(IReadOnlyList<DataVersionSummary> versions) =>
        [
            .. versions.Select(version => new VersionNode(
                version.Id,
                version.Name,
                version.State,
                version.Reason,
                version.Release,
                version.CreatedAt,
                version.CreatedBy,
                version.Place,
                version.Rows,
                version.Bytes,
                [
                    .. version.Tables.Select(table => new VersionTableNode(
                        table.Table,
                        table.Role,
                        table.Rows,
                        table.Bytes,
                        table.Checksum
                    )),
                ]
            )),
        ];

    private static IReadOnlyList<LossNode> Losses(IReadOnlyList<WriteLoss> losses) =>
        [
            .. losses.Select(loss => new LossNode(
                loss.Relation,
                loss.Added,
                loss.Changed,
                loss.Removed,
                loss.IsExact,
                loss.Detail
            )),
        ];

    private static IReadOnlyList<Check> Checks(IReadOnlyList<CheckOutcome> checks) => [.. checks.Select(Check)];

    private static Check Check(CheckOutcome check) =>
        new(check.Name, check.Relation, check.State, check.Severity, check.Value, check.Threshold, check.Message);

    private static Diff Diff(RelationDiff diff, ChangeExplanation? explanation) =>
        new(
            diff.Relation,
            diff.Key,
            diff.BlueRows,
            diff.GreenRows,
            diff.Added,
            diff.Removed,
            diff.Changed,
            diff.AmbiguousRows,
            diff.ChangedByColumn,
            diff.AddedColumns,
            diff.RemovedColumns,
            diff.RetypedColumns,
            [.. diff.Samples.Select(sample => new Sample(sample.Kind, sample.Key, sample.Before, sample.After))],
            [
                .. (explanation?.Causes ?? []).Select(cause => new Cause(
                    cause.UniqueId,
                    cause.Kind,
                    cause.Change,
                    cause.Distance
                )),
            ],
            explanation?.IsUnexplained ?? false
        )
        {
            Sampled = diff.Sampled is { } sampled
                ? new SampledPart(sampled.Fraction, sampled.Confidence, sampled.Least, sampled.Most)
                : null,
            KeyProblems = diff.KeyProblems is { } key
                ? new KeyTrouble(key.BlueNull, key.GreenNull, key.BlueShared, key.GreenShared)
                : null,
            Statistics =
                diff.Statistics.Count > 0
                    ?
                    [
                        .. diff.Statistics.Select(column => new ColumnNumbers(
                            column.Column,
                            Numbers(column.Blue),
                            Numbers(column.Green)
                        )),
                    ]
                    : null,
            Notes = diff.Notes.Count > 0 ? diff.Notes : null,
            Common =
                diff.Common.Count > 0
                    ?
                    [
                        .. diff.Common.Select(trait => new Trait(
                            trait.Kind,
                            trait.Column,
                            trait.Condition,
                            trait.Rows,
                            trait.OfRows,
                            trait.Others,
                            trait.OfOthers,
                            trait.RiskRatio,
                            trait.Sentence
                        )
                        {
                            Columns = trait.Columns,
                        }),
                    ]
                    : null,
        };

    private static Numbers Numbers(NumberStatistics side) => new(side.Nulls, side.Min, side.Max, side.Mean, side.Sum);
}
