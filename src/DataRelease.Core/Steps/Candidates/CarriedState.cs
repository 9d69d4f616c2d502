using System.Text.Json;
using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>Copies the rows of blue's incremental models and snapshots to green before green is built.</summary>
internal sealed class CarriedState(ReleaseRun run)
{
    /// <summary>Makes the release schemas, and in them copies of blue's incremental models and snapshots.</summary>
    /// <param name="release">The release.</param>
    /// <param name="target">The place where it is built.</param>
    /// <param name="plan">The project.</param>
    /// <param name="options">The part of the project that is built, and how.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="noted">Other schemas of the release that the ledger is to know.</param>
    /// <returns>The unique ids of the nodes that go on from blue's rows, on a copy or in place.</returns>
    public async Task<IReadOnlySet<string>> CarryAsync(
        ReleaseRecord release,
        GreenTarget target,
        ProjectPlan plan,
        BuildOptions options,
        CancellationToken cancellation,
        IReadOnlyCollection<string>? noted = null
    )
    {
        var scope = GreenDeployment.Scope(plan);
        await using var session = await run.OpenAsync(cancellation);
        // The ledger knows the schemas before the first is made, so that a cleanup after a crash finds them all.
        var known = plan
            .Manifest.Nodes.Values.Select(node => node.Schema)
            .Append(target.GreenSchema)
            .Where(schema => target.LiveSchemaOf(schema) is not null)
            .Concat(noted ?? [])
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
        var state = await ReadAsync(session, release, target, Copied(plan), options, cancellation);
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
        carried.UnionWith(plan.State.InPlace.Keys);
        return carried;
    }

    /// <summary>The project's relations that are written in green.</summary>
    public static IReadOnlyList<ManifestNode> Copied(ProjectPlan plan) =>
        [.. GreenDeployment.Scope(plan).Where(node => !plan.State.InPlace.ContainsKey(node.UniqueId))];

    /// <summary>The scope's nodes with state that blue has as a table, each with blue's record.</summary>
    public async Task<IReadOnlyList<(ManifestNode Node, RelationRecord Blue)>> ReadAsync(
        WarehouseSession session,
        ReleaseRecord release,
        GreenTarget target,
        IReadOnlyList<ManifestNode> scope,
        BuildOptions options,
        CancellationToken cancellation
    )
    {
        var state = scope.Where(node => IsCarried(node, options)).ToList();
        if (state.Count == 0)
            return [];
        var blue = await BlueRelationsAsync(
            session,
            release.Base,
            state.Select(node => GreenDeployment.Live(node, target)),
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
            if (!blue.TryGetValue(GreenDeployment.Live(node, target), out var record))
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

    /// <summary>True if a node goes on from its earlier rows.</summary>
    public static bool IsCarried(ManifestNode node, BuildOptions options) =>
        node.IsState && !(options.FullRefresh && node.Kind == NodeKind.Model) && !IsFullRefreshed(node);

    /// <summary>
    /// Blue's relations by live name: from the ledger, or before the first release from the live schemas.
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

    private static bool IsFullRefreshed(ManifestNode node) =>
        node.Kind == NodeKind.Model
        && node.Config.ValueKind == JsonValueKind.Object
        && node.Config.TryGetProperty("full_refresh", out var value)
        && value.ValueKind == JsonValueKind.True;
}
