using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>Finds what identifies a relation's rows according to the project.</summary>
public static class ManifestKeys
{
    /// <summary>
    /// The key columns of each relation, by unique id. They come from <c>meta.data_release</c>, from a <c>unique</c>
    /// test (preferably on a column with a not-null test), from a test of columns that are unique together, from
    /// <c>unique_key</c>, or from a snapshot's <c>dbt_scd_id</c>. Tests on a part of the rows don't count.
    /// </summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(Manifest manifest)
    {
        var tests = manifest
            .Nodes.Values.Where(node =>
                node is { Kind: NodeKind.Test, Test: not null } && !TestedColumns.HasWhere(node)
            )
            .ToLookup(TestedColumns.Tested);
        var keys = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var node in manifest.Nodes.Values.Where(node => node.IsRelation))
        {
            if (Key(node, [.. tests[node.UniqueId].Select(test => test.Test!)]) is { Count: > 0 } key)
                keys[node.UniqueId] = key;
        }
        return keys;
    }

    private static IReadOnlyList<string> Key(ManifestNode node, IReadOnlyList<ManifestTest> tests)
    {
        if (ModelSettings.Key(node) is { Count: > 0 } own)
            return own;
        if (node.Kind == NodeKind.Snapshot)
            return ["dbt_scd_id"];
        var unique = tests
            .Where(test => test is { Name: "unique", Namespace: null, Column: not null })
            .Select(test => test.Column!)
            .ToList();
        var filled = tests
            .Where(test => test is { Name: "not_null", Namespace: null, Column: not null })
            .Select(test => test.Column!)
            .ToHashSet();
        if ((unique.Find(filled.Contains) ?? unique.FirstOrDefault()) is { } column)
            return [column];
        return tests
            .FirstOrDefault(test => test.Name == "unique_combination_of_columns" && test.Columns.Count > 0)
            ?.Columns
            ?? UniqueKey(node);
    }

    private static IReadOnlyList<string> UniqueKey(ManifestNode node)
    {
        if (
            node.Materialized != "incremental"
            || node.Config.ValueKind != JsonValueKind.Object
            || !node.Config.TryGetProperty("unique_key", out var key)
        )
            return [];
        return key.ValueKind switch
        {
            JsonValueKind.String => [key.GetString()!],
            JsonValueKind.Array =>
            [
                .. key.EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.String)
                    .Select(item => item.GetString()!),
            ],
            _ => [],
        };
    }
}
