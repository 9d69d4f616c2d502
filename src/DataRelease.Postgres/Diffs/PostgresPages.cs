using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Postgres.Diffs;

/// <summary>
/// Cuts two heaps so that the same keys are probably in the same part. Blue is cut into parts with equal numbers of
/// pages. The start of each part's first key in green is searched for by eighths, for all parts at once: first the
/// page, then the row, reading one row (<c>ctid</c>, https://www.postgresql.org/docs/current/ddl-system-columns.html)
/// at a time. From version 14 on, the server reads a range of <c>ctid</c> without reading the rest of the table.
/// </summary>
internal static class PostgresPages
{
    /// <summary>
    /// More rows than a page can hold: a page of 8 KiB has at most 291. Numbers beyond the last row find nothing.
    /// </summary>
    private const long RowsPerPage = 512;

    /// <summary>Places that a search looks at in one statement; the statement costs more than the places.</summary>
    private const int Tried = 7;

    public static async Task<IReadOnlyList<PagePart>> AlignAsync(
        WarehouseSession session,
        RelationName blue,
        RelationName green,
        (CatalogColumn Blue, CatalogColumn Green) key,
        long pages,
        CancellationToken cancellation
    )
    {
        var (bluePages, greenPages) = (
            await PagesAsync(session, blue, cancellation),
            await PagesAsync(session, green, cancellation)
        );
        var begins = await BeginsAsync(
            session,
            blue,
            key.Blue,
            [.. Enumerable.Range(1, (int)Math.Max(0, (bluePages - 1) / pages)).Select(index => index * pages)],
            cancellation
        );
        if (begins.Count == 0)
            return [new PagePart(Sql.Raw("true"), Sql.Raw("true"), null, null)];
        var cuts = begins.Select(begin => begin.Page).ToArray();

        // An updated or deleted row leaves its place empty. It counts as "not before", so its part is cut slightly off.
        async Task<IReadOnlyList<bool>> AreBeforeAsync(long[] begin, long[] page, long[] row) =>
            await session.QueryAsync(
                $"""
                select coalesce((select {new Identifier(key.Green.Name)} from {green} where ctid = {Tid(
                    "u.p",
                    "u.r"
                )}) < (select {new Identifier(key.Blue.Name)} from {blue} where ctid = {Tid("u.b", "1")}), false)
                from unnest({begin}, {page}, {row}) with ordinality u(b, p, r, i) order by u.i
                """,
                found => found.GetBoolean(0),
                cancellation
            );
        var next = await FirstNotBeforeAsync(
            cuts.Length,
            greenPages,
            (search, page) => (cuts[search], page, 1),
            AreBeforeAsync
        );
        var greenPage = next.Select(page => Math.Max(0, page - 1)).ToArray();
        var greenRow = await FirstNotBeforeAsync(
            cuts.Length,
            RowsPerPage,
            (search, row) => (cuts[search], greenPage[search], row + 1),
            AreBeforeAsync
        );

        var (bluePlaces, greenPlaces) = (
            cuts.Select(page => (page, 0L)).ToList(),
            greenPage.Zip(greenRow, (page, row) => (page, row + 1)).ToList()
        );
        for (var index = 1; index < greenPlaces.Count; index++)
            greenPlaces[index] =
                greenPlaces[index].CompareTo(greenPlaces[index - 1]) < 0 ? greenPlaces[index - 1] : greenPlaces[index];
        return
        [
            .. Enumerable
                .Range(0, cuts.Length + 1)
                .Select(index => new PagePart(
                    Range(bluePlaces, index),
                    Range(greenPlaces, index),
                    index == 0 ? null : begins[index - 1].Key,
                    index == cuts.Length ? null : begins[index].Key
                )),
        ];
    }

