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
            diff = columns.Key.Count == 0
                ? await AsMultisetAsync(session, diff, sides, options.Samples, cancellation).ConfigureAwait(false)
                : await ByKeyAsync(session, diff, sides, options.Samples, cancellation).ConfigureAwait(false);
        }, cancellation, IsolationLevel.Snapshot).ConfigureAwait(false);
        return diff;
    }

    private async Task<RelationDiff> ByKeyAsync(WarehouseSession session, RelationDiff diff, DiffSides sides, int samples, CancellationToken cancellation)
    {
        var (blueRows, blueAmbiguous) = await CountKeysAsync(session, sides.Blue, sides, cancellation).ConfigureAwait(false);
        var (greenRows, greenAmbiguous) = await CountKeysAsync(session, sides.Green, sides, cancellation).ConfigureAwait(false);
        var isClean = blueAmbiguous == 0 && greenAmbiguous == 0;
        var join = sides.Join(isClean);
        var counts = (await session.QueryAsync(
            $"""
            select {Count(sides.OnlyGreen)}, {Count(sides.OnlyBlue)}, {Count(sides.Differs)}
                {Sql.Join("", sides.Columns.Values.Select((_, index) => (Sql)$", {Count(sides.ColumnDiffers(index))}"))}
            from {join}
            """,
            row => Enumerable.Range(0, row.FieldCount).Select(index => row.ReadLong(index)).ToArray(), cancellation).ConfigureAwait(false))[0];
        diff = diff with
        {
            BlueRows = blueRows,
            GreenRows = greenRows,
            Added = counts[0],
            Removed = counts[1],
            Changed = counts[2],
            ChangedByColumn = sides.Columns.Values.Select((column, index) => (column.Name, Count: counts[index + 3]))
                .Where(column => column.Count > 0).ToDictionary(column => column.Name, column => column.Count),
        };
        var found = new List<DiffSample>();
        foreach (var (kind, count, condition) in new[] { ("added", diff.Added, sides.OnlyGreen), ("removed", diff.Removed, sides.OnlyBlue), ("changed", diff.Changed, sides.Differs) })
        {
            if (count > 0 && samples > 0) found.AddRange(await SampleAsync(session, kind, join, condition, sides, samples, cancellation).ConfigureAwait(false));
        }
        if (!isClean)
        {
            var whole = await WholeRowsAsync(session, sides, sides.Ambiguous, samples, cancellation).ConfigureAwait(false);
            diff = diff with { Added = diff.Added + whole.Added, Removed = diff.Removed + whole.Removed, AmbiguousRows = whole.Rows };
            found.AddRange(whole.Samples);
        }
        return diff with { Samples = found };
    }

    private async Task<RelationDiff> AsMultisetAsync(WarehouseSession session, RelationDiff diff, DiffSides sides, int samples, CancellationToken cancellation)
    {
        var (blueRows, greenRows) = (await session.QueryAsync(
            $"select (select count(*) from {diff.Blue}), (select count(*) from {diff.Green})", row => (row.ReadLong(0), row.ReadLong(1)), cancellation).ConfigureAwait(false))[0];
        // Without a column in common no row of one side can be a row of the other.
        if (!sides.Whole.Any()) return diff with { BlueRows = blueRows, GreenRows = greenRows, Added = greenRows, Removed = blueRows };
        var whole = await WholeRowsAsync(session, sides, null, samples, cancellation).ConfigureAwait(false);
        return diff with { BlueRows = blueRows, GreenRows = greenRows, Added = whole.Added, Removed = whole.Removed, Samples = whole.Samples };
    }

    /// <summary>All rows, and those whose key is null or shared.</summary>
    private static async Task<(long Rows, long Ambiguous)> CountKeysAsync(WarehouseSession session, Sql side, DiffSides sides, CancellationToken cancellation) =>
        (await session.QueryAsync(
            $"""
            select coalesce(sum(n), 0), coalesce(sum(case when n > 1 or not ({sides.HasKey}) then n else 0 end), 0)
            from (select {sides.KeyNames}, count(*) as n from {side} s group by {sides.KeyNames}) k
            """,
            row => (row.ReadLong(0), row.ReadLong(1)), cancellation).ConfigureAwait(false))[0];

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

    private async Task<IReadOnlyList<DiffSample>> SampleAsync(
        WarehouseSession session, string kind, Sql join, Sql condition, DiffSides sides, int samples, CancellationToken cancellation)
    {
        var keys = sides.Columns.Key.Count;
        var values = sides.Columns.Values.Count;
        return await session.QueryAsync(
            $"""
            select {Sql.Join(", ", sides.Keys.Select(key => dialect.AsText($"coalesce(b.{key}, g.{key})")))}
                {Sql.Join("", sides.Values.Select(value => (Sql)$", {dialect.AsText($"b.{value}")}, {dialect.AsText($"g.{value}")}, b.{value} is distinct from g.{value}"))}
            from {join} where {condition}
            order by {Sql.Join(", ", sides.Keys.Select(key => (Sql)$"coalesce(b.{key}, g.{key})"))} limit {(long)samples}
            """,
            row =>
            {
                var key = sides.Columns.Key.Select((column, index) => KeyValuePair.Create(column.Name, Text(row, index))).ToDictionary();
                var shown = Enumerable.Range(0, values).Where(index => kind != "changed" || row.GetBoolean(keys + (3 * index) + 2)).ToList();
                Dictionary<string, string?> Side(int offset) => shown.ToDictionary(index => sides.Columns.Values[index].Name, index => Text(row, keys + (3 * index) + offset));
                return new DiffSample(kind, key, kind == "added" ? Nothing : Side(0), kind == "removed" ? Nothing : Side(1));
            },
            cancellation).ConfigureAwait(false);
    }

    private static readonly IReadOnlyDictionary<string, string?> Nothing = new Dictionary<string, string?>();

    private static Sql Count(Sql condition) => $"count(*) filter (where {condition})";

    private static string? Text(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
