using DataRelease.Configuration;

namespace DataRelease.Analysis;

/// <summary>
/// Decides what measurements mean. Nothing here measures, waits or reads a clock. The limits are those of Argo
/// Rollouts: too many errors in a row are a failure, because a release that can't be watched is not safe. Inconclusive
/// measurements are treated differently: no person has to decide, and the analysis waits for values.
/// </summary>
public static class AnalysisRules
{
    /// <summary>
    /// The smallest number of measurements, as far as so many are planned. A clock that jumps ahead ends the watched
    /// time early, so the clock alone must not decide.
    /// </summary>
    private const int LeastMeasurements = 3;

    /// <summary>The length to which long messages (a page of HTML, a statement) are cut.</summary>
    private const int MessageLength = 500;

    private static readonly TimeSpan _errorRetry = TimeSpan.FromSeconds(10);

    /// <summary>Applies a metric's conditions to a reading.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="reading">The provider's reading.</param>
    /// <param name="at">When the measurement began.</param>
    /// <param name="took">The duration of the measurement.</param>
    public static Measurement Judge(MetricConfig metric, MetricReading reading, DateTimeOffset at, TimeSpan took)
    {
        var (outcome, message) = Outcome(metric, reading);
        var shown = message.ReplaceLineEndings(" ").Trim();
        return new Measurement(metric.Name, at, outcome)
        {
            Value = Finite(reading.Value),
            Blue = Finite(reading.Blue),
            Green = Finite(reading.Green),
            Message = shown.Length > MessageLength ? $"{shown[..MessageLength]}…" : shown,
            Seconds = Math.Round(took.TotalSeconds, 3),
        };
    }

    /// <summary>Adds a measurement to the state.</summary>
    public static AnalysisState Take(AnalysisConfig config, AnalysisState state, Measurement measurement)
    {
        if (!config.Metrics.Any(metric => metric.Name == measurement.Metric))
            throw new ArgumentException($"no metric '{measurement.Metric}' in this analysis", nameof(measurement));
        var now = state.SeenFrom(measurement.At);
        var old = now.Of(measurement.Metric);
        var outcome = measurement.Outcome;
        return now.With(
            old with
            {
                Successes = old.Successes + (outcome == MeasurementOutcome.Success ? 1 : 0),
                Failures = old.Failures + (outcome == MeasurementOutcome.Failure ? 1 : 0),
                Inconclusives = old.Inconclusives + (outcome == MeasurementOutcome.Inconclusive ? 1 : 0),
                Errors = old.Errors + (outcome == MeasurementOutcome.Error ? 1 : 0),
                // An inconclusive measurement does not interrupt a row of failures.
                FailuresInRow = outcome switch
                {
                    MeasurementOutcome.Failure => old.FailuresInRow + 1,
                    MeasurementOutcome.Success => 0,
                    _ => old.FailuresInRow,
                },
                ErrorsInRow = outcome == MeasurementOutcome.Error ? old.ErrorsInRow + 1 : 0,
                LastAfter = now.Elapsed,
                Recent = Newest(old.Recent, measurement),
                Against = outcome is MeasurementOutcome.Failure or MeasurementOutcome.Error
                    ? Newest(old.Against, measurement)
                    : old.Against,
            }
        );
    }

    /// <summary>The metrics that are due now, in the configuration's order.</summary>
    public static IReadOnlyList<MetricConfig> Due(AnalysisConfig config, AnalysisState state, DateTimeOffset now)
    {
        var seen = state.SeenFrom(now);
        return
        [
            .. config.Metrics.Where(metric =>
                !IsDone(config, metric, seen) && DueAfter(metric, seen.Of(metric.Name)) <= seen.Elapsed
            ),
        ];
    }

