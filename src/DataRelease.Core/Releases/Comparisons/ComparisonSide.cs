using DataRelease.Diffs;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Comparisons;

/// <summary>One side of a diff, found: where it is and what it has.</summary>
/// <param name="Description">For people.</param>
/// <param name="Run">Its environment.</param>
/// <param name="Relations">What it has.</param>
/// <param name="Release">The release that it is, with its number; null if it is none.</param>
internal sealed record ComparisonSide(
    string Description,
    ReleaseRun Run,
    IReadOnlyList<SideRelation> Relations,
    ReleaseRecord? Release
)
{
    /// <summary>True for one relation or query, which is paired with whatever one the other side has.</summary>
    public bool IsSingle { get; init; }
}

/// <summary>A relation or query of a side.</summary>
/// <param name="Suffix">What its schema adds to the side's base schema: empty, or dbt's custom schema.</param>
/// <param name="Name">Its own name.</param>
/// <param name="UniqueId">dbt's unique id; empty if unknown.</param>
/// <param name="Title">For people.</param>
/// <param name="Side">What is compared.</param>
internal sealed record SideRelation(string Suffix, string Name, string UniqueId, string Title, DiffSide Side)
{
    /// <summary>What both sides must share.</summary>
    public (string, string) Pairing => (Suffix, Name);

    /// <summary>A relation of a schema or of a release.</summary>
    /// <param name="live">The name that consumers use.</param>
    /// <param name="baseSchema">The side's base schema.</param>
    /// <param name="uniqueId">dbt's.</param>
    /// <param name="catalog">Where it really is.</param>
    public static SideRelation Of(RelationName live, string baseSchema, string uniqueId, CatalogRelation catalog) =>
        new(SuffixOf(live.Schema, baseSchema), live.Name, uniqueId, live.ToString(), DiffSide.Of(catalog));

    private static string SuffixOf(string schema, string baseSchema) =>
        schema == baseSchema ? ""
        : schema.StartsWith($"{baseSchema}_", StringComparison.Ordinal) ? schema[(baseSchema.Length + 1)..]
        : schema;
}
