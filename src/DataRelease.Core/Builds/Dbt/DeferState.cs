using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// Writes the manifest that a partial build defers to. Blue's manifest names blue's own schemas, even for relations
/// that blue shares with an earlier release. Here each relation has the name that the ledger has.
/// </summary>
internal static class DeferState
{
    public static byte[] Write(
        ReadOnlyMemory<byte> manifest,
        IReadOnlyDictionary<string, RelationName> physical,
        string database
    )
    {
        using var document = JsonDocument.Parse(manifest, new JsonDocumentOptions { MaxDepth = 256 });
        using var stream = new MemoryStream(manifest.Length);
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var part in document.RootElement.EnumerateObject())
            {
                if (!part.NameEquals("nodes"))
                {
                    part.WriteTo(writer);
                    continue;
                }
                writer.WriteStartObject(part.Name);
                foreach (var node in part.Value.EnumerateObject())
                {
                    if (physical.TryGetValue(node.Name, out var relation))
                        Aim(writer, node, relation, database);
                    else
                        node.WriteTo(writer);
                }
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Aim(Utf8JsonWriter writer, JsonProperty node, RelationName relation, string database)
    {
        writer.WriteStartObject(node.Name);
        foreach (
            var property in node
                .Value.EnumerateObject()
                .Where(property => property.Name is not ("schema" or "alias" or "relation_name"))
        )
            property.WriteTo(writer);
        writer.WriteString("schema", relation.Schema);
        writer.WriteString("alias", relation.Name);
        writer.WriteString(
            "relation_name",
            string.Join('.', new[] { database, relation.Schema, relation.Name }.Select(Quote))
        );
        writer.WriteEndObject();
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
