using System.Text.Json;

namespace DataRelease.Builds.Packages.Running;

/// <summary>
/// Writes the manifest of a package for the ledger: the structure with the release's names, without compiled code.
/// </summary>
internal static class PackageManifest
{
    /// <summary>Writes the manifest.</summary>
    /// <param name="manifest">The manifest with the release's names.</param>
    /// <param name="baseSchema">The base schema that the package was compiled for.</param>
    /// <param name="database">The database that it was compiled for.</param>
    public static byte[] Write(Manifest manifest, string baseSchema, string database)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("metadata");
            writer.WriteString(
                "dbt_schema_version",
                $"https://schemas.getdbt.com/dbt/manifest/v{manifest.SchemaVersion}.json"
            );
            writer.WriteString("dbt_version", manifest.DbtVersion);
            writer.WriteString("adapter_type", manifest.AdapterType);
            writer.WriteString("project_name", manifest.ProjectName);
            writer.WriteEndObject();
            writer.WriteStartObject("nodes");
            foreach (var node in manifest.Nodes.Values)
                Write(writer, node, baseSchema, database);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ManifestNode node, string baseSchema, string database)
    {
        writer.WriteStartObject(node.UniqueId);
        writer.WriteString("unique_id", node.UniqueId);
        writer.WriteString(
            "resource_type",
            node.Kind == NodeKind.UnitTest ? "unit_test" : node.Kind.ToString().ToLowerInvariant()
        );
        writer.WriteString("name", node.Name);
        writer.WriteString("alias", node.Alias);
        writer.WriteString("package_name", node.PackageName);
        writer.WriteString("database", node.Database);
        writer.WriteString("schema", node.Schema);
        writer.WriteString("relation_name", node.RelationName);
        writer.WriteString("original_file_path", node.OriginalFilePath);
        writer.WriteString("attached_node", node.AttachedNode);
        writer.WriteString("patch_path", node.PatchPath);
        if (node.CompiledCode is not null)
            writer.WriteString("code_digest", CodeDigest.Of(node.CompiledCode, baseSchema, database));
        // Raw code contains no values of variables, which compiled code may.
        if (node.RawCode is { Length: > 0 } raw)
            writer.WriteString("raw_code", raw);
        if (node.Meta.ValueKind == JsonValueKind.Object)
        {
            writer.WritePropertyName("meta");
            node.Meta.WriteTo(writer);
        }
        if (node.Checksum.Split(':', 2) is [var name, var value])
        {
            writer.WriteStartObject("checksum");
            writer.WriteString("name", name);
            writer.WriteString("checksum", value);
            writer.WriteEndObject();
        }
        if (node.Config.ValueKind == JsonValueKind.Object)
        {
            writer.WritePropertyName("config");
            node.Config.WriteTo(writer);
        }
        writer.WriteStartObject("depends_on");
        writer.WriteStartArray("nodes");
        foreach (var id in node.DependsOn)
            writer.WriteStringValue(id);
        writer.WriteEndArray();
        writer.WriteEndObject();
        if (node.Test is { } test)
            Write(writer, test);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ManifestTest test)
    {
        writer.WriteStartObject("test_metadata");
        writer.WriteString("name", test.Name);
        writer.WriteString("namespace", test.Namespace);
        writer.WriteStartObject("kwargs");
        if (test.Column is not null)
            writer.WriteString("column_name", test.Column);
        if (test.Columns.Count > 0)
        {
            writer.WriteStartArray("combination_of_columns");
            foreach (var column in test.Columns)
                writer.WriteStringValue(column);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
