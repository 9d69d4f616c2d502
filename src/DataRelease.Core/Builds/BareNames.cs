using DataRelease.Warehouses;

namespace DataRelease.Builds;

/// <summary>
/// What the catalog calls the relations of a dbt project whose adapter leaves names without quotes: an engine that
/// folds them to capital letters has them in capitals. Elsewhere dbt quotes, and names are as it says them.
/// </summary>
internal static class BareNames
{
    /// <summary>The project with the catalog's names.</summary>
    public static Manifest Fold(Manifest manifest, Dialect dialect) =>
        dialect.Traits.Names.Folding != NameFolding.Upper
            ? manifest
            : manifest with
            {
                Nodes = manifest.Nodes.ToDictionary(pair => pair.Key, pair => Fold(pair.Value, dialect)),
            };

    /// <summary>A node with the catalog's names; what stands in quotes in its own name stays as it is.</summary>
    public static ManifestNode Fold(ManifestNode node, Dialect dialect)
    {
        if (dialect.Traits.Names.Folding != NameFolding.Upper)
            return node;
        var quoted = node.RelationName is { } written
            ? SqlLexer
                .Read(written, dialect.Lexis)
                .Where(token => token.Kind == SqlTokenKind.Quoted)
                .Select(token => written.Substring(token.Start + 1, token.Length - 2))
                .ToHashSet(StringComparer.Ordinal)
            : [];
        return node with { Database = Of(node.Database), Schema = Of(node.Schema), Alias = Of(node.Alias) };

        string Of(string name) => quoted.Contains(name) ? name : dialect.Traits.Names.Fold(name);
    }
}
