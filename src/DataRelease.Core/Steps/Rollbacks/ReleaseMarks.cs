using DataRelease.Backups;
using DataRelease.Checks;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Remembers what incremental models and snapshots hold when a release goes live: row counts, a checksum, and each
/// row's key and hash in a narrow table beside them, so that later writes can be told apart exactly. Other tables are
/// rebuilt by every release, and nobody writes to them, so their row counts at validation are enough.
/// </summary>
internal sealed class ReleaseMarks(ReleaseRun run)
{
    /// <summary>The moment when the release goes live.</summary>
    public const string Live = "live";

    /// <summary>The moment when another release takes its place.</summary>
    public const string Left = "left";

    private const string Suffix = "__as_it_went_live";

    private readonly ContentReader _reader = new(run.Warehouse.Dialect);

    /// <summary>
    /// Marks the state of a release that is about to go live, and of the release that it replaces. The mark of a
    /// relation that an earlier release made stands in the new release's own schema: the earlier release still needs
    /// its own mark, also if this release never goes live.
    /// </summary>
    public async Task TakeAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        var coming = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        var going = live is null ? [] : await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation);
        var catalog = await CatalogAsync(session, coming.Concat(going), cancellation);
        var stay = coming
            .Select(relation => relation.Physical)
            .Intersect(going.Select(relation => relation.Physical))
            .ToHashSet();
        var keys = coming.Any(IsTracked) ? await run.Sides.Over(session).KeysAsync(release.Number, cancellation) : null;
        var taken = coming.Select(relation => relation.Physical).ToHashSet();
        foreach (
            var relation in coming.Where(relation =>
                IsTracked(relation) && !stay.Contains(relation.Physical) && catalog.ContainsKey(relation.Physical)
            )
        )
        {
            var isOwn = relation.Origin == release.Number;
            if (!isOwn && run.Config.Rollback.TrackWrites)
                await session.ExecuteAsync(session.Dialect.EnsureSchema(release.GreenSchema), cancellation);
            run.Events.Publish(new ReleaseEvent.Progressed($"recording what {relation.Live} holds"));
            await MarkAsync(
                session,
                release.Number,
                Live,
                relation,
                catalog[relation.Physical],
                Key(relation, keys!),
                MarkName(isOwn ? relation.Physical : new RelationName(release.GreenSchema, relation.Live.Name), taken),
                null,
                cancellation
            );
        }
        foreach (
            var relation in going.Where(relation =>
                IsTracked(relation) && !stay.Contains(relation.Physical) && catalog.ContainsKey(relation.Physical)
            )
        )
            await LeaveAsync(session, live!.Number, relation, catalog[relation.Physical], cancellation);
    }

    /// <summary>
    /// Marks the state of a release that a rollback has made live again. The way forward then counts what was written
    /// since, and not what the later releases were built from. If the state is no longer what it was when the release
    /// left, somebody has written to it already: only that content is known then.
    /// </summary>
    /// <param name="release">The release that is live again.</param>
    /// <param name="from">The release that was left.</param>
    /// <param name="cancellation">Stops between relations.</param>
    public async Task TakeBackAsync(ReleaseRecord release, int from, CancellationToken cancellation)
    {
        if (from < release.Number)
            return;
        await using var session = await run.OpenAsync(cancellation);
        var relations = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        var others = (await run.Ledger.ReadRelationsAsync(session, from, cancellation))
            .Select(relation => relation.Physical)
            .ToHashSet();
        // A mark stands beside its relation. Beside one of an earlier release, that release's retirement would miss it.
        var coming = relations
            .Where(relation => relation.Origin == release.Number)
            .Where(relation => IsTracked(relation) && !others.Contains(relation.Physical))
            .ToList();
        if (coming.Count == 0)
            return;
        var catalog = await CatalogAsync(session, coming, cancellation);
        var marks = (await run.Ledger.ReadMarksAsync(session, cancellation)).ToLookup(mark => mark.Physical);
        var taken = relations.Select(relation => relation.Physical).ToHashSet();
        foreach (var relation in coming)
        {
            var known = marks[relation.Physical].ToList();
            var first = known.Select(mark => mark.BackOf?.Last ?? release.Number).DefaultIfEmpty(release.Number).Max();
            if (
                first >= from
                || catalog.GetValueOrDefault(relation.Physical) is not { } table
                || known.LastOrDefault(mark => mark.Moment == Left) is not { } left
            )
                continue;
            taken.UnionWith(known.Select(mark => mark.Table).OfType<RelationName>());
            run.Events.Publish(new ReleaseEvent.Progressed($"recording what {relation.Live} holds"));
            await MarkAsync(
                session,
                release.Number,
                RelationMark.BackFrom(first + 1, from),
                relation,
                table,
                known.LastOrDefault(mark => mark.Moment == Live)?.Key ?? [],
                MarkName(relation.Physical, taken),
                left.Content,
                cancellation
            );
        }
    }

    /// <summary>
    /// The mark from which writes to a relation are counted on the way to a release: what the relation held when that
    /// release was left for it, however often it went live since. Null if nothing was recorded.
    /// </summary>
    /// <param name="marks">All marks, oldest first.</param>
    /// <param name="physical">The relation.</param>
    /// <param name="target">The release to go to.</param>
    public static RelationMark? For(IEnumerable<RelationMark> marks, RelationName physical, int target)
    {
        var own = marks.Where(mark => mark.Physical == physical).ToList();
        return own.LastOrDefault(mark => mark.BackOf is var (first, last) && first <= target && target <= last)
            ?? own.Where(mark => mark.Moment == Live && mark.Number > target).MinBy(mark => mark.Number)
            ?? own.LastOrDefault(mark => mark.Moment == Live);
    }

    /// <summary>True for relations that others may write to while they are live.</summary>
    public static bool IsTracked(RelationRecord relation) =>
        relation.Materialized is "incremental" or "snapshot" && relation.Kind == "table";

    /// <summary>Records what a relation held when its release left.</summary>
    public Task LeaveAsync(
        WarehouseSession session,
        int number,
        RelationRecord relation,
        TableContent content,
        IReadOnlyList<VersionColumn> columns,
        CancellationToken cancellation
    ) =>
        run.Ledger.WriteAsync(
            session,
            run.Lease,
            run.Ledger.ReplaceMark(
                new RelationMark(number, Left, relation.Live, relation.Physical, content, null, [], columns)
            ),
            cancellation
        );

    private async Task LeaveAsync(
        WarehouseSession session,
        int number,
        RelationRecord relation,
        CatalogRelation table,
        CancellationToken cancellation
    )
    {
        var columns = await ContentReader.ColumnsAsync(run.Warehouse, session, table, cancellation);
        var content = new TableContent(0, "");
        await session.InTransactionAsync(
            TransactionPurpose.ReadSnapshot,
            async () =>
            {
                await session.ExecuteBatchAsync(_reader.Settings, cancellation);
                content = await _reader.ReadAsync(session, relation.Physical, columns, cancellation);
            },
            cancellation
        );
        await LeaveAsync(session, number, relation, content, columns, cancellation);
    }

    private async Task MarkAsync(
        WarehouseSession session,
        int number,
        string moment,
        RelationRecord relation,
        CatalogRelation table,
        IReadOnlyList<string> wanted,
        RelationName mark,
        TableContent? expected,
        CancellationToken cancellation
    )
    {
        var columns = await ContentReader.ColumnsAsync(run.Warehouse, session, table, cancellation);
        var found = wanted
            .Select(name =>
                columns
                    .FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase))
                    ?.Name
            )
            .ToList();
        IReadOnlyList<string> key = found.Contains(null) ? [] : [.. found.Select(name => name!)];
        await session.InTransactionAsync(
            run.Config.Rollback.TrackWrites ? TransactionPurpose.PrepareObjects : TransactionPurpose.WriteRows,
            async () =>
            {
                await run.Ledger.ProveAsync(session, run.Lease, cancellation);
                await session.ExecuteBatchAsync(_reader.Settings, cancellation);
                TableContent content;
                if (run.Config.Rollback.TrackWrites)
                {
                    // The table is left from an attempt whose swap was refused.
                    await session.ExecuteAsync(session.Dialect.DropTable(mark), cancellation);
                    await session.ExecuteAsync(
                        session.Dialect.CreateTableAs(
                            mark,
                            WrittenRows.Select(_reader, relation.Physical, key, columns)
                        ),
                        cancellation
                    );
                    content = await _reader.SumAsync(session, $"select h from {mark}", cancellation);
                }
                else
                {
                    content = await _reader.ReadAsync(session, relation.Physical, columns, cancellation);
                }
                var isKnown = expected is null || content == expected;
                if (!isKnown && run.Config.Rollback.TrackWrites)
                    await session.ExecuteAsync(session.Dialect.DropTable(mark), cancellation);
                await run.Ledger.WriteWithinAsync(
                    session,
                    run.Lease,
                    run.Ledger.ReplaceMark(
                        new RelationMark(
                            number,
                            moment,
                            relation.Live,
                            relation.Physical,
                            expected ?? content,
                            run.Config.Rollback.TrackWrites && isKnown ? mark : null,
                            key,
                            columns
                        )
                    ),
                    cancellation
                );
            },
            cancellation
        );
    }

    /// <summary>The key columns: those that a data_diff check names, or else those that the project declares.</summary>
    private IReadOnlyList<string> Key(RelationRecord relation, IReadOnlyDictionary<string, IReadOnlyList<string>> keys)
    {
        var named = new ComparedRelation(relation.UniqueId, relation.Live, null, null);
        return run.Config.Validate.Checks.OfType<DataDiffSettings>()
            .LastOrDefault(check => check.Key.Count > 0 && named.IsNamedBy(check.Relations))
            ?.Key
            ?? keys.GetValueOrDefault(relation.UniqueId)
            ?? [];
    }

    private RelationName MarkName(RelationName physical, HashSet<RelationName> taken) =>
        MarkNames(run.Warehouse.Dialect, physical).First(taken.Add);

    /// <summary>Those of a schema's relations that are tables of marks and belong to no release.</summary>
    public static IReadOnlySet<RelationName> Among(Dialect dialect, IReadOnlyCollection<RelationName> relations)
    {
        var marks = relations.SelectMany(relation => MarkNames(dialect, relation).Take(5)).ToHashSet();
        marks.IntersectWith(relations);
        // The relation of a mark may be another release's, and stand in another schema.
        marks.UnionWith(relations.Where(relation => relation.Name.Contains(Suffix, StringComparison.Ordinal)));
        return marks;
    }

    private static IEnumerable<RelationName> MarkNames(Dialect dialect, RelationName physical) =>
        Enumerable
            .Range(2, int.MaxValue - 2)
            .Select(again => dialect.Shorten($"{physical.Name}{Suffix}_{again}"))
            .Prepend(dialect.Shorten($"{physical.Name}{Suffix}"))
            .Select(name => physical with { Name = name });

    private async Task<IReadOnlyDictionary<RelationName, CatalogRelation>> CatalogAsync(
        WarehouseSession session,
        IEnumerable<RelationRecord> relations,
        CancellationToken cancellation
    ) =>
        (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. relations.Where(IsTracked).Select(relation => relation.Physical.Schema).Distinct()],
                cancellation
            )
        )
            .Where(relation => relation.Kind == RelationKind.Table)
            .ToDictionary(relation => relation.Name);
}
