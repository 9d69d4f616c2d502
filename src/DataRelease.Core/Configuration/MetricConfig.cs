using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>
/// One metric of an analysis: where its values come from, when they are measured, and what they mean.
/// </summary>
public sealed record MetricConfig
{
    /// <summary>Its name, unique within an analysis.</summary>
    public required string Name { get; init; }

    /// <summary>The provider of its values.</summary>
    public required ProviderConfig Provider { get; init; }

    /// <summary>The place in the file.</summary>
    public SourceLocation? Where { get; init; }

    /// <summary>The time between two measurements.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The number of measurements; null for as many as fit into the analysis's duration.</summary>
    public int? Count { get; init; }

    /// <summary>The time between the beginning of the analysis and the first measurement.</summary>
    public TimeSpan InitialDelay { get; init; }

    /// <summary>The longest time for one measurement.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The condition without which a measurement fails; null for none.</summary>
    public CheckExpression? SuccessCondition { get; init; }

    /// <summary>The condition with which a measurement fails; null for none.</summary>
    public CheckExpression? FailureCondition { get; init; }

    /// <summary>The allowed number of failures; null for any number, if failures in a row are limited.</summary>
    public int? FailureLimit { get; init; } = 0;

    /// <summary>The allowed number of failures in a row; null for no such limit.</summary>
    public int? ConsecutiveFailureLimit { get; init; }

    /// <summary>
    /// The number of inconclusive measurements that count as taken. Beyond it the analysis waits for values.
    /// </summary>
    public int InconclusiveLimit { get; init; }

    /// <summary>The allowed number of errors in a row.</summary>
    public int ErrorLimit { get; init; } = 4;

    /// <summary>True if the metric is measured and shown, but decides nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The number of measurements that fit into a time, or the configured number.</summary>
    public int Planned(TimeSpan duration) =>
        Count ?? (int)Math.Clamp((duration - InitialDelay).Ticks / Interval.Ticks, 1, int.MaxValue);
}
