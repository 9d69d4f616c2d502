namespace DataRelease.Configuration;

/// <summary>What an analysis measures, and for how long.</summary>
public sealed record AnalysisConfig
{
    /// <summary>The shortest duration.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The metrics in the file's order; empty for none.</summary>
    public IReadOnlyList<MetricConfig> Metrics { get; init; } = [];
}

/// <summary>What an automatic rollback does with rows that were written since the swap.</summary>
public enum OnWrites
{
    /// <summary>The release does not go back, and a person decides.</summary>
    Refuse,

    /// <summary>The rows are carried back.</summary>
    Carry,

    /// <summary>The rows stay behind.</summary>
    Accept,
}

/// <summary>The settings for watching a release after its swap, and for its automatic rollback.</summary>
public sealed record MonitorConfig
{
    /// <summary>What is measured, and for how long.</summary>
    public AnalysisConfig Analysis { get; init; } = new();

    /// <summary>What the automatic rollback does with rows that were written since the swap.</summary>
    public OnWrites OnWrites { get; init; }

    /// <summary>True if there is anything to measure.</summary>
    public bool IsWanted => Analysis.Metrics.Count > 0;
}
