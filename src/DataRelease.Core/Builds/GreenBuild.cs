using DataRelease.Builds.Reuse;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds;

/// <summary>
/// Where a build goes. Everything that dbt would put into a live schema goes into its release schema instead.
/// </summary>
/// <param name="Environment">The environment's name.</param>
/// <param name="Database">The one database, see <see cref="Warehouse.Database"/>.</param>
/// <param name="LiveSchema">The target's base schema, <c>analytics</c>.</param>
/// <param name="GreenSchema">What stands in its place, <c>analytics__r42</c>.</param>
public sealed record GreenTarget(string Environment, string Database, string LiveSchema, string GreenSchema)
{
    /// <summary>
    /// Live schemas that the project names itself, whatever the target's schema is: see
    /// <see cref="ReleaseConfig.Schemas"/>.
    /// </summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>
    /// What the release after this one has in place of <see cref="LiveSchema"/>, as far as can be said now; null where
    /// nobody will ask.
    /// </summary>
    public string? Next { get; init; }

    /// <summary>
    /// The live schema for a schema that the project writes to in green, or null if it lies outside the release:
    /// <c>analytics__r42_marketing</c> is live as <c>analytics_marketing</c>.
    /// </summary>
    public string? LiveSchemaOf(string greenSchema) => ReleaseSchemas.LiveOf(LiveSchema, GreenSchema, greenSchema);

    /// <summary>
    /// True if a schema is green's in the place of one that the project names itself, and the configuration does not
    /// have that one.
    /// </summary>
    public bool IsUnasked(string greenSchema) =>
        ReleaseSchemas.NamedOf(GreenSchema, greenSchema) is { } live && !Named.Contains(live);

    /// <summary>What green has in the place of a schema that the project names itself; null for any other.</summary>
    public string? GreenOf(string schema) => Named.Contains(schema) ? ReleaseSchemas.Named(GreenSchema, schema) : null;
}

/// <summary>What the user asked of the build.</summary>
public sealed record BuildOptions
{
    /// <summary>dbt selectors; empty for everything.</summary>
    public IReadOnlyList<string> Select { get; init; } = [];

    /// <summary>dbt selectors of what to leave out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Variables as one YAML or JSON mapping, as dbt's <c>--vars</c> takes it; null for none.</summary>
    public string? Vars { get; init; }

    /// <summary>Parallelism; null for the profile's.</summary>
    public int? Threads { get; init; }

    /// <summary>Build incremental models and snapshots' sources from nothing.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>Which relations are shared with blue in place of being built.</summary>
    public ReuseMode Reuse { get; init; }

    /// <summary>Run the tests of relations that are shared, too.</summary>
    public bool Retest { get; init; }

    /// <summary>How long a whole build may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(4);

    /// <summary>True if only a part of the project is built.</summary>
    public bool IsPartial => Select.Count > 0 || Exclude.Count > 0;
}

/// <summary>Everything a builder needs to build.</summary>
/// <param name="Target">Where.</param>
/// <param name="Options">What.</param>
/// <param name="Carried">Live unique ids of state relations that already stand in green as a copy of blue.</param>
/// <param name="BlueManifest">For a partial build: the manifest.json that blue was built with, if it is known; else
/// null.</param>
/// <param name="Blue">For a partial build: where blue's relations really are, by unique id: unselected references go
/// there.</param>
/// <param name="ArtifactsDirectory">A private folder for what the build writes (target path, logs); kept until the
/// release ends.</param>
public sealed record GreenBuild(
    GreenTarget Target,
    BuildOptions Options,
    IReadOnlySet<string> Carried,
    ReadOnlyMemory<byte>? BlueManifest,
    IReadOnlyDictionary<string, RelationName> Blue,
    string ArtifactsDirectory
)
{
    /// <summary>The release, <c>r42</c>; empty where what is built is none.</summary>
    public string Release { get; init; } = "";

    /// <summary>
    /// Tables outside the project that are read under other names, by the names that the code has; only where
    /// <see cref="IGreenBuilder.AimsSources"/>.
    /// </summary>
    public IReadOnlyDictionary<RelationName, RelationName> Sources { get; init; } =
        new Dictionary<RelationName, RelationName>();

    /// <summary>Unique ids of the relations and tests to run; null for what was planned.</summary>
    public IReadOnlySet<string>? Running { get; init; }
}

