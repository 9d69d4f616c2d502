using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>What a node of a dbt project is.</summary>
public enum NodeKind
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>A CSV file.</summary>
    Seed,

    /// <summary>A slowly changing history of a query.</summary>
    Snapshot,

    /// <summary>A data test, generic or singular.</summary>
    Test,

    /// <summary>A unit test of a model's SQL (dbt 1.8 and later).</summary>
    UnitTest,

    /// <summary>Compiled, never run.</summary>
    Analysis,

    /// <summary>An <c>on-run-start</c> or <c>on-run-end</c> hook.</summary>
    Operation,

    /// <summary>A kind that we don't know; never written to the warehouse by a package.</summary>
    Other,
}

/// <summary>A node of a dbt manifest (v11, v12), as much of it as a release needs.</summary>
public sealed record ManifestNode
{
    /// <summary><c>model.shop.orders</c>.</summary>
    public required string UniqueId { get; init; }

    /// <summary>What it is.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>Its name in the project.</summary>
    public required string Name { get; init; }

    /// <summary>Its name in the warehouse.</summary>
    public required string Alias { get; init; }

    /// <summary>The dbt package it comes from.</summary>
    public required string PackageName { get; init; }

    /// <summary>The database it is written to; empty where dbt leaves it out.</summary>
    public string Database { get; init; } = "";

    /// <summary>The schema it is written to.</summary>
    public string Schema { get; init; } = "";

    /// <summary>
    /// dbt's own rendering of the name, quoted as dbt quotes it; null for nodes that are no relation.
    /// </summary>
    public string? RelationName { get; init; }

    /// <summary>Path within its package, with forward slashes.</summary>
    public string OriginalFilePath { get; init; } = "";

    /// <summary>The YAML file that describes it, <c>package://path</c>, or null.</summary>
    public string? PatchPath { get; init; }

    /// <summary><c>sql</c> or <c>python</c>.</summary>
    public string Language { get; init; } = "sql";

    /// <summary>dbt's checksum of the node's file, <c>sha256:…</c>; empty if none.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>
    /// <c>table</c>, <c>view</c>, <c>incremental</c>, <c>ephemeral</c>, <c>seed</c>, <c>snapshot</c>, <c>test</c>, or a
    /// custom one.
    /// </summary>
    public string Materialized { get; init; } = "";

    /// <summary>Unique ids of nodes and sources it reads.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>The whole <c>config</c> object.</summary>
    public JsonElement Config { get; init; }

    /// <summary>The model's <c>meta</c> beside its <c>config</c>, if it mentions DataRelease; else undefined.</summary>
    public JsonElement Meta { get; init; }

    /// <summary>A digest of its compiled code whichever release it is compiled for; null if it is not known.</summary>
    public string? CodeDigest { get; init; }

    /// <summary>Column name to declared data type (or null), in the YAML's order.</summary>
    public IReadOnlyList<ManifestColumn> Columns { get; init; } = [];

    /// <summary>Its constraints as the manifest has them; empty if none.</summary>
    public string Constraints { get; init; } = "";

    /// <summary>What names it for dbt's <c>fqn:</c>; empty if it is not known.</summary>
    public string Path { get; init; } = "";

    /// <summary>Its description, empty if none.</summary>
    public string Description { get; init; } = "";

    /// <summary>For a generic test: what it tests; null for a singular one.</summary>
    public ManifestTest? Test { get; init; }

    /// <summary>The model a generic test hangs on, else null.</summary>
    public string? AttachedNode { get; init; }

    /// <summary>SQL with Jinja; null unless asked for when reading.</summary>
    public string? RawCode { get; init; }

    /// <summary>SQL after Jinja; null unless asked for when reading, or not compiled.</summary>
    public string? CompiledCode { get; init; }

    /// <summary>True if dbt writes something of this name into the warehouse.</summary>
    public bool IsRelation =>
        Kind switch
        {
            NodeKind.Model => Materialized != "ephemeral",
            NodeKind.Seed or NodeKind.Snapshot => true,
            _ => false,
        };

    /// <summary>True for a test that keeps the rows which it found in a table of its own.</summary>
    public bool StoresFailures =>
        Kind == NodeKind.Test
        && Config.ValueKind == JsonValueKind.Object
        && Config.TryGetProperty("store_failures", out var value)
        && value.ValueKind == JsonValueKind.True;

    /// <summary>True if its rows can't be made again from its inputs alone: incremental models and snapshots.</summary>
    public bool IsState => Kind == NodeKind.Snapshot || (Kind == NodeKind.Model && Materialized == "incremental");
}

/// <summary>A column as the project's YAML declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Declared type or null.</param>
/// <param name="Description">Empty if none.</param>
public sealed record ManifestColumn(string Name, string? DataType, string Description)
{
    /// <summary>Its constraints as the manifest has them; empty if none.</summary>
    public string Constraints { get; init; } = "";
}

/// <summary>What a generic test tests.</summary>
/// <param name="Name"><c>unique</c>, <c>not_null</c>, …</param>
/// <param name="Namespace">The package of a custom test, or null for dbt's own.</param>
/// <param name="Column">The column, or null.</param>
/// <param name="Columns">The columns that are unique together (<c>dbt_utils.unique_combination_of_columns</c>), else
/// empty.</param>
public sealed record ManifestTest(string Name, string? Namespace, string? Column, IReadOnlyList<string> Columns);

/// <summary>A dbt manifest, as much of it as a release needs.</summary>
/// <param name="SchemaVersion">11 or 12.</param>
/// <param name="DbtVersion"><c>1.7.20</c>.</param>
/// <param name="AdapterType"><c>postgres</c>, <c>duckdb</c>.</param>
/// <param name="ProjectName">The root project.</param>
/// <param name="Nodes">Enabled nodes, by unique id.</param>
/// <param name="Sources">Unique id to <c>relation_name</c> of every source.</param>
public sealed record Manifest(
    int SchemaVersion,
    string DbtVersion,
    string AdapterType,
    string ProjectName,
    IReadOnlyDictionary<string, ManifestNode> Nodes,
    IReadOnlyDictionary<string, string> Sources
)
{
    /// <summary>
    /// Unique id to <c>loaded_at_field</c>, an expression over the source's columns, of the sources that have one.
    /// </summary>
    public IReadOnlyDictionary<string, string> LoadedAt { get; init; } = new Dictionary<string, string>();
}
