using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>The settings of the rolling strategy: which relations go live first.</summary>
public sealed record RollingConfig
{
    /// <summary>The waves in order. One more wave takes the rest.</summary>
    public IReadOnlyList<WaveConfig> Waves { get; init; } = [];

    /// <summary>Groups of relations that must go live in one wave.</summary>
    public IReadOnlyList<TogetherConfig> Together { get; init; } = [];

    /// <summary>How long a wave without its own setting is watched; null for the duration of monitoring.</summary>
    public CanaryPause? Pause { get; init; }

    /// <summary>The place in the file; null if the file has no such section.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>
/// Selects a wave's relations among those that no earlier wave has taken. Exactly one of the first four properties is
/// set.
/// </summary>
public sealed record WaveConfig
{
    /// <summary>Live schemas, by name or by the suffix after the environment's own schema.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>Tags of models.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>dbt's selectors.</summary>
    public IReadOnlyList<string> Select { get; init; } = [];

    /// <summary>The number of relations, those first that others read; null for another kind of wave.</summary>
    public int? Count { get; init; }

    /// <summary>How long the wave is watched; null for <see cref="RollingConfig.Pause"/>.</summary>
    public CanaryPause? Pause { get; init; }

    /// <summary>The place in the file.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>Relations that must go live in one wave.</summary>
/// <param name="Relations">Names of models, or names of relations that consumers use.</param>
/// <param name="Where">The place in the file.</param>
public sealed record TogetherConfig(IReadOnlyList<string> Relations, SourceLocation? Where);
