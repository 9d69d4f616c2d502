using System.Globalization;
using System.Numerics;
using DataRelease.Diffs;
using DataRelease.Warehouses;

namespace DataRelease.Postgres.Diffs;

/// <summary>
/// Reads both sides in the order of their unique index and merges them, several ranges of the key at once. All counters
/// of a differing row are digits of one number, and these numbers are added up. So an equal row costs a comparison and
/// nothing else.
/// </summary>
internal sealed class MergePass(DiffRun run)
{
    /// <summary>The number of digits of one counter; no relation has a trillion rows.</summary>
    private const int Digits = 12;

    /// <summary>
    /// Rounds of ranges in one statement: progress is reported, and cancelling takes effect, between statements.
    /// </summary>
    private const int RoundsPerStatement = 6;

    /// <summary>
    /// The most keys of each kind that a range returns. If no range has more, no row has to be looked for again.
    /// </summary>
    private const int KeysPerRange = 500;

    /// <summary>Stands for a range's number in the row that counts blue.</summary>
    private const int Blue = -1;

    public async Task<DiffFinding> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        var own = run.IsKeySound ? sides : sides.Where(sides.HasKey);
        var ranges = Ranges(sides);
        var counts = new RangeCount[ranges.Count];
        var step = Math.Max(1, run.Facts.Workers) * RoundsPerStatement;
        var blueRows = 0L;
        await run.Session.ExecuteBatchAsync(PostgresDiffSettings.ForMerging, cancellation);
        for (var start = 0; start < ranges.Count; start += step)
        {
            if (start > 0)
                run.Progress(
                    string.Create(CultureInfo.InvariantCulture, $"{start} of {ranges.Count} ranges of the key compared")
                );
            var selects = Enumerable
                .Range(start, Math.Min(step, ranges.Count - start))
                .Select(index => Range(own, ranges[index], index));
            // The merge drops equal rows where they meet, so it can't count them. A separate count in the same
            // statement uses a process that is otherwise idle.
            if (start == 0)
                selects = selects.Concat([
                    (Sql)(
                        $"select {Sql.Raw(Blue.ToString(CultureInfo.InvariantCulture))}, count(*)::text, "
                        + $"null, null, null from {own.Blue} b"
                    ),
                ]);
            foreach (
                var (range, count) in await run.Session.QueryAsync(
                    Sql.Join(" union all ", selects),
                    row => (row.GetInt32(0), Read(row)),
                    cancellation
                )
            )
            {
                if (range == Blue)
                    blueRows = count.Numbers[0];
                else
                    counts[range] = count;
            }
        }
        await run.Session.ExecuteBatchAsync(PostgresDiffSettings.AsBefore, cancellation);
        var total = Enumerable
            .Range(0, 3 + sides.Values.Count)
            .Select(column => counts.Sum(range => range.Numbers[column]))
            .ToList();
        var (added, removed, changed) = (total[0], total[1], total[2]);
        var finding = new DiffFinding
        {
            Added = added,
            Removed = removed,
            BlueRows = blueRows,
            GreenRows = blueRows + added - removed,
            Changed = changed,
            ByColumn = [.. total.Skip(3)],
            Samples = await SamplesAsync(own, ranges, counts, cancellation),
            Differing =
                IsNamed
                && run.IsKeySound
                && counts.All(range => range.Numbers.Take(3).All(number => number <= KeysPerRange))
                    ? new DifferingKeys(
                        run,
                        [.. counts.SelectMany(range => range.Keys.SelectMany(keys => keys))]
                    ).Limit(sides)
                    : null,
        };
        return run.IsKeySound ? finding : await WithNullsAsync(sides, finding, cancellation);
    }

    /// <summary>A unique index allows nulls; rows with a null in the key are compared as whole rows.</summary>
    private async Task<DiffFinding> WithNullsAsync(DiffSides sides, DiffFinding finding, CancellationToken cancellation)
    {
        var whole = await new WholeRowPass(run).RunAsync(sides, $"not ({sides.HasKey})", cancellation);
        return finding with
        {
            Added = finding.Added + whole.Added,
            Removed = finding.Removed + whole.Removed,
            BlueRows = finding.BlueRows + whole.BlueRows,
            GreenRows = finding.GreenRows + whole.GreenRows,
            AmbiguousRows = whole.AmbiguousRows,
            KeyProblems =
                whole.AmbiguousRows == 0 ? null : new KeyProblems(whole.BlueRows!.Value, whole.GreenRows!.Value, 0, 0),
            Samples = [.. finding.Samples, .. whole.Samples],
        };
    }

    /// <summary>The ranges, as conditions on a side named <c>s</c>. They follow the index's first column.</summary>
    private IReadOnlyList<Sql> Ranges(DiffSides sides)
    {
        var key = sides.Keys[Lead];
        var bounds = run.Plan.Bounds;
        if (bounds.Count == 0)
            return [Sql.Raw("true")];
        return
        [
            $"{key} < {Bound(bounds[0])}",
            .. bounds.Zip(bounds.Skip(1), (from, to) => (Sql)$"{key} >= {Bound(from)} and {key} < {Bound(to)}"),
            $"{key} >= {Bound(bounds[^1])}",
        ];
    }

    /// <summary>
    /// Compares one range: its number, the sum of its differing rows' counters, and the first keys of each kind.
    /// </summary>
    private Sql Range(DiffSides sides, Sql condition, int index)
    {
        var range = sides.Where(condition);
        var columns = Enumerable
            .Range(0, sides.Values.Count)
            .Select(column => (Sql)$" + case when {sides.ValueDiffers(column)} then {Power(column + 3)} else 0 end");
        // Most rows are equal. They are dropped here, before anything is computed from them.
        var differs =
            sides.Values.Count == 0
                ? Sql.Raw("false")
                : Sql.Join(" or ", Enumerable.Range(0, sides.Values.Count).Select(sides.ValueDiffers));
        return $"""
            select {Sql.Raw(index.ToString(CultureInfo.InvariantCulture))},
                coalesce(sum(case when b.{sides.Keys[0]} is null then {Power(0)} when g.{sides.Keys[
                0
            ]} is null then {Power(1)}
                    when {differs} then {Power(2)}{Sql.Join("", columns)} end), 0)::text,
                {Keys('g', $"b.{sides.Keys[0]} is null")}, {Keys('b', $"g.{sides.Keys[0]} is null")},
                {Keys('b', $"b.{sides.Keys[0]} is not null and g.{sides.Keys[0]} is not null and ({differs})")}
            from {range.Join(isClean: true)} where ({sides.AreEqual(run.Facts)}) is not true
            """;

        Sql Keys(char side, Sql kind)
        {
            if (!IsNamed)
                return Sql.Raw("null::text[]");
            var keys = sides.Keys.Select(key => (Sql)$"{Sql.Raw(side.ToString())}.{key}").ToList();
            return $"(array_agg(array[{Sql.Join(", ", keys.Select(run.Dialect.AsText))}] order by "
                + $"{Sql.Join(", ", keys)}) filter (where {kind}))[1:"
                + $"{Sql.Raw(KeysPerRange.ToString(CultureInfo.InvariantCulture))}]";
        }
    }

    private bool IsNamed => run.Columns.Key.All(column => column.IsWritable);

    /// <summary>The index's first column; it may be any of the key's columns.</summary>
    private int Lead =>
        Math.Max(0, run.Columns.Key.ToList().FindIndex(column => column.Blue.Name == run.Facts.Blue.UniqueIndex[0]));

    private Sql Bound(string value) => $"cast({new SqlText(value)} as {run.Columns.Key[Lead].WideType})";

    private RangeCount Read(System.Data.Common.DbDataReader row)
    {
        IReadOnlyList<string?[]> Keys(int ordinal)
        {
            if (row.IsDBNull(ordinal))
                return [];
            var keys = row.GetFieldValue<string?[,]>(ordinal);
            return
            [
                .. Enumerable
                    .Range(0, keys.GetLength(0))
                    .Select(index =>
                        Enumerable.Range(0, keys.GetLength(1)).Select(column => keys[index, column]).ToArray()
                    ),
            ];
        }
        return new RangeCount(Unpack(row.GetString(1)), [Keys(2), Keys(3), Keys(4)]);
    }

    /// <summary>The counters of a sum: added, removed, changed, then one for each column.</summary>
    private long[] Unpack(string sum)
    {
        var numbers = new long[3 + run.Columns.Values.Count];
        var rest = BigInteger.Parse(sum, CultureInfo.InvariantCulture);
        for (var counter = 0; counter < numbers.Length; counter++)
        {
            rest = BigInteger.DivRem(rest, BigInteger.Pow(10, Digits), out var number);
            numbers[counter] = (long)number;
        }
        return numbers;
    }

    private static Sql Power(int counter) => Sql.Raw($"1{new string('0', Digits * counter)}::numeric");

    /// <summary>The first rows of each kind, in the order of the key.</summary>
    private async Task<IReadOnlyList<DiffSample>> SamplesAsync(
        DiffSides sides,
        IReadOnlyList<Sql> ranges,
        RangeCount[] counts,
        CancellationToken cancellation
    )
    {
        if (run.Samples == 0)
            return [];
        var kinds = RowKinds.All;
        var join = new JoinPass(run);
        var samples = new List<DiffSample>();
        if (IsNamed && run.Samples <= KeysPerRange)
        {
            var first = kinds
                .SelectMany((_, kind) => counts.SelectMany(range => range.Keys[kind]).Take(run.Samples))
                .ToList();
            return first.Count == 0
                ? []
                : (await join.RunAsync(new DifferingKeys(run, first).Limit(sides), cancellation)).Samples;
        }
        for (var kind = 0; kind < kinds.Count; kind++)
        {
            var found = 0;
            for (var range = 0; range < ranges.Count && found < run.Samples; range++)
            {
                if (counts[range].Numbers[kind] == 0)
                    continue;
                var some = await join.FirstAsync(sides.Where(ranges[range]), kinds[kind], cancellation);
                samples.AddRange(some.Take(run.Samples - found));
                found += some.Count;
            }
        }
        return samples;
    }

    /// <summary>The result of one range.</summary>
    /// <param name="Numbers">The counters: added, removed, changed, then one for each column.</param>
    /// <param name="Keys">The first keys of added, removed and changed rows, in key order.</param>
    private sealed record RangeCount(long[] Numbers, IReadOnlyList<string?[]>[] Keys);
}
