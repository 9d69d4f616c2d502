using System.Globalization;
using DataRelease.Backups;
using DataRelease.Builds.Reuse;
using DataRelease.Diffs;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>A live relation with state, and what was written to it since its release went live.</summary>
/// <param name="Relation">The live release's record.</param>
/// <param name="Target">The record of the release to go back to, or null.</param>
/// <param name="Mark">What the relation held when it went live, or null if nobody recorded that.</param>
/// <param name="Loss">The rows written since.</param>
/// <param name="Now">What it holds now; null if it was compared in another way.</param>
internal sealed record Written(
    RelationRecord Relation,
    RelationRecord? Target,
    RelationMark? Mark,
    WriteLoss Loss,
    TableContent? Now
)
{
    /// <summary>
    /// True if <see cref="Mark"/> says what the target was built from. When the target is newer, what the relation held
    /// when it first went live does not.
    /// </summary>
    public bool IsMarked { get; init; } = true;

    /// <summary>
    /// True if builds have written to the relation in place since <see cref="Mark"/>, so that their rows can't be told
    /// from those of others.
    /// </summary>
    public bool HasRowsOfBuilds { get; init; }

    /// <summary>The lost rows of all counted relations.</summary>
    public static IReadOnlyList<WriteLoss> Losses(IReadOnlyList<Written> written) =>
        [.. written.Where(one => !one.Loss.IsNone).Select(one => one.Loss)];
}

/// <summary>Counts the rows that were written to incremental models and snapshots since they went live.</summary>
internal sealed class WrittenRows(ReleaseRun run)
{
    private readonly ContentReader _reader = new(run.Warehouse.Dialect);

    /// <summary>A query of the keys as <c>k0</c>, <c>k1</c>, … and of each row's hash as <c>h</c>.</summary>
    public static Sql Select(
        ContentReader reader,
        RelationName table,
        IReadOnlyList<string> key,
        IReadOnlyList<VersionColumn> columns
    ) =>
        $"select "
        + $"{Sql.Join("", key.Select((name, index) => (Sql)$"{new Identifier(name)} as {KeyName(index)}, "))}"
        + $"{reader.Hash(columns)} as h from {table}";

