using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>The kind of a node in a dbt project.</summary>
public enum NodeKind
{
    /// <summary>A model.</summary>
    Model,

    /// <summary>A CSV file.</summary>
    Seed,

    /// <summary>The history of a query's rows.</summary>
    Snapshot,

    /// <summary>A data test, generic or singular.</summary>
    Test,

    /// <summary>A unit test of a model's SQL (dbt 1.8 and later).</summary>
    UnitTest,

    /// <summary>An analysis, which is compiled and never run.</summary>
    Analysis,

    /// <summary>An <c>on-run-start</c> or <c>on-run-end</c> hook.</summary>
    Operation,

    /// <summary>An unknown kind. A package never writes it to the warehouse.</summary>
    Other,
}

/// <summary>The parts of a node in a dbt manifest (v11, v12) that a release needs.</summary>
public sealed record ManifestNode
{
    /// <summary>The unique id, <c>model.shop.orders</c>.</summary>
    public required string UniqueId { get; init; }

    /// <summary>The node's kind.</summary>
    public required NodeKind Kind { get; init; }

    /// <summary>The node's name in the project.</summary>
    public required string Name { get; init; }

    /// <summary>The relation's name in the warehouse.</summary>
    public required string Alias { get; init; }

    /// <summary>The dbt package that the node belongs to.</summary>
    public required string PackageName { get; init; }

    /// <summary>The database that it is written to; empty if dbt leaves it out.</summary>
    public string Database { get; init; } = "";

    /// <summary>The schema it is written to.</summary>
    public string Schema { get; init; } = "";

    /// <summary>The relation's name as dbt renders and quotes it; null for a node that is no relation.</summary>
    public string? RelationName { get; init; }

    /// <summary>The path within its package, with forward slashes.</summary>
    public string OriginalFilePath { get; init; } = "";

    /// <summary>The YAML file that describes it, <c>package://path</c>, or null.</summary>
    public string? PatchPath { get; init; }

    /// <summary>The language, <c>sql</c> or <c>python</c>.</summary>
    public string Language { get; init; } = "sql";

    /// <summary>dbt's checksum of the node's file, <c>sha256:…</c>; empty if there is none.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>
    /// The materialization: <c>table</c>, <c>view</c>, <c>incremental</c>, <c>ephemeral</c>, <c>seed</c>,
    /// <c>snapshot</c>, <c>test</c>, or a custom one.
    /// </summary>
    public string Materialized { get; init; } = "";

    /// <summary>The unique ids of the nodes and sources that it reads.</summary>
    public IReadOnlyList<string> DependsOn { get; init; } = [];

    /// <summary>The whole <c>config</c> object.</summary>
    public JsonElement Config { get; init; }

    /// <summary>
    /// The model's <c>meta</c> outside <c>config</c>, if it mentions DataRelease; otherwise undefined.
    /// </summary>
    public JsonElement Meta { get; init; }

    /// <summary>A digest of its compiled code that does not depend on the release; null if unknown.</summary>
    public string? CodeDigest { get; init; }

    /// <summary>The columns that the YAML describes, in its order.</summary>
    public IReadOnlyList<ManifestColumn> Columns { get; init; } = [];

    /// <summary>The constraints as in the manifest; empty if there are none.</summary>
    public string Constraints { get; init; } = "";

    /// <summary>The name for dbt's <c>fqn:</c> selector; empty if unknown.</summary>
    public string Path { get; init; } = "";

    /// <summary>The description; empty if there is none.</summary>
    public string Description { get; init; } = "";

    /// <summary>For a generic test: what it tests. Null for a singular test.</summary>
    public ManifestTest? Test { get; init; }

    /// <summary>The model that a generic test belongs to; otherwise null.</summary>
    public string? AttachedNode { get; init; }

    /// <summary>The SQL with Jinja; null unless the reader asked for code.</summary>
    public string? RawCode { get; init; }

    /// <summary>The SQL after Jinja; null if it is not compiled, or unless the reader asked for code.</summary>
    public string? CompiledCode { get; init; }

    /// <summary>True if dbt writes a relation of this name to the warehouse.</summary>
    public bool IsRelation =>
        Kind switch
        {
            NodeKind.Model => Materialized != "ephemeral",
            NodeKind.Seed or NodeKind.Snapshot => true,
            _ => false,
        };

    /// <summary>True for a test that stores the failing rows in a table.</summary>
    public bool StoresFailures =>
        Kind == NodeKind.Test
        && Config.ValueKind == JsonValueKind.Object
        && Config.TryGetProperty("store_failures", out var value)
        && value.ValueKind == JsonValueKind.True;

    /// <summary>
    /// True if its rows can't be made again from its inputs alone, as for incremental models and snapshots.
    /// </summary>
    public bool IsState => Kind == NodeKind.Snapshot || (Kind == NodeKind.Model && Materialized == "incremental");
}

/// <summary>A column that the project's YAML describes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">The declared type, or null.</param>
/// <param name="Description">The description; empty if there is none.</param>
public sealed record ManifestColumn(string Name, string? DataType, string Description)
{
    /// <summary>The constraints as in the manifest; empty if there are none.</summary>
    public string Constraints { get; init; } = "";
}

/// <summary>What a generic test tests.</summary>
/// <param name="Name"><c>unique</c>, <c>not_null</c>, …</param>
/// <param name="Namespace">The package of a custom test; null for dbt's own.</param>
/// <param name="Column">The column, or null.</param>
/// <param name="Columns">
/// The columns that are unique together (<c>dbt_utils.unique_combination_of_columns</c>); otherwise empty.
/// </param>
public sealed record ManifestTest(string Name, string? Namespace, string? Column, IReadOnlyList<string> Columns);

/// <summary>The parts of a dbt manifest that a release needs.</summary>
/// <param name="SchemaVersion">The manifest's version, 11 or 12.</param>
/// <param name="DbtVersion">dbt's version, <c>1.7.20</c>.</param>
/// <param name="AdapterType">The adapter, such as <c>postgres</c> or <c>duckdb</c>.</param>
/// <param name="ProjectName">The name of the root project.</param>
/// <param name="Nodes">The enabled nodes, by unique id.</param>
/// <param name="Sources">The <c>relation_name</c> of every source, by unique id.</param>
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
    /// The <c>loaded_at_field</c>, an expression over the source's columns, of those sources that have one, by unique
    /// id.
    /// </summary>
    public IReadOnlyDictionary<string, string> LoadedAt { get; init; } = new Dictionary<string, string>();

    /// <summary>The consumers that the project declares.</summary>
    public IReadOnlyList<ManifestExposure> Exposures { get; init; } = [];
}
