using System.Globalization;
using System.Text.Json.Serialization;

namespace DataRelease.Reports.Documents;

/// <summary>What the analysis of a release came to.</summary>
public enum ReportedVerdict
{
    /// <summary>It has not begun.</summary>
    Planned,

    /// <summary>It is measured, or waits for its next step.</summary>
    Measuring,

    /// <summary>Every metric was measured and succeeded.</summary>
    Passed,

    /// <summary>A metric exceeded its limits.</summary>
    Failed,

    /// <summary>A person went on before it was decided.</summary>
    Promoted,

    /// <summary>The release was taken back or given up before it was decided.</summary>
    Ended,
}

/// <summary>What the measurements of one metric came to.</summary>
public enum ReportedMetricVerdict
{
    /// <summary>It is still measured.</summary>
    Measuring,

    /// <summary>It was measured and succeeded.</summary>
    Passed,

    /// <summary>It exceeded its limits.</summary>
    Failed,

    /// <summary>It has too little traffic or no value, and is waited for.</summary>
    Inconclusive,

    /// <summary>It is a dry run: it is measured and shown, but decides nothing.</summary>
    Dry,

    /// <summary>The analysis ended before it was decided.</summary>
    Undecided,
}

/// <summary>The outcome of one measurement.</summary>
public enum ReportedReading
{
    /// <summary>The value is as it should be.</summary>
    Success,

    /// <summary>Too little traffic or no value.</summary>
    Inconclusive,

    /// <summary>The value is not as it should be.</summary>
    Failure,

    /// <summary>It could not be measured.</summary>
    Error,
}

/// <summary>How far a stage is.</summary>
public enum ReportedStageState
{
    /// <summary>It was not reached.</summary>
    Waiting,

    /// <summary>It was reached, and the release waits at it.</summary>
    Current,

    /// <summary>It was reached.</summary>
    Reached,

    /// <summary>A person left it out.</summary>
    Skipped,

    /// <summary>It was reached and taken back.</summary>
    Returned,
}

/// <summary>
/// What the analysis of a monitored, canary or rolling release saw. A metric has at most <see cref="MostRecent"/>
/// measurements.
/// </summary>
public sealed record ReportedMonitoring
{
    /// <summary>The largest number of measurements of a metric.</summary>
    public const int MostRecent = 20;

    /// <summary>What it came to.</summary>
    public required ReportedWatch Outcome { get; init; }

    /// <summary>The steps of a canary or the waves of a rolling release, in order; empty for other releases.</summary>
    public IReadOnlyList<ReportedStage> Stages { get; init; } = [];

    /// <summary>What comes next, for people; empty if nothing does.</summary>
    public string Next { get; init; } = "";

    /// <summary>The metrics, by the step that measured them; a failed one comes first.</summary>
    public IReadOnlyList<ReportedMetric> Metrics { get; init; } = [];
}

/// <summary>What the analysis of a release came to.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="At">When it was reached, in UTC; null if it is not reached or not known.</param>
/// <param name="Sentence">The verdict as a phrase, with metric, values and time.</param>
public sealed record ReportedWatch(ReportedVerdict Verdict, DateTimeOffset? At, string Sentence)
{
    /// <summary>The metric that failed; left out if none did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReportedFailure? Failure { get; init; }
}

