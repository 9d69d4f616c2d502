using System.Data;
using System.Data.Common;
using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>How to compare two relations.</summary>
public sealed record DiffOptions
{
    /// <summary>Columns that identify a row; empty to compare whole rows as a multiset.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>Columns that are not compared.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Rows of each kind to show.</summary>
    public int Samples { get; init; }
}

/// <summary>
/// Compares two relations of one database row by row, in the database: only counts and samples come here. Columns are
/// matched by name. NULL equals NULL; other values are equal as the engine's <c>=</c> says (so NaN = NaN, -0 = 0 and
/// 1.0 = 1.00), except types for which <see cref="Dialect.Comparable"/> says otherwise. A column of another type is compared
/// as text unless both are exact numbers. Rows whose key is null or not unique on a side can't be matched: those are
/// compared as whole rows, a multiset, and counted as added and removed.
/// </summary>
public sealed class RelationComparer(Dialect dialect)
{
    /// <summary>Compares. Both sides are read in one snapshot.</summary>
    /// <param name="session">Not in a transaction.</param>
    /// <param name="relation">The live name, for people.</param>
    /// <param name="blue">The older side.</param>
    /// <param name="green">The newer side.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops the query.</param>
    public async Task<RelationDiff> CompareAsync(
        WarehouseSession session, string relation, CatalogRelation blue, CatalogRelation green, DiffOptions options, CancellationToken cancellation)
    {
        var columns = DiffColumns.Pair(dialect, blue, green, options.Key, options.Ignore);
        var diff = new RelationDiff
        {
            Relation = relation,
            Blue = blue.Name,
            Green = green.Name,
            Key = [.. columns.Key.Select(column => column.Name)],
            AddedColumns = columns.Added,
            RemovedColumns = columns.Removed,
            RetypedColumns = columns.Retyped,
        };
        if (blue.Name == green.Name) return diff with { SamePhysical = true };
        var sides = new DiffSides(columns, blue.Name, green.Name);
        await session.InTransactionAsync(async () =>
        {
            await session.ExecuteBatchAsync(dialect.ForLargeReads, cancellation).ConfigureAwait(false);
            diff = columns.Key.Count == 0
                ? await AsMultisetAsync(session, diff, sides, options.Samples, cancellation).ConfigureAwait(false)
                : await ByKeyAsync(session, diff, sides, options.Samples, cancellation).ConfigureAwait(false);
        }, cancellation, IsolationLevel.Snapshot).ConfigureAwait(false);
        return diff;
    }

    private async Task<RelationDiff> ByKeyAsync(WarehouseSession session, RelationDiff diff, DiffSides sides, int samples, CancellationToken cancellation)
    {
        var (blueRows, greenRows) = await RowsAsync(session, diff, cancellation).ConfigureAwait(false);
        var counts = await CountAsync(session, sides, isClean: true, cancellation).ConfigureAwait(false);
        // Σ bᵢgᵢ = Σ bᵢ = Σ gᵢ over the keys of both sides holds only if every bᵢ and gᵢ is 1: one pass tells whether a key is shared.
        var isClean = counts.Keyless == 0 && counts.Pairs == blueRows - counts.Removed && counts.Pairs == greenRows - counts.Added;
        if (!isClean) counts = await CountAsync(session, sides, isClean: false, cancellation).ConfigureAwait(false);
        diff = diff with
        {
            BlueRows = blueRows,
            GreenRows = greenRows,
            Added = counts.Added,
            Removed = counts.Removed,
            Changed = counts.Changed,
            ChangedByColumn = sides.Columns.Values.Select((column, index) => (column.Name, Count: counts.ByColumn[index]))
                .Where(column => column.Count > 0).ToDictionary(column => column.Name, column => column.Count),
        };
        var found = new List<DiffSample>();
        if (diff.Added > 0 && samples > 0) found.AddRange(await SampleOneSideAsync(session, "added", sides, isClean, samples, cancellation).ConfigureAwait(false));
        if (diff.Removed > 0 && samples > 0) found.AddRange(await SampleOneSideAsync(session, "removed", sides, isClean, samples, cancellation).ConfigureAwait(false));
        if (diff.Changed > 0 && samples > 0) found.AddRange(await SampleChangedAsync(session, sides, isClean, samples, cancellation).ConfigureAwait(false));
        if (!isClean)
        {
            var whole = await WholeRowsAsync(session, sides, sides.Ambiguous, samples, cancellation).ConfigureAwait(false);
            diff = diff with { Added = diff.Added + whole.Added, Removed = diff.Removed + whole.Removed, AmbiguousRows = whole.Rows };
            found.AddRange(whole.Samples);
        }
        return diff with { Samples = found };
    }

