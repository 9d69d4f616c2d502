using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Cuts two heaps so that the same keys probably lie in the same part. Blue is cut into equal numbers of pages; where green
/// begins with the key that such a part begins with is searched by halves, for all parts at once: first its page, then its
/// row, reading one row (<c>ctid</c>, https://www.postgresql.org/docs/current/ddl-system-columns.html) at a time. Ranges of
/// <c>ctid</c> are read from version 14 on without reading the rest of the table.
/// </summary>
internal static class PostgresPages
{
    /// <summary>A page of 8 KiB has at most 291 rows; numbers beyond its last row find none.</summary>
    private const long RowsPerPage = 512;

    public static async Task<IReadOnlyList<PagePart>> AlignAsync(
        WarehouseSession session, RelationName blue, RelationName green, (CatalogColumn Blue, CatalogColumn Green) key, long pages, CancellationToken cancellation)
    {
        var (bluePages, greenPages) = (await PagesAsync(session, blue, cancellation).ConfigureAwait(false), await PagesAsync(session, green, cancellation).ConfigureAwait(false));
        var cuts = Enumerable.Range(1, (int)Math.Max(0, (bluePages - 1) / pages)).Select(index => index * pages).ToArray();
        if (cuts.Length == 0) return [new PagePart(Sql.Raw("true"), Sql.Raw("true"))];

        // A row that was updated or deleted leaves its place: it counts as not before, and its part is cut a little beside.
        async Task<IReadOnlyList<bool>> AreBeforeAsync(long[] page, long[] row) => await session.QueryAsync(
            $"""
            select coalesce((select {new Identifier(key.Green.Name)} from {green} where ctid = {Tid("u.p", "u.r")}) < (select {new Identifier(key.Blue.Name)} from {blue} where ctid = {Tid("u.b", "1")}), false)
            from unnest({cuts}, {page}, {row}) with ordinality u(b, p, r, i) order by u.i
            """, found => found.GetBoolean(0), cancellation).ConfigureAwait(false);
        var first = Enumerable.Repeat(1L, cuts.Length).ToArray();
        var next = await FirstNotBeforeAsync(cuts.Length, greenPages, middle => AreBeforeAsync(middle, first)).ConfigureAwait(false);
        var greenPage = next.Select(page => Math.Max(0, page - 1)).ToArray();
        var greenRow = await FirstNotBeforeAsync(cuts.Length, RowsPerPage, middle => AreBeforeAsync(greenPage, [.. middle.Select(row => row + 1)])).ConfigureAwait(false);

        var (bluePlaces, greenPlaces) = (cuts.Select(page => (page, 0L)).ToList(), greenPage.Zip(greenRow, (page, row) => (page, row + 1)).ToList());
        for (var index = 1; index < greenPlaces.Count; index++)
            greenPlaces[index] = greenPlaces[index].CompareTo(greenPlaces[index - 1]) < 0 ? greenPlaces[index - 1] : greenPlaces[index];
        return [.. Enumerable.Range(0, cuts.Length + 1).Select(index => new PagePart(Range(bluePlaces, index), Range(greenPlaces, index)))];
    }

    /// <summary>For each search the first number from 0 that is not before what it looks for, or the end.</summary>
    private static async Task<long[]> FirstNotBeforeAsync(int searches, long end, Func<long[], Task<IReadOnlyList<bool>>> areBefore)
    {
        var (low, high) = (new long[searches], Enumerable.Repeat(end, searches).ToArray());
        while (low.Zip(high).Any(pair => pair.First < pair.Second))
        {
            var middle = low.Zip(high, (from, to) => (from + to) / 2).ToArray();
            var isBefore = await areBefore(middle).ConfigureAwait(false);
            for (var index = 0; index < searches; index++)
            {
                if (low[index] >= high[index]) continue;
                if (isBefore[index]) low[index] = middle[index] + 1;
                else high[index] = middle[index];
            }
        }
        return low;
    }

    private static Sql Tid(string page, string row) => Sql.Raw($"('(' || {page} || ',' || {row} || ')')::tid");

    private static Sql Range(List<(long Page, long Row)> cuts, int index)
    {
        static string Tid((long Page, long Row) place) => string.Create(CultureInfo.InvariantCulture, $"'({place.Page},{place.Row})'::tid");
        if (index == 0) return Sql.Raw($"ctid < {Tid(cuts[0])}");
        return Sql.Raw(index == cuts.Count ? $"ctid >= {Tid(cuts[^1])}" : $"ctid >= {Tid(cuts[index - 1])} and ctid < {Tid(cuts[index])}");
    }

    private static async Task<long> PagesAsync(WarehouseSession session, RelationName relation, CancellationToken cancellation) =>
        (await session.QueryAsync(
            $"select pg_relation_size(to_regclass({session.Dialect.Quote(relation)})) / current_setting('block_size')::bigint", row => row.GetInt64(0), cancellation).ConfigureAwait(false))[0];
}
