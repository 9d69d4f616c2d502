using System.Data.Common;
using System.Text;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>A place where a query names a relation with its schema.</summary>
/// <param name="Start">Where the name begins in the text.</param>
/// <param name="Length">How long it is, with schema and database.</param>
/// <param name="Relation">As it is written, without quotes.</param>
/// <param name="HasAlias">True if columns are called by another name than the relation's.</param>
internal readonly record struct DuckDbTableReference(int Start, int Length, RelationName Relation, bool HasAlias);

/// <summary>
/// What DuckDB's own parser (<c>json_serialize_sql</c>) says of a query: which relations it names, and where in its
/// text.
/// </summary>
/// <param name="All">In the order of the text.</param>
/// <param name="Functions">What it calls, in lower case; with the schema if it is not DuckDB's own.</param>
/// <param name="IsSampled">True if it takes some rows of a relation, never mind which.</param>
internal sealed record DuckDbTableReferences(
    IReadOnlyList<DuckDbTableReference> All,
    IReadOnlySet<string> Functions,
    bool IsSampled
)
{
    /// <summary>Null for what the parser can't say all of, and for a query in which no name can be replaced.</summary>
    public static DuckDbTableReferences? Read(DbConnection connection, string query, string database)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select json_serialize_sql($1::varchar)::varchar";
        var parameter = command.CreateParameter();
        parameter.Value = query;
        command.Parameters.Add(parameter);
        using var tree = JsonDocument.Parse(
            Seam.Pass(command.CommandText, command.ExecuteScalar) as string ?? "{}",
            new JsonDocumentOptions { MaxDepth = 1024 }
        );
        if (!tree.RootElement.TryGetProperty("error", out var failed) || failed.ValueKind != JsonValueKind.False)
            return null;
        var reading = new Reading(query, database);
        return reading.Visit(tree.RootElement)
            ? new DuckDbTableReferences(
                [.. reading.Found.OrderBy(found => found.Start)],
                reading.Functions,
                reading.IsSampled
            )
            : null;
    }

    private sealed class Reading(string query, string database)
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(query);

        public List<DuckDbTableReference> Found { get; } = [];

        public HashSet<string> Functions { get; } = [];

        public bool IsSampled { get; private set; }

        /// <summary>False if something stands there that this can't tell of.</summary>
        public bool Visit(JsonElement node) =>
            node.ValueKind switch
            {
                JsonValueKind.Array => node.EnumerateArray().All(Visit),
                JsonValueKind.Object => Note(node) && node.EnumerateObject().All(property => Visit(property.Value)),
                _ => true,
            };

        private bool Note(JsonElement node)
        {
            // A window's own functions are not listed among the others, and are always the same.
            if (Text(node, "function_name") is { Length: > 0 } function && Text(node, "class") != "WINDOW")
                Functions.Add(
                    (Text(node, "schema") is "" or "main" ? "" : $"{Text(node, "schema")}.")
                        + function.ToLowerInvariant()
                );
            if (node.TryGetProperty("sample", out var sample) && sample.ValueKind != JsonValueKind.Null)
                IsSampled = true;
            return Text(node, "type") switch
            {
                // A column that is called by its schema, too, is not found any more when its table has another name.
                "COLUMN_REF" => node.GetProperty("column_names").GetArrayLength() < 3,
                "BASE_TABLE" when Text(node, "schema_name").Length > 0 => Refer(node),
                _ => true,
            };
        }

        private bool Refer(JsonElement node)
        {
            var (catalog, schema, table) = (
                Text(node, "catalog_name"),
                Text(node, "schema_name"),
                Text(node, "table_name")
            );
            if (catalog.Length > 0 && !string.Equals(catalog, database, StringComparison.OrdinalIgnoreCase))
                return true;
            if (
                (node.TryGetProperty("at_clause", out var at) && at.ValueKind != JsonValueKind.Null)
                || !node.GetProperty("query_location").TryGetInt32(out var location)
                || location < 0
                || location > _bytes.Length
            )
                return false;
            var start = Encoding.UTF8.GetCharCount(_bytes, 0, location);
            // The parser says where, and what stands there has to be what it read.
            if (DuckDbNames.At(query, start) is not var (names, length) || !names.SequenceEqual(Expected()))
                return false;
            Found.Add(
                new DuckDbTableReference(start, length, new RelationName(schema, table), Text(node, "alias").Length > 0)
            );
            return true;

            IEnumerable<string> Expected() => catalog.Length > 0 ? [catalog, schema, table] : [schema, table];
        }

        private static string Text(JsonElement node, string key) =>
            node.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : "";
    }
}
