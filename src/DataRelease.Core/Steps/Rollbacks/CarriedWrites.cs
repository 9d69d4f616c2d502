using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Carries the rows that were written to green since its swap to a copy of blue's relation, by key. A row that was
/// added, changed or removed in green is added, changed or removed in the copy, if blue's row equals the one that green
/// had at its swap. Otherwise both sides changed the row, and nothing is carried.
/// </summary>
internal sealed class CarriedWrites(ReleaseRun run)
{
    private readonly ContentReader _reader = new(run.Warehouse.Dialect);

    /// <summary>Why the writes can't be carried, one sentence for each relation; empty if they can.</summary>
    public async Task<IReadOnlyList<string>> RefusalsAsync(
        IReadOnlyList<Written> written,
        CancellationToken cancellation
    )
    {
        var refusals = new List<string>();
        await using var session = await run.OpenAsync(cancellation);
        foreach (var one in written.Where(one => !one.Loss.IsNone))
        {
            var name = one.Relation.Live;
            if (!one.IsMarked)
            {
                refusals.Add($"{name}: what it held when it was live again was not recorded");
                continue;
            }
            if (one.HasRowsOfBuilds)
            {
                refusals.Add($"{name}: builds have written to it in place since, and their rows can't be told apart");
                continue;
            }
            if (one.Mark?.Table is not { } mark || one.Target is null || !one.Loss.IsExact)
            {
                refusals.Add(
                    one.Target is null
                        ? $"{name}: the release to go back to has no such table"
                        : $"{name}: what it held when it went live was not recorded"
                );
                continue;
            }
            if (one.Mark.Key.Count == 0)
            {
                refusals.Add(
                    $"{name}: no key is known (a unique test, unique_key, or a data_diff check with key names one)"
                );
                continue;
            }
            var back = (
                await run.Warehouse.ReadRelationsAsync(session, [one.Target.Physical.Schema], cancellation)
            ).FirstOrDefault(relation => relation.Name == one.Target.Physical);
            if (back is not { Kind: RelationKind.Table })
            {
                refusals.Add($"{name}: it is not a table in the release to go back to");
                continue;
            }
            var columns = await ContentReader.ColumnsAsync(run.Warehouse, session, back, cancellation);
            if (TableOverwrite.ShapeDifference(one.Mark.Columns, columns) is { } difference)
            {
                refusals.Add($"{name}: in the release to go back to it {difference}");
                continue;
            }
            await session.InTransactionAsync(
                TransactionPurpose.ReadSnapshot,
                async () =>
                {
                    await session.ExecuteBatchAsync(_reader.Settings, cancellation);
                    var isKey =
                        await new WrittenRows(run).IsKeyAsync(session, one.Relation.Physical, one.Mark, cancellation)
                        && await WrittenRows.IsKeyAsync(
                            session,
                            WrittenRows.Select(_reader, one.Target.Physical, one.Mark.Key, one.Mark.Columns),
                            one.Mark.Key.Count,
                            cancellation
                        );
                    if (!isKey)
                    {
                        refusals.Add(
                            $"{name}: {string.Join(", ", one.Mark.Key)} is not filled and unique on both sides"
                        );
                        return;
                    }
                    var conflicts = (
                        await session.QueryAsync(
                            $"select {Dialect.AllRows} from ({Changes(one, one.Target.Physical)}) c "
                                + $"where {Is("conflict")}",
                            row => row.ReadLong(0),
                            cancellation
                        )
                    )[0];
                    if (conflicts > 0)
                        refusals.Add($"{name}: {conflicts} rows were changed on both sides");
                },
                cancellation
            );
        }
        return refusals;
    }

    /// <summary>
    /// The number of rows whose writes another relation of the same columns doesn't show. Where builds have written to
    /// the relation in place, only rows count that the other one does not have at all: it may have been built to have
    /// others of the rest.
    /// </summary>
    public async Task<long> CountMissingAsync(
        WarehouseSession session,
        Written one,
        RelationName other,
        CancellationToken cancellation
    )
    {
        var missing = 0L;
        var counts = one.HasRowsOfBuilds ? Is("add") : $"({Class}) <> {"skip"}";
        await session.InTransactionAsync(
            TransactionPurpose.ReadSnapshot,
            async () =>
            {
                await session.ExecuteBatchAsync(_reader.Settings, cancellation);
                missing = (
                    await session.QueryAsync(
                        $"select {Dialect.AllRows} from ({Changes(one, other)}) c where {counts}",
                        row => row.ReadLong(0),
                        cancellation
                    )
                )[0];
            },
            cancellation
        );
        return missing;
    }

