using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Tells of rows that somebody wrote to live's state, and that a release which is about to go live does not show:
/// usually they were written after its state was copied from live.
/// </summary>
internal sealed class UncarriedWrites(ReleaseRun run)
{
    /// <summary>
    /// Warns of each relation with such rows. Only a relation whose content is not what it held when it went live costs
    /// more than reading the ledger. Relations without a known key, and those whose columns change, are left out.
    /// </summary>
    /// <param name="release">The release, after both sides were marked by <see cref="ReleaseMarks.TakeAsync"/>.</param>
    /// <param name="cancellation">Stops between relations.</param>
    public async Task TellAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        if (await run.Ledger.ReadLiveAsync(session, cancellation) is not { } live || live.Number == release.Number)
            return;
        var marks = (await run.Ledger.ReadMarksAsync(session, cancellation)).ToLookup(mark => mark.Physical);
        var written = (await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation))
            .Where(ReleaseMarks.IsTracked)
            .Select(relation =>
                (
                    Relation: relation,
                    Held: marks[relation.Physical].LastOrDefault(mark => mark.Moment == ReleaseMarks.Live),
                    Left: marks[relation.Physical].LastOrDefault(mark => mark.Moment == ReleaseMarks.Left)
                )
            )
            .Where(one => one is { Held: { Table: not null, Key.Count: > 0 }, Left: not null })
            .Where(one => one.Held!.Content != one.Left!.Content)
            .ToList();
        if (written.Count == 0)
            return;
        var coming = (await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation)).ToDictionary(
            relation => relation.Live
        );
        var catalog = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [
                    .. coming
                        .Values.Select(relation => relation.Physical.Schema)
                        .Concat(written.Select(one => one.Held!.Table!.Value.Schema))
                        .Distinct(),
                ],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        foreach (var (relation, held, left) in written)
        {
            if (
                coming.GetValueOrDefault(relation.Live) is not { } next
                || next.Physical == relation.Physical
                || catalog.GetValueOrDefault(next.Physical) is not { Kind: RelationKind.Table } table
                // An older tool dropped marks with their release, also where the relation stayed for another.
                || !catalog.ContainsKey(held!.Table!.Value)
            )
                continue;
            var columns = await ContentReader.ColumnsAsync(run.Warehouse, session, table, cancellation);
            if (TableOverwrite.ShapeDifference(held.Columns, columns) is not null)
                continue;
            var loss = new WriteLoss(relation.Live.ToString(), 0, 0, 0, false, "");
            var one = new Written(relation, next, held, loss, left!.Content)
            {
                HasRowsOfBuilds = await new WrittenRows(run).HasRowsOfBuildsAsync(
                    session,
                    relation,
                    held,
                    cancellation
                ),
            };
            var missing = await new CarriedWrites(run).CountMissingAsync(session, one, next.Physical, cancellation);
            if (missing > 0)
                run.Events.Publish(
                    new ReleaseEvent.Warned(
                        ErrorCode.WritesNotInCandidate.Id,
                        $"{relation.Live}: {missing} {(missing == 1 ? "row that was" : "rows that were")} written to "
                            + $"it since {ReleaseRecord.Name(held.Number)} went live"
                            + $"{(one.HasRowsOfBuilds ? ", by builds in place or by others," : "")} "
                            + $"{(missing == 1 ? "is" : "are")} not in {release.Id} as written; "
                            + ErrorCode.WritesNotInCandidate.Remedy
                    )
                );
        }
    }
}
