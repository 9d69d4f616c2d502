using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>Which relations go live before the others.</summary>
public sealed record RollingConfig
{
    /// <summary>The waves, in order; what none of them takes is the last one.</summary>
    public IReadOnlyList<WaveConfig> Waves { get; init; } = [];

    /// <summary>Relations that must go live in one wave.</summary>
    public IReadOnlyList<TogetherConfig> Together { get; init; } = [];

    /// <summary>How long a wave is watched that does not say so itself; null for as long as monitoring lasts.</summary>
    public CanaryPause? Pause { get; init; }

    /// <summary>Where the file has it; null if it has not.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>A wave: what it takes of all that no earlier one has taken. One of its kinds is set.</summary>
public sealed record WaveConfig
{
    /// <summary>Live schemas, by name or by what follows the environment's own.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>Tags of models.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Selectors as dbt has them.</summary>
    public IReadOnlyList<string> Select { get; init; } = [];

    /// <summary>So many, those first that others read; null for another kind.</summary>
    public int? Count { get; init; }

    /// <summary>How long it is watched; null for what <see cref="RollingConfig.Pause"/> says.</summary>
    public CanaryPause? Pause { get; init; }

    /// <summary>Where the file has it.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>Relations that must go live in one wave.</summary>
/// <param name="Relations">Names of models, or of relations as consumers know them.</param>
/// <param name="Where">Where the file has it.</param>
public sealed record TogetherConfig(IReadOnlyList<string> Relations, SourceLocation? Where);