    /// <summary>Applies one relation's writes to a copy of blue's relation.</summary>
    /// <param name="session">A session in a transaction that began with the settings for exact contents.</param>
    /// <param name="one">The relation.</param>
    /// <param name="copy">A table with blue's rows, which this method changes.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<CarriedTable> ApplyAsync(
        WarehouseSession session,
        Written one,
        RelationName copy,
        CancellationToken cancellation
    )
    {
        var key = one.Mark!.Key;
        var changes = copy with { Name = run.Warehouse.Dialect.Shorten($"{copy.Name}__changes") };
        await session.ExecuteAsync(
            session.Dialect.CreateTableAs(changes, $"select c.*, {Class} as class from ({Changes(one, copy)}) c"),
            cancellation
        );
        var counts = (
            await session.QueryAsync(
                $"select class, {Dialect.AllRows} from {changes} group by class",
                row => (Class: row.GetString(0), Count: row.ReadLong(1)),
                cancellation
            )
        ).ToDictionary(pair => pair.Class, pair => pair.Count);
        if (counts.GetValueOrDefault("conflict") is > 0 and var conflicts)
            throw new ReleaseException(
                ErrorCode.WritesNotCarried,
                $"{one.Relation.Live}: {conflicts} rows were changed on both sides"
            );

        Sql Match(Sql side) =>
            Sql.Join(
                " and ",
                key.Select((name, index) => (Sql)$"{side}.{new Identifier(name)} = c.{WrittenRows.KeyName(index)}")
            );
        var columns = Sql.Join(", ", one.Mark.Columns.Select(column => new Identifier(column.Name)));
        var values = Sql.Join(", ", one.Mark.Columns.Select(column => (Sql)$"g.{new Identifier(column.Name)}"));
        await session.ExecuteBatchAsync(
            [
                // Not every engine takes an alias for the table of a delete.
                $"delete from {copy} where exists (select 1 from {changes} c where c.class in ('update', "
                    + $"'remove') and {Match((Sql)$"{copy}")})",
                run.Warehouse.Dialect.InsertAsTheyAre(
                    copy,
                    columns,
                    $"select {values} from {one.Relation.Physical} g join {changes} c on {Match(Sql.Raw("g"))} "
                        + $"where c.class in ('add', 'update')"
                ),
            ],
            cancellation
        );
        // The copy must now have exactly the rows that green has because of the writes.
        var wrong = (
            await session.QueryAsync(
                $"""
                select {Dialect.AllRows} from {changes} c
                left join ({WrittenRows.Select(_reader, copy, key, one.Mark.Columns)}) t on {WrittenRows.SameKey(
                    key.Count,
                    "c",
                    "t"
                )}
                where {session.Dialect.IsDistinct(Sql.Raw("t.h"), Sql.Raw("c.nh"))}
                """,
                row => row.ReadLong(0),
                cancellation
            )
        )[0];
        if (wrong > 0)
            throw new ReleaseException(
                ErrorCode.WritesNotCarried,
                $"{one.Relation.Live}: {wrong} rows would not be in the copy as they were written"
            );
        await session.ExecuteAsync($"drop table {changes}", cancellation);
        return new CarriedTable(
            one.Relation.Live.ToString(),
            counts.GetValueOrDefault("add"),
            counts.GetValueOrDefault("update"),
            counts.GetValueOrDefault("remove"),
            counts.GetValueOrDefault("skip")
        );
    }

    /// <summary>
    /// Every key that was written since the swap, with the row's hash now (<c>nh</c>), at the swap (<c>mh</c>) and in
    /// blue (<c>bh</c>).
    /// </summary>
    private Sql Changes(Written one, RelationName blue)
    {
        var key = one.Mark!.Key;
        var merged = Sql.Join(
            ", ",
            key.Select(
                (_, index) =>
                    (Sql)(
                        $"coalesce(n.{WrittenRows.KeyName(index)}, m.{WrittenRows.KeyName(index)}) as "
                        + $"{WrittenRows.KeyName(index)}"
                    )
            )
        );
        return $"""
            select w.*, b.h as bh
            from (select {merged}, n.h as nh, m.h as mh
                from ({WrittenRows.Select(_reader, one.Relation.Physical, key, one.Mark.Columns)}) n
                full join {one.Mark.Table!.Value} m on {WrittenRows.SameKey(key.Count, "n", "m")}
                where {Sql.By(dialect => dialect.IsDistinct(Sql.Raw("n.h"), Sql.Raw("m.h")))}) w
            left join ({WrittenRows.Select(_reader, blue, key, one.Mark.Columns)}) b on {WrittenRows.SameKey(
                key.Count,
                "b",
                "w"
            )}
            """;
    }

    private static Sql Is(string name) => $"({Class}) = {name}";

    private static Sql Class =>
        Sql.By(dialect =>
            $"""
                case
                    when {dialect.IsSame(Sql.Raw("nh"), Sql.Raw("bh"))} then 'skip'
                    when nh is null then case when bh = mh then 'remove' else 'conflict' end
                    when bh is null then 'add'
                    when bh = mh then 'update'
                    else 'conflict'
                end
                """
        );
}
