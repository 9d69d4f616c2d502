using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Builds.Reuse;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>The first half of a release: plan, carry state over, build, and look at what was built.</summary>
internal sealed class GreenDeployment(ReleaseRun run)
{
    private static readonly TimeSpan _progressEvery = TimeSpan.FromSeconds(2);

    /// <summary>Reads the project and refuses one that would write outside green.</summary>
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
        var scope = Scope(plan);
        // The builders check this too; a second look costs nothing, and a write to live would cost everything.
        var escaped = scope
            .Where(node =>
                target.LiveSchemaOf(node.Schema) is null
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
        // A check that can't be read is told now, not after the build that it would judge.
        ModelSettings.Checks(plan.Manifest, run.Environment.ProjectDir);
        if (scope.Count == 0)
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
                    + "and would be cut to another one",
                "shorten the custom schema or the target's schema"
            );
        }
        return plan;
    }

    /// <summary>Where a release's green goes.</summary>
    public static GreenTarget Target(ReleaseRun run, ReleaseRecord release) =>
        new(run.Name, run.Warehouse.Database, release.LiveSchema, release.GreenSchema);

    /// <summary>Relations that this build will make.</summary>
    public static IReadOnlyList<ManifestNode> Scope(ProjectPlan plan) =>
        [
            .. plan.Manifest.Nodes.Values.Where(node =>
                node.IsRelation && (plan.Selected is null || plan.Selected.Contains(node.UniqueId))
            ),
        ];

    /// <summary>Makes the release schemas, and in them a copy of blue's incremental models and snapshots.</summary>
    public async Task<IReadOnlySet<string>> CarryStateAsync(
        ReleaseRecord release,
        GreenTarget target,
        ProjectPlan plan,
        BuildOptions options,
        CancellationToken cancellation
    )
    {
        var scope = Scope(plan);
        await using var session = await run.OpenAsync(cancellation);
        // Written down before the first is made, so that whoever cleans up after a crash finds them all.
        var known = plan
            .Manifest.Nodes.Values.Select(node => node.Schema)
            .Append(target.GreenSchema)
            .Where(schema => target.LiveSchemaOf(schema) is not null)
            .Distinct()
            .Order(StringComparer.Ordinal);
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            run.Ledger.ReplaceArtifact(
                release.Number,
                "schemas",
                System.Text.Encoding.UTF8.GetBytes(string.Join('\n', known))
            ),
            cancellation
        );
        foreach (
            var schema in scope
                .Select(node => node.Schema)
                .Append(target.GreenSchema)
                .Distinct()
                .Order(StringComparer.Ordinal)
        )
            await session.ExecuteAsync(run.Warehouse.Dialect.EnsureSchema(schema), cancellation);

        var carried = new HashSet<string>(StringComparer.Ordinal);
        var state = await StateAsync(session, release, target, scope, options, cancellation);
        await new StateCopies(run, options.Threads ?? run.Environment.Threads).RunAsync(
            session,
            [
                .. state.Select(pair =>
                    (pair.Blue.Live, pair.Blue.Physical, new RelationName(pair.Node.Schema, pair.Node.Alias))
                ),
            ],
            cancellation
        );
        foreach (var (node, blue) in state)
        {
            carried.Add(node.UniqueId);
            WarnAboutChange(node, blue);
        }
        return carried;
    }

    /// <summary>State relations of the scope that blue has as a table, with blue's record.</summary>
    public async Task<IReadOnlyList<(ManifestNode Node, RelationRecord Blue)>> StateAsync(
        WarehouseSession session,
        ReleaseRecord release,
        GreenTarget target,
        IReadOnlyList<ManifestNode> scope,
        BuildOptions options,
        CancellationToken cancellation
    )
    {
        var state = scope
            .Where(node =>
                node.IsState && !(options.FullRefresh && node.Kind == NodeKind.Model) && !IsFullRefreshed(node)
            )
            .ToList();
        if (state.Count == 0)
            return [];
        var blue = await BlueRelationsAsync(
            session,
            release.Base,
            state.Select(node => Live(node, target)),
            cancellation
        );
        var catalog = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. blue.Values.Select(relation => relation.Physical.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        var found = new List<(ManifestNode, RelationRecord)>();
        foreach (var node in state)
        {
            if (!blue.TryGetValue(Live(node, target), out var record))
                continue;
            if (
                catalog.GetValueOrDefault(record.Physical)?.Kind == RelationKind.Table
                && record.Materialized is "" or "incremental" or "snapshot"
            )
                found.Add((node, record));
            else
                run.Events.Publish(
                    new ReleaseEvent.Noted(
                        $"{node.UniqueId} starts empty: in blue {record.Live} is "
                            + $"{(record.Materialized.Length > 0 ? record.Materialized : "not a table")}, which "
                            + $"holds no state"
                    )
                );
        }
        return found;
    }

    /// <summary>Builds and tests; a failure is an error with the failed nodes named.</summary>
    public async Task<BuildResult> BuildAsync(
        ReleaseRecord release,
        GreenTarget target,
        IGreenBuilder builder,
        ProjectPlan plan,
        BuildOptions options,
        IReadOnlySet<string> carried,
        string artifacts,
        CancellationToken cancellation
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
            await run.Warehouse.StepAsideAsync();
        return await builder.BuildAsync(
            new GreenBuild(target, options, carried, blueManifest, physical, artifacts)
            {
                Release = release.Id,
                Running = plan.Reuse is null ? null : plan.Selected,
            },
            run.Events,
            cancellation
        );
    }

    /// <summary>
    /// So that the checks, and the first readers after the swap, are planned for by what the tables hold.
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
    /// What the release consists of: what was built, as it stands, and for a partial build what it shares with blue.
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
                [.. scope.Select(node => node.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        var relations = new List<RelationRecord>();
        var standing = new List<CatalogRelation>();
        foreach (var node in scope)
        {
            var name = new RelationName(node.Schema, node.Alias);
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
                    release.Number
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
                        // The same by what it compiles to; its file may be another.
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
            .ToDictionary(relation => relation.UniqueId, relation => relation.Origin);
        return (
            [
                .. relations.Select(relation =>
                    relation.Origin == release.Number
                        ? relation with
                        {
                            Fingerprint = Fingerprint
                                .Of(
                                    plan.Manifest,
                                    plan.Manifest.Nodes[relation.UniqueId],
                                    digests.GetValueOrDefault(relation.UniqueId),
                                    id => origins.TryGetValue(id, out var origin) ? origin : null
                                )
                                ?.ToString()
                                ?? "",
                        }
                        : relation
                ),
            ],
            standing
        );
    }

    /// <summary>Where consumers find a node.</summary>
    public static RelationName Live(ManifestNode node, GreenTarget target) =>
        new(target.LiveSchemaOf(node.Schema) ?? node.Schema, node.Alias);

    /// <summary>
    /// Blue's relations by live name: from the ledger, or before the first release what stands in the live schemas.
    /// </summary>
    private async Task<IReadOnlyDictionary<RelationName, RelationRecord>> BlueRelationsAsync(
        WarehouseSession session,
        int? blue,
        IEnumerable<RelationName> wanted,
        CancellationToken cancellation
    )
    {
        if (blue is { } number)
            return (await run.Ledger.ReadRelationsAsync(session, number, cancellation)).ToDictionary(relation =>
                relation.Live
            );
        var names = wanted.ToHashSet();
        var standing = await run.Warehouse.ReadRelationsAsync(
            session,
            [.. names.Select(name => name.Schema).Distinct()],
            cancellation
        );
        return standing
            .Where(relation => names.Contains(relation.Name))
            .ToDictionary(
                relation => relation.Name,
                relation => new RelationRecord(
                    "",
                    relation.Name,
                    relation.Name,
                    relation.Kind.ToString().ToLowerInvariant(),
                    "",
                    null,
                    "",
                    "",
                    0
                )
            );
    }

    private void WarnAboutChange(ManifestNode node, RelationRecord blue)
    {
        if (node.Kind != NodeKind.Model || blue.Checksum.Length == 0 || blue.Checksum == node.Checksum)
            return;
        var onChange =
            node.Config.ValueKind == JsonValueKind.Object
            && node.Config.TryGetProperty("on_schema_change", out var value)
                ? value.GetString()
                : null;
        if (onChange is not (null or "ignore"))
            return;
        run.Events.Publish(
            new ReleaseEvent.Warned(
                ErrorCode.IncrementalChanged.Id,
                $"{node.UniqueId} changed, is incremental and ignores schema changes: rows carried over from "
                    + $"blue keep their old values, and new columns do not appear; "
                    + ErrorCode.IncrementalChanged.Remedy
            )
        );
    }

    /// <summary>A hook after it may drop it, and a materialization of the project's own may make none.</summary>
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

    private static bool IsFullRefreshed(ManifestNode node) =>
        node.Kind == NodeKind.Model
        && node.Config.ValueKind == JsonValueKind.Object
        && node.Config.TryGetProperty("full_refresh", out var value)
        && value.ValueKind == JsonValueKind.True;

    private static bool SameDatabase(string left, string right) =>
        string.Equals(left.Trim('"'), right, StringComparison.OrdinalIgnoreCase);
}