    /// <summary>The verdict of all metrics at a moment.</summary>
    public static AnalysisVerdict Decide(AnalysisConfig config, AnalysisState state, DateTimeOffset now)
    {
        var seen = state.SeenFrom(now);
        var deciding = config.Metrics.Where(metric => !metric.IsDryRun).ToList();
        foreach (var metric in deciding)
        {
            if (Failure(metric, seen.Of(metric.Name)) is { } failed)
                return failed;
        }
        var open = deciding.Where(metric => !IsDone(config, metric, seen)).ToList();
        if (open.Count == 0 && seen.Elapsed >= config.Duration)
            return new AnalysisVerdict.Passed(Summary(config, deciding, seen));
        var next = config
            .Metrics.Where(metric => !IsDone(config, metric, seen))
            .Select(metric => DueAfter(metric, seen.Of(metric.Name)))
            .DefaultIfEmpty(config.Duration)
            .Min();
        var nextAt = Later(now, next - seen.Elapsed);
        var wanting = open.Select(metric => Wanting(metric, seen.Of(metric.Name), metric.Planned(config.Duration)))
            .OfType<string>()
            .ToList();
        return wanting.Count > 0
            ? new AnalysisVerdict.Waiting(nextAt, string.Join("; ", wanting))
            : new AnalysisVerdict.Running(nextAt);
    }

    /// <summary>
    /// The state with what a reader of the ledger needs: the terms, and the decision if there is one. A decision keeps
    /// the moment at which it was reached first.
    /// </summary>
    public static AnalysisState Note(AnalysisConfig config, AnalysisState state, AnalysisVerdict verdict)
    {
        var noted = config.Metrics.Aggregate(state, (now, metric) =>
            now.With(now.Of(metric.Name) with { Terms = MetricTerms.Of(metric, config.Duration) })
        );
        var end = AnalysisEnd.Of(verdict, state.SeenAt);
        return noted with
        {
            Duration = config.Duration,
            End = end is not null && state.End is { } old && old.Metric == end.Metric ? old : end,
        };
    }

    private static (MeasurementOutcome Outcome, string Message) Outcome(MetricConfig metric, MetricReading reading)
    {
        if (reading.Outcome is { } said)
            return (said, reading.Message);
        foreach (
            var (name, value) in new[] { ("value", reading.Value), ("blue", reading.Blue), ("green", reading.Green) }
        )
        {
            if (value is { } number && !double.IsFinite(number))
                return (
                    MeasurementOutcome.Error,
                    Joined($"{name} is {number}, which is not a " + "number", reading.Message)
                );
        }
        var values = new Dictionary<string, double?>
        {
            ["value"] = reading.Value,
            ["blue"] = reading.Blue,
            ["green"] = reading.Green,
        };
        var (success, failure) = (metric.SuccessCondition, metric.FailureCondition);
        var (holds, fails) = (success?.Holds(values), failure?.Holds(values));
        // As long as one condition can't be decided, the result of the other is not reported.
        var unsaid =
            success is not null && holds is null ? success
            : failure is not null && fails is null ? failure
            : null;
        if (unsaid is not null)
            return (
                MeasurementOutcome.Inconclusive,
                Joined($"{unsaid} can't be decided, because a value is missing", reading.Message)
            );
        var (outcome, why) =
            fails == true ? (MeasurementOutcome.Failure, $"{failure} holds")
            : holds == false && failure is not null
                ? (MeasurementOutcome.Inconclusive, $"neither {success} nor {failure} holds")
            : holds == false ? (MeasurementOutcome.Failure, $"{success} does not hold")
            : (MeasurementOutcome.Success, "");
        return outcome == MeasurementOutcome.Failure && reading.WithinChance is { } excuse
            ? (MeasurementOutcome.Success, Joined($"{why}, but {excuse}", reading.Message))
            : (outcome, Joined(why, reading.Message));
    }

    private static string Joined(string first, string second) =>
        first.Length == 0 ? second
        : second.Length == 0 ? first
        : $"{first}; {second}";

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static IReadOnlyList<Measurement> Newest(IReadOnlyList<Measurement> old, Measurement measurement) =>
        [.. old.TakeLast(MetricState.Kept - 1), measurement];

