using DataRelease.Errors;
using DataRelease.Ledgers;

namespace DataRelease.Builds.Dbt;

/// <summary>Checks that dbt writes relations where a release has them.</summary>
internal static class NodePlaces
{
    /// <summary>
    /// Refuses nodes that would be written elsewhere, and names all of them. A generate_schema_name that drops the
    /// target's schema, or a fixed target_schema of a snapshot, would write to live.
    /// </summary>
    public static void RefuseEscapes(Manifest manifest, IReadOnlySet<string>? selected, GreenTarget target)
    {
        var escaped = manifest
            .Nodes.Values.Where(node => node.IsRelation || node.StoresFailures)
            .Where(node => selected is null || selected.Contains(node.UniqueId))
            .Where(node =>
                target.LiveSchemaOf(node.Schema) is null
                || target.IsUnasked(node.Schema)
                || (
                    node.Database.Length > 0
                    && !string.Equals(node.Database.Trim('"'), target.Database, StringComparison.OrdinalIgnoreCase)
                )
            )
            .OrderBy(node => node.UniqueId, StringComparer.Ordinal)
            .ToList();
        if (escaped.Count == 0)
            return;
        var named = string.Join(
            ", ",
            escaped
                .Take(10)
                .Select(node =>
                    $"{node.UniqueId} ({node.OriginalFilePath}) to "
                    + $"{(node.Database.Length > 0 ? $"{node.Database}." : "")}{node.Schema}"
                )
        );
        var first = escaped[0];
        var schemas = escaped
            .Select(node => ReleaseSchemas.NamedOf(target.GreenSchema, node.Schema) ?? node.Schema)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        throw new ReleaseException(
            ErrorCode.WritesOutsideGreen,
            $"{escaped.Count} nodes would be written outside {target.GreenSchema}: {named}"
                + (escaped.Count > 10 ? ", …" : ""),
            $"name the schema{(schemas.Count == 1 ? "" : "s")} in data-release.yml, schemas: "
                + $"[{string.Join(", ", schemas)}]; or "
                + (
                    first.Kind == NodeKind.Snapshot
                        ? "set the snapshot's target_schema to target.schema, or leave it out"
                        : "let generate_schema_name begin with target.schema, as dbt's own does: {{ target.schema "
                            + "}}_{{ custom_schema_name | trim }}"
                ),
            new SourceLocation(first.OriginalFilePath, 1, 1)
        );
    }

    /// <summary>
    /// Refuses shared state that dbt wrote to another place than the planned one: live would then lack rows that the
    /// release was built from.
    /// </summary>
    public static void RequireInPlace(GreenBuild build, Manifest built)
    {
        foreach (var (id, table) in build.InPlace)
        {
            var node = built.Nodes.GetValueOrDefault(id);
            if (node is null || node.Schema != table.Schema || node.Alias != table.Name)
                throw new ReleaseException(
                    ErrorCode.DbtDisagrees,
                    $"{id} is shared as {table}, and dbt wrote it to {node?.Schema}.{node?.Alias}",
                    "write state: copied for it"
                );
        }
    }
}
