using System.Text.Json;

namespace DataRelease.Builds.Packages;

/// <summary>Finds what a package can't run faithfully, by node and reason.</summary>
internal static class PackRefusals
{
    private static readonly string[] Materializations =
    [
        "view",
        "table",
        "incremental",
        "ephemeral",
        "seed",
        "snapshot",
        "test",
    ];

    /// <summary>
    /// Names that dbt gives to the subqueries with which <c>--empty</c> and <c>--sample</c> surround a relation.
    /// </summary>
    private static readonly string[] Limits = ["_dbt_limit_subq", "_dbt_et_filter_subq"];

    /// <summary>The reasons, one a line, by node.</summary>
    /// <param name="manifest">The compiled project.</param>
    /// <param name="baseSchema">The target's schema.</param>
    /// <param name="named">Live schemas that the project names itself.</param>
    /// <param name="engines">The adapters that packages can run on; null for any.</param>
    /// <param name="form">The form that a model was compiled in.</param>
    public static IReadOnlyList<string> Find(
        Manifest manifest,
        string baseSchema,
        IReadOnlyList<string> named,
        IReadOnlyList<string>? engines,
        Func<ManifestNode, CompiledForm> form
    )
    {
        var reasons = new List<string>();
        if (engines?.Contains(manifest.AdapterType) == false)
            reasons.Add(
                $"the adapter '{manifest.AdapterType}' is not one that packages run on ({string.Join(", ", engines)})"
            );
        foreach (var node in manifest.Nodes.Values.OrderBy(node => node.UniqueId, StringComparer.Ordinal))
        {
            if (
                node.Kind
                is not (NodeKind.Model or NodeKind.Seed or NodeKind.Snapshot or NodeKind.Test or NodeKind.Operation)
            )
                continue;
            reasons.AddRange(Reasons(node, baseSchema, named, form).Select(reason => $"{node.UniqueId}: {reason}"));
        }
        return reasons;
    }

