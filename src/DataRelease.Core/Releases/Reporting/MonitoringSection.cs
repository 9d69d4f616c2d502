using DataRelease.Analysis;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports.Documents;
using DataRelease.Steps;

namespace DataRelease.Releases.Reporting;

/// <summary>Composes what a report says about the watch of a release; touches nothing.</summary>
internal static class MonitoringSection
{
    private const string Live = "live";

    private static readonly ErrorCode[] _failures =
    [
        ErrorCode.MonitoringFailed,
        ErrorCode.CanaryFailed,
        ErrorCode.RollingFailed,
    ];

    /// <summary>The whole section; null if the release has nothing to watch.</summary>
    public static ReportedMonitoring? Of(WatchedFacts facts)
    {
        if (Outcome(facts) is not { } outcome)
            return null;
        var stages = WatchedStages.Of(facts);
        if (outcome.Verdict == ReportedVerdict.Planned && stages.Count == 0)
            return null;
        return new ReportedMonitoring
        {
            Outcome = outcome,
            Stages = stages,
            Next = outcome.Verdict is ReportedVerdict.Planned or ReportedVerdict.Measuring
                ? WatchedStages.Next(facts, stages)
                : "",
            // OrderBy keeps the order of those that are alike.
            Metrics =
            [
                .. Watched(facts)
                    .SelectMany(row => Metrics(facts, row))
                    .OrderBy(metric => metric.Verdict == ReportedMetricVerdict.Failed ? 0 : 1),
            ],
        };
    }

    /// <summary>
    /// The section of an earlier report, where the measurements themselves are gone with the release's data.
    /// </summary>
    public static ReportedMonitoring Kept(ReportedMonitoring kept) =>
        kept.Outcome.Verdict is not (ReportedVerdict.Planned or ReportedVerdict.Measuring)
            ? kept
            : kept with
            {
                Outcome = new ReportedWatch(ReportedVerdict.Ended, null, Phrase(ReportedVerdict.Ended, null, "")),
                Next = "",
                Metrics =
                [
                    .. kept.Metrics.Select(metric =>
                        metric.Verdict is ReportedMetricVerdict.Measuring or ReportedMetricVerdict.Inconclusive
                            ? metric with
                            {
                                Verdict = ReportedMetricVerdict.Undecided,
                            }
                            : metric
                    ),
                ],
            };

    /// <summary>What the watch came to; null if the release has nothing to watch.</summary>
    public static ReportedWatch? Outcome(WatchedFacts facts)
    {
        var rows = Watched(facts);
        if (rows.Count == 0)
            return null;
        var verdicts = rows.Select(row => (Row: row, Verdict: Verdict(facts, row))).ToList();
        bool Has(ReportedVerdict verdict) => verdicts.Any(one => one.Verdict == verdict);
        if (Has(ReportedVerdict.Failed))
        {
            var failed = verdicts.Last(one => one.Verdict == ReportedVerdict.Failed).Row;
            var failure = Failure(facts, failed);
            return new ReportedWatch(
                ReportedVerdict.Failed,
                facts.Of(failed)?.End?.At ?? failed.FinishedAt,
                Phrase(ReportedVerdict.Failed, failure, failed.Result)
            )
            {
                Failure = failure,
            };
        }
        var verdict =
            Has(ReportedVerdict.Ended) ? ReportedVerdict.Ended
            : verdicts.All(one => one.Verdict == ReportedVerdict.Planned) ? ReportedVerdict.Planned
            : Has(ReportedVerdict.Measuring) || Has(ReportedVerdict.Planned) ? ReportedVerdict.Measuring
            : Has(ReportedVerdict.Promoted) ? ReportedVerdict.Promoted
            : ReportedVerdict.Passed;
        // What never began was not watched, and says nothing about a release that is over.
        if (verdict == ReportedVerdict.Planned && IsOver(facts.Release))
            return null;
        var last = verdicts.LastOrDefault(one => one.Verdict == verdict).Row ?? rows[^1];
        return new ReportedWatch(
            verdict,
            verdict is ReportedVerdict.Passed ? facts.Of(last)?.End?.At ?? last.FinishedAt
                : verdict is ReportedVerdict.Promoted ? last.FinishedAt
                : null,
            Phrase(verdict, null, last.Result)
        );
    }

    private static IReadOnlyList<CourseStep> Watched(WatchedFacts facts) =>
        [.. facts.Steps.Where(row => WatchedAnalysis.ArtifactOf(row) is not null)];

    private static bool IsOver(ReleaseRecord release) =>
        release.State
            is ReleaseState.Failed
                or ReleaseState.Aborted
                or ReleaseState.Retired
                or ReleaseState.RolledBack
                or ReleaseState.Superseded;

    private static ReportedVerdict Verdict(WatchedFacts facts, CourseStep row)
    {
        var analysis = facts.Of(row);
        var isBegun = analysis is not null || row.Result.Length > 0;
        if (row.IsOver && row.Result.StartsWith(MonitorStep.Promoted, StringComparison.Ordinal))
            return ReportedVerdict.Promoted;
        if (row.State == StepState.Done)
            return ReportedVerdict.Passed;
        return analysis?.End?.Metric is not null || IsToldFailed(facts, row) ? ReportedVerdict.Failed
            : analysis?.End is not null ? ReportedVerdict.Passed
            : !isBegun ? ReportedVerdict.Planned
            : row.IsOver || IsOver(facts.Release) ? ReportedVerdict.Ended
            : ReportedVerdict.Measuring;
    }

