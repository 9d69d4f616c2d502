using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Reports;

namespace DataRelease.Checks;

/// <summary>The times of a probe on both sides in milliseconds, and the verdict about them.</summary>
internal sealed class Timings
{
    /// <summary>The number of runs below which the 95th percentile is just the slowest run.</summary>
    public const int RunsForTail = 20;

    private static readonly Tolerance _fail = new(50, IsPercent: true);
    private static readonly Tolerance _warn = new(20, IsPercent: true);

    public List<double> Blue { get; } = [];

    public List<double> Green { get; } = [];

    /// <summary>
    /// Judges the times. Green may be slower than blue by the limit or by <c>min_difference</c>, whichever is greater.
    /// If the runs of one side differ from each other by more than that, only a larger difference between the sides
    /// counts; otherwise the check is inconclusive.
    /// </summary>
    public (CheckState State, string Value, string Message) Judge(LatencySettings settings)
    {
        var (blue, green) = (new Summary(Blue), new Summary(Green));
        var hasTail = Math.Min(Blue.Count, Green.Count) >= RunsForTail;
        var value =
            $"p50 {Milliseconds(blue.Median)} -> {Milliseconds(green.Median)}"
            + (hasTail ? $", p95 {Milliseconds(blue.Tail)} -> {Milliseconds(green.Tail)}" : "");
        var condition = Drift.Conditions(
            "",
            new Dictionary<string, ConditionValue?>
            {
                ["blue_p50"] = new(blue.Median, null),
                ["green_p50"] = new(green.Median, null),
                ["blue_p95"] = hasTail ? new ConditionValue(blue.Tail, null) : null,
                ["green_p95"] = hasTail ? new ConditionValue(green.Tail, null) : null,
            },
            settings,
            value,
            0
        );
        if (condition is { State: CheckState.Fail })
            return (CheckState.Fail, value, condition.Message);
        var (failOver, warnOver) = Limits(settings);
        var noise = Math.Max(blue.Spread, green.Spread);
        var judged = (CheckState.Pass, value, "");
        foreach (var (limit, state) in new[] { (failOver, CheckState.Fail), (warnOver, CheckState.Warn) })
        {
            if (limit is not { } most)
                continue;
            var allowed = Math.Max(
                settings.MinDifference.TotalMilliseconds,
                most.IsPercent ? blue.Median * most.Value / 100 : most.Value
            );
            var slower = green.Median - blue.Median;
            if (slower > allowed + noise)
                return (state, value, $"its median is slower by more than {Limit(most)}");
            if (noise > allowed)
            {
                // The times are too noisy for this limit, and a stricter limit would be no better. If only the limit
                // for a warning can't be decided, the check does not become inconclusive.
                if (state == CheckState.Fail)
                    judged = (
                        CheckState.Inconclusive,
                        value,
                        $"its runs differ from each other by {Milliseconds(noise)}, and {Milliseconds(allowed)} "
                            + "are allowed"
                    );
                break;
            }
            if (slower > allowed)
                return (state, value, $"its median is slower by more than {Limit(most)}");
            var allowedTail = Math.Max(
                settings.MinDifference.TotalMilliseconds,
                most.IsPercent ? blue.Tail * most.Value / 100 : most.Value
            );
            // A tail consists of few runs, so its difference must exceed the limit by the noise as well.
            if (hasTail && green.Tail - blue.Tail > allowedTail + noise)
                return (state, value, $"its 95th percentile is slower by more than {Limit(most)}");
        }
        return condition is not null && condition.State >= judged.Item1
            ? (condition.State, value, condition.Message)
            : judged;
    }

    public static string Threshold(LatencySettings settings)
    {
        var (failOver, warnOver) = Limits(settings);
        return settings.Describe(
            failOver is { } most ? $"at most {Limit(most)} slower" : null,
            warnOver is { } some ? $"warn over {Limit(some)}" : null
        );
    }

    private static (Tolerance? Fail, Tolerance? Warn) Limits(LatencySettings settings) =>
        settings.HasLimits ? (settings.FailOver, settings.WarnOver) : (_fail, _warn);

    private static string Limit(Tolerance limit) => limit.IsPercent ? limit.ToString() : Milliseconds(limit.Value);

    private static string Milliseconds(double value) =>
        $"{value.ToString(value < 10 ? "0.##" : "0.#", CultureInfo.InvariantCulture)} ms";

    /// <summary>The median, the 95th percentile and the width of the middle half, in milliseconds.</summary>
    private readonly record struct Summary
    {
        public Summary(IReadOnlyList<double> times)
        {
            double[] sorted = [.. times.Order()];
            double At(double share) => Percentiles.OfSorted(sorted, share);
            (Median, Tail, Spread) = (At(0.5), At(0.95), At(0.75) - At(0.25));
        }

        public double Median { get; }

        public double Tail { get; }

        public double Spread { get; }
    }
}
