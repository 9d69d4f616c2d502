using System.Text.Json;

namespace DataRelease.Analysis;

/// <summary>
/// How far an analysis has come. Time is counted as it goes by, so that a clock that is set back makes nothing later
/// and one that is set ahead makes no measurement needless. Its size does not grow with the time.
/// </summary>
public sealed record AnalysisState
{
    /// <summary>Watched so far.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>When it was last looked at, by the clock that writes the ledger's times.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>By metric, in the configuration's order.</summary>
    public IReadOnlyList<MetricState> Metrics { get; init; } = [];

    /// <summary>An analysis that begins.</summary>
    public static AnalysisState Begin(DateTimeOffset now) => new() { SeenAt = now };

    /// <summary>What is known of a metric; nothing of one that was not measured yet.</summary>
    public MetricState Of(string metric) =>
        Metrics.FirstOrDefault(state => state.Name == metric) ?? new MetricState { Name = metric };

    /// <summary>As it looks at a moment.</summary>
    public AnalysisState SeenFrom(DateTimeOffset now) =>
        this with
        {
            Elapsed = now > SeenAt ? Elapsed + (now - SeenAt) : Elapsed,
            SeenAt = now,
        };

    /// <summary>With what is known of one metric.</summary>
    public AnalysisState With(MetricState metric) =>
        this with
        {
            Metrics = Metrics.Any(state => state.Name == metric.Name)
                ? [.. Metrics.Select(state => state.Name == metric.Name ? metric : state)]
                : [.. Metrics, metric],
        };

    /// <summary>As the ledger keeps it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, AnalysisJson.Default.AnalysisState);

    /// <summary>Of <see cref="ToJson"/>; null if it can't be read, so that the analysis begins again.</summary>
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

/// <summary>What was measured of one metric.</summary>
public sealed record MetricState
{
    /// <summary>Measurements that are kept.</summary>
    public const int Kept = 30;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Measurements that were as they should be.</summary>
    public int Successes { get; init; }

    /// <summary>Measurements that failed.</summary>
    public int Failures { get; init; }

    /// <summary>Measurements that said nothing.</summary>
    public int Inconclusives { get; init; }

    /// <summary>Measurements that could not be taken.</summary>
    public int Errors { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int FailuresInRow { get; init; }

    /// <summary>Errors since something was measured.</summary>
    public int ErrorsInRow { get; init; }

    /// <summary>When the last measurement was taken, in time watched; null before the first.</summary>
    public TimeSpan? LastAfter { get; init; }

    /// <summary>The last measurements, oldest first.</summary>
    public IReadOnlyList<Measurement> Recent { get; init; } = [];

    /// <summary>The last failures and errors, oldest first.</summary>
    public IReadOnlyList<Measurement> Against { get; init; } = [];

    /// <summary>What the provider wants to know next time.</summary>
    public string? Memory { get; init; }

    /// <summary>Measurements that said something.</summary>
    public int Conclusives => Successes + Failures;

    /// <summary>The last measurement, or null.</summary>
    public Measurement? Last => Recent.Count > 0 ? Recent[^1] : null;
}
