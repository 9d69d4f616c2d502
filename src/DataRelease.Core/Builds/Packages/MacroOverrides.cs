namespace DataRelease.Builds.Packages;

/// <summary>
/// Finds macros that take the place of dbt's own ones with which dbt makes relations and judges tests. A package does
/// that itself and would ignore them.
/// </summary>
/// <param name="manifest">The compiled project.</param>
/// <param name="macros">The manifest's macros.</param>
/// <param name="dispatched">Packages besides the project whose macros dbt takes before its own.</param>
/// <param name="takesMaterializations">
/// True if a materialization of any installed package comes before dbt's own one.
/// </param>
internal sealed class MacroOverrides(
    Manifest manifest,
    IReadOnlyDictionary<string, ManifestMacro> macros,
    IReadOnlyList<string> dispatched,
    bool takesMaterializations
)
{
    private static readonly (string[] Names, Func<ManifestNode, bool> Concerns)[] Rules =
    [
        (["create_table_as", "get_create_table_as_sql"], node =>
            node is { Kind: NodeKind.Model, Materialized: "table" or "incremental" } or { Kind: NodeKind.Snapshot }
        ),
        (["create_view_as", "get_create_view_as_sql"], node => node is { Kind: NodeKind.Model, Materialized: "view" }),
        (["get_test_sql"], node => node.Kind == NodeKind.Test),
        (["create_csv_table", "load_csv_rows", "get_csv_sql"], node => node.Kind == NodeKind.Seed),
        (
            [
                "build_snapshot_staging_table",
                "build_snapshot_table",
                "snapshot_check_all_get_existing_columns",
                "snapshot_check_strategy",
                "snapshot_get_time",
                "snapshot_hash_arguments",
                "snapshot_merge_sql",
                "snapshot_staging_table",
                "snapshot_string_as_time",
                "snapshot_timestamp_strategy",
            ],
            node => node.Kind == NodeKind.Snapshot
        ),
        (
            [
                "get_delete_insert_merge_sql",
                "get_incremental_append_sql",
                "get_incremental_default_sql",
                "get_incremental_delete_insert_sql",
                "get_incremental_merge_sql",
                "get_insert_into_sql",
                "get_merge_sql",
                "incremental_validate_on_schema_change",
                "process_schema_changes",
                "should_full_refresh",
                "sync_column_schemas",
            ],
            node => node is { Kind: NodeKind.Model, Materialized: "incremental" }
        ),
    ];

    /// <summary>The reasons, one a macro.</summary>
    public IEnumerable<string> Find()
    {
        var nodes = manifest
            .Nodes.Values.Where(node =>
                node.Kind is NodeKind.Model or NodeKind.Seed or NodeKind.Snapshot or NodeKind.Test
            )
            .ToList();
        var materialized = nodes.Select(node => node.Materialized).ToHashSet(StringComparer.Ordinal);
        var names = Rules
            .Where(rule => nodes.Exists(node => rule.Concerns(node)))
            .SelectMany(rule => rule.Names)
            .ToHashSet(StringComparer.Ordinal);
        return macros
            .Values.Where(macro => !macro.IsBuiltIn)
            .OrderBy(macro => macro.UniqueId, StringComparer.Ordinal)
            .Where(macro =>
                IsMaterialization(macro, materialized)
                || (
                    (IsOwn(macro) || dispatched.Contains(macro.PackageName))
                    && (
                        (IsOwn(macro) && names.Contains(macro.Name))
                        || names.Contains(Without(macro.Name, "default"))
                        || names.Contains(Without(macro.Name, manifest.AdapterType))
                    )
                )
            )
            .Select(macro => $"{macro.UniqueId}: it takes the place of dbt's own macro, which a package does not run");
    }

    /// <summary>
    /// True for a materialization that dbt prefers to its own one. One for the adapter comes before one for any.
    /// </summary>
    private bool IsMaterialization(ManifestMacro macro, HashSet<string> materialized)
    {
        const string prefix = "materialization_";
        if (
            !macro.Name.StartsWith(prefix, StringComparison.Ordinal)
            || !(IsOwn(macro) || takesMaterializations)
            || macro.Name.LastIndexOf('_') is var end && end <= prefix.Length
        )
            return false;
        var (name, adapter) = (macro.Name[prefix.Length..end], macro.Name[(end + 1)..]);
        return materialized.Contains(name)
            && (
                adapter == manifest.AdapterType
                || (
                    adapter == "default"
                    && !macros.Values.Any(other =>
                        other.IsBuiltIn && other.Name == $"{prefix}{name}_{manifest.AdapterType}"
                    )
                )
            );
    }

    private bool IsOwn(ManifestMacro macro) => macro.PackageName == manifest.ProjectName;

    private static string Without(string name, string prefix) =>
        name.StartsWith($"{prefix}__", StringComparison.Ordinal) ? name[(prefix.Length + 2)..] : "";
}
