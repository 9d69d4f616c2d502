using DataRelease.Backups;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Looks again at what relations of the live release hold, shortly before another release takes their place. They were
/// marked before the first wave, or before anybody saw the new release, and somebody may have written to them since.
/// </summary>
internal sealed class LaterWrites(ReleaseRun run)
{
    private readonly ContentReader _reader = new(run.Warehouse.Dialect);

    /// <summary>
    /// Marks what changed, and warns of rows that the release which is about to go live does not show. If nothing
    /// changed since it was marked, it costs one read of each relation.
    /// </summary>
    /// <param name="release">The release that is about to go live.</param>
    /// <param name="isLeft">True for a view that is about to show the release.</param>
    /// <param name="cancellation">Stops between relations.</param>
    public async Task TellAsync(ReleaseRecord release, Func<RelationName, bool> isLeft, CancellationToken cancellation)
    {
        if (await MarkAsync(release, isLeft, cancellation))
            await new UncarriedWrites(run).TellAsync(release, cancellation);
    }

    private async Task<bool> MarkAsync(
        ReleaseRecord release,
        Func<RelationName, bool> isLeft,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        if (await run.Ledger.ReadLiveAsync(session, cancellation) is not { } live || live.Number == release.Number)
            return false;
        var marks = (await run.Ledger.ReadMarksAsync(session, cancellation))
            .Where(mark => mark.Moment == ReleaseMarks.Left && mark.Number == live.Number)
            .ToLookup(mark => mark.Physical);
        var coming = (await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation))
            .Select(relation => relation.Physical)
            .ToHashSet();
        var going = (await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation))
            .Where(relation => ReleaseMarks.IsTracked(relation) && isLeft(relation.Live))
            .Where(relation => !coming.Contains(relation.Physical) && marks.Contains(relation.Physical))
            .ToList();
        if (going.Count == 0)
            return false;
        var catalog = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. going.Select(relation => relation.Physical.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        var isChanged = false;
        foreach (var relation in going)
        {
            if (catalog.GetValueOrDefault(relation.Physical) is not { Kind: RelationKind.Table } table)
                continue;
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
            if (marks[relation.Physical].Last().Content == content)
                continue;
            await new ReleaseMarks(run).LeaveAsync(session, live.Number, relation, content, columns, cancellation);
            isChanged = true;
        }
        return isChanged;
    }
}