    private static TimeSpan DueAfter(MetricConfig metric, MetricState state) =>
        state.LastAfter is not { } last ? metric.InitialDelay
        : state.Last is { Outcome: MeasurementOutcome.Error } && metric.Interval > _errorRetry ? last + _errorRetry
        : last + metric.Interval;

    private static bool IsDone(AnalysisConfig config, MetricConfig metric, AnalysisState seen)
    {
        var state = seen.Of(metric.Name);
        var counted = state.Conclusives + Math.Min(state.Inconclusives, metric.InconclusiveLimit);
        if (state.Conclusives == 0)
            // The analysis does not wait for a dry run.
            return metric.IsDryRun && seen.Elapsed >= config.Duration && state.LastAfter is not null;
        if (metric.Count is { } count)
            return counted >= count || (metric.IsDryRun && seen.Elapsed >= config.Duration);
        if (seen.Elapsed < config.Duration)
            return false;
        if (metric.IsDryRun)
            return true;
        return counted >= Math.Min(metric.Planned(config.Duration), LeastMeasurements)
            && state.LastAfter >= config.Duration - metric.Interval
            && state.Last!.Outcome != MeasurementOutcome.Error
            && !IsStarved(metric, state);
    }

    private static bool IsStarved(MetricConfig metric, MetricState state) =>
        state.Last is { Outcome: MeasurementOutcome.Inconclusive } && state.Inconclusives > metric.InconclusiveLimit;

    private static AnalysisVerdict.Failed? Failure(MetricConfig metric, MetricState state)
    {
        AnalysisVerdict.Failed Of(MeasurementOutcome outcome, int many, string what)
        {
            var found = state.Against.Where(one => one.Outcome == outcome).TakeLast(many).ToList();
            var shown = string.Join("; ", found.TakeLast(3));
            return new AnalysisVerdict.Failed(metric.Name, $"{what}: {shown}", found);
        }
        static string Borne(int limit) =>
            limit == 0 ? "none is allowed"
            : limit == 1 ? "1 is allowed"
            : $"{limit} are allowed";
        if (state.Failures > metric.FailureLimit)
            return Of(
                MeasurementOutcome.Failure,
                state.Failures,
                $"{state.Failures} of {state.Conclusives} measurement{(state.Conclusives == 1 ? "" : "s")} failed, "
                    + Borne(metric.FailureLimit.Value)
            );
        if (state.FailuresInRow > metric.ConsecutiveFailureLimit)
            return Of(
                MeasurementOutcome.Failure,
                state.FailuresInRow,
                $"{state.FailuresInRow} measurements in a row failed, " + Borne(metric.ConsecutiveFailureLimit.Value)
            );
        if (state.ErrorsInRow > metric.ErrorLimit)
            return Of(
                MeasurementOutcome.Error,
                state.ErrorsInRow,
                $"it could not be measured {state.ErrorsInRow} times in a row, {Borne(metric.ErrorLimit)}"
            );
        return null;
    }

    private static string? Wanting(MetricConfig metric, MetricState state, int planned) =>
        !IsStarved(metric, state)
            ? null
            : $"{metric.Name} has {state.Conclusives} of {planned} measurements; the last one was inconclusive: "
                + state.Last!.Message;

    private static string Summary(AnalysisConfig config, List<MetricConfig> deciding, AnalysisState seen)
    {
        if (deciding.Count == 0)
            return config.Metrics.Count == 0
                ? "there was nothing to measure"
                : "no metric decides, because all " + "are dry runs";
        var measured = deciding.Sum(metric => seen.Of(metric.Name).Conclusives);
        var failed = deciding.Sum(metric => seen.Of(metric.Name).Failures);
        return $"{measured} measurement{(measured == 1 ? "" : "s")} of {deciding.Count} "
            + $"metric{(deciding.Count == 1 ? "" : "s")}"
            + (failed > 0 ? $", {failed} failed within the limits" : "");
    }

    private static DateTimeOffset Later(DateTimeOffset now, TimeSpan span) =>
        span <= TimeSpan.Zero ? now
        : DateTimeOffset.MaxValue - now < span ? DateTimeOffset.MaxValue
        : now + span;
}
