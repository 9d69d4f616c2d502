using System.Text.Json;
using DataRelease.Errors;

namespace DataRelease.Builds.Packages;

/// <summary>
/// Finds the target's schema of a compiled project, which the manifest does not contain: a node's schema without its
/// custom schema. A release replaces it by another one, so a wrong guess would put relations where nobody looks for
/// them.
/// </summary>
internal static class PackedSchema
{
    private const string OfTests = "dbt_test__audit";

    /// <exception cref="ReleaseException">
    /// DR3003 if the schema can't be determined, with the nodes that contradict each other.
    /// </exception>
    public static string Of(Manifest manifest)
    {
        var relations = manifest
            .Nodes.Values.Where(node => node.IsRelation && Text(node, "target_schema") is null)
            .OrderBy(node => node.UniqueId, StringComparer.Ordinal)
            .ToList();
        if (!manifest.Nodes.Values.Any(node => node.IsRelation))
            throw new ReleaseException(
                ErrorCode.PackRefused,
                "the project has no model, seed or snapshot",
                "check that its models are enabled"
            );
        var plain = relations.Where(node => Text(node, "schema") is null).ToList();
        if (plain.Count > 0)
            return Agreed(plain, node => node.Schema);
        var own = relations.Where(node => Without(node, Text(node, "schema")!) is not null).ToList();
        if (own.Count > 0)
            return Agreed(own, node => Without(node, Text(node, "schema")!)!);
        var tests = manifest
            .Nodes.Values.Where(node => node.Kind == NodeKind.Test && Without(node, OfTest(node)) is not null)
            .OrderBy(node => node.UniqueId, StringComparer.Ordinal)
            .ToList();
        return tests.Count > 0
            ? Agreed(tests, node => Without(node, OfTest(node))!)
            : throw new ReleaseException(
                ErrorCode.PackRefused,
                string.Join(
                    "; ",
                    manifest
                        .Nodes.Values.Where(node => node.IsRelation)
                        .OrderBy(node => node.UniqueId, StringComparer.Ordinal)
                        .Take(5)
                        .Select(node =>
                            $"{node.UniqueId}: its schema '{node.Schema}' does not show what the target's schema is"
                        )
                ),
                "let generate_schema_name put the target's schema before a model's own schema, as dbt's does, or "
                    + "release with dbt"
            );
    }

    /// <summary>
    /// Where the target's schema stands in another one; -1 if it does not, null if it stands there more than once and
    /// the model's own schema does not tell which.
    /// </summary>
    /// <param name="schema">The whole schema.</param>
    /// <param name="target">The target's schema.</param>
    /// <param name="custom">The model's own schema; null if it has none.</param>
    public static int? PlaceOf(string schema, string target, string? custom)
    {
        var (first, last) = (
            schema.IndexOf(target, StringComparison.Ordinal),
            schema.LastIndexOf(target, StringComparison.Ordinal)
        );
        if (first == last)
            return first;
        var (begins, ends) = (false, false);
        if (custom?.Trim() is { Length: > 0 } own)
        {
            const StringComparison loose = StringComparison.OrdinalIgnoreCase;
            begins = first == 0 && schema[target.Length..].EndsWith(own, loose);
            ends = last == schema.Length - target.Length && schema[..last].StartsWith(own, loose);
        }
        if (begins == ends)
        {
            begins = schema == target || schema.StartsWith($"{target}_", StringComparison.Ordinal);
            ends = schema.EndsWith($"_{target}", StringComparison.Ordinal);
        }
        return begins && ends ? null
            : ends ? last
            : first;
    }

    private static string Agreed(List<ManifestNode> nodes, Func<ManifestNode, string> schema)
    {
        var first = nodes[0];
        return nodes.FirstOrDefault(node => schema(node) != schema(first)) is not { } other
            ? schema(first)
            : throw new ReleaseException(
                ErrorCode.PackRefused,
                $"{first.UniqueId} says that the target's schema is '{schema(first)}', and {other.UniqueId} that it is "
                    + $"'{schema(other)}'",
                "let generate_schema_name put the target's schema before a model's own schema, as dbt's does, or "
                    + "release with dbt"
            );
    }

    private static string? Without(ManifestNode node, string custom)
    {
        var end = $"_{custom.Trim()}";
        return node.Schema.Length > end.Length && node.Schema.EndsWith(end, StringComparison.Ordinal)
            ? node.Schema[..^end.Length]
            : null;
    }

    private static string OfTest(ManifestNode node) => Text(node, "schema") ?? OfTests;

    private static string? Text(ManifestNode node, string key) =>
        node.Config.ValueKind == JsonValueKind.Object
        && node.Config.TryGetProperty(key, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
