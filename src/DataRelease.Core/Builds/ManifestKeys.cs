using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>What a project says identifies a relation's rows.</summary>
public static class ManifestKeys
{
    /// <summary>
    /// Unique id of a relation to its key columns: those that its <c>meta.data_release</c> names, of a <c>unique</c>
    /// test (one that is tested to be not null first), of a test that columns are unique together, of
    /// <c>unique_key</c>, or a snapshot's <c>dbt_scd_id</c>. Tests on a part of the rows say nothing of the rest.
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
