using System.Data.Common;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// Reads the texts passed to <c>query</c>, <c>query_table</c> and <c>json_execute_serialized_sql</c>. DuckDB folds
/// constant expressions, so it evaluates them.
/// </summary>
internal static class DuckDbTextArgument
{
    /// <summary>The texts that an expression of a parsed statement evaluates to; null if it is not constant.</summary>
    /// <param name="session">A session outside a transaction.</param>
    /// <param name="expression">The expression, in the form of <c>json_serialize_sql</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<string>?> ReadAsync(
        WarehouseSession session,
        string expression,
        CancellationToken cancellation
    )
    {
        if (Column(expression) is { } name)
            return [name];
        var statement = $$$"""
            {"error":false,"statements":[{"node":{"type":"SELECT_NODE","modifiers":[],"cte_map":{"map":[]},
            "select_list":[{{{expression}}}],"from_table":{"type":"EMPTY","alias":"","sample":null},
            "where_clause":null,"group_expressions":[],"group_sets":[],"aggregate_handling":"STANDARD_HANDLING",
            "having":null,"sample":null,"qualify":null}}]}
            """;
        try
        {
            string? value = null;
            await session.ReadOnlyAsync(
                async () =>
                {
                    var sql = (string?)
                        await session.ScalarAsync($"select json_deserialize_sql({statement}::json)", cancellation);
                    value = (string?)
                        await session.ScalarAsync($"select to_json(({Sql.Raw(sql ?? "null")}))::varchar", cancellation);
                },
                cancellation
            );
            using var json = JsonDocument.Parse(value ?? "null");
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.String => [await TextAsync(session, json.RootElement.GetString()!, cancellation)],
                JsonValueKind.Array => [.. json.RootElement.EnumerateArray().Select(item => item.ToString())],
                // A serialized query is turned back into its text.
                JsonValueKind.Object => [await TextAsync(session, value!, cancellation)],
                _ => null,
            };
        }
        catch (DbException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary><c>query_table</c> also accepts a name without quotes; a macro's parameter looks the same.</summary>
    private static string? Column(string expression)
    {
        using var json = JsonDocument.Parse(expression, new JsonDocumentOptions { MaxDepth = 1024 });
        return
            json.RootElement.TryGetProperty("column_names", out var parts)
            && parts.ValueKind == JsonValueKind.Array
            && parts.GetArrayLength() > 1
            ? string.Join('.', parts.EnumerateArray().Select(part => $"\"{part.GetString()}\""))
            : null;
    }

    /// <summary>The names of the tables that a plan scans.</summary>
    public static IReadOnlyList<string> Tables(string plan)
    {
        var found = new List<string>();
        using var tree = JsonDocument.Parse(plan, new JsonDocumentOptions { MaxDepth = 1024 });
        Collect(tree.RootElement);
        return found;

        void Collect(JsonElement node)
        {
            if (node.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in node.EnumerateArray())
                    Collect(item);
            }
            else if (node.ValueKind == JsonValueKind.Object)
            {
                if (node.TryGetProperty("Table", out var table) && table.ValueKind == JsonValueKind.String)
                    found.Add(table.GetString()!);
                foreach (var property in node.EnumerateObject())
                    Collect(property.Value);
            }
        }
    }

    /// <summary>The parts of a name such as <c>a."b.c"</c>.</summary>
    public static IReadOnlyList<string> Parts(string name)
    {
        var (parts, part, isQuoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var at = 0; at < name.Length; at++)
        {
            if (name[at] == '"' && isQuoted && at + 1 < name.Length && name[at + 1] == '"')
                part.Append(name[at++]);
            else if (name[at] == '"')
                isQuoted = !isQuoted;
            else if (name[at] == '.' && !isQuoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
                part.Append(name[at]);
        }
        parts.Add(part.ToString());
        return parts;
    }

    /// <summary>A query's text; the query may be given as text or in serialized form.</summary>
    private static async Task<string> TextAsync(
        WarehouseSession session,
        string given,
        CancellationToken cancellation
    ) =>
        given.TrimStart().StartsWith('{')
            ? (string?)await session.ScalarAsync($"select json_deserialize_sql({given}::json)", cancellation) ?? given
            : given;
}
