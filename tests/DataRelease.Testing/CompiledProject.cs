using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataRelease.Testing;

/// <summary>
/// A fake result of <c>dbt compile</c>: project files and a manifest v12 of made-up models, in the form of the recorded
/// manifests under <c>tests/assets</c>.
/// </summary>
public sealed class CompiledProject(string folder, string adapter, string database, string schema = "dev")
{
    private readonly JsonObject _nodes = [];
    private readonly JsonObject _macros = [];
    private readonly JsonObject _sources = [];
    private readonly JsonObject _exposures = [];

    /// <summary>The project's folder.</summary>
    public string Folder => folder;

    /// <summary>Schemas that the project names independently of its target; they may be models' own schemas.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>The project's version.</summary>
    public string Version { get; set; } = "1.0.0";

    /// <summary>The name that dbt would render for a relation.</summary>
    public string Ref(string name, string custom = "") =>
        IsQuoted ? $"\"{database}\".\"{SchemaOf(custom)}\".\"{name}\"" : $"{database}.{SchemaOf(custom)}.{name}";

    /// <summary>False for an adapter that writes names without quotes.</summary>
    public bool IsQuoted { get; init; } = true;

    /// <summary>Adds a model; a folder is one below the models.</summary>
    public CompiledProject Model(
        string name,
        string compiled,
        string materialized = "table",
        string[]? after = null,
        object? config = null,
        string custom = "",
        string? raw = null,
        string folder = ""
    ) =>
        Add(
            "model",
            name,
            compiled,
            raw ?? $"-- {name}\n{compiled}",
            folder.Length > 0 ? $"models/{folder}/{name}.sql" : $"models/{name}.sql",
            materialized,
            after,
            config,
            custom
        );

    /// <summary>Adds a macro, of the project unless a package is named; a file with it is written.</summary>
    public CompiledProject Macro(string name, string code, string package = "made_up", string? file = null)
    {
        if (file is not null)
            Save(package == "made_up" ? file : $"dbt_packages/{package}/{file}", $"-- macros\n{code}\n");
        _macros[$"macro.{package}.{name}"] = new JsonObject
        {
            ["name"] = name,
            ["package_name"] = package,
            ["macro_sql"] = code,
            ["original_file_path"] = file,
        };
        return this;
    }

    /// <summary>Adds a source, <c>source.made_up.outside.NAME</c>, for a table in a schema of that name.</summary>
    public CompiledProject Source(string name, string? loadedAt = null)
    {
        _sources[$"source.made_up.outside.{name}"] = new JsonObject
        {
            ["unique_id"] = $"source.made_up.outside.{name}",
            ["relation_name"] = $"\"{database}\".\"outside\".\"{name}\"",
            ["loaded_at_field"] = loadedAt,
        };
        return this;
    }

    /// <summary>Adds a seed.</summary>
    public CompiledProject Seed(string name, string csv, object? config = null) =>
        Add("seed", name, null, csv, $"seeds/{name}.csv", "seed", null, config, "");

    /// <summary>Adds a snapshot.</summary>
    public CompiledProject Snapshot(string name, string compiled, object config, string[]? after = null) =>
        Add(
            "snapshot",
            name,
            compiled,
            $"-- {name}\n{compiled}",
            $"snapshots/{name}.sql",
            "snapshot",
            after,
            config,
            ""
        );

    /// <summary>Adds a singular test.</summary>
    public CompiledProject Test(string name, string compiled, string[] after, object? config = null) =>
        Add("test", name, compiled, compiled, $"tests/{name}.sql", "test", after, config, "");

    /// <summary>Adds a dashboard that reads models; as in dbt, it has an owner.</summary>
    public CompiledProject Exposure(string name, string label, params string[] reads)
    {
        _exposures[$"exposure.made_up.{name}"] = new JsonObject
        {
            ["unique_id"] = $"exposure.made_up.{name}",
            ["name"] = name,
            ["type"] = "dashboard",
            ["label"] = label,
            ["owner"] = new JsonObject { ["name"] = "Ann", ["email"] = "ann@example.com" },
            ["depends_on"] = new JsonObject
            {
                ["macros"] = new JsonArray(),
                ["nodes"] = new JsonArray([.. reads.Select(read => (JsonNode)$"model.made_up.{read}")]),
            },
        };
        return this;
    }

    /// <summary>Writes the files and the manifest.</summary>
    public CompiledProject Write()
    {
        Save(
            "dbt_project.yml",
            $"name: made_up\nversion: {Version}\nprofile: made_up\nmodel-paths: [models]\nseed-paths: [seeds]\n"
        );
        Save(
            "target/manifest.json",
            new JsonObject
            {
                ["metadata"] = new JsonObject
                {
                    ["dbt_schema_version"] = "https://schemas.getdbt.com/dbt/manifest/v12.json",
                    ["dbt_version"] = "1.8.0",
                    ["adapter_type"] = adapter,
                    ["project_name"] = "made_up",
                    ["invocation_id"] = "i1",
                },
                ["macros"] = _macros.DeepClone(),
                ["nodes"] = _nodes.DeepClone(),
                ["sources"] = _sources.DeepClone(),
                ["exposures"] = _exposures.DeepClone(),
            }.ToJsonString()
        );
        return this;
    }

    /// <summary>Removes the models, so that the next version can be written.</summary>
    public CompiledProject Clear()
    {
        _nodes.Clear();
        return this;
    }

    private CompiledProject Add(
        string kind,
        string name,
        string? compiled,
        string text,
        string file,
        string materialized,
        string[]? after,
        object? config,
        string custom
    )
    {
        Save(file, text);
        var settings = config is null ? [] : JsonSerializer.SerializeToNode(config)!.AsObject();
        settings["materialized"] = materialized;
        settings["schema"] = custom.Length > 0 ? custom : null;
        _nodes[$"{kind}.made_up.{name}"] = new JsonObject
        {
            ["unique_id"] = $"{kind}.made_up.{name}",
            ["resource_type"] = kind,
            ["name"] = name,
            ["alias"] = name,
            ["package_name"] = "made_up",
            ["fqn"] = new JsonArray([
                "made_up",
                .. file.Split('/').Skip(1).SkipLast(1).Select(part => (JsonNode)part),
                name,
            ]),
            ["database"] = database,
            ["schema"] = kind == "test" ? $"{schema}_dbt_test__audit" : SchemaOf(custom),
            ["relation_name"] = kind == "test" || materialized == "ephemeral" ? null : Ref(name, custom),
            ["original_file_path"] = file,
            ["language"] = "sql",
            ["checksum"] = new JsonObject
            {
                ["name"] = "sha256",
                ["checksum"] = Convert.ToHexStringLower(
                    SHA256.HashData(Encoding.UTF8.GetBytes(kind == "seed" ? text : text.Trim()))
                ),
            },
            ["config"] = settings,
            ["depends_on"] = new JsonObject
            {
                ["nodes"] = new JsonArray([
                    .. (after ?? []).Select(id =>
                        (JsonNode)(id.Contains('.', StringComparison.Ordinal) ? id : $"model.made_up.{id}")
                    ),
                ]),
            },
            ["raw_code"] = text,
            ["compiled_code"] = compiled,
        };
        return this;
    }

    private string SchemaOf(string custom) =>
        Named.Contains(custom) ? custom
        : custom.Length > 0 ? $"{schema}_{custom}"
        : schema;

    private void Save(string relative, string text)
    {
        var path = Path.Combine(folder, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
