using System.Text.Json;

namespace DataRelease.Analysis;

/// <summary>
/// The progress of an analysis. It counts elapsed time as it passes, so that a clock that is set back delays nothing,
/// and a clock that is set ahead skips no measurement. Its size does not grow with time.
/// </summary>
public sealed record AnalysisState
{
    /// <summary>The time watched so far.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>When somebody last looked, by the clock that writes the ledger's times.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>The metrics' states, in the configuration's order.</summary>
    public IReadOnlyList<MetricState> Metrics { get; init; } = [];

    /// <summary>How long is watched at the shortest; zero if an older tool wrote the state.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The decision; null as long as the analysis continues.</summary>
    public AnalysisEnd? End { get; init; }

    /// <summary>A new analysis.</summary>
    public static AnalysisState Begin(DateTimeOffset now) => new() { SeenAt = now };

    /// <summary>The state of a metric; empty if it was never measured.</summary>
    public MetricState Of(string metric) =>
        Metrics.FirstOrDefault(state => state.Name == metric) ?? new MetricState { Name = metric };

    /// <summary>The state with the elapsed time of a moment.</summary>
    public AnalysisState SeenFrom(DateTimeOffset now) =>
        this with
        {
            Elapsed = now > SeenAt ? Elapsed + (now - SeenAt) : Elapsed,
            SeenAt = now,
        };

    /// <summary>
    /// The state of a release that went live again, after another was live in its place. That time was not watched, and
    /// what metrics remember to measure growth from includes what the other release did.
    /// </summary>
    /// <param name="since">When it went live again.</param>
    public AnalysisState LiveAgain(DateTimeOffset since) =>
        this with
        {
            SeenAt = since,
            Metrics = [.. Metrics.Select(metric => metric with { Memory = null })],
        };

    /// <summary>The state with one metric's state replaced.</summary>
    public AnalysisState With(MetricState metric) =>
        this with
        {
            Metrics = Metrics.Any(state => state.Name == metric.Name)
                ? [.. Metrics.Select(state => state.Name == metric.Name ? metric : state)]
                : [.. Metrics, metric],
        };

    /// <summary>The JSON for the ledger.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, AnalysisJson.Default.AnalysisState);

    /// <summary>
    /// Reads JSON of <see cref="ToJson"/>; null if it can't be read, so that the analysis begins again.
    /// </summary>
    public static AnalysisState? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, AnalysisJson.Default.AnalysisState);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The measurements of one metric.</summary>
public sealed record MetricState
{
    /// <summary>The number of measurements that are kept.</summary>
    public const int Kept = 30;

    /// <summary>The metric's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is judged by; null if an older tool wrote the state.</summary>
    public MetricTerms? Terms { get; init; }

    /// <summary>The number of successful measurements.</summary>
    public int Successes { get; init; }

    /// <summary>The number of failed measurements.</summary>
    public int Failures { get; init; }

    /// <summary>The number of inconclusive measurements.</summary>
    public int Inconclusives { get; init; }

    /// <summary>The number of measurements that could not be taken.</summary>
    public int Errors { get; init; }

    /// <summary>The number of failures since the last success.</summary>
    public int FailuresInRow { get; init; }

    /// <summary>The number of errors since the last measurement without an error.</summary>
    public int ErrorsInRow { get; init; }

    /// <summary>The watched time at the last measurement; null before the first.</summary>
    public TimeSpan? LastAfter { get; init; }

    /// <summary>The last measurements, oldest first.</summary>
    public IReadOnlyList<Measurement> Recent { get; init; } = [];

    /// <summary>The last failures and errors, oldest first.</summary>
    public IReadOnlyList<Measurement> Against { get; init; } = [];

    /// <summary>What the provider wants to remember until the next measurement.</summary>
    public string? Memory { get; init; }

    /// <summary>The number of measurements with a success or a failure.</summary>
    public int Conclusives => Successes + Failures;

    /// <summary>The last measurement, or null.</summary>
    public Measurement? Last => Recent.Count > 0 ? Recent[^1] : null;
}