/// <summary>What a project is, before anything is built.</summary>
/// <param name="Name">The project's name.</param>
/// <param name="Version">The project's or package's version.</param>
/// <param name="Manifest">Parsed with the green schema in place.</param>
/// <param name="Selected">Unique ids that the build will run, null for all enabled nodes.</param>
public sealed record ProjectPlan(string Name, string Version, Manifest Manifest, IReadOnlySet<string>? Selected)
{
    /// <summary>What blue has of it already; null if that was not asked.</summary>
    internal ReusePlan? Reuse { get; init; }

    /// <summary>What had arrived in sources; null if that was not asked.</summary>
    internal Arrivals? Arrivals { get; init; }

    /// <summary>The database that the names of its sources begin with; null where they name the one of now.</summary>
    internal string? CompiledDatabase { get; init; }
}

/// <summary>How one node ended; dbt's words.</summary>
/// <param name="UniqueId">The node.</param>
/// <param name="Status">
/// <c>success</c>, <c>error</c>, <c>skipped</c>, <c>pass</c>, <c>warn</c>, <c>fail</c>, <c>partial success</c> (some
/// batches of a microbatch model), <c>no-op</c> (an exposure, a saved query), <c>reused</c> (what stands is still
/// right).
/// </param>
/// <param name="Seconds">Run time.</param>
/// <param name="Failures">A test's failures, else null.</param>
/// <param name="Message">What the warehouse or dbt said; may be null.</param>
public sealed record NodeResult(string UniqueId, string Status, double Seconds, long? Failures, string? Message)
{
    /// <summary>UTC; null if the builder does not say.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>True if this stops the release.</summary>
    public bool IsFailure => Status is "error" or "fail" or "runtime error" or "partial success";

    /// <summary>True if there is nothing to run for it: an exposure, a saved query.</summary>
    public bool IsNoOp => Status == "no-op";

    /// <summary>True if what it is for is there, with nothing to say about it.</summary>
    public bool IsGood => Status is "success" or "pass" or "reused" or "no-op";
}

/// <summary>What a build did. A failed node is a result, not an exception.</summary>
/// <param name="Nodes">Every node that ran or was skipped.</param>
/// <param name="ManifestJson">manifest.json as built, for the ledger; empty if the builder has none.</param>
public sealed record BuildResult(IReadOnlyList<NodeResult> Nodes, ReadOnlyMemory<byte> ManifestJson)
{
    /// <summary>
    /// The SQL of models, snapshots and tests as it ran, by unique id; what the builder does not know is left out.
    /// </summary>
    public IReadOnlyDictionary<string, string> Code { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Digests of code, whichever release it was compiled for, by unique id; empty where the plan had them.
    /// </summary>
    public IReadOnlyDictionary<string, string> Digests { get; init; } = new Dictionary<string, string>();

    /// <summary>True if nothing failed.</summary>
    public bool Succeeded => !Nodes.Any(node => node.IsFailure);
}

/// <summary>A release package as a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Bytes">The file.</param>
public sealed record BuiltPackage(string Name, string Version, ReadOnlyMemory<byte> Bytes);

/// <summary>Builds a project into green. One implementation runs dbt, one runs a release package by itself.</summary>
public interface IGreenBuilder : IAsyncDisposable
{
    /// <summary>For people: <c>dbt 1.7.20</c>, <c>package shop 1.4.0</c>.</summary>
    string Name { get; }

    /// <summary>
    /// True if another process writes to the warehouse during <see cref="PlanAsync"/> and <see cref="BuildAsync"/>,
    /// so that an exclusive warehouse must be closed by us meanwhile.
    /// </summary>
    bool RunsOutside { get; }

    /// <summary>
    /// True if <see cref="PlanAsync"/> asks the warehouse what the queries read, so that migrations must have run
    /// before.
    /// </summary>
    bool PlansInWarehouse => false;

    /// <summary>True if it can read tables outside the project under other names.</summary>
    bool AimsSources => false;

    /// <summary>
    /// The package that it builds from, to be kept in the ledger; null if it builds from something else.
    /// </summary>
    BuiltPackage? Package => null;

    /// <summary>Reads the project with the green schema in place; writes nothing to the warehouse.</summary>
    Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    );

    /// <summary>The text of what was planned, to be shown to people; null if there is none.</summary>
    /// <param name="target">Where it was planned for.</param>
    /// <param name="artifactsDirectory">The folder that it was planned with.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ProjectCode?> ReadCodeAsync(GreenTarget target, string artifactsDirectory, CancellationToken cancellation) =>
        Task.FromResult<ProjectCode?>(null);

    /// <summary>Builds and tests. Writes only into release schemas.</summary>
    Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation);
}
