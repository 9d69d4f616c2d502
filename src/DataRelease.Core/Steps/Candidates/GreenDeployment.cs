using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Builds.Reuse;
using DataRelease.Checks;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>The first half of a release: plans, builds, and records what was built.</summary>
internal sealed class GreenDeployment(ReleaseRun run)
{
    private static readonly TimeSpan _progressEvery = TimeSpan.FromSeconds(2);

    /// <summary>Reads the project, and refuses one that would write outside green.</summary>
    public async Task<ProjectPlan> PlanAsync(
        GreenTarget target,
        IGreenBuilder builder,
        BuildOptions options,
        string artifacts,
        CancellationToken cancellation
    )
    {
        if (builder.RunsOutside)
            await run.Warehouse.StepAsideAsync();
        var plan = await builder.PlanAsync(target, options, artifacts, run.Events, cancellation);
        plan = plan with { Manifest = BareNames.Fold(plan.Manifest, run.Warehouse.Dialect) };
        var scope = Scope(plan);
        // The builders check this, too. A second check costs nothing, and a write to live would cost everything.
        var escaped = scope
            .Where(node =>
                target.LiveSchemaOf(node.Schema) is null
                || target.IsUnasked(node.Schema)
                || (node.Database.Length > 0 && !SameDatabase(node.Database, target.Database))
            )
            .ToList();
        if (escaped.Count > 0)
        {
            throw new ReleaseException(
                ErrorCode.WritesOutsideGreen,
                string.Join(", ", escaped.Take(10).Select(node => $"{node.UniqueId} ({node.Database}.{node.Schema})"))
                    + $"{(escaped.Count > 10 ? $" and {escaped.Count - 10} more" : "")} would not be written to "
                    + target.GreenSchema
            );
        }
        // A check that can't be read is reported now, and not only after the build that it would judge.
        ModelSettings.Checks(plan.Manifest, run.Environment.ProjectDir, CheckKinds.All);
        if (scope.Count == 0 && builder is not IDatabaseProject { Pointers.Count: > 0 })
            throw new ReleaseException(ErrorCode.NothingSelected, "no model, seed or snapshot is selected");
        var tooLong = scope
            .Select(node => node.Schema)
            .Append(target.GreenSchema)
            .Append(target.LiveSchema)
            .Concat(scope.Select(node => Live(node, target).Schema))
            .Distinct()
            .Where(schema => !run.Warehouse.Traits.Names.Fits(schema))
            .ToList();
        if (tooLong.Count > 0)
        {
            throw new ReleaseException(
                ErrorCode.WritesOutsideGreen,
                $"the schema name '{tooLong[0]}' is longer than {run.Warehouse.Traits.Names.Limit}, "
                    + "and would be cut to another name",
                "shorten the custom schema or the target's schema"
            );
        }
        await RefuseClaimedAsync(
            [.. scope.Select(node => Live(node, target).Schema).Intersect(target.Named).Distinct()],
            cancellation
        );
        return plan;
    }

    /// <summary>
    /// Refuses schemas that the project names itself if another environment is live in one of them. The target's schema
    /// keeps environments apart, but these schemas are the same for all of them.
    /// </summary>
    private async Task RefuseClaimedAsync(IReadOnlyList<string> schemas, CancellationToken cancellation)
    {
        if (schemas.Count == 0 || !run.Warehouse.Exists)
            return;
        await using var session = await run.OpenAsync(cancellation);
        if (!await run.Ledger.ExistsAsync(session, cancellation))
            return;
        foreach (var schema in schemas)
        {
            var rivals = await run.Ledger.ReadOthersInAsync(session, schema, cancellation);
            if (rivals.Count > 0)
                throw new ReleaseException(
                    ErrorCode.SchemaClaimed,
                    $"schema '{schema}' is live for environment '{rivals[0]}'",
                    "let generate_schema_name return another schema for this target, or use another database"
                );
        }
    }

    /// <summary>The place where a release's green is built.</summary>
    public static GreenTarget Target(ReleaseRun run, ReleaseRecord release) =>
        new(run.Name, run.Warehouse.Database, release.LiveSchema, release.GreenSchema)
        {
            Named = run.Config.Schemas,
            // The schema is made ahead for the next release from the same machine. The next build of a preview happens
            // elsewhere, if ever.
            Next = run.Environment.Preview is null
                ? ReleaseSchemas.Green(run.Warehouse.Dialect, release.LiveSchema, release.Number + 1)
                : null,
        };

