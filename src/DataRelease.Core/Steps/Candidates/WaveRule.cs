using System.Globalization;
using System.Text.Json.Serialization;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Steps.Candidates;

/// <summary>What a wave takes of all that no earlier one has taken. One of its kinds is set.</summary>
/// <param name="Schemas">Live schemas, by name or by what follows the environment's own.</param>
/// <param name="Tags">Tags of models.</param>
/// <param name="Select">Selectors as dbt has them.</param>
/// <param name="Count">So many, those first that others read; null for another kind.</param>
internal sealed record WaveRule(
    IReadOnlyList<string> Schemas,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Select,
    int? Count
)
{
    /// <summary>Where the configuration has it, as far as this process read it.</summary>
    [JsonIgnore]
    public SourceLocation? Where { get; init; }

    /// <summary>As the configuration has it.</summary>
    public static WaveRule Of(WaveConfig wave) =>
        new(wave.Schemas, wave.Tags, wave.Select, wave.Count) { Where = wave.Where };

    /// <inheritdoc/>
    public override string ToString() =>
        Count is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count} relations")
        : Schemas.Count > 0 ? $"schema {string.Join(", ", Schemas)}"
        : Tags.Count > 0 ? $"tag {string.Join(", ", Tags)}"
        : $"select {string.Join(" ", Select)}";
}

/// <summary>Relations that must go live in one wave.</summary>
/// <param name="Relations">Names of models, or of relations as consumers know them.</param>
internal sealed record TogetherRule(IReadOnlyList<string> Relations)
{
    /// <summary>Where the configuration has it, as far as this process read it.</summary>
    [JsonIgnore]
    public SourceLocation? Where { get; init; }

    /// <summary>As the configuration has it.</summary>
    public static TogetherRule Of(TogetherConfig group) => new(group.Relations) { Where = group.Where };
}