/// <summary>The measurement that decided that a release goes back.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="At">When it was measured, in UTC; null if it is not known any more.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="Blue">Blue's value, or null.</param>
/// <param name="Green">Green's value, or null.</param>
/// <param name="Message">What was found, in one line.</param>
/// <param name="Why">The exceeded limit, with the measurements that count, in one line.</param>
public sealed record ReportedFailure(
    string Metric,
    DateTimeOffset? At,
    double? Value,
    double? Blue,
    double? Green,
    string Message,
    string Why
)
{
    /// <summary>
    /// The failure as a phrase: <c>metric p95 (value 130, blue 90) at 2026-11-30 12:30:05 UTC</c>.
    /// </summary>
    public string Phrase()
    {
        var numbers = string.Join(
            ", ",
            new[] { ("value", Value), ("blue", Blue), ("green", Green) }
                // Green's number is often the value, and is not repeated then.
                .Where(pair => pair.Item2 is not null && (pair.Item1 != "green" || pair.Item2 != Value))
                .Select(pair => $"{pair.Item1} {Number(pair.Item2!.Value)}")
        );
        return $"metric {Metric}"
            + (numbers.Length > 0 ? $" ({numbers})" : "")
            + (At is { } at ? $" at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "");
    }

    /// <summary>A number, for people.</summary>
    internal static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>A step of a canary, or a wave of a rolling release.</summary>
/// <param name="Title">What it does: <c>shown to 10 %</c>, <c>wave 2 of 3 (schema marketing)</c>.</param>
/// <param name="State">How far it is.</param>
/// <param name="ReachedAt">When it was reached, in UTC, or null.</param>
/// <param name="ReturnedAt">When it was taken back, in UTC; null if it was not, or if that is not known.</param>
public sealed record ReportedStage(
    string Title,
    ReportedStageState State,
    DateTimeOffset? ReachedAt,
    DateTimeOffset? ReturnedAt
)
{
    /// <summary>For a canary: the share of all principals that see the release, in percent.</summary>
    public double? Weight { get; init; }

    /// <summary>For a canary: the principals that see it by name.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>For a wave: the number of its relations, or null if that is not known.</summary>
    public int? Relations { get; init; }

    /// <summary>The shortest watch after it in seconds; null for none, or for one that a person ends.</summary>
    public double? WatchSeconds { get; init; }

    /// <summary>True if the next stage is reached only when a person promotes the release.</summary>
    public bool WaitsForPerson { get; init; }
}

/// <summary>A metric, as one step of the release measured it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="During">The step that measured it: <c>shown to 10 %</c>, <c>live</c>.</param>
/// <param name="Provider">The provider's word in the configuration; empty if it is not known.</param>
/// <param name="Condition">The conditions in words; empty if they are not known.</param>
/// <param name="Verdict">What its measurements came to.</param>
public sealed record ReportedMetric(
    string Name,
    string During,
    string Provider,
    string Condition,
    ReportedMetricVerdict Verdict
)
{
    /// <summary>The number of successful measurements.</summary>
    public int Successes { get; init; }

    /// <summary>The number of failed measurements.</summary>
    public int Failures { get; init; }

    /// <summary>The number of inconclusive measurements.</summary>
    public int Inconclusives { get; init; }

    /// <summary>The number of measurements that could not be taken.</summary>
    public int Errors { get; init; }

    /// <summary>The number of planned measurements; null if the step has no end of its own.</summary>
    public int? Planned { get; init; }

    /// <summary>The allowed number of failures; null for any number.</summary>
    public int? FailureLimit { get; init; }

    /// <summary>The allowed number of failures in a row; null for no such limit.</summary>
    public int? ConsecutiveFailureLimit { get; init; }

    /// <summary>The number of inconclusive measurements that count as taken; null if it is not known.</summary>
    public int? InconclusiveLimit { get; init; }

    /// <summary>The allowed number of errors in a row; null if it is not known.</summary>
    public int? ErrorLimit { get; init; }

    /// <summary>For a failed metric: the measurement that decided. Left out for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReportedMeasurement? Decisive { get; init; }

    /// <summary>The last measurements, oldest first.</summary>
    public IReadOnlyList<ReportedMeasurement> Recent { get; init; } = [];
}

/// <summary>A measurement.</summary>
/// <param name="At">When it began, in UTC.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="Blue">Blue's value, or null.</param>
/// <param name="Green">Green's value, or null.</param>
/// <param name="Message">What was found, in one line; empty if the numbers say everything.</param>
public sealed record ReportedMeasurement(
    DateTimeOffset At,
    ReportedReading Outcome,
    double? Value,
    double? Blue,
    double? Green,
    string Message
);