    /// <summary>The relations that this build makes.</summary>
    public static IReadOnlyList<ManifestNode> Scope(ProjectPlan plan) =>
        [
            .. plan.Manifest.Nodes.Values.Where(node =>
                node.IsRelation && (plan.Selected is null || plan.Selected.Contains(node.UniqueId))
            ),
        ];

    /// <summary>Builds and tests. A failure is an error that names the failed nodes.</summary>
    public async Task<BuildResult> BuildAsync(
        ReleaseRecord release,
        GreenTarget target,
        IGreenBuilder builder,
        ProjectPlan plan,
        BuildOptions options,
        IReadOnlySet<string> carried,
        string artifacts,
        CancellationToken cancellation,
        IReadOnlyDictionary<RelationName, RelationName>? sources = null
    )
    {
        ReadOnlyMemory<byte>? blueManifest = null;
        var physical = new Dictionary<string, RelationName>(StringComparer.Ordinal);
        if (plan.Selected is not null && release.Base is { } blue)
        {
            await using var session = await run.OpenAsync(cancellation);
            if (await run.Ledger.ReadArtifactAsync(session, blue, "manifest.json", cancellation) is { } manifest)
                blueManifest = manifest;
            foreach (var relation in await run.Ledger.ReadRelationsAsync(session, blue, cancellation))
                physical[relation.UniqueId] = relation.Physical;
        }
        if (builder.RunsOutside)
        {
            options = await WithinConnectionsAsync(options, cancellation);
            await run.Warehouse.StepAsideAsync();
        }
        return await builder.BuildAsync(
            new GreenBuild(target, options, carried, blueManifest, physical, artifacts)
            {
                Release = release.Id,
                Running = plan.Reuse is null ? null : plan.Selected,
                Sources = sources ?? new Dictionary<RelationName, RelationName>(),
                InPlace = plan.State.InPlace.ToDictionary(pair => pair.Key, pair => pair.Value.Physical),
            },
            run.Events,
            cancellation
        );
    }

    /// <summary>
    /// Reduces the threads of a builder that has a process of its own to the connections that it can get: it fails if
    /// the warehouse gives it fewer than its threads and one more. Opening sessions is the only way to find out,
    /// because the limits of role, database and server, and what others use of them, can't be read in one place.
    /// </summary>
    private async Task<BuildOptions> WithinConnectionsAsync(BuildOptions options, CancellationToken cancellation)
    {
        var threads = options.Threads ?? run.Environment.Threads;
        if (run.Warehouse.Traits.IsOneProcess || threads < 2)
            return options;
        var sessions = await run.Warehouse.OpenSeveralAsync(threads + 1, cancellation);
        foreach (var session in sessions)
            await session.DisposeAsync();
        if (sessions.Count > threads)
            return options;
        var fitting = Math.Max(1, sessions.Count - 1);
        run.Events.Publish(
            new ReleaseEvent.Noted($"the warehouse takes no more connections: the build goes on with {fitting} at once")
        );
        return options with { Threads = fitting };
    }

    /// <summary>
    /// Gathers statistics, so that the engine plans the checks and the first reads after the swap with them.
    /// </summary>
    public async Task GatherStatisticsAsync(IReadOnlyList<CatalogRelation> built, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var last = run.Clock.GetTimestamp();
        await run.Warehouse.GatherStatisticsAsync(
            session,
            [.. built.Select(relation => relation.Name)],
            (done, all) =>
            {
                if (run.Clock.GetElapsedTime(last) < _progressEvery)
                    return;
                last = run.Clock.GetTimestamp();
                run.Events.Publish(new ReleaseEvent.Progressed($"statistics of {done} of {all} tables gathered"));
            },
            cancellation
        );
    }

