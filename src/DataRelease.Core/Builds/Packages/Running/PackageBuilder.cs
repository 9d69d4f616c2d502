using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using DataRelease.Builds.Seeds;
using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Packages.Running;

/// <summary>Builds green from a release package without dbt, Python or sources, in parallel along the graph.</summary>
/// <param name="warehouse">The warehouse.</param>
/// <param name="package">The package.</param>
/// <param name="threads">The number of threads; null for four.</param>
/// <param name="clock">The clock for the nodes' start times; null for the system's.</param>
public sealed class PackageBuilder(
    Warehouse warehouse,
    ReleasePackage package,
    int? threads,
    TimeProvider? clock = null
) : IGreenBuilder
{
    private Manifest? _planned;
    private IReadOnlySet<string>? _selected;

    /// <summary>A text to publish when the release is planned; null for none.</summary>
    public string? Notice { get; init; }

    /// <inheritdoc/>
    public string Name => $"package {package.Content.Name} {package.Content.Version}";

    /// <inheritdoc/>
    public bool RunsOutside => false;

    /// <inheritdoc/>
    public bool AimsSources => true;

    /// <inheritdoc/>
    public string? WhyNotInPlace(ManifestNode node) =>
        node.Kind == NodeKind.Model && node.Texts("unique_key").Count == 0
            ? "without a unique_key a package makes it again"
            : null;

    /// <inheritdoc/>
    public BuiltPackage Package =>
        new(package.Content.Name, package.Content.Version, package.Bytes) { Sha256 = package.Sha256 };

    /// <inheritdoc/>
    public Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        BuildOptions build,
        string artifactsDirectory,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        var content = package.Content;
        if (Notice is { } notice)
            events.Publish(new ReleaseEvent.Noted(notice));
        if (content.AdapterType != warehouse.Dialect.Name)
            throw new ReleaseException(
                ErrorCode.PackageAdapter,
                $"{content.Name} {content.Version} is compiled for {content.AdapterType}, this environment is "
                    + warehouse.Dialect.Name
            );
        if (build.Vars is { Length: > 0 })
            throw new ReleaseException(
                ErrorCode.SelectorUnsupported,
                "--vars has no effect on a package, whose code is compiled",
                "compile the project with these variables and pack it again"
            );
        foreach (var node in package.Manifest.Nodes.Values)
            OneQuery.Require(node, warehouse.Dialect.Lexis);
        var nodes = package
            .Manifest.Nodes.Values.Select(node => BareNames.Fold(node, warehouse.Dialect))
            .Select(node =>
                node with
                {
                    Database = target.Database,
                    Schema = GreenOf(node, target),
                    Alias = warehouse.Dialect.Shorten(node.Alias),
                    CodeDigest = DigestOf(node),
                    RelationName = node.IsRelation
                        ? warehouse.Dialect.Quote(
                            new RelationName(GreenOf(node, target), warehouse.Dialect.Shorten(node.Alias))
                        )
                        : null,
                }
            )
            .ToDictionary(node => node.UniqueId);
        _planned = package.Manifest with { Nodes = nodes };
        _selected = NodeSelection.Select(_planned, build, said => events.Publish(new ReleaseEvent.Noted(said)));
        return Task.FromResult(
            new ProjectPlan(content.Name, content.Version, _planned, _selected) { CompiledDatabase = content.Database }
        );
    }

    /// <inheritdoc/>
    public Task<ProjectCode?> ReadCodeAsync(
        GreenTarget target,
        string artifactsDirectory,
        CancellationToken cancellation
    ) => Task.FromResult<ProjectCode?>(ProjectCode.Of(package, target.LiveSchema));

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<CatalogColumn>>> ReadShapesAsync(
        GreenTarget target,
        IReadOnlySet<string> built,
        IReadOnlyDictionary<string, RelationName> blue,
        CancellationToken cancellation
    )
    {
        var planned = _planned
            ?? throw new InvalidOperationException("a package is planned before its shapes are read");
        return await new ScratchShapes(
            warehouse,
            planned,
            built,
            Aim(
                planned,
                node =>
                    !built.Contains(node.UniqueId) && blue.TryGetValue(node.UniqueId, out var shown)
                        ? shown
                        : ScratchShapes.NameOf(node, warehouse.Dialect),
                new Dictionary<RelationName, RelationName>(),
                target
            ),
            ReadSeed
        ).ReadAsync(cancellation);
    }

    /// <inheritdoc/>
    public async Task<BuildResult> BuildAsync(GreenBuild build, IReleaseEvents events, CancellationToken cancellation)
    {
        var planned = _planned ?? throw new InvalidOperationException("a package is planned before it is built");
        var plan = InPlace(planned, build);
        var wanted = build.Running ?? _selected;
        var running = plan
            .Nodes.Values.Where(node => node.Kind is NodeKind.Test || node.IsRelation)
            .Where(node => wanted is null || wanted.Contains(node.UniqueId))
            .Select(node => node.UniqueId)
            .ToHashSet(StringComparer.Ordinal);
        events.Publish(new ReleaseEvent.BuildPlanned(running.Count));
        using var timeout = new CancellationTokenSource(build.Options.Timeout);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            var nodes = await RunAsync(plan, running, build, events, linked.Token);
            return new BuildResult(
                nodes,
                PackageManifest.Write(planned, package.Content.BaseSchema, package.Content.Database)
            )
            {
                Code = CodeOf(plan, running, build),
            };
        }
        catch (OperationCanceledException)
            when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ReleaseException(
                ErrorCode.DbtTimeout,
                $"the build was stopped after {build.Options.Timeout.TotalSeconds:0} s"
            );
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The manifest with the names of the tables that are written in place.</summary>
    private Manifest InPlace(Manifest planned, GreenBuild build) =>
        build.InPlace.Count == 0
            ? planned
            : planned with
            {
                Nodes = planned
                    .Nodes.Values.Select(node =>
                        build.InPlace.TryGetValue(node.UniqueId, out var table)
                            ? node with
                            {
                                Schema = table.Schema,
                                Alias = table.Name,
                                RelationName = warehouse.Dialect.Quote(table),
                            }
                            : node
                    )
                    .ToDictionary(node => node.UniqueId),
            };

    private async Task<IReadOnlyList<NodeResult>> RunAsync(
        Manifest plan,
        IReadOnlySet<string> running,
        GreenBuild build,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        var graph = new BuildGraph(plan.Nodes, running);
        var aim = Aim(plan, running, build);
        await RequireQueriesAsync(plan, running, aim, cancellation);
        var results = new ConcurrentDictionary<string, NodeResult>(StringComparer.Ordinal);
        var skipped = new HashSet<string>(StringComparer.Ordinal);
        var active = new Dictionary<Task<NodeResult>, WarehouseSession>();
        var ready = new PriorityQueue<string, int>();
        var position = graph
            .Sequence.Select((id, index) => (id, index))
            .ToDictionary(pair => pair.id, pair => pair.index);
        var limit = build.Options.Threads ?? threads ?? 4;
        foreach (var id in graph.Ready)
            ready.Enqueue(id, position[id]);
        try
        {
            while (ready.Count > 0 || active.Count > 0)
            {
                while (active.Count < limit && ready.TryDequeue(out var id, out _))
                {
                    if (skipped.Contains(id))
                    {
                        End(new NodeResult(id, "skipped", 0, null, "an upstream node failed"));
                        continue;
                    }
                    // Each node has a session of its own, so that it finds no settings that another node's code
                    // changed.
                    var session =
                        active.Count == 0
                            ? await warehouse.OpenAsync(cancellation)
                            : await warehouse.TryOpenAnotherAsync(cancellation);
                    if (session is null)
                    {
                        ready.Enqueue(id, position[id]);
                        limit = active.Count;
                        events.Publish(
                            new ReleaseEvent.Noted(
                                $"the warehouse takes no more connections: the build goes on with {limit} at once"
                            )
                        );
                        break;
                    }
                    active[RunNodeAsync(session, plan.Nodes[id], aim, build, events, cancellation)] = session;
                }
                if (active.Count == 0)
                    continue;
                var done = await Task.WhenAny(active.Keys);
                active.Remove(done, out var used);
                await used!.DisposeAsync();
                End(await done);
            }
        }
        finally
        {
            // Nodes that still run must end before their sessions are closed.
            await Task.WhenAll(
                active.Keys.Select(task =>
                    task.ContinueWith(
                        _ => { },
                        CancellationToken.None,
                        TaskContinuationOptions.ExecuteSynchronously,
                        TaskScheduler.Default
                    )
                )
            );
            foreach (var session in active.Values)
                await session.DisposeAsync();
        }
        return [.. graph.Sequence.Select(id => results[id])];

        void End(NodeResult result)
        {
            results[result.UniqueId] = result;
            var node = plan.Nodes[result.UniqueId];
            if (result.Status == "skipped")
                events.Publish(
                    new ReleaseEvent.NodeFinished(node.UniqueId, Kind(node), node.Name, "skipped", TimeSpan.Zero, "")
                );
            if (result.IsFailure || result.Status == "skipped")
                skipped.UnionWith(graph.ChildrenOf(result.UniqueId));
            foreach (var next in graph.Finish(result.UniqueId))
                ready.Enqueue(next, position[next]);
        }
    }

    private ReleaseException? OutOfRoom(Exception error) =>
        error is IOException
            ? FileFaults.IsDiskFull(error)
                ? FileFaults.DiskFull(error)
                : null
            : warehouse.IsOutOfRoom(error)
                ? warehouse.Translate(error)
                : null;

    private async Task RequireQueriesAsync(
        Manifest plan,
        IReadOnlySet<string> running,
        RelationAim aim,
        CancellationToken cancellation
    )
    {
        await using var session = await warehouse.OpenAsync(cancellation);
        foreach (var node in plan.Nodes.Values.Where(node => running.Contains(node.UniqueId)))
            OneQuery.Require(node, node.CompiledCode is null ? "" : aim.Apply(node.CompiledCode), warehouse, session);
    }

    private async Task<NodeResult> RunNodeAsync(
        WarehouseSession session,
        ManifestNode node,
        RelationAim aim,
        GreenBuild build,
        IReleaseEvents events,
        CancellationToken cancellation
    )
    {
        events.Publish(new ReleaseEvent.NodeStarted(node.UniqueId, Kind(node), node.Name));
        var start = Stopwatch.GetTimestamp();
        var startedAt = (clock ?? TimeProvider.System).GetUtcNow();
        NodeResult result;
        try
        {
            // Never write to live: whatever the package says, only the release's own schemas and tables that are shared
            // on purpose are written to.
            if (
                (node.IsRelation || node.StoresFailures)
                && !build.InPlace.ContainsKey(node.UniqueId)
                && (build.Target.LiveSchemaOf(node.Schema) is null || build.Target.IsUnasked(node.Schema))
            )
                throw new ReleaseException(
                    ErrorCode.WritesOutsideGreen,
                    $"{node.UniqueId} would be written to {node.Schema}"
                );
            var sql = node.CompiledCode is null ? "" : aim.Apply(node.CompiledCode);
            if (node.Kind == NodeKind.Test)
            {
                result = await DataTest.RunAsync(session, node, sql, warehouse.Dialect, cancellation);
            }
            else
            {
                var seed = node.Kind == NodeKind.Seed ? ReadSeed(node) : null;
                await new Materializer(warehouse, build.Carried.Contains(node.UniqueId)).RunAsync(
                    session,
                    node,
                    sql,
                    seed,
                    cancellation
                );
                result = new NodeResult(node.UniqueId, "success", 0, null, null);
            }
        }
        // The node is not at fault. Other nodes would meet the same error, and the remedy is not to correct a query.
        catch (Exception error)
            when ((error is DbException or IOException or ReleaseException)
                && !cancellation.IsCancellationRequested
                && OutOfRoom(error) is not null
            )
        {
            var full = OutOfRoom(error)!;
            throw new ReleaseException(full.Code, $"{node.OriginalFilePath}: {full.Message}", full.ToDo, inner: error);
        }
        catch (ReleaseException error) when (error.Where is not null && !cancellation.IsCancellationRequested)
        {
            result = new NodeResult(
                node.UniqueId,
                "error",
                0,
                null,
                $"{error.Where}: {error.Code.Id}: {error.Message}"
            );
        }
        catch (Exception error) when (error is DbException or ReleaseException && !cancellation.IsCancellationRequested)
        {
            var known = warehouse.Translate(error);
            // A statement that a limit ended does not mean that the model is wrong, and the model does not show the
            // remedy.
            var advice = known.Code == ErrorCode.StatementCancelled ? $"; {known.ToDo}" : "";
            result = new NodeResult(
                node.UniqueId,
                "error",
                0,
                null,
                $"{node.OriginalFilePath}: {known.Message}{advice}"
            );
        }
        catch (Exception error)
            when (error is InvalidOperationException or KeyNotFoundException or ArgumentException or FormatException)
        {
            result = new NodeResult(
                node.UniqueId,
                "error",
                0,
                null,
                $"{node.OriginalFilePath}: its configuration does not have the form that dbt documents: {error.Message}"
            );
        }
        var elapsed = Stopwatch.GetElapsedTime(start);
        events.Publish(
            new ReleaseEvent.NodeFinished(
                node.UniqueId,
                Kind(node),
                node.Name,
                result.Status,
                elapsed,
                result.Message ?? ""
            )
        );
        return result with { Seconds = Math.Round(elapsed.TotalSeconds, 3), StartedAt = startedAt };
    }

    private Dictionary<string, string> CodeOf(Manifest plan, HashSet<string> running, GreenBuild build)
    {
        var aim = Aim(plan, running, build);
        return plan
            .Nodes.Values.Where(node => running.Contains(node.UniqueId) && node.CompiledCode is { Length: > 0 })
            .ToDictionary(node => node.UniqueId, node => aim.Apply(node.CompiledCode!));
    }

    private SeedTable ReadSeed(ManifestNode node) => SeedReader.Read(node, package.ReadSeed(node), warehouse.Dialect);

    /// <summary>
    /// Maps compiled names to green's names for nodes that are built, and to blue's for those that a partial build
    /// leaves out.
    /// </summary>
    private RelationAim Aim(Manifest plan, IReadOnlySet<string> running, GreenBuild build) =>
        Aim(
            plan,
            node =>
                !running.Contains(node.UniqueId) && build.Blue.TryGetValue(node.UniqueId, out var blue)
                    ? blue
                    : new RelationName(node.Schema, node.Alias),
            build.Sources,
            build.Target
        );

    private RelationAim Aim(
        Manifest plan,
        Func<ManifestNode, RelationName> nameOf,
        IReadOnlyDictionary<RelationName, RelationName> sources,
        GreenTarget target
    )
    {
        var names = new Dictionary<RelationName, RelationName>(sources);
        foreach (var node in package.Manifest.Nodes.Values.Where(node => node.IsRelation))
        {
            var compiled = BareNames.Fold(node, warehouse.Dialect);
            names[new RelationName(compiled.Schema, compiled.Alias)] = nameOf(plan.Nodes[node.UniqueId]);
        }
        return new RelationAim(warehouse.Dialect, package.Content.Database, target.Database, names);
    }

    private string? DigestOf(ManifestNode node) =>
        node.Kind == NodeKind.Seed ? Convert.ToHexStringLower(SHA256.HashData(package.ReadSeed(node)))
        : node.CompiledCode is { } code ? CodeDigest.Of(code, package.Content.BaseSchema, package.Content.Database)
        : null;

    /// <summary>
    /// A relation's schema in green. It is not shortened to the engine's limit, because live would then have a name
    /// that is in no file. A name that is too long is refused.
    /// </summary>
    private string GreenOf(ManifestNode node, GreenTarget target)
    {
        var (schema, own) = (node.Schema, warehouse.Dialect.SchemaOf(package.Content.BaseSchema));
        if (target.GreenOf(schema) is { } named)
            return named;
        // Packages of earlier versions may have a schema that does not tell where the target's is.
        var at = PackedSchema.PlaceOf(schema, own, node.Text("schema"))
            ?? schema.IndexOf(own, StringComparison.Ordinal);
        if (at < 0)
            return schema;
        var green = string.Concat(schema.AsSpan(0, at), target.GreenSchema, schema.AsSpan(at + own.Length));
        return node.IsRelation ? green : warehouse.Dialect.Shorten(green);
    }

    private static string Kind(ManifestNode node) => node.Kind.ToString().ToLowerInvariant();
}
