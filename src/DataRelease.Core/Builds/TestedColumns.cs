using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>What passed tests of a relation prove about its columns.</summary>
public sealed class TestedColumns
{
    private readonly List<IReadOnlyList<string>> _unique = [];
    private readonly HashSet<string> _filled = new(StringComparer.OrdinalIgnoreCase);

    private TestedColumns(IEnumerable<ManifestTest> passed)
    {
        foreach (var test in passed)
        {
            if (test is { Name: "unique", Namespace: null, Column: { } column })
                _unique.Add([column]);
            else if (test is { Name: "unique_combination_of_columns", Columns.Count: > 0 })
                _unique.Add(test.Columns);
            else if (test is { Name: "not_null", Namespace: null, Column: { } filled })
                _filled.Add(filled);
        }
    }

    /// <summary>What tests prove, by unique id of the relation. Tests on a part of the rows don't count.</summary>
    /// <param name="manifest">The project's manifest.</param>
    /// <param name="hasPassed">Says whether a test ran on the relation's present rows and found nothing.</param>
    public static IReadOnlyDictionary<string, TestedColumns> Read(
        Manifest manifest,
        Func<ManifestNode, bool> hasPassed
    ) =>
        manifest
            .Nodes.Values.Where(node =>
                node is { Kind: NodeKind.Test, Test: not null } && !HasWhere(node) && hasPassed(node)
            )
            .GroupBy(Tested)
            .Where(tests => tests.Key.Length > 0)
            .ToDictionary(
                tests => tests.Key,
                tests => new TestedColumns(tests.Select(test => test.Test!)),
                StringComparer.Ordinal
            );

    /// <summary>True if no two rows share these columns, and none of the columns is null.</summary>
    public bool Identify(IReadOnlyCollection<string> columns) =>
        columns.Count > 0
        && columns.All(_filled.Contains)
        && _unique.Exists(unique => unique.All(column => columns.Contains(column, StringComparer.OrdinalIgnoreCase)));

    /// <summary>The relation that a generic test is about; empty if unknown.</summary>
    internal static string Tested(ManifestNode test) =>
        test.AttachedNode ?? (test.DependsOn.Count == 1 ? test.DependsOn[0] : "");

    /// <summary>True for a test on a part of the rows.</summary>
    internal static bool HasWhere(ManifestNode test) =>
        test.Config.ValueKind == JsonValueKind.Object
        && test.Config.TryGetProperty("where", out var where)
        && where.ValueKind == JsonValueKind.String;
}