    /// <summary>
    /// The relations of the release: those that were built, as they are in the catalog, and in a partial build those
    /// that it shares with blue.
    /// </summary>
    public async Task<(IReadOnlyList<RelationRecord> Relations, IReadOnlyList<CatalogRelation> Built)> InventoryAsync(
        ReleaseRecord release,
        GreenTarget target,
        ProjectPlan plan,
        IReadOnlyDictionary<string, string> digests,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var scope = Scope(plan);
        var catalog = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [
                    .. scope
                        .Select(node => node.Schema)
                        .Concat(plan.State.InPlace.Values.Select(relation => relation.Physical.Schema))
                        .Distinct(),
                ],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        var relations = new List<RelationRecord>();
        var standing = new List<CatalogRelation>();
        foreach (var node in scope)
        {
            var inPlace = plan.State.InPlace.GetValueOrDefault(node.UniqueId);
            var name = inPlace?.Physical ?? new RelationName(node.Schema, node.Alias);
            var found = catalog.GetValueOrDefault(name)
                ?? catalog.GetValueOrDefault(new RelationName(node.Schema, node.Alias.ToLowerInvariant()));
            if (found is null && MayLeaveNothing(node))
            {
                run.Events.Publish(
                    new ReleaseEvent.Warned(
                        ErrorCode.NodeLeavesNothing.Id,
                        $"{node.UniqueId} ({node.OriginalFilePath}) ran and left no {name}: it does not go live; "
                            + ErrorCode.NodeLeavesNothing.Remedy
                    )
                );
                continue;
            }
            if (found is null)
                throw new ReleaseException(
                    ErrorCode.RelationMissing,
                    $"{node.UniqueId} was built but {name} does not exist"
                );
            relations.Add(
                new RelationRecord(
                    node.UniqueId,
                    Live(node, target) with
                    {
                        Name = found.Name.Name,
                    },
                    found.Name,
                    found.Kind.ToString().ToLowerInvariant(),
                    node.Materialized,
                    null,
                    node.Checksum,
                    "",
                    inPlace?.Origin ?? release.Number
                )
            );
            standing.Add(found);
        }
        if (plan.Selected is not null && release.Base is { } blue)
        {
            var names = relations.Select(relation => relation.Live).ToHashSet();
            var built = relations.Select(relation => relation.UniqueId).ToHashSet();
            var shared = await run.Ledger.ReadRelationsAsync(session, blue, cancellation);
            relations.AddRange(
                shared
                    .Where(relation =>
                        !names.Contains(relation.Live)
                        && !built.Contains(relation.UniqueId)
                        && plan.Manifest.Nodes.TryGetValue(relation.UniqueId, out var node)
                        && node.IsRelation
                    )
                    .Select(relation =>
                        // The compiled code is the same as blue's, but the file may differ.
                        plan.Reuse?.Shared.ContainsKey(relation.UniqueId) == true
                            ? relation with
                            {
                                Checksum = plan.Manifest.Nodes[relation.UniqueId].Checksum,
                            }
                            : relation
                    )
            );
        }
        var origins = relations
            .Where(relation => relation.UniqueId.Length > 0)
            .ToDictionary(
                relation => relation.UniqueId,
                relation =>
                    plan.State.InPlace.ContainsKey(relation.UniqueId) ? release.Number : Fingerprint.MadeBy(relation)
            );
        return (
            [
                .. relations.Select(relation =>
                    plan.State.InPlace.ContainsKey(relation.UniqueId)
                        // The builder may have compiled it with another name than the plan.
                        ? relation with
                        {
                            Fingerprint = OwnFingerprint(relation, null),
                        }
                    : relation.Origin == release.Number
                        ? relation with
                        {
                            Fingerprint = OwnFingerprint(relation, digests.GetValueOrDefault(relation.UniqueId)),
                        }
                    : relation
                ),
            ],
            standing
        );

        string OwnFingerprint(RelationRecord relation, string? code)
        {
            var node = plan.Manifest.Nodes[relation.UniqueId];
            var known = Fingerprint.Of(plan.Manifest, node, code, id =>
                origins.TryGetValue(id, out var origin) ? origin : null
            );
            return known is null
                ? ""
                : (
                    known with
                    {
                        Arrived = plan.Arrivals?.Of(plan.Manifest, node).Digest,
                        WrittenBy =
                            node.IsState && ModelSettings.State(node) == StateKeeping.Shared ? release.Number : null,
                    }
                ).ToString();
        }
    }

    /// <summary>The name by which consumers find a node.</summary>
    public static RelationName Live(ManifestNode node, GreenTarget target) =>
        new(target.LiveSchemaOf(node.Schema) ?? node.Schema, node.Alias);

    /// <summary>
    /// True if a node may leave no relation: a hook may drop it, and a custom materialization may make none.
    /// </summary>
    private static bool MayLeaveNothing(ManifestNode node) =>
        (
            node.Kind == NodeKind.Model
            && node.Materialized is not ("table" or "view" or "incremental" or "materialized_view")
        )
        || (
            node.Config.ValueKind == JsonValueKind.Object
            && node.Config.TryGetProperty("post-hook", out var hooks)
            && hooks.ValueKind == JsonValueKind.Array
            && hooks.GetArrayLength() > 0
        );

    private static bool SameDatabase(string left, string right) =>
        string.Equals(left.Trim('"'), right, StringComparison.OrdinalIgnoreCase);
}