    public static Sql KeyName(int index) => Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"k{index}"));

    /// <summary>The condition that two sides' keys are equal.</summary>
    public static Sql SameKey(int columns, string left, string right) =>
        Sql.Join(
            " and ",
            Enumerable
                .Range(0, columns)
                .Select(index => (Sql)$"{Sql.Raw(left)}.{KeyName(index)} = {Sql.Raw(right)}.{KeyName(index)}")
        );

    /// <summary>Counts for every tracked relation of the live release that the target does not share.</summary>
    /// <param name="live">The live release.</param>
    /// <param name="target">The release to go back to.</param>
    /// <param name="cancellation">Stops between relations.</param>
    /// <param name="kept">The live names of relations whose state stays, so that nothing of it is lost.</param>
    public async Task<IReadOnlyList<Written>> CountAsync(
        int live,
        int target,
        CancellationToken cancellation,
        IReadOnlySet<RelationName>? kept = null
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var now = await run.Ledger.ReadRelationsAsync(session, live, cancellation);
        var back = (await run.Ledger.ReadRelationsAsync(session, target, cancellation)).ToDictionary(relation =>
            relation.Live
        );
        var tracked = now.Where(ReleaseMarks.IsTracked)
            .Where(relation => back.GetValueOrDefault(relation.Live)?.Physical != relation.Physical)
            .Where(relation => kept?.Contains(relation.Live) != true)
            .ToList();
        if (tracked.Count == 0)
            return [];
        var marks = await run.Ledger.ReadMarksAsync(session, cancellation);
        var catalog = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. tracked.Concat(back.Values).Select(relation => relation.Physical.Schema).Distinct()],
                cancellation
            )
        ).ToDictionary(relation => relation.Name);
        var written = new List<Written>();
        foreach (var relation in tracked)
        {
            if (catalog.GetValueOrDefault(relation.Physical) is not { } table)
                continue;
            run.Events.Publish(
                new ReleaseEvent.Progressed(
                    $"counting what was written to {relation.Live}, {written.Count + 1} of {tracked.Count}"
                )
            );
            var other = back.GetValueOrDefault(relation.Live);
            // What the target was built from is known to it, however it came there.
            var mark = ReleaseMarks.For(marks, relation.Physical, target);
            var columns = await ContentReader.ColumnsAsync(run.Warehouse, session, table, cancellation);
            written.Add(
                mark is null || !mark.Columns.SequenceEqual(columns)
                    ? new Written(
                        relation,
                        other,
                        null,
                        await AgainstAsync(
                            session,
                            relation,
                            table,
                            other is null ? null : catalog.GetValueOrDefault(other.Physical),
                            cancellation
                        ),
                        null
                    )
                    : await ToldApartAsync(
                        session,
                        await SinceAsync(session, relation, other, mark, cancellation) with
                        {
                            IsMarked = mark.BackOf is not null || target < live,
                        },
                        cancellation
                    )
            );
        }
        return written;
    }

    /// <summary>
    /// True if a build has written to the relation in place after the mark was taken, or may have: one that did not
    /// end leaves its rows, too, and not a word of them.
    /// </summary>
    public async Task<bool> HasRowsOfBuildsAsync(
        WarehouseSession session,
        RelationRecord relation,
        RelationMark mark,
        CancellationToken cancellation
    )
    {
        if (!Fingerprint.IsShared(relation))
            return false;
        var since = Math.Max(mark.Number, mark.BackOf?.Last ?? 0);
        return (await run.Ledger.ReadLaterUsesAsync(session, relation.Physical, since, cancellation)).Any(use =>
            use.Fingerprint is { } text
                ? Fingerprint.Read(text)?.WrittenBy > since
                : !use.IsRecorded && !DerivedRelease.IsDerived(use.Strategy)
        );
    }

    private async Task<Written> ToldApartAsync(WarehouseSession session, Written one, CancellationToken cancellation) =>
        !one.Loss.IsNone && await HasRowsOfBuildsAsync(session, one.Relation, one.Mark!, cancellation)
            ? one with
            {
                HasRowsOfBuilds = true,
                Loss = one.Loss with
                {
                    IsExact = false,
                    Detail = one.Loss.IsExact
                        ? $"{one.Loss.Detail}; builds have written in place since, and their rows can't be told apart"
                        : one.Loss.Detail,
                },
            }
            : one;

    private async Task<Written> SinceAsync(
        WarehouseSession session,
        RelationRecord relation,
        RelationRecord? target,
        RelationMark mark,
        CancellationToken cancellation
    )
    {
        var name = relation.Live.ToString();
        var loss = new WriteLoss(name, 0, 0, 0, true, "");
        TableContent? now = null;
        await session.InTransactionAsync(
            TransactionPurpose.ReadSnapshot,
            async () =>
            {
                await session.ExecuteBatchAsync(_reader.Settings, cancellation);
                now = await _reader.ReadAsync(session, relation.Physical, mark.Columns, cancellation);
                if (now == mark.Content)
                    return;
                if (
                    mark.Table is not { } table
                    || !now.IsComparableTo(mark.Content)
                    || !await ExistsAsync(session, table, cancellation)
                )
                {
                    var more = now.Rows - mark.Content.Rows;
                    loss = loss with
                    {
                        Added = Math.Max(0, more),
                        Removed = Math.Max(0, -more),
                        Changed = more == 0 && now.Checksum != mark.Content.Checksum ? 1 : 0,
                        IsExact = false,
                        Detail = "only rows and checksum are known: at least",
                    };
                    return;
                }
                loss =
                    mark.Key.Count > 0 && await IsKeyAsync(session, relation.Physical, mark, cancellation)
                        ? await ByKeyAsync(session, loss, relation.Physical, table, mark, cancellation)
                        : await AsMultisetAsync(session, loss, relation.Physical, table, mark, cancellation);
            },
            cancellation
        );
        return new Written(relation, target, mark, loss, now);
    }

    /// <summary>True if the key has no nulls and is unique, both in the relation and in its mark.</summary>
    public async Task<bool> IsKeyAsync(
        WarehouseSession session,
        RelationName relation,
        RelationMark mark,
        CancellationToken cancellation
    ) =>
        await IsKeyAsync(session, Select(_reader, relation, mark.Key, mark.Columns), mark.Key.Count, cancellation)
        && (
            mark.Table is null
            || await IsKeyAsync(session, $"select * from {mark.Table.Value}", mark.Key.Count, cancellation)
        );

    /// <summary>True if the key columns of a query have no nulls and are unique.</summary>
    public static async Task<bool> IsKeyAsync(
        WarehouseSession session,
        Sql rows,
        int columns,
        CancellationToken cancellation
    )
    {
        var names = Sql.Join(", ", Enumerable.Range(0, columns).Select(KeyName));
        var empty = Sql.Join(" or ", Enumerable.Range(0, columns).Select(index => (Sql)$"{KeyName(index)} is null"));
        return await session.ScalarAsync(
            session.Dialect.First($"select 1 from ({rows}) r group by {names} having count(*) > 1 or {empty}", null, 1),
            cancellation
        )
            is null;
    }

    private async Task<WriteLoss> ByKeyAsync(
        WarehouseSession session,
        WriteLoss loss,
        RelationName relation,
        RelationName mark,
        RelationMark known,
        CancellationToken cancellation
    )
    {
        var dialect = session.Dialect;
        Sql[] counted =
        [
            dialect.CountIf(Sql.Raw("m.h is null")),
            dialect.CountIf(Sql.Raw("n.h is null")),
            dialect.CountIf(Sql.Raw("n.h <> m.h")),
        ];
        var (added, removed, changed) = (
            await session.QueryAsync(
                $"""
                select {Sql.Join(", ", counted)}
                from ({Select(_reader, relation, known.Key, known.Columns)}) n full join {mark} m on {SameKey(
                    known.Key.Count,
                    "n",
                    "m"
                )}
                """,
                row => (row.ReadLong(0), row.ReadLong(1), row.ReadLong(2)),
                cancellation
            )
        )[0];
        return loss with
        {
            Added = added,
            Removed = removed,
            Changed = changed,
            Detail = $"by {string.Join(", ", known.Key)}",
        };
    }

    private async Task<WriteLoss> AsMultisetAsync(
        WarehouseSession session,
        WriteLoss loss,
        RelationName relation,
        RelationName mark,
        RelationMark known,
        CancellationToken cancellation
    )
    {
        var (added, removed) = (
            await session.QueryAsync(
                $"""
                select coalesce(sum(case when n > 0 then n else 0 end), 0), coalesce(sum(case when n < 0 then -n
                else 0 end), 0)
                from (select h, sum(one) as n from (select h, 1 as one from ({Select(
                    _reader,
                    relation,
                    [],
                    known.Columns
                )}) x union all select h, -1 from {mark}) u group by h) c
                """,
                row => (row.ReadLong(0), row.ReadLong(1)),
                cancellation
            )
        )[0];
        return loss with { Added = added, Removed = removed, Detail = "as whole rows, because there is no key" };
    }

    /// <summary>
    /// Compares with the other release, because there is no mark. The difference includes what the build changed.
    /// </summary>
    private async Task<WriteLoss> AgainstAsync(
        WarehouseSession session,
        RelationRecord relation,
        CatalogRelation now,
        CatalogRelation? target,
        CancellationToken cancellation
    )
    {
        var name = relation.Live.ToString();
        if (target is null)
        {
            var rows = Convert.ToInt64(
                await session.ScalarAsync($"select {Dialect.AllRows} from {now.Name}", cancellation),
                CultureInfo.InvariantCulture
            );
            return new WriteLoss(name, rows, 0, 0, false, "all its rows: the release to go back to has no such table");
        }
        var diff = await new RelationComparer(run.Warehouse.Dialect).CompareAsync(
            session,
            name,
            target,
            now,
            new DiffOptions(),
            cancellation
        );
        return new WriteLoss(
            name,
            diff.Added,
            0,
            diff.Removed,
            false,
            "against the release to go back to, its own build included: nothing was recorded when it went live"
        );
    }

    private async Task<bool> ExistsAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) =>
        (await run.Warehouse.ReadRelationsAsync(session, [table.Schema], cancellation)).Any(relation =>
            relation.Name == table
        );
}
