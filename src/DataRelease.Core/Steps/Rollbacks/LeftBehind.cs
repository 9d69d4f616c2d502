using System.Globalization;
using DataRelease.Backups;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Describes what builds recorded that the older release does not have: rows of incremental models and versions of
/// snapshots. Nobody wrote them by hand, so a rollback does not refuse because of them. But a version of a snapshot
/// can't be observed again.
/// </summary>
internal sealed class LeftBehind(ReleaseRun run)
{
    /// <summary>One sentence; empty if nothing stays behind.</summary>
    /// <param name="live">The release that is, or was, live.</param>
    /// <param name="back">The release to go back to.</param>
    /// <param name="kept">Live names of relations whose state stays.</param>
    /// <param name="cancellation">Stops between relations.</param>
    public async Task<string> DescribeAsync(
        int live,
        int back,
        IReadOnlySet<RelationName> kept,
        CancellationToken cancellation
    )
    {
        var state = (await new KeptState(run).FindAsync(live, back, cancellation)).Where(one =>
            !kept.Contains(one.Live.Live)
        );
        await using var session = await run.OpenAsync(cancellation);
        var marks = await run.Ledger.ReadMarksAsync(session, cancellation);
        var parts = new List<string>();
        foreach (var one in state)
        {
            if (one.Back.Kind != "table")
                continue;
            var mark = ReleaseMarks.For(marks.Where(mark => mark.Moment == ReleaseMarks.Live), one.Live.Physical, back);
            if (await CountAsync(session, one, mark, cancellation) is > 0 and var rows)
                parts.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{one.Live.Live}: {rows:N0} ")
                        + (one.Live.Materialized, rows) switch
                        {
                            ("snapshot", 1) => "version, which can't be observed again",
                            ("snapshot", _) => "versions, which can't be observed again",
                            (_, 1) => "row",
                            _ => "rows",
                        }
                );
        }
        return parts.Count == 0
            ? ""
            : $"recorded since and left in {ReleaseRecord.Name(live)}: {string.Join("; ", parts)}";
    }

    /// <summary>
    /// Counts rows whose key the older release does not have. It compares only row counts if there is no key, if the
    /// release's content at its swap is not known, or if counting would take long.
    /// </summary>
    private async Task<long> CountAsync(
        WarehouseSession session,
        StateInBoth state,
        RelationMark? mark,
        CancellationToken cancellation
    )
    {
        var (live, back) = (state.Live, state.Back);
        if (mark is null)
            return live.Rows - back.Rows ?? 0;
        var standing = await run.Warehouse.ReadRelationsAsync(
            session,
            [.. new[] { live.Physical.Schema, back.Physical.Schema, mark.Table?.Schema }.OfType<string>().Distinct()],
            cancellation
        );
        var columns = standing
            .FirstOrDefault(relation => relation.Name == back.Physical)
            ?.Columns.Select(column => column.Name)
            .ToHashSet(StringComparer.Ordinal);
        if (
            mark.Table is not { } table
            || mark.Key.Count == 0
            || columns?.IsSupersetOf(mark.Key) != true
            || mark.Content.Rows > RestoredContent.CountedUpTo
            || standing.All(relation => relation.Name != table)
        )
            return back.Rows is { } rows ? mark.Content.Rows - rows : 0;
        var same = Sql.Join(
            " and ",
            mark.Key.Select((name, index) => (Sql)$"b.{new Identifier(name)} = m.{WrittenRows.KeyName(index)}")
        );
        return Convert.ToInt64(
            await session.ScalarAsync(
                $"select {Dialect.AllRows} from {table} m "
                    + $"where not exists (select 1 from {back.Physical} b where {same})",
                cancellation
            ),
            CultureInfo.InvariantCulture
        );
    }
}
