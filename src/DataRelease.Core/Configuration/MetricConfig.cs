using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>One metric of an analysis: where its values come from, when, and what they mean.</summary>
public sealed record MetricConfig
{
    /// <summary>What it is called; unique within an analysis.</summary>
    public required string Name { get; init; }

    /// <summary>Where its values come from.</summary>
    public required ProviderConfig Provider { get; init; }

    /// <summary>Where it stands in the file.</summary>
    public SourceLocation? Where { get; init; }

    /// <summary>From one measurement to the next.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Measurements that are taken; null for as many as fit into the analysis' duration.</summary>
    public int? Count { get; init; }

    /// <summary>From the beginning of the analysis to the first measurement.</summary>
    public TimeSpan InitialDelay { get; init; }

    /// <summary>How long one measurement may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A measurement fails unless this holds; null for no such condition.</summary>
    public CheckExpression? SuccessCondition { get; init; }

    /// <summary>A measurement fails if this holds; null for no such condition.</summary>
    public CheckExpression? FailureCondition { get; init; }

    /// <summary>Failures that are allowed in all; null for any number, where those in a row are limited.</summary>
    public int? FailureLimit { get; init; } = 0;

    /// <summary>Failures in a row that are allowed; null for no such limit.</summary>
    public int? ConsecutiveFailureLimit { get; init; }

    /// <summary>Inconclusive measurements that count as taken; beyond them the analysis waits for values.</summary>
    public int InconclusiveLimit { get; init; }

    /// <summary>Errors in a row that are allowed.</summary>
    public int ErrorLimit { get; init; } = 4;

    /// <summary>True if it is measured and shown and decides nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Measurements that fit into a time, or those that are asked for.</summary>
    public int Planned(TimeSpan duration) =>
        Count ?? (int)Math.Clamp((duration - InitialDelay).Ticks / Interval.Ticks, 1, int.MaxValue);
}
