using System.Globalization;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Reads facts for the diff planner. The server's own statistics exist only after ANALYZE, which dbt does not run. So a
/// small sample is read instead: whole pages to learn what rows are like, and single rows all over a long table to
/// learn where keys are stored.
/// </summary>
internal static class PostgresDiffFacts
{
    private const int SampledPages = 32;

    /// <summary>The number of pages of a long table from which single rows are read.</summary>
    private const int ProbedPages = 256;

    /// <summary>The number of rows tried on each of these pages, because some may be deleted.</summary>
    private const int ProbedRows = 3;

    public static async Task<IReadOnlyList<CatalogColumn>> DescribeAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    )
    {
        var statement = ((Sql)$"select * from ({query}) q limit 0").Render(session.Dialect);
        return await session.ReadShapeAsync(statement, cancellation);
    }

    public static async Task<SideFacts> EstimateAsync(
        WarehouseSession session,
        Sql from,
        CancellationToken cancellation
    )
    {
        var plan = (
            await session.QueryAsync(
                $"explain (format json) select * from {from} q",
                row => row.GetString(0),
                cancellation
            )
        )[0];
        using var document = JsonDocument.Parse(plan);
        var top = document.RootElement[0].GetProperty("Plan");
        return new SideFacts
        {
            Rows = (long)top.GetProperty("Plan Rows").GetDouble(),
            RowBytes = top.GetProperty("Plan Width").GetDouble(),
        };
    }

    public static async Task<SideFacts> ReadAsync(
        WarehouseSession session,
        RelationName relation,
        IReadOnlyList<string> key,
        IReadOnlyList<CatalogColumn> columns,
        CancellationToken cancellation
    )
    {
        var name = session.Dialect.Quote(relation);
        // Only heaps can be read by ranges of pages, and only from version 14 on.
        var (kind, bytes, hasPages) = (
            await session.QueryOwnAsync(
                $"""
                select coalesce(max(c.relkind::text), ''), coalesce(max(case when c.relkind in ('r',
                'm') then pg_relation_size(c.oid) end), 0),
                    coalesce(bool_and(a.amname = 'heap'), false)
                    and current_setting('server_version_num')::int >= 140000
                from pg_class c left join pg_am a on a.oid = c.relam where c.oid = to_regclass({name})
                """,
                row => (row.GetString(0), row.GetInt64(1), row.GetBoolean(2)),
                cancellation
            )
        )[0];
        if (kind is not ("r" or "m"))
            return await EstimateAsync(session, $"{relation}", cancellation);
        if (bytes == 0)
            return new SideFacts { IsStored = true, Rows = 0 };
        // A table without columns has nothing to sample.
        if (columns.Count == 0)
            return await EstimateAsync(session, $"{relation}", cancellation);
        IReadOnlyList<string> index = key.Count == 0 ? [] : await ReadIndexAsync(session, name, key, cancellation);
        var facts = await SampleAsync(
            session,
            relation,
            index.Count > 0 ? index : key,
            columns,
            bytes / 8192,
            cancellation
        );
        return key.Count == 0
            ? facts
            : facts with
            {
                Pages = hasPages ? facts.Pages : 0,
                UniqueIndex = index,
                IsKeyFilled = key.All(column => columns.Any(found => found.Name == column && !found.Nullable)),
            };
    }

    /// <summary>
    /// The columns of a unique, ascending btree over exactly the key, with the columns' own, deterministic collation.
    /// </summary>
    private static async Task<IReadOnlyList<string>> ReadIndexAsync(
        WarehouseSession session,
        string name,
        IReadOnlyList<string> key,
        CancellationToken cancellation
    )
    {
        var indexes = await session.QueryOwnAsync(
            $"""
            select array_agg(a.attname::text order by k.ord)
            from pg_index i
            join pg_class c on c.oid = i.indexrelid
            join pg_am m on m.oid = c.relam and m.amname = 'btree'
            cross join lateral unnest(i.indkey::int2[], i.indoption::int2[],
            i.indcollation::oid[]) with ordinality k(attnum, opt, coll, ord)
            left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
            left join pg_collation l on l.oid = k.coll
            where i.indrelid = to_regclass({name}) and i.indisunique and i.indisvalid and i.indpred is null
            and i.indexprs is null and k.ord <= i.indnkeyatts
            group by i.indexrelid
            having bool_and(k.opt = 0 and k.coll = a.attcollation and coalesce(l.collisdeterministic, true))
            order by i.indexrelid
            """,
            row => row.GetFieldValue<string[]>(0),
            cancellation
        );
        return indexes.FirstOrDefault(index => index.Length == key.Count && key.All(index.Contains)) ?? [];
    }

    private static async Task<SideFacts> SampleAsync(
        WarehouseSession session,
        RelationName relation,
        IReadOnlyList<string> key,
        IReadOnlyList<CatalogColumn> columns,
        long pages,
        CancellationToken cancellation
    )
    {
        var isWhole = pages <= SampledPages;
        var percent = isWhole ? 100 : 100.0 * SampledPages / pages;
        var sample = Sql.Raw(
            string.Create(CultureInfo.InvariantCulture, $"tablesample system ({percent:R}) repeatable (42)")
        );
        var filled = Sql.Join(
            ", ",
            columns.Select(column =>
                (Sql)$"case when count(*) = count({new Identifier(column.Name)}) then {column.Ordinal} end"
            )
        );
        var ordered = key.Count > 0 && await IsOrderableAsync(session, relation, key[0], cancellation);
        var first = ordered ? (Sql)$"{new Identifier(key[0])}" : Sql.Raw("null::int");
        var places = Sql.Raw(
            string.Create(
                CultureInfo.InvariantCulture,
                $"array(select ('(' || p * {pages}::bigint / {ProbedPages} || ',' || r || ')')::tid from "
                    + $"generate_series(0, {ProbedPages - 1}) p, generate_series(1, {ProbedRows}) r)"
            )
        );
        var keys =
            isWhole || !ordered
                ? (Sql)$"select \"dr page\", {first} as \"dr key\" from s"
                : $"select (ctid::text::point)[0] as \"dr page\", {first} as \"dr key\" from {relation} "
                    + $"where ctid = any({places})";
        // Rows that share a key are stored next to each other, or they are so many that single rows from all over the
        // table show it.
        Sql texts =
            key.Count == 1
                ? (Sql)$"{new Identifier(key[0])}::text"
                : $"array[{Sql.Join(", ", key.Select(column => (Sql)$"{new Identifier(column)}::text"))}]";
        static Sql Shared(Sql distinct) =>
            $"coalesce(1 - count(distinct {distinct})::double precision / nullif(count(*), 0), 0)";
        Sql shared =
            key.Count == 0 ? Sql.Raw("0::double precision")
            : key.Count == 1 && ordered
                ? (Sql)$"greatest({Shared(texts)}, (select {Shared(Sql.Raw("\"dr key\""))} from k))"
            : Shared(texts);
        return (
            await session.QueryAsync(
                $"""
                with s as materialized (select {Sql.Join(
                    ", ",
                    columns.Select(column => (Sql)$"{new Identifier(column.Name)}")
                )}, (ctid::text::point)[0] as "dr page" from {relation} {sample}),
                k as materialized (select "dr page", "dr key", rank() over (order by "dr key") as "dr rank"
                from ({keys}) k)
                select count(*), count(distinct "dr page"), (select abs(corr("dr page", "dr rank")) from k),
                    (select percentile_disc(array(select g / 256.0 from generate_series(1, 255) g))
                    within group (order by "dr key")::text[] from k),
                    array_remove(array[{filled}]::int[], null), {shared}
                from s
                """,
                row =>
                {
                    var (rows, sampled) = (row.GetInt64(0), Math.Max(1, row.GetInt64(1)));
                    var ordinals = row.GetFieldValue<int[]>(4).ToHashSet();
                    return new SideFacts
                    {
                        IsStored = true,
                        // Empty pages are not counted, so the estimate for a large table is a little too high.
                        Rows = isWhole ? rows : rows * pages / sampled,
                        Correlation =
                            rows < 2 || !ordered ? null
                            : sampled == 1 ? 1
                            : row.IsDBNull(2) ? null
                            : row.GetDouble(2),
                        Bounds = row.IsDBNull(3)
                            ? []
                            :
                            [
                                .. row.GetFieldValue<string?[]>(3)
                                    .Where(bound => bound is not null)
                                    .Distinct()
                                    .Select(bound => bound!),
                            ],
                        Filled = columns
                            .Where(column => ordinals.Contains(column.Ordinal))
                            .Select(column => column.Name)
                            .ToHashSet(),
                        Pages = ordered ? pages : 0,
                        SharedKeys = row.GetDouble(5),
                        RowBytes = rows == 0 ? null : 8192.0 * sampled / rows,
                    };
                },
                cancellation
            )
        )[0];
    }

    private static async Task<bool> IsOrderableAsync(
        WarehouseSession session,
        RelationName relation,
        string column,
        CancellationToken cancellation
    ) =>
        (bool?)
            await session.ScalarOwnAsync(
                $"""
                select exists (
                    select 1 from pg_attribute a join pg_opclass o on o.opcintype in (a.atttypid, 25) and o.opcdefault
                    join pg_am m on m.oid = o.opcmethod and m.amname = 'btree'
                    where a.attrelid = to_regclass({session.Dialect.Quote(relation)}) and a.attname = {column}
                        and (o.opcintype = a.atttypid or a.atttypid = 1043))
                """,
                cancellation
            )
        ?? false;
}