    private static IEnumerable<string> Reasons(
        ManifestNode node,
        string baseSchema,
        IReadOnlyList<string> named,
        Func<ManifestNode, CompiledForm> form
    )
    {
        // This hook checks whether a plain dbt run would write to live, which a package never does.
        if (node is { Kind: NodeKind.Operation, PackageName: "data_release_guard" })
            yield break;
        if (node.Kind == NodeKind.Operation)
        {
            yield return "on-run-start and on-run-end hooks are not run from a package";
            yield break;
        }
        if (node.Language != "sql")
            yield return $"it is written in {node.Language}";
        if (!Materializations.Contains(node.Materialized))
            yield return $"its materialization '{node.Materialized}' is not dbt's own view, table or incremental";
        if ((node.IsRelation || node.StoresFailures) && !named.Contains(node.Schema))
        {
            var place = PackedSchema.PlaceOf(node.Schema, baseSchema, Text(node.Config, "schema"));
            if (place == -1)
                yield return $"its schema '{node.Schema}' does not contain the target's schema '{baseSchema}', and "
                    + "'schemas' in data-release.yml does not name it";
            if (place is null)
                yield return $"its schema '{node.Schema}' contains the target's schema '{baseSchema}' more than once: "
                    + "compile it for a target with another schema";
        }
        if (
            node.Kind != NodeKind.Seed
            && node.Materialized != "ephemeral"
            && string.IsNullOrWhiteSpace(node.CompiledCode)
        )
            yield return "it is not compiled (dbt compile)";
        if (
            node.CompiledCode is { } code
            && Limits.FirstOrDefault(mark => code.Contains(mark, StringComparison.Ordinal)) is not null
        )
            yield return "it is compiled with --empty or --sample, and reads only a part of the rows";
        if (node is { Kind: NodeKind.Model, Materialized: "incremental" })
        {
            var compiled = ReadsItself(node) ? CompiledForm.Incremental : form(node);
            if (compiled == CompiledForm.Incremental)
                yield return "its code is compiled in incremental form (dbt compile --full-refresh)";
            if (compiled == CompiledForm.Unknown)
                yield return "whether its code is compiled in incremental form can't be told: compile with dbt compile "
                    + "--full-refresh, and leave run_results.json beside the manifest";
            if (
                Text(node.Config, "incremental_strategy") == "append"
                && (HasAny(node.Config, "unique_key") || Text(node.Config, "unique_key") is { Length: > 0 })
            )
                yield return "its incremental strategy 'append' keeps every row although it has a unique_key, and a "
                    + "package replaces rows by key";
        }
        if (SetsHeader(node))
            yield return "its sql_header is not run from a package";
        foreach (var key in new List<string> { "pre-hook", "post-hook", "pre_hook", "post_hook" })
        {
            if (Hooks(node.Config, key).Any())
                yield return $"its {key.Replace('_', '-')} is not run from a package";
        }
        if (
            node.Kind == NodeKind.Model
            && node.Materialized == "incremental"
            && Text(node.Config, "incremental_strategy") is { } strategy
            && strategy is not ("append" or "delete+insert" or "merge" or "default")
        )
            yield return $"its incremental strategy '{strategy}' is not run from a package";
        if (
            HasAny(node.Config, "merge_update_columns")
            || HasAny(node.Config, "merge_exclude_columns")
            || HasAny(node.Config, "incremental_predicates")
        )
            yield return "merge_update_columns, merge_exclude_columns and incremental_predicates are not run from "
                + "a package";
        if (
            node.Config.ValueKind == JsonValueKind.Object
            && node.Config.TryGetProperty("contract", out var contract)
            && contract.ValueKind == JsonValueKind.Object
            && contract.TryGetProperty("enforced", out var enforced)
            && enforced.ValueKind == JsonValueKind.True
        )
        {
            yield return "its contract is not enforced from a package";
        }
        if (node.Kind == NodeKind.Snapshot && Text(node.Config, "strategy") is not ("check" or "timestamp"))
            yield return $"its snapshot strategy '{Text(node.Config, "strategy")}' is not run from a package";
        if (
            node.Kind == NodeKind.Snapshot
            && (
                HasAny(node.Config, "snapshot_meta_column_names")
                || Text(node.Config, "hard_deletes") is not (null or "ignore" or "invalidate")
                || Text(node.Config, "dbt_valid_to_current") is not null
            )
        )
            yield return "snapshot_meta_column_names, hard_deletes: new_record and dbt_valid_to_current are not run "
                + "from a package";
    }

    /// <summary>True for code that reads its own relation, which <c>is_incremental()</c> guards.</summary>
    private static bool ReadsItself(ManifestNode node) =>
        node is { RawCode: { } raw, CompiledCode: { } compiled, RelationName: { Length: > 0 } relation }
        && raw.Contains("is_incremental", StringComparison.Ordinal)
        && compiled.Contains(relation, StringComparison.Ordinal);

    /// <summary>True for a node whose materialization puts statements of its own before the query.</summary>
    private static bool SetsHeader(ManifestNode node) =>
        (node.Kind == NodeKind.Snapshot || node is { Kind: NodeKind.Model, Materialized: not "ephemeral" })
        && (
            !string.IsNullOrWhiteSpace(Text(node.Config, "sql_header"))
            || (
                node.RawCode is { } raw
                && raw.Contains("set_sql_header", StringComparison.Ordinal)
                && JinjaCode.Read(raw).Any(token => token is { Kind: JinjaTokenKind.Name, Text: "set_sql_header" })
            )
        );

    private static JsonElement.ArrayEnumerator Hooks(JsonElement config, string key) =>
        config.ValueKind == JsonValueKind.Object
        && config.TryGetProperty(key, out var hooks)
        && hooks.ValueKind == JsonValueKind.Array
            ? hooks.EnumerateArray()
            : default;

    private static bool HasAny(JsonElement config, string key) =>
        config.ValueKind == JsonValueKind.Object
        && config.TryGetProperty(key, out var value)
        && value.ValueKind switch
        {
            JsonValueKind.Array => value.GetArrayLength() > 0,
            JsonValueKind.Object => value
                .EnumerateObject()
                .Any(property => property.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)),
            JsonValueKind.String => value.GetString()!.Length > 0,
            _ => false,
        };

    private static string? Text(JsonElement config, string key) =>
        config.ValueKind == JsonValueKind.Object
        && config.TryGetProperty(key, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