    /// <summary>
    /// True if the ledger says that the release failed. Its measurements may be gone with its data, and an older tool
    /// kept no decision beside them.
    /// </summary>
    private static bool IsToldFailed(WatchedFacts facts, CourseStep row) =>
        row.Result.Length > 0
        && facts.Release.Message is var message
        && message.EndsWith(row.Result, StringComparison.Ordinal)
        && _failures.Any(code => message.StartsWith($"{code.Id}: ", StringComparison.Ordinal));

    private static ReportedFailure? Failure(WatchedFacts facts, CourseStep row)
    {
        if (facts.Of(row)?.End is { Metric: { } metric } end)
            return new ReportedFailure(
                metric,
                end.Decisive?.At ?? end.At,
                end.Decisive?.Value,
                end.Decisive?.Blue,
                end.Decisive?.Green,
                end.Decisive?.Message ?? "",
                end.Why
            );
        // An older tool kept only the sentence, which begins with the metric's name.
        var at = row.Result.IndexOf(": ", StringComparison.Ordinal);
        return at <= 0
            ? null
            : new ReportedFailure(row.Result[..at], null, null, null, null, "", row.Result[(at + 2)..]);
    }

    private static string Phrase(ReportedVerdict verdict, ReportedFailure? failure, string result) =>
        verdict switch
        {
            ReportedVerdict.Planned => "it is not watched yet",
            ReportedVerdict.Measuring => result.Length > 0 ? $"under way: {result}" : "under way",
            ReportedVerdict.Passed => result.Length > 0 ? $"its monitoring passed: {result}" : "its monitoring passed",
            ReportedVerdict.Promoted => result.Length > 0
                ? $"{result} before its monitoring was over"
                : "promoted before its monitoring was over",
            ReportedVerdict.Ended => "taken back before its monitoring was over",
            ReportedVerdict.Failed when failure is null => $"its monitoring failed: {result}",
            ReportedVerdict.Failed => $"{failure.Phrase()} failed"
                + (
                    failure.Message.Length > 0 ? $": {failure.Message}"
                    : failure.At is null ? $": {failure.Why}"
                    : ""
                ),
            _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
        };

    private static IEnumerable<ReportedMetric> Metrics(WatchedFacts facts, CourseStep row)
    {
        if (facts.Of(row) is not { } analysis)
            return [];
        var during = StepCatalog.Read(row) is WatchStep watch ? watch.What : Live;
        var verdict = Verdict(facts, row);
        return analysis.Metrics.Select(metric => new ReportedMetric(
            metric.Name,
            during,
            metric.Terms?.Provider ?? "",
            metric.Terms?.Condition ?? "",
            Verdict(metric, analysis, verdict)
        )
        {
            Successes = metric.Successes,
            Failures = metric.Failures,
            Inconclusives = metric.Inconclusives,
            Errors = metric.Errors,
            Planned = metric.Terms?.Planned,
            FailureLimit = metric.Terms?.FailureLimit,
            ConsecutiveFailureLimit = metric.Terms?.ConsecutiveFailureLimit,
            InconclusiveLimit = metric.Terms?.InconclusiveLimit,
            ErrorLimit = metric.Terms?.ErrorLimit,
            Decisive =
                analysis.End is { Decisive: { } decisive } end && end.Metric == metric.Name ? Measured(decisive) : null,
            Recent = [.. metric.Recent.TakeLast(ReportedMonitoring.MostRecent).Select(Measured)],
        });
    }

    private static ReportedMetricVerdict Verdict(MetricState metric, AnalysisState analysis, ReportedVerdict step) =>
        metric.Terms is { IsDryRun: true } ? ReportedMetricVerdict.Dry
        : analysis.End?.Metric == metric.Name ? ReportedMetricVerdict.Failed
        : step == ReportedVerdict.Passed
            ? metric.Conclusives > 0 ? ReportedMetricVerdict.Passed
                : ReportedMetricVerdict.Inconclusive
        : step is not (ReportedVerdict.Measuring or ReportedVerdict.Planned) ? ReportedMetricVerdict.Undecided
        : metric.Last is { Outcome: MeasurementOutcome.Inconclusive } ? ReportedMetricVerdict.Inconclusive
        : ReportedMetricVerdict.Measuring;

    private static ReportedMeasurement Measured(Measurement one) =>
        new(one.At, Reading(one.Outcome), one.Value, one.Blue, one.Green, one.Message);

    private static ReportedReading Reading(MeasurementOutcome outcome) =>
        outcome switch
        {
            MeasurementOutcome.Success => ReportedReading.Success,
            MeasurementOutcome.Inconclusive => ReportedReading.Inconclusive,
            MeasurementOutcome.Failure => ReportedReading.Failure,
            MeasurementOutcome.Error => ReportedReading.Error,
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
}
