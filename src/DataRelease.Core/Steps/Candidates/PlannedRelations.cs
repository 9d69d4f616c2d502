using System.Globalization;
using DataRelease.Backups;
using DataRelease.Builds.Reuse;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>Describes what happens to each relation when a planned project is built and goes live.</summary>
internal sealed class PlannedRelations(StepPreview preview)
{
    private readonly ReleaseRun _run = preview.Run;

    /// <summary>Reads the warehouse, and adds rows to the preview's relations.</summary>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        var scope = GreenDeployment.Scope(preview.Project!);
        IReadOnlyList<RelationRecord> blue = [];
        IReadOnlyList<CatalogRelation> standing = [];
        IReadOnlyList<CatalogDependent> dependents = [];
        IReadOnlyList<CatalogWatcher> watchers = [];
        if (_run.Warehouse.Exists)
        {
            await using var session = await _run.OpenAsync(cancellation);
            if (preview.Book.Live is { } live)
                blue = await _run.Ledger.ReadRelationsAsync(session, live.Number, cancellation);
            var schemas = scope.Select(Live).Select(name => name.Schema).Distinct().ToList();
            standing = await _run.Warehouse.ReadRelationsAsync(session, schemas, cancellation);
            dependents = await _run.Warehouse.ReadDependentsAsync(session, schemas, cancellation);
            watchers = await _run.Warehouse.ReadWatchersAsync(session, cancellation);
        }
        var names = standing.Select(relation => relation.Name).ToHashSet();
        var byLive = blue.ToDictionary(relation => relation.Live);
        List<PlannedRelation> changes =
        [
            .. Affected([.. scope.OrderBy(Live).Select(node => (node, Change(node, byLive, names)))]),
            .. NotBuilt(scope, blue),
        ];
        changes = await new PlannedShapes(preview).AddAsync(changes, blue, standing, dependents, cancellation);
        changes.AddRange(OutsideDependents.Of(dependents, watchers, changes, byLive.Keys));
        var adopted = changes
            .Where(change => change.Change == RelationChange.Adopted)
            .Select(change => change.Relation)
            .ToHashSet();
        changes.AddRange(
            ConsumerEffects.Of(
                _run.Warehouse.Swap,
                [.. standing.Where(relation => adopted.Contains(relation.Name.ToString()))]
            )
        );
        preview.Relations.AddRange(changes);
    }

    private PlannedRelation Change(
        Builds.ManifestNode node,
        Dictionary<RelationName, RelationRecord> blue,
        HashSet<RelationName> standing
    )
    {
        var live = Live(node);
        var change = blue.TryGetValue(live, out var old)
            ? old.Checksum == node.Checksum && node.Checksum.Length > 0
                ? RelationChange.Unchanged
                : RelationChange.Changed
            : standing.Contains(live)
                ? RelationChange.Adopted
                : RelationChange.New;
        var how = HowBuilt(node);
        var why = preview.Project!.Reuse?.Reasons.GetValueOrDefault(node.UniqueId) ?? "";
        var isOrdinary = change == RelationChange.Unchanged && (why.Length == 0 || why == change.Word);
        return new PlannedRelation(
            live.ToString(),
            change,
            why.Length == 0 || why == change.Word ? how : $"{how}; {why}"
        )
        {
            Copy = Copy(node),
            Fold =
                !isOrdinary || preview.Project!.State.InPlace.ContainsKey(node.UniqueId) ? null
                : IsCopied(node) ? $"{node.Materialized}, from a copy of blue"
                : node.Materialized,
        };
    }

    /// <summary>
    /// The relations in order. Those whose own code stays and that read one that changes are affected, and say which.
    /// </summary>
    private IEnumerable<PlannedRelation> Affected(
        IReadOnlyList<(Builds.ManifestNode Node, PlannedRelation Relation)> planned
    )
    {
        var nodes = preview.Project!.Manifest.Nodes;
        var built = planned.ToDictionary(one => one.Node.UniqueId, one => one.Relation);
        var roots = new Dictionary<string, IReadOnlyCollection<string>>(StringComparer.Ordinal);
        return planned.Select(one =>
            one.Relation.Change == RelationChange.Unchanged && Above(one.Node.UniqueId) is { Count: > 0 } above
                ? one.Relation with
                {
                    Change = RelationChange.Affected,
                    Detail = $"{HowBuilt(one.Node)}; reads {Few(above)}",
                    Fold = null,
                }
                : one.Relation
        );

        // The nearest changed relations on each way up.
        IReadOnlyCollection<string> Above(string id)
        {
            if (roots.TryGetValue(id, out var known))
                return known;
            // A manifest has no cycles. This keeps a damaged one from recursing without an end.
            roots[id] = [];
            var found = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var parent in nodes.GetValueOrDefault(id)?.DependsOn ?? [])
                if (built.TryGetValue(parent, out var read) && read.Change != RelationChange.Unchanged)
                    found.Add($"{read.Relation}, which {Became(read.Change)}");
                else if (read is not null || nodes.GetValueOrDefault(parent) is { IsRelation: false })
                    found.UnionWith(Above(parent));
            return roots[id] = found;
        }

        static string Became(RelationChange change) =>
            change == RelationChange.Changed ? "changed" : $"is {change.Word}";

        static string Few(IReadOnlyCollection<string> reads) =>
            string.Join("; ", reads.Take(3)) + (reads.Count > 3 ? $"; and {reads.Count - 3} more" : "");
    }

    private PlannedCopy? Copy(Builds.ManifestNode node) =>
        preview.State.FirstOrDefault(copied => copied.Node.UniqueId == node.UniqueId).Blue is { } blue
            ? new PlannedCopy(preview.Bytes.TryGetValue(node.UniqueId, out var bytes) ? bytes : null, blue.Rows)
            : null;

    private bool IsCopied(Builds.ManifestNode node) =>
        preview.State.Any(copied => copied.Node.UniqueId == node.UniqueId);

    private string HowBuilt(Builds.ManifestNode node)
    {
        var state = preview.Project!.State;
        if (state.InPlace.TryGetValue(node.UniqueId, out var table))
            return $"{node.Materialized}, written in place before the swap ({table.Physical}); a rollback leaves its "
                + "rows as they are";
        if (preview.State.FirstOrDefault(copied => copied.Node.UniqueId == node.UniqueId).Blue is not { } blue)
            return node.Materialized;
        var size =
            preview.Bytes.TryGetValue(node.UniqueId, out var bytes) ? ByteText.Of(bytes)
            : blue.Rows is { } rows ? string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows")
            : "";
        return $"{node.Materialized}, starts from a copy of blue"
            + (size.Length > 0 ? $" ({size})" : "")
            + (state.WhyNot.TryGetValue(node.UniqueId, out var why) ? $" and is not written in place: {why}" : "");
    }

    private IEnumerable<PlannedRelation> NotBuilt(
        IReadOnlyList<Builds.ManifestNode> scope,
        IReadOnlyList<RelationRecord> blue
    )
    {
        var built = scope.Select(Live).ToHashSet();
        var enabled = preview
            .Project!.Manifest.Nodes.Values.Where(node => node.IsRelation)
            .Select(node => node.UniqueId)
            .ToHashSet();
        return blue.Where(relation => !built.Contains(relation.Live))
            .Select(relation =>
                enabled.Contains(relation.UniqueId)
                    ? Kept(relation)
                    : new PlannedRelation(
                        relation.Live.ToString(),
                        RelationChange.Dropped,
                        preview.AllowBreaking
                            ? "not in the project"
                            : "not in the project; its view stays unless --allow-breaking"
                    )
            );
    }

    private PlannedRelation Kept(RelationRecord relation)
    {
        var how =
            $"{(IsReused(relation) ? "unchanged" : "not selected")}; shared with "
            + $"{ReleaseRecord.Name(relation.Origin)}{AgeOf(relation)}";
        return new PlannedRelation(relation.Live.ToString(), RelationChange.Kept, how) { Fold = how };
    }

    private bool IsReused(RelationRecord relation) =>
        preview.Project!.Reuse?.Shared.ContainsKey(relation.UniqueId) == true;

    private string AgeOf(RelationRecord relation) =>
        preview.Book.Record(Fingerprint.MadeBy(relation)) is { } origin
            ? $", data of {origin.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC"
            : "";

    private RelationName Live(Builds.ManifestNode node) => GreenDeployment.Live(node, preview.Target);
}
