using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>Reads one entry of the manifest's <c>nodes</c>, <c>unit_tests</c> or <c>sources</c>.</summary>
internal static class ManifestNodeReader
{
    public static ManifestNode? Read(ref Utf8JsonReader reader, ManifestDetail detail)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException("a node is not an object");
        string? id = null,
            kind = null,
            name = null,
            alias = null,
            package = null,
            database = null,
            schema = null,
            relation = null;
        string? path = null,
            patch = null,
            language = null,
            checksum = null,
            description = null,
            attached = null,
            raw = null,
            compiled = null,
            digest = null,
            fqn = null;
        var constraints = "";
        ManifestTest? test = null;
        var config = default(JsonElement);
        var meta = default(JsonElement);
        IReadOnlyList<string> dependsOn = [];
        IReadOnlyList<ManifestColumn> columns = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("unique_id"u8))
                id = Text(ref reader);
            else if (reader.ValueTextEquals("resource_type"u8))
                kind = Text(ref reader);
            else if (reader.ValueTextEquals("name"u8))
                name = Text(ref reader);
            else if (reader.ValueTextEquals("alias"u8))
                alias = Text(ref reader);
            else if (reader.ValueTextEquals("package_name"u8))
                package = Text(ref reader);
            else if (reader.ValueTextEquals("database"u8))
                database = Text(ref reader);
            else if (reader.ValueTextEquals("schema"u8))
                schema = Text(ref reader);
            else if (reader.ValueTextEquals("relation_name"u8))
                relation = Text(ref reader);
            else if (reader.ValueTextEquals("original_file_path"u8))
                path = Text(ref reader);
            else if (reader.ValueTextEquals("patch_path"u8))
                patch = Text(ref reader);
            else if (reader.ValueTextEquals("language"u8))
                language = Text(ref reader);
            else if (reader.ValueTextEquals("description"u8))
                description = Text(ref reader);
            else if (reader.ValueTextEquals("attached_node"u8))
                attached = Text(ref reader);
            else if (reader.ValueTextEquals("checksum"u8))
                checksum = Checksum(ref reader);
            else if (reader.ValueTextEquals("test_metadata"u8))
                test = Test(ref reader);
            else if (reader.ValueTextEquals("config"u8))
                config = Config(ref reader);
            else if (reader.ValueTextEquals("meta"u8))
                meta = Meta(ref reader);
            else if (reader.ValueTextEquals("code_digest"u8))
                digest = Text(ref reader);
            else if (reader.ValueTextEquals("depends_on"u8))
                dependsOn = DependsOn(ref reader);
            else if (reader.ValueTextEquals("columns"u8))
                columns = Columns(ref reader);
            else if (reader.ValueTextEquals("constraints"u8))
                constraints = Constraints(ref reader);
            else if (reader.ValueTextEquals("fqn"u8))
                fqn = Fqn(ref reader);
            else if (detail == ManifestDetail.Code && reader.ValueTextEquals("raw_code"u8))
                raw = Text(ref reader);
            else if (detail == ManifestDetail.Code && reader.ValueTextEquals("compiled_code"u8))
                compiled = Text(ref reader);
            else
                reader.Skip();
        }
        if (id is null)
            throw new FormatException("a node has no unique_id");
        return new ManifestNode
        {
            UniqueId = id,
            Kind = Kind(kind),
            Name = name ?? "",
            Alias = alias ?? name ?? "",
            PackageName = package ?? "",
            Database = database ?? "",
            Schema = schema ?? "",
            RelationName = relation,
            OriginalFilePath = (path ?? "").Replace('\\', '/'),
            PatchPath = patch,
            Language = language ?? "sql",
            Checksum = checksum ?? "",
            Materialized = Materialized(config, kind),
            DependsOn = dependsOn,
            Config = config,
            Meta = meta,
            CodeDigest = digest,
            Columns = columns,
            Constraints = constraints,
            Path = fqn ?? "",
            Description = description ?? "",
            Test = test,
            AttachedNode = attached,
            RawCode = raw,
            CompiledCode = compiled,
        };
    }

    public static (string UniqueId, string RelationName, string? LoadedAt) ReadSource(ref Utf8JsonReader reader)
    {
        string? id = null,
            relation = null,
            loadedAt = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("unique_id"u8))
                id = Text(ref reader);
            else if (reader.ValueTextEquals("relation_name"u8))
                relation = Text(ref reader);
            else if (reader.ValueTextEquals("loaded_at_field"u8))
                loadedAt = Text(ref reader);
            else
                reader.Skip();
        }
        return (id ?? throw new FormatException("a source has no unique_id"), relation ?? "", loadedAt);
    }

    private static NodeKind Kind(string? kind) =>
        kind switch
        {
            "model" => NodeKind.Model,
            "seed" => NodeKind.Seed,
            "snapshot" => NodeKind.Snapshot,
            "test" => NodeKind.Test,
            "unit_test" => NodeKind.UnitTest,
            "analysis" => NodeKind.Analysis,
            "operation" => NodeKind.Operation,
            _ => NodeKind.Other,
        };

    private static string Materialized(JsonElement config, string? kind) =>
        config.ValueKind == JsonValueKind.Object
        && config.TryGetProperty("materialized", out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : kind ?? "";

    private static string? Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    /// <summary>
    /// Reads <c>meta</c>. Most are empty, and most of the others don't concern DataRelease. Only those that do become
    /// an object.
    /// </summary>
    private static JsonElement Meta(ref Utf8JsonReader reader)
    {
        reader.Read();
        var ahead = reader;
        if (
            reader.TokenType != JsonTokenType.StartObject
            || !ahead.Read()
            || ahead.TokenType == JsonTokenType.EndObject
        )
        {
            reader.Skip();
            return default;
        }
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.TryGetProperty("data_release", out _) ? document.RootElement.Clone() : default;
    }

    private static string? Checksum(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        string? name = null,
            value = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
                name = Text(ref reader);
            else if (reader.ValueTextEquals("checksum"u8))
                value = Text(ref reader);
            else
                reader.Skip();
        }
        return string.IsNullOrEmpty(value) || name == "none" ? "" : $"{name}:{value}";
    }

    private static ManifestTest? Test(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        using var document = JsonDocument.ParseValue(ref reader);
        var test = document.RootElement;
        var hasArguments = test.TryGetProperty("kwargs", out var kwargs) && kwargs.ValueKind == JsonValueKind.Object;
        var column =
            hasArguments && kwargs.TryGetProperty("column_name", out var name) && name.ValueKind == JsonValueKind.String
                ? name.GetString()
                : null;
        var columns =
            hasArguments
            && kwargs.TryGetProperty("combination_of_columns", out var list)
            && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.String)
                    .Select(item => item.GetString()!)
                    .ToList()
                : [];
        return new ManifestTest(
            test.GetProperty("name").GetString() ?? "",
            test.TryGetProperty("namespace", out var space) && space.ValueKind == JsonValueKind.String
                ? space.GetString()
                : null,
            column,
            columns
        );
    }

    private static JsonElement Config(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? default : JsonElement.ParseValue(ref reader);
    }

    private static List<string> DependsOn(ref Utf8JsonReader reader)
    {
        var found = new List<string>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return found;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isNodes = reader.ValueTextEquals("nodes"u8);
            reader.Read();
            if (!isNodes || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.String)
                found.Add(reader.GetString()!);
        }
        return found;
    }

    private static List<ManifestColumn> Columns(ref Utf8JsonReader reader)
    {
        var found = new List<ManifestColumn>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return found;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            string? name = null,
                type = null,
                description = null;
            var constraints = "";
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new FormatException("a column is not an object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("name"u8))
                    name = Text(ref reader);
                else if (reader.ValueTextEquals("data_type"u8))
                    type = Text(ref reader);
                else if (reader.ValueTextEquals("description"u8))
                    description = Text(ref reader);
                else if (reader.ValueTextEquals("constraints"u8))
                    constraints = Constraints(ref reader);
                else
                    reader.Skip();
            }
            found.Add(new ManifestColumn(name ?? key, type, description ?? "") { Constraints = constraints });
        }
        return found;
    }

    /// <summary>Reads constraints, which are nearly always an empty list.</summary>
    private static string Constraints(ref Utf8JsonReader reader)
    {
        reader.Read();
        var ahead = reader;
        if (reader.TokenType != JsonTokenType.StartArray || !ahead.Read() || ahead.TokenType == JsonTokenType.EndArray)
        {
            reader.Skip();
            return "";
        }
        return JsonElement.ParseValue(ref reader).GetRawText();
    }

    private static string? Fqn(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }
        var parts = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
            parts.Add(reader.GetString()!);
        return string.Join('.', parts);
    }
}