    /// <summary>
    /// The pages with the key of their first row. A page is left out if that row is gone, if its key is null, or if the
    /// key is out of the general order.
    /// </summary>
    private static async Task<IReadOnlyList<(long Page, string Key)>> BeginsAsync(
        WarehouseSession session,
        RelationName relation,
        CatalogColumn key,
        long[] pages,
        CancellationToken cancellation
    )
    {
        var rows = await session.QueryAsync(
            $"""
            select u.p, {session.Dialect.AsText(Sql.Raw("u.k"))}, rank() over (order by u.k)
            from (select p, (select {new Identifier(key.Name)} from {relation} where ctid = {Tid(
                "p",
                "1"
            )}) as k from unnest({pages}) p) u where u.k is not null order by u.p
            """,
            row => (Page: row.GetInt64(0), Key: row.GetString(1), Rank: row.GetInt64(2)),
            cancellation
        );
        return [.. Ascending(rows, row => row.Rank).Select(row => (row.Page, row.Key))];
    }

    /// <summary>
    /// One of the longest strictly ascending subsequences, by patience sorting
    /// (https://en.wikipedia.org/wiki/Longest_increasing_subsequence#Efficient_algorithms).
    /// </summary>
    private static List<T> Ascending<T>(IReadOnlyList<T> items, Func<T, long> rank)
    {
        // <c>ends</c>: for each length, the item with the lowest rank that ends a subsequence of it. <c>before</c>: the
        // predecessor of each item.
        var (ends, before) = (new List<int>(), new int[items.Count]);
        for (var index = 0; index < items.Count; index++)
        {
            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (rank(items[ends[middle]]) < rank(items[index]))
                    low = middle + 1;
                else
                    high = middle;
            }
            before[index] = low == 0 ? -1 : ends[low - 1];
            if (low == ends.Count)
                ends.Add(index);
            else
                ends[low] = index;
        }
        var selected = new List<T>();
        for (var index = ends.Count == 0 ? -1 : ends[^1]; index >= 0; index = before[index])
            selected.Add(items[index]);
        selected.Reverse();
        return selected;
    }

    /// <summary>
    /// For each search, the first number from 0 that is not before its key, or the end. Every statement advances all
    /// searches by one step.
    /// </summary>
    private static async Task<long[]> FirstNotBeforeAsync(
        int searches,
        long end,
        Func<int, long, (long Begin, long Page, long Row)> place,
        Func<long[], long[], long[], Task<IReadOnlyList<bool>>> areBefore
    )
    {
        var (low, high) = (new long[searches], Enumerable.Repeat(end, searches).ToArray());
        while (true)
        {
            var tried = Enumerable
                .Range(0, searches)
                .SelectMany(search =>
                    Enumerable
                        .Range(1, Tried)
                        .Select(step => low[search] + ((high[search] - low[search]) * step / (Tried + 1)))
                        .Where(number => number < high[search])
                        .Distinct()
                        .Select(number => (Search: search, Number: number))
                )
                .ToList();
            if (tried.Count == 0)
                return low;
            var places = tried.Select(number => place(number.Search, number.Number)).ToList();
            var isBefore = await areBefore(
                [.. places.Select(at => at.Begin)],
                [.. places.Select(at => at.Page)],
                [.. places.Select(at => at.Row)]
            );
            foreach (var ((search, number), isLess) in tried.Zip(isBefore))
            {
                if (isLess)
                    low[search] = Math.Max(low[search], number + 1);
                else
                    high[search] = Math.Min(high[search], number);
            }
        }
    }

    private static Sql Tid(string page, string row) => Sql.Raw($"('(' || {page} || ',' || {row} || ')')::tid");

    private static Sql Range(List<(long Page, long Row)> cuts, int index)
    {
        static string Tid((long Page, long Row) place) =>
            string.Create(CultureInfo.InvariantCulture, $"'({place.Page},{place.Row})'::tid");
        if (index == 0)
            return Sql.Raw($"ctid < {Tid(cuts[0])}");
        return Sql.Raw(
            index == cuts.Count
                ? $"ctid >= {Tid(cuts[^1])}"
                : $"ctid >= {Tid(cuts[index - 1])} and ctid < {Tid(cuts[index])}"
        );
    }

    private static async Task<long> PagesAsync(
        WarehouseSession session,
        RelationName relation,
        CancellationToken cancellation
    ) =>
        (
            await session.QueryOwnAsync(
                $"select pg_relation_size(to_regclass({session.Dialect.Quote(relation)})) / "
                    + $"current_setting('block_size')::bigint",
                row => row.GetInt64(0),
                cancellation
            )
        )[0];
}
