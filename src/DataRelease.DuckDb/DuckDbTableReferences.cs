using System.Data.Common;
using System.Text;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>A place where a query names a relation with its schema.</summary>
/// <param name="Start">The position in the text where the name begins.</param>
/// <param name="Length">The length of the name with its schema and database.</param>
/// <param name="Relation">The name as written, without quotes.</param>
/// <param name="HasAlias">True if the query gives the relation an alias.</param>
internal readonly record struct DuckDbTableReference(int Start, int Length, RelationName Relation, bool HasAlias);

/// <summary>
/// The relations that a query names and their places in its text, as DuckDB's own parser (<c>json_serialize_sql</c>)
/// reports them.
/// </summary>
/// <param name="All">The references, in the order of the text.</param>
/// <param name="Functions">
/// The functions that it calls, in lower case; a function that is not DuckDB's own has its schema before it.
/// </param>
/// <param name="IsSampled">True if it samples a relation, so that its rows may differ each time.</param>
internal sealed record DuckDbTableReferences(
    IReadOnlyList<DuckDbTableReference> All,
    IReadOnlySet<string> Functions,
    bool IsSampled
)
{
    /// <summary>Null if the parser can't report all names, or if a name in the query can't be replaced.</summary>
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

        /// <summary>False if the tree has a node that this class can't interpret.</summary>
        public bool Visit(JsonElement node) =>
            node.ValueKind switch
            {
                JsonValueKind.Array => node.EnumerateArray().All(Visit),
                JsonValueKind.Object => Note(node) && node.EnumerateObject().All(property => Visit(property.Value)),
                _ => true,
            };

        private bool Note(JsonElement node)
        {
            // Window functions are not collected: their result is always the same.
            if (Text(node, "function_name") is { Length: > 0 } function && Text(node, "class") != "WINDOW")
                Functions.Add(
                    (Text(node, "schema") is "" or "main" ? "" : $"{Text(node, "schema")}.")
                        + function.ToLowerInvariant()
                );
            if (node.TryGetProperty("sample", out var sample) && sample.ValueKind != JsonValueKind.Null)
                IsSampled = true;
            return Text(node, "type") switch
            {
                // A column written with its schema would no longer be found once its table has another name.
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
            // The parser gives only the position; the name there must be the one that it parsed.
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
