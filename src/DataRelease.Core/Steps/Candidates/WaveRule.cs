using System.Globalization;
using System.Text.Json.Serialization;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Selects a wave's relations among those that no earlier wave has taken. Exactly one of the properties is set.
/// </summary>
/// <param name="Schemas">Live schemas, by name or by the suffix after the environment's own schema.</param>
/// <param name="Tags">Tags of models.</param>
/// <param name="Select">dbt's selectors.</param>
/// <param name="Count">The number of relations, those first that others read; null for another kind of rule.</param>
internal sealed record WaveRule(
    IReadOnlyList<string> Schemas,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Select,
    int? Count
)
{
    /// <summary>The rule's place in the configuration, if this process read it from there.</summary>
    [JsonIgnore]
    public SourceLocation? Where { get; init; }

    /// <summary>The rule of a configured wave.</summary>
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
/// <param name="Relations">Names of models, or names of relations that consumers use.</param>
internal sealed record TogetherRule(IReadOnlyList<string> Relations)
{
    /// <summary>The rule's place in the configuration, if this process read it from there.</summary>
    [JsonIgnore]
    public SourceLocation? Where { get; init; }

    /// <summary>The rule of a configured group.</summary>
    public static TogetherRule Of(TogetherConfig group) => new(group.Relations) { Where = group.Where };
}
