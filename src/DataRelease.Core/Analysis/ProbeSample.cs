using System.Globalization;
using DataRelease.Checks;
using DataRelease.Configuration;

namespace DataRelease.Analysis;

/// <summary>The runs of a probe on both sides.</summary>
internal sealed class ProbeSample
{
    private readonly List<double> _blue = [];
    private readonly List<double> _green = [];
    private int _blueErrors;
    private int _greenErrors;
    private string _blueError = "";
    private string _greenError = "";

    /// <summary>The number of runs of the side with fewer of them.</summary>
    public int Runs => Math.Min(_blue.Count + _blueErrors, _green.Count + _greenErrors);

    /// <summary>Adds a run.</summary>
    /// <param name="isBlue">True for blue's side.</param>
    /// <param name="milliseconds">The duration in milliseconds.</param>
    public void Add(bool isBlue, double milliseconds) => (isBlue ? _blue : _green).Add(milliseconds);

    /// <summary>Adds a run that failed.</summary>
    /// <param name="isBlue">True for blue's side.</param>
    /// <param name="message">The warehouse's message.</param>
    public void AddError(bool isBlue, string message)
    {
        if (isBlue)
            (_blueErrors, _blueError) = (_blueErrors + 1, message);
        else
            (_greenErrors, _greenError) = (_greenErrors + 1, message);
    }

    /// <summary>
    /// Judges the runs. Green is worse if a rank test (of all times, and of the slowest ones for a percentile) or an
    /// exact test (of errors) says so. Each test has its share of the error rate. A mere difference of two numbers does
    /// not count.
    /// </summary>
    /// <param name="probe">The probe's settings.</param>
    /// <param name="errorRate">The error rate of this measurement.</param>
    /// <param name="hasConditions">True if the metric's conditions say how much slower is too slow.</param>
    /// <param name="memory">What the last measurement remembered, or null.</param>
    public MetricReading Judge(ProviderConfig.Probe probe, double errorRate, bool hasConditions, string? memory = null)
    {
        var (blueRuns, greenRuns) = (_blue.Count + _blueErrors, _green.Count + _greenErrors);
        if (Runs < probe.LeastSamples)
            return MetricReading.Inconclusive(
                $"{blueRuns} runs on blue and {greenRuns} on green; {probe.LeastSamples} are needed on each"
            );
        var failing = ErrorCounts.ChanceOfMore(_blueErrors, blueRuns, _greenErrors, greenRuns);
        if (probe.Measure == ProbeMeasure.Errors)
            return Judged(
                (double)_blueErrors / blueRuns,
                (double)_greenErrors / greenRuns,
                failing,
                errorRate,
                hasConditions,
                $"{_blueErrors} of {blueRuns} runs failed on blue, {_greenErrors} of {greenRuns} on green"
                    + (_greenErrors > 0 ? $": {_greenError}" : "")
            );
        var earlier = ProbeTrend.Read(memory);
        var tail = ProbeTrend.TailOf(probe.Measure);
        var tests = 1 + ((tail is null ? 1 : 2) * (earlier is null ? 1 : 2));
        var (blue, green) = (Number(probe.Measure, _blue), Number(probe.Measure, _green));
        if (failing * tests <= errorRate)
            return new MetricReading
            {
                Outcome = MeasurementOutcome.Failure,
                Blue = blue,
                Green = green,
                Value = green,
                Message =
                    $"{_greenErrors} of {greenRuns} runs failed on green, {_blueErrors} of {blueRuns} on blue: "
                    + _greenError,
            };
        if (Math.Min(_blue.Count, _green.Count) < probe.LeastSamples)
            return MetricReading.Error(
                $"the query fails on both sides: {(_blueErrors > 0 ? _blueError : _greenError)}"
            );
        // Conditions have limits of their own, and need only know whether there is a difference at all.
        var (now, chance) = Compare(hasConditions ? 1 : 1 + probe.Tolerance, tail);
        var all = earlier?.With(now) ?? now;
        if (earlier is not null)
            chance = Math.Min(chance, Math.Min(all.Ranks.Chance, tail is null ? 1 : all.Tail.Chance));
        var (unit, word) =
            probe.Measure == ProbeMeasure.Throughput
                ? (" runs/s", "throughput")
                : (" ms", probe.Measure.ToString().ToLowerInvariant());
        return Judged(
            blue,
            green,
            Math.Min(1, chance * tests),
            errorRate,
            hasConditions,
            $"{word} {Text(blue)}{unit} on blue, {Text(green)}{unit} on green, {_blue.Count} and {_green.Count} runs"
        ) with
        {
            // Used evidence is not used again. The next failure needs its own.
            Memory = chance * tests <= errorRate ? ProbeTrend.Forgotten : all.Write(),
        };
    }

    private (ProbeTrend Trend, double Chance) Compare(double allowed, double? tail)
    {
        double[] blue = [.. _blue.Select(time => time * allowed)];
        var ranks = RankTest.Compare(blue, _green);
        if (tail is not { } share)
            return (new ProbeTrend(ranks, default), ranks.Chance);
        var (slowest, chance) = TailTest.Compare(blue, _green, share);
        return (new ProbeTrend(ranks, slowest), Math.Min(ranks.Chance, chance));
    }

    private static MetricReading Judged(
        double? blue,
        double? green,
        double chance,
        double errorRate,
        bool hasConditions,
        string found
    )
    {
        var isWorse = chance <= errorRate;
        var shown = $"{found}; p = {chance.ToString(chance < 0.001 ? "0.#e0" : "0.###", CultureInfo.InvariantCulture)}";
        return new MetricReading
        {
            Value = green,
            Blue = blue,
            Green = green,
            Message = shown,
            Outcome =
                hasConditions ? null
                : isWorse ? MeasurementOutcome.Failure
                : MeasurementOutcome.Success,
            WithinChance = hasConditions && !isWorse ? "chance explains the difference" : null,
        };
    }

    private static double? Number(ProbeMeasure measure, List<double> times)
    {
        if (times.Count == 0)
            return null;
        if (measure == ProbeMeasure.Throughput)
            return times.Sum() is > 0 and var sum ? 1000 * times.Count / sum : null;
        var share = measure switch
        {
            ProbeMeasure.P50 => 0.5,
            ProbeMeasure.P95 => 0.95,
            _ => 0.99,
        };
        // With fewer runs a percentile is just the slowest run.
        return times.Count * (1 - share) < 0.999 ? null : Percentiles.At(times, share);
    }

    private static string Text(double? number) => number is { } value ? Measurement.Number(Math.Round(value, 3)) : "?";
}
