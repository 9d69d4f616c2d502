using System.Globalization;
using System.Runtime.CompilerServices;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Finds the columns in which rows with the same key differ. Each database hashes each value, and both streams are
/// matched bucket by bucket.
/// </summary>
internal sealed class RemoteColumns(RemoteRun run, int mostNamed)
{
    private readonly IReadOnlyList<ComparedColumn> _columns = run.Sides.Columns.Values;
    private readonly long[] _counts = new long[run.Sides.Columns.Values.Count];

    /// <summary>Rows that differ beyond every tolerance.</summary>
    public NamedRows Changed { get; } = new(mostNamed);

    public IReadOnlyDictionary<string, long> ByColumn =>
        _columns.Zip(_counts).Where(pair => pair.Second > 0).ToDictionary(pair => pair.First.Name, pair => pair.Second);

    /// <param name="parts">The differing buckets.</param>
    /// <param name="names">The names of the keys to compare; null for all keys of the buckets.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync(IReadOnlyList<long> parts, IReadOnlyList<long>? names, CancellationToken cancellation)
    {
        await using var blue = ByPartAsync(run.Blue, run.Sides.Blue, parts, names, cancellation)
            .GetAsyncEnumerator(cancellation);
        await using var green = ByPartAsync(run.Green, run.Sides.Green, parts, names, cancellation)
            .GetAsyncEnumerator(cancellation);
        var (hasBlue, hasGreen) = (await blue.MoveNextAsync(), await green.MoveNextAsync());
        while (hasBlue && hasGreen)
        {
            var (before, after) = (blue.Current, green.Current);
            if (before.Part == after.Part)
                Match(before.Rows, after.Rows);
            if (before.Part <= after.Part)
                hasBlue = await blue.MoveNextAsync();
            if (after.Part <= before.Part)
                hasGreen = await green.MoveNextAsync();
        }
    }

    /// <summary>True if the column's values are not equal, but within its tolerance.</summary>
    public static bool IsWithin(ComparedColumn column, string? blue, string? green)
    {
        if (column is not { Tolerance: { } tolerance, IsNumber: true } || blue is null || green is null)
            return false;
        if (
            decimal.TryParse(blue, NumberStyles.Float, CultureInfo.InvariantCulture, out var before)
            && decimal.TryParse(green, NumberStyles.Float, CultureInfo.InvariantCulture, out var after)
        )
        {
            // Half values can't overflow.
            var half = Math.Abs((before / 2) - (after / 2));
            return (tolerance.Absolute is { } most && half <= most / 2)
                || (tolerance.Relative is { } part && half <= (decimal)part * Math.Abs(before / 2));
        }
        return double.TryParse(blue, NumberStyles.Float, CultureInfo.InvariantCulture, out var first)
            && double.TryParse(green, NumberStyles.Float, CultureInfo.InvariantCulture, out var second)
            && double.IsFinite(first)
            && double.IsFinite(second)
            && (
                (tolerance.Absolute is { } far && Math.Abs((first / 2) - (second / 2)) <= (double)far / 2)
                || (
                    tolerance.Relative is { } share
                    && Math.Abs((first / 2) - (second / 2)) <= share * Math.Abs(first / 2)
                )
            );
    }

    private void Match(List<ColumnRow> blue, List<ColumnRow> green)
    {
        var before = blue.GroupBy(row => row.Name).ToDictionary(rows => rows.Key, rows => rows.ToList());
        foreach (var rows in green.GroupBy(row => row.Name))
        {
            // A key that several rows share is compared elsewhere, as whole rows.
            if (rows.Count() > 1 || !before.TryGetValue(rows.Key, out var others) || others.Count > 1)
                continue;
            var (old, now) = (others[0], rows.First());
            var differing = Enumerable
                .Range(0, _columns.Count)
                .Where(index =>
                    old.Hashes[index] != now.Hashes[index]
                    && !IsWithin(_columns[index], old.Numbers[index], now.Numbers[index])
                )
                .ToList();
            if (differing.Count == 0)
                continue;
            Changed.Add(rows.Key);
            foreach (var index in differing)
                _counts[index]++;
        }
    }

    private async IAsyncEnumerable<(long Part, List<ColumnRow> Rows)> ByPartAsync(
        WarehouseSession session,
        Sql side,
        IReadOnlyList<long> parts,
        IReadOnlyList<long>? names,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var hashes = Sql.Join("", _columns.Select((_, index) => (Sql)$", {run.Sides.ValueHash(index)}"));
        var tolerant = _columns
            .Select((column, index) => (column, index))
            .Where(pair => pair.column.Tolerance is not null)
            .Select(pair => pair.index)
            .ToList();
        var texts = Sql.Join("", tolerant.Select(index => (Sql)$", {session.Dialect.AsText(run.Sides.Values[index])}"));
        var some = names is null ? Sql.Empty : (Sql)$" and {run.Grammar.IsOneOf(run.Name, names)}";
        var group = new List<ColumnRow>();
        var last = 0L;
        await foreach (
            var (part, row) in session.StreamAsync(
                $"select {run.Part} as part, {run.Name}{hashes}{texts} from {side} s where "
                    + $"{run.Grammar.IsOneOf(run.Part, parts)} and {run.Sides.HasKey}{some} order by part",
                row => (row.ReadLong(0), Read(row)),
                cancellation
            )
        )
        {
            if (group.Count > 0 && last != part)
            {
                yield return (last, group);
                group = [];
            }
            last = part;
            group.Add(row);
        }
        if (group.Count > 0)
            yield return (last, group);

        ColumnRow Read(System.Data.Common.DbDataReader row)
        {
            var numbers = new string?[_columns.Count];
            for (var index = 0; index < tolerant.Count; index++)
                numbers[tolerant[index]] = DiffRun.Text(row, 2 + _columns.Count + index);
            return new ColumnRow(
                row.ReadLong(1),
                [.. Enumerable.Range(0, _columns.Count).Select(index => RemoteRun.Hash(row, 2 + index))],
                numbers
            );
        }
    }

    private sealed record ColumnRow(long Name, long[] Hashes, string?[] Numbers);
}
