using System.Security.Cryptography;
using DataRelease.Builds.Reuse;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds;

/// <summary>
/// The place that a build goes to. Everything that dbt would write to a live schema goes to its release schema instead.
/// </summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Database">The database: see <see cref="Warehouse.Database"/>.</param>
/// <param name="LiveSchema">The target's base schema, <c>analytics</c>.</param>
/// <param name="GreenSchema">The schema that replaces it, <c>analytics__r42</c>.</param>
public sealed record GreenTarget(string Environment, string Database, string LiveSchema, string GreenSchema)
{
    /// <summary>
    /// Live schemas that the project names itself, independent of the target's schema: see
    /// <see cref="ReleaseConfig.Schemas"/>.
    /// </summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>
    /// The schema that the next release will have in place of <see cref="LiveSchema"/>, as far as it is known now; null
    /// if nobody will need it.
    /// </summary>
    public string? Next { get; init; }

    /// <summary>
    /// The live schema for a schema that the project writes to in green, or null if it is outside the release:
    /// <c>analytics__r42_marketing</c> is live as <c>analytics_marketing</c>.
    /// </summary>
    public string? LiveSchemaOf(string greenSchema) => ReleaseSchemas.LiveOf(LiveSchema, GreenSchema, greenSchema);

    /// <summary>
    /// True for green's schema in place of one that the project names itself but that the configuration does not list.
    /// </summary>
    public bool IsUnasked(string greenSchema) =>
        ReleaseSchemas.NamedOf(GreenSchema, greenSchema) is { } live && !Named.Contains(live);

    /// <summary>Green's schema in place of one that the project names itself; null for any other.</summary>
    public string? GreenOf(string schema) => Named.Contains(schema) ? ReleaseSchemas.Named(GreenSchema, schema) : null;
}

/// <summary>The user's options for a build.</summary>
public sealed record BuildOptions
{
    /// <summary>dbt selectors; empty for everything.</summary>
    public IReadOnlyList<string> Select { get; init; } = [];

    /// <summary>dbt selectors of nodes to leave out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Variables as one YAML or JSON mapping, as in dbt's <c>--vars</c>; null for none.</summary>
    public string? Vars { get; init; }

    /// <summary>The number of threads; null for the profile's.</summary>
    public int? Threads { get; init; }

    /// <summary>True to build incremental models from nothing.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Which relations are shared with blue instead of being built.</summary>
    public ReuseMode Reuse { get; init; }

    /// <summary>True to run the tests of shared relations, too.</summary>
    public bool Retest { get; init; }

    /// <summary>The longest time of a whole build.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(4);

    /// <summary>True if only a part of the project is built.</summary>
    public bool IsPartial => Select.Count > 0 || Exclude.Count > 0;
}

/// <summary>Everything that a builder needs to build.</summary>
/// <param name="Target">The place that the build goes to.</param>
/// <param name="Options">The user's options.</param>
/// <param name="Carried">
/// The unique ids of nodes with state that are already in green as copies of blue's tables.
/// </param>
/// <param name="BlueManifest">
/// For a partial build: the manifest.json that blue was built with, if it is known; otherwise null.
/// </param>
/// <param name="Blue">
/// For a partial build: blue's physical relations, by unique id. References to unselected nodes go there.
/// </param>
/// <param name="ArtifactsDirectory">
/// A private folder for the build's files (target path, logs). It exists until the release ends.
/// </param>
public sealed record GreenBuild(
    GreenTarget Target,
    BuildOptions Options,
    IReadOnlySet<string> Carried,
    ReadOnlyMemory<byte>? BlueManifest,
    IReadOnlyDictionary<string, RelationName> Blue,
    string ArtifactsDirectory
)
{
    /// <summary>The release, <c>r42</c>; empty if the build is for no release.</summary>
    public string Release { get; init; } = "";

    /// <summary>
    /// Tables outside the project that are read under other names, by the names in the code. Only for a builder with
    /// <see cref="IGreenBuilder.AimsSources"/>.
    /// </summary>
    public IReadOnlyDictionary<RelationName, RelationName> Sources { get; init; } =
        new Dictionary<RelationName, RelationName>();

    /// <summary>The unique ids of the relations and tests to run; null for what was planned.</summary>
    public IReadOnlySet<string>? Running { get; init; }

    /// <summary>
    /// Nodes with state that write in place to the live table, by unique id, and not to green, because the project asks
    /// for it: see <see cref="StateKeeping.Shared"/>. They are also in <see cref="Carried"/>.
    /// </summary>
    public IReadOnlyDictionary<string, RelationName> InPlace { get; init; } = new Dictionary<string, RelationName>();
}

/// <summary>A project before anything is built.</summary>
/// <param name="Name">The project's name.</param>
/// <param name="Version">The project's or package's version.</param>
/// <param name="Manifest">The manifest, parsed with the green schema as the target.</param>
/// <param name="Selected">The unique ids that the build runs; null for all enabled nodes.</param>
public sealed record ProjectPlan(string Name, string Version, Manifest Manifest, IReadOnlySet<string>? Selected)
{
    /// <summary>The part that blue has already; null if reuse was not asked for.</summary>
    internal ReusePlan? Reuse { get; init; }

    /// <summary>The nodes that write in place to the live tables.</summary>
    internal SharedState State { get; init; } = SharedState.None;

    /// <summary>What has arrived in sources; null if nobody asked.</summary>
    internal Arrivals? Arrivals { get; init; }

    /// <summary>The database in the names of the sources; null if they name the present database.</summary>
    internal string? CompiledDatabase { get; init; }
}

