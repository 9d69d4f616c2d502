using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// The manifest of a build whose snapshots were aimed in their own files, with what the project has there: what later
/// releases compare is the project, not what this one made of it.
/// </summary>
internal static class UnaimedManifest
{
    /// <summary>Writes it.</summary>
    /// <param name="built">As dbt wrote it.</param>
    /// <param name="planned">As it was before the files were aimed.</param>
    /// <param name="tables">Nodes that were aimed.</param>
    public static byte[] Write(
        ReadOnlyMemory<byte> built,
        Manifest planned,
        IReadOnlyDictionary<string, RelationName> tables
    )
    {
        using var document = JsonDocument.Parse(built, new JsonDocumentOptions { MaxDepth = 256 });
        using var stream = new MemoryStream(built.Length);
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
                    if (
                        tables.TryGetValue(node.Name, out var table)
                        && planned.Nodes.TryGetValue(node.Name, out var plan)
                        && plan.Checksum.Split(':', 2) is [var kind, var checksum]
                    )
                        Write(writer, node, NamedSchemas.Aim(table), kind, checksum);
                    else
                        node.WriteTo(writer);
                }
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonProperty node, string aim, string kind, string checksum)
    {
        writer.WriteStartObject(node.Name);
        foreach (var property in node.Value.EnumerateObject())
        {
            if (property.NameEquals("checksum"))
            {
                writer.WriteStartObject(property.Name);
                writer.WriteString("name", kind);
                writer.WriteString("checksum", checksum);
                writer.WriteEndObject();
            }
            else if (property.NameEquals("raw_code") && property.Value.ValueKind == JsonValueKind.String)
                writer.WriteString(
                    property.Name,
                    property.Value.GetString()!.Replace(aim, "", StringComparison.Ordinal)
                );
            else
                property.WriteTo(writer);
        }
        writer.WriteEndObject();
    }
}
