namespace DataRelease.Configuration;

/// <summary>What is measured while a release is watched, and for how long.</summary>
public sealed record AnalysisConfig
{
    /// <summary>How long is watched, at least.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>What is measured, in the file's order; empty for nothing.</summary>
    public IReadOnlyList<MetricConfig> Metrics { get; init; } = [];
}

/// <summary>What an automatic rollback does with rows that were written since the swap.</summary>
public enum OnWrites
{
    /// <summary>It does not go back; a person decides.</summary>
    Refuse,

    /// <summary>It carries them back.</summary>
    Carry,

    /// <summary>It leaves them behind.</summary>
    Accept,
}

/// <summary>How a release is watched after its swap, and how it goes back by itself.</summary>
public sealed record MonitorConfig
{
    /// <summary>What is measured, and for how long.</summary>
    public AnalysisConfig Analysis { get; init; } = new();

    /// <summary>What the automatic rollback does with rows that were written since the swap.</summary>
    public OnWrites OnWrites { get; init; }

    /// <summary>True if there is anything to measure.</summary>
    public bool IsWanted => Analysis.Metrics.Count > 0;
}