/// <summary>The result of one node, in dbt's words.</summary>
/// <param name="UniqueId">The node.</param>
/// <param name="Status">
/// <c>success</c>, <c>error</c>, <c>skipped</c>, <c>pass</c>, <c>warn</c>, <c>fail</c>, <c>partial success</c> (some
/// batches of a microbatch model), <c>no-op</c> (an exposure, a saved query), <c>reused</c> (the existing relation is
/// still right).
/// </param>
/// <param name="Seconds">The duration in seconds.</param>
/// <param name="Failures">A test's number of failures; otherwise null.</param>
/// <param name="Message">The message of the warehouse or of dbt; may be null.</param>
public sealed record NodeResult(string UniqueId, string Status, double Seconds, long? Failures, string? Message)
{
    /// <summary>When it started, in UTC; null if the builder does not know.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>True if this result stops the release.</summary>
    public bool IsFailure => Status is "error" or "fail" or "runtime error" or "partial success";

    /// <summary>True if the node has no work: an exposure, a saved query.</summary>
    public bool IsNoOp => Status == "no-op";

    /// <summary>True if the node succeeded without a remark.</summary>
    public bool IsGood => Status is "success" or "pass" or "reused" or "no-op";
}

/// <summary>The result of a build. A failed node is a result, not an exception.</summary>
/// <param name="Nodes">Every node that ran or was skipped.</param>
/// <param name="ManifestJson">The manifest.json of the build, for the ledger; empty if the builder has none.</param>
public sealed record BuildResult(IReadOnlyList<NodeResult> Nodes, ReadOnlyMemory<byte> ManifestJson)
{
    /// <summary>
    /// The SQL of models, snapshots and tests that ran, by unique id, as far as the builder knows it.
    /// </summary>
    public IReadOnlyDictionary<string, string> Code { get; init; } = new Dictionary<string, string>();

    /// <summary>Digests of code that do not depend on the release, by unique id; empty if the plan had them.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; init; } = new Dictionary<string, string>();

    /// <summary>True if nothing failed.</summary>
    public bool Succeeded => !Nodes.Any(node => node.IsFailure);
}

/// <summary>The file of a release package.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Version">The package's version.</param>
/// <param name="Bytes">
/// The file's bytes, as they were when it was opened; empty if they are too many to keep (<see cref="MostBytes"/>).
/// </param>
public sealed record BuiltPackage(string Name, string Version, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The largest package whose bytes are kept. Of larger ones only name and checksum are kept.</summary>
    public const int MostBytes = 32 << 20;

    /// <summary>The SHA-256 of the file, in hexadecimal.</summary>
    public string Sha256
    {
        get => field ?? Convert.ToHexStringLower(SHA256.HashData(Bytes.Span));
        init;
    }

    /// <summary>A release package's extension.</summary>
    public const string OfRelease = "nupkg";

    /// <summary>The file's extension, without a dot.</summary>
    public string Extension { get; init; } = OfRelease;
}

/// <summary>
/// Builds a project into green. One implementation runs dbt, others build a release package or a project of plain SQL
/// themselves.
/// </summary>
public interface IGreenBuilder : IAsyncDisposable
{
    /// <summary>The name in messages: <c>dbt 1.7.20</c>, <c>package shop 1.4.0</c>.</summary>
    string Name { get; }

    /// <summary>
    /// True if another process uses the warehouse during <see cref="PlanAsync"/> and <see cref="BuildAsync"/>, so that
    /// this process must close an exclusive warehouse meanwhile.
    /// </summary>
    bool RunsOutside { get; }

    /// <summary>
    /// True if <see cref="PlanAsync"/> asks the warehouse what the queries read, so that migrations must run before.
    /// </summary>
    bool PlansInWarehouse => false;

    /// <summary>True if the builder can read tables outside the project under other names.</summary>
    bool AimsSources => false;

    /// <summary>
    /// The package that it builds from, for the ledger to keep; null if it builds from something else.
    /// </summary>
    BuiltPackage? Package => null;

    /// <summary>
    /// Why a node with state can't write in place to the live table, as a phrase; null if it can. Writing in place
    /// means: in one transaction, and without replacing the table.
    /// </summary>
    string? WhyNotInPlace(ManifestNode node) => null;

    /// <summary>Reads the project with the green schema as the target; writes nothing to the warehouse.</summary>
    Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    );

    /// <summary>The planned code, to show it to people; null if there is none.</summary>
    /// <param name="target">The place that it was planned for.</param>
    /// <param name="artifactsDirectory">The folder that it was planned with.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ProjectCode?> ReadCodeAsync(GreenTarget target, string artifactsDirectory, CancellationToken cancellation) =>
        Task.FromResult<ProjectCode?>(null);

    /// <summary>
    /// The columns that planned relations will have, by unique id, as the warehouse says before anything is built.
    /// Those that can't be known are left out. Nothing that it makes is left behind or seen by others.
    /// </summary>
    /// <param name="target">The place that it was planned for.</param>
    /// <param name="built">The unique ids of the relations that are built.</param>
    /// <param name="blue">Blue's physical relations, which are read in place of those that are not built.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyDictionary<string, IReadOnlyList<CatalogColumn>>> ReadShapesAsync(
        GreenTarget target,
        IReadOnlySet<string> built,
        IReadOnlyDictionary<string, RelationName> blue,
        CancellationToken cancellation
    ) =>
        Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<CatalogColumn>>>(
            new Dictionary<string, IReadOnlyList<CatalogColumn>>()
        );

    /// <summary>
    /// Builds and tests. It writes only to release schemas, and to the tables of <see cref="GreenBuild.InPlace"/>.
    /// </summary>
    Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation);
}