    /// <summary>Everything that is counted, in one pass over the joined sides.</summary>
    private static async Task<JoinCounts> CountAsync(WarehouseSession session, DiffSides sides, bool isClean, CancellationToken cancellation) =>
        (await session.QueryAsync(
            $"""
            select {Count(DiffSides.OnlyGreen)}, {Count(DiffSides.OnlyBlue)}, {Count(sides.Differs)}, {Count(DiffSides.Both)}, {Count(sides.Keyless)}
                {Sql.Join("", sides.Columns.Values.Select((_, index) => (Sql)$", {Count(sides.ColumnDiffers(index))}"))}
            from {sides.Join(isClean)}
            """,
            row => new JoinCounts(
                row.ReadLong(0), row.ReadLong(1), row.ReadLong(2), row.ReadLong(3), row.ReadLong(4),
                [.. Enumerable.Range(5, row.FieldCount - 5).Select(row.ReadLong)]), cancellation).ConfigureAwait(false))[0];

    private async Task<RelationDiff> AsMultisetAsync(WarehouseSession session, RelationDiff diff, DiffSides sides, int samples, CancellationToken cancellation)
    {
        var (blueRows, greenRows) = await RowsAsync(session, diff, cancellation).ConfigureAwait(false);
        // Without a column in common no row of one side can be a row of the other.
        if (!sides.Whole.Any()) return diff with { BlueRows = blueRows, GreenRows = greenRows, Added = greenRows, Removed = blueRows };
        var whole = await WholeRowsAsync(session, sides, null, samples, cancellation).ConfigureAwait(false);
        return diff with { BlueRows = blueRows, GreenRows = greenRows, Added = whole.Added, Removed = whole.Removed, Samples = whole.Samples };
    }

    private static async Task<(long Blue, long Green)> RowsAsync(WarehouseSession session, RelationDiff diff, CancellationToken cancellation) =>
        (await session.QueryAsync(
            $"select (select count(*) from {diff.Blue}), (select count(*) from {diff.Green})", row => (row.ReadLong(0), row.ReadLong(1)), cancellation).ConfigureAwait(false))[0];

    private async Task<(long Added, long Removed, long Rows, IReadOnlyList<DiffSample> Samples)> WholeRowsAsync(
        WarehouseSession session, DiffSides sides, Sql? among, int samples, CancellationToken cancellation)
    {
        var counted = sides.Counted(among);
        var (added, removed, rows) = (await session.QueryAsync(
            $"""
            select coalesce(sum(case when ng > nb then ng - nb else 0 end), 0), coalesce(sum(case when nb > ng then nb - ng else 0 end), 0), coalesce(sum(nb + ng), 0)
            from ({counted}) c
            """,
            row => (row.ReadLong(0), row.ReadLong(1), row.ReadLong(2)), cancellation).ConfigureAwait(false))[0];
        var found = new List<DiffSample>();
        foreach (var (kind, count, condition) in new[] { ("added", added, "ng > nb"), ("removed", removed, "nb > ng") })
        {
            if (count == 0 || samples == 0) continue;
            found.AddRange(await session.QueryAsync(
                $"""
                select {Sql.Join(", ", sides.Whole.Select(column => dialect.AsText($"{column.Alias}")))} from ({counted}) c
                where {Sql.Raw(condition)} order by {Sql.Join(", ", sides.Whole.Select((_, index) => Sql.Raw((index + 1).ToString(CultureInfo.InvariantCulture))))} limit {(long)samples}
                """,
                row =>
                {
                    var values = sides.Whole.Select((column, index) => KeyValuePair.Create(column.Name, Text(row, index))).ToDictionary();
                    return kind == "added"
                        ? new DiffSample(kind, Nothing, Nothing, values)
                        : new DiffSample(kind, Nothing, values, Nothing);
                },
                cancellation).ConfigureAwait(false));
        }
        return (added, removed, rows, found);
    }

