using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// Restores the project's own settings in the manifest of a build whose snapshots were changed in their files. Later
/// releases compare with the project, and not with the changed copy.
/// </summary>
internal static class UnaimedManifest
{
    /// <summary>Writes the manifest.</summary>
    /// <param name="built">The manifest that dbt wrote.</param>
    /// <param name="planned">The manifest from before the files were changed.</param>
    /// <param name="tables">The changed nodes.</param>
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
