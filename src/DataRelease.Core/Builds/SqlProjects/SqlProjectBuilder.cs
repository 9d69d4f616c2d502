using DataRelease.Builds.Packages.Running;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds.SqlProjects;

/// <summary>
/// Builds green from a folder of plain SQL. The warehouse says what each query reads. Then the project becomes a
/// package in memory and is built like one.
/// </summary>
/// <param name="warehouse">The warehouse.</param>
/// <param name="project">The project.</param>
/// <param name="threads">The number of threads; null for four.</param>
public sealed class SqlProjectBuilder(Warehouse warehouse, SqlProject project, int? threads) : IGreenBuilder
{
    private PackageBuilder? _package;

    /// <inheritdoc/>
    public string Name => $"SQL project {project.Config.Name} {project.Config.Version}";

    /// <inheritdoc/>
    public bool RunsOutside => false;

    /// <inheritdoc/>
    public bool AimsSources => true;

    /// <inheritdoc/>
    public bool PlansInWarehouse => true;

    /// <inheritdoc/>
    public string? WhyNotInPlace(ManifestNode node) => _package?.WhyNotInPlace(node);

    /// <summary>For a preview: true if pending migrations may make what a query reads.</summary>
    public bool AwaitsMigrations { get; set; }

    /// <summary>Refuses a warehouse that would not find the project's relations, before it is connected to.</summary>
    /// <exception cref="ReleaseException">DR4210 on an engine that folds names to capital letters.</exception>
    public static void RequireNames(Warehouse warehouse)
    {
        if (warehouse.Traits.Names.Folding == NameFolding.Upper)
            throw new ReleaseException(
                ErrorCode.WarehouseCannot,
                $"{warehouse.Description} reads $schema$.name in capital letters, but the relations of a project of "
                    + "plain SQL have the names of its files",
                "release a dbt project, or a package of one"
            );
    }

    /// <summary>
    /// Asks the warehouse what the queries read, in a transaction that is rolled back. On an engine whose transactions
    /// take no objects, it asks in a schema whose name no other process uses.
    /// </summary>
    public async Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        RequireNames(warehouse);
        project.RequireNames(warehouse.Dialect);
        var scratch = warehouse.Dialect.Shorten(
            warehouse.Traits.HasTransactionalDdl
                ? ReleaseSchemas.Scratch(target.GreenSchema)
                : $"{ReleaseSchemas.Scratch(target.GreenSchema)}_{Guid.NewGuid():N}"
        );
        var reads = await new QueryAnalysis(warehouse, project, scratch, AwaitsMigrations).RunAsync(cancellation);
        _package = new PackageBuilder(
            warehouse,
            new SqlProjectManifest(project, warehouse.Dialect).Compile(reads),
            threads
        );
        return await _package.PlanAsync(target, build, artifactsDirectory, events, cancellation);
    }

    /// <inheritdoc/>
    public Task<ProjectCode?> ReadCodeAsync(
        GreenTarget target,
        string artifactsDirectory,
        CancellationToken cancellation
    ) => _package?.ReadCodeAsync(target, artifactsDirectory, cancellation) ?? Task.FromResult<ProjectCode?>(null);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, IReadOnlyList<CatalogColumn>>> ReadShapesAsync(
        GreenTarget target,
        IReadOnlySet<string> built,
        IReadOnlyDictionary<string, RelationName> blue,
        CancellationToken cancellation
    ) =>
        (
            _package ?? throw new InvalidOperationException("a project is planned before its shapes are asked for")
        ).ReadShapesAsync(target, built, blue, cancellation);

    /// <inheritdoc/>
    public Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation) =>
        (_package ?? throw new InvalidOperationException("a project is planned before it is built")).BuildAsync(
            build,
            events,
            cancellation
        );

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