    /// <summary>The first rows of one side whose key the other lacks; no join has to be made whole for them.</summary>
    private Task<IReadOnlyList<DiffSample>> SampleOneSideAsync(
        WarehouseSession session, string kind, DiffSides sides, bool isClean, int samples, CancellationToken cancellation)
    {
        var (own, other) = kind == "added" ? (sides.GreenRows(isClean), sides.BlueRows(isClean)) : (sides.BlueRows(isClean), sides.GreenRows(isClean));
        var match = Sql.Join(" and ", sides.Keys.Select(key => (Sql)$"o.{key} = x.{key}"));
        return session.QueryAsync(
            $"""
            select {Sql.Join(", ", sides.Keys.Concat(sides.Values).Select(column => dialect.AsText($"x.{column}")))}
            from {own} x where not exists (select 1 from {other} o where {match})
            order by {Sql.Join(", ", sides.Keys.Select(key => (Sql)$"x.{key}"))} limit {(long)samples}
            """,
            row =>
            {
                var key = Named(row, sides.Columns.Key, 0);
                var values = Named(row, sides.Columns.Values, sides.Columns.Key.Count);
                return kind == "added" ? new DiffSample(kind, key, Nothing, values) : new DiffSample(kind, key, values, Nothing);
            },
            cancellation);
    }

    private Task<IReadOnlyList<DiffSample>> SampleChangedAsync(WarehouseSession session, DiffSides sides, bool isClean, int samples, CancellationToken cancellation)
    {
        var keys = sides.Columns.Key.Count;
        var match = Sql.Join(" and ", sides.Keys.Select(key => (Sql)$"b.{key} = g.{key}"));
        return session.QueryAsync(
            $"""
            select {Sql.Join(", ", sides.Keys.Select(key => dialect.AsText($"b.{key}")))}
                {Sql.Join("", sides.Values.Select(value => (Sql)$", {dialect.AsText($"b.{value}")}, {dialect.AsText($"g.{value}")}, b.{value} is distinct from g.{value}"))}
            from {sides.BlueRows(isClean)} b join {sides.GreenRows(isClean)} g on {match} where {sides.Differs}
            order by {Sql.Join(", ", sides.Keys.Select(key => (Sql)$"b.{key}"))} limit {(long)samples}
            """,
            row =>
            {
                var shown = Enumerable.Range(0, sides.Columns.Values.Count).Where(index => row.GetBoolean(keys + (3 * index) + 2)).ToList();
                Dictionary<string, string?> Side(int offset) => shown.ToDictionary(index => sides.Columns.Values[index].Name, index => Text(row, keys + (3 * index) + offset));
                return new DiffSample("changed", Named(row, sides.Columns.Key, 0), Side(0), Side(1));
            },
            cancellation);
    }

    private static Dictionary<string, string?> Named(DbDataReader row, IReadOnlyList<ComparedColumn> columns, int offset) =>
        columns.Select((column, index) => (column.Name, Value: Text(row, offset + index))).ToDictionary(pair => pair.Name, pair => pair.Value);

    private static readonly IReadOnlyDictionary<string, string?> Nothing = new Dictionary<string, string?>();

    private static Sql Count(Sql condition) => $"count(*) filter (where {condition})";

    private static string? Text(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);

    /// <summary>Rows of a join of both sides.</summary>
    /// <param name="Added">Only in green.</param>
    /// <param name="Removed">Only in blue.</param>
    /// <param name="Changed">In both, with other values.</param>
    /// <param name="Pairs">In both; more than either side has where a key is shared.</param>
    /// <param name="Keyless">Of either side, with a null in the key.</param>
    /// <param name="ByColumn">Changed, by value column.</param>
    private sealed record JoinCounts(long Added, long Removed, long Changed, long Pairs, long Keyless, IReadOnlyList<long> ByColumn);
}
