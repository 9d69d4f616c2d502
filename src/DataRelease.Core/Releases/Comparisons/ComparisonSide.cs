using DataRelease.Diffs;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Comparisons;

/// <summary>One side of a diff that was found, with its relations.</summary>
/// <param name="Description">The side in words, for people.</param>
/// <param name="Run">The side's environment.</param>
/// <param name="Relations">The side's relations.</param>
/// <param name="Release">The release; null if the side is not a release.</param>
internal sealed record ComparisonSide(
    string Description,
    ReleaseRun Run,
    IReadOnlyList<SideRelation> Relations,
    ReleaseRecord? Release
)
{
    /// <summary>True for one relation or query, which is paired with the only one of the other side.</summary>
    public bool IsSingle { get; init; }
}

/// <summary>A relation or query of a side.</summary>
/// <param name="Suffix">What its schema adds to the side's base schema: nothing, or dbt's custom schema.</param>
/// <param name="Name">Its own name.</param>
/// <param name="UniqueId">dbt's unique id; empty if unknown.</param>
/// <param name="Title">The title, for people.</param>
/// <param name="Side">What is compared.</param>
internal sealed record SideRelation(string Suffix, string Name, string UniqueId, string Title, DiffSide Side)
{
    /// <summary>The key by which relations of both sides are paired.</summary>
    public (string, string) Pairing => (Suffix, Name);

    /// <summary>A relation of a schema or of a release.</summary>
    /// <param name="live">The name that consumers use.</param>
    /// <param name="baseSchema">The side's base schema.</param>
    /// <param name="uniqueId">dbt's unique id.</param>
    /// <param name="catalog">The physical relation.</param>
    public static SideRelation Of(RelationName live, string baseSchema, string uniqueId, CatalogRelation catalog) =>
        new(SuffixOf(live.Schema, baseSchema), live.Name, uniqueId, live.ToString(), DiffSide.Of(catalog));

    private static string SuffixOf(string schema, string baseSchema) =>
        schema == baseSchema ? ""
        : schema.StartsWith($"{baseSchema}_", StringComparison.Ordinal) ? schema[(baseSchema.Length + 1)..]
        : schema;
}
