using System.Globalization;
using System.Numerics;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Reads both sides in the order of their unique index and merges them, several ranges of the key at once. Everything that is
/// counted is one number per differing row, added up, so that equal rows cost a comparison and nothing else.
/// </summary>
internal sealed class MergePass(DiffRun run)
{
    /// <summary>Digits of one counter; no relation has a trillion rows.</summary>
    private const int Digits = 12;

    /// <summary>Rounds of ranges in one statement: between statements progress is told and cancelling is quick.</summary>
    private const int RoundsPerStatement = 6;

    public async Task<DiffFinding> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        var own = run.IsKeySound ? sides : sides.Where(sides.HasKey);
        var ranges = Ranges(sides);
        var counts = new RangeCount[ranges.Count];
        var step = Math.Max(1, run.Facts.Workers) * RoundsPerStatement;
        await run.Session.ExecuteBatchAsync(run.Grammar.ForMerging, cancellation).ConfigureAwait(false);
        for (var start = 0; start < ranges.Count; start += step)
        {
            if (start > 0) run.Progress(string.Create(CultureInfo.InvariantCulture, $"{start} of {ranges.Count} ranges of the key compared"));
            var part = Enumerable.Range(start, Math.Min(step, ranges.Count - start)).ToList();
            foreach (var (range, numbers) in await run.Session.QueryAsync(
                Sql.Join(" union all ", part.Select(index => Range(own, ranges[index], index))), row => (row.GetInt32(0), new RangeCount(Unpack(row.ReadLong(1), row.GetString(2)), DiffRun.Text(row, 3), DiffRun.Text(row, 4))), cancellation).ConfigureAwait(false))
            {
                counts[range] = numbers;
            }
        }
        var total = Enumerable.Range(0, 3 + sides.Values.Count).Select(column => counts.Sum(range => range.Numbers[column])).ToList();
        var samples = await SamplesAsync(own, ranges, counts, cancellation).ConfigureAwait(false);
        await run.Session.ExecuteBatchAsync(run.Grammar.AfterMerging, cancellation).ConfigureAwait(false);
        var (added, removed, joined) = (total[1], total[2], total[0]);
        var finding = new DiffFinding
        {
            Added = added, Removed = removed, BlueRows = joined - added, GreenRows = joined - removed,
            Changed = counts.Sum(range => range.Numbers[^1]), ByColumn = [.. total.Skip(3)], Samples = samples,
        };
        return run.IsKeySound ? finding : await WithNullsAsync(sides, finding, cancellation).ConfigureAwait(false);
    }

    /// <summary>A unique index keeps no nulls out; those rows are compared whole.</summary>
    private async Task<DiffFinding> WithNullsAsync(DiffSides sides, DiffFinding finding, CancellationToken cancellation)
    {
        var whole = await new WholeRowPass(run).RunAsync(sides, $"not ({sides.HasKey})", cancellation).ConfigureAwait(false);
        return finding with
        {
            Added = finding.Added + whole.Added, Removed = finding.Removed + whole.Removed,
            BlueRows = finding.BlueRows + whole.BlueRows, GreenRows = finding.GreenRows + whole.GreenRows, AmbiguousRows = whole.AmbiguousRows,
            KeyProblems = whole.AmbiguousRows == 0 ? null : new KeyProblems(whole.BlueRows!.Value, whole.GreenRows!.Value, 0, 0),
            Samples = [.. finding.Samples, .. whole.Samples],
        };
    }

    /// <summary>Conditions on a side named <c>s</c>, in the order of the index's first column.</summary>
    private IReadOnlyList<Sql> Ranges(DiffSides sides)
    {
        var key = sides.Keys[Lead];
        var bounds = run.Plan.Bounds;
        if (bounds.Count == 0) return [Sql.Raw("true")];
        return
        [
            $"{key} < {Bound(bounds[0])}",
            .. bounds.Zip(bounds.Skip(1), (from, to) => (Sql)$"{key} >= {Bound(from)} and {key} < {Bound(to)}"),
            $"{key} >= {Bound(bounds[^1])}",
        ];
    }

    /// <summary>One range: its number, joined rows, and the sum of what its differing rows count.</summary>
    private Sql Range(DiffSides sides, Sql condition, int index)
    {
        var range = sides.Where(condition);
        var columns = Enumerable.Range(0, sides.Values.Count).Select(column => (Sql)$" + case when {sides.ValueDiffers(column)} then {Power(column + 3)} else 0 end");
        // Most rows are equal: they leave at the first branch. A column without nulls is compared by "=", which is cheaper.
        var equal = Sql.Join(" and ", Enumerable.Range(0, sides.Values.Count).Select(column => Equal(sides, column))
            .Concat(new Sql[] { $"b.{sides.Keys[0]} is not null", $"g.{sides.Keys[0]} is not null" }));
        var differs = sides.Values.Count == 0 ? Sql.Raw("false") : Sql.Join(" or ", Enumerable.Range(0, sides.Values.Count).Select(sides.ValueDiffers));
        // Added and removed rows may all lie at the range's end: where they begin spares reading up to there for the samples.
        var ends = run.Samples > 0 && CanBeLeast
            ? (Sql)$"""
            , {run.Dialect.AsText($"min(g.{sides.Keys[Lead]}) filter (where b.{sides.Keys[0]} is null)")}, {run.Dialect.AsText($"min(b.{sides.Keys[Lead]}) filter (where g.{sides.Keys[0]} is null)")}
            """
            : Sql.Raw(", null::text, null::text");
        return $"""
            select {Sql.Raw(index.ToString(CultureInfo.InvariantCulture))}, count(*),
                coalesce(sum(case when b.{sides.Keys[0]} is null then {Power(0)} when g.{sides.Keys[0]} is null then {Power(1)}
                    when {differs} then {Power(2)}{Sql.Join("", columns)} end) filter (where ({equal}) is not true), 0)::text{ends}
            from {range.Join(isClean: true)}
            """;
    }

    /// <summary>The index's first column may be any of the key's.</summary>
    private int Lead => Math.Max(0, run.Columns.Key.ToList().FindIndex(column => column.Blue.Name == run.Facts.Blue.UniqueIndex[0]));

    /// <summary>A value of either side: without blue's length or precision, which green's value may exceed.</summary>
    private Sql Bound(string value)
    {
        var column = run.Columns.Key[Lead];
        var open = column.Blue.Type.IndexOf('(');
        var close = open < 0 ? -1 : column.Blue.Type.IndexOf(')', open);
        var plain = close < 0 ? column.Blue.Type : column.Blue.Type[..open] + column.Blue.Type[(close + 1)..];
        var type = column.Value.Kind == ValueKind.Whole ? "bigint" : plain == "character" ? "bpchar" : plain;
        return $"cast({new SqlText(value)} as {Sql.Raw(type)})";
    }

    /// <summary>Not every type that can be ordered has a least value.</summary>
    private bool CanBeLeast => run.Columns.Key[Lead].Value.Kind is ValueKind.Whole or ValueKind.Exact or ValueKind.Text or ValueKind.Time;

    private Sql Equal(DiffSides sides, int index)
    {
        var column = run.Columns.Values[index];
        var value = sides.Values[index];
        return run.Facts.Blue.Filled.Contains(column.Blue.Name) && run.Facts.Green.Filled.Contains(column.Green.Name)
            ? (Sql)$"b.{value} = g.{value}"
            : $"b.{value} is not distinct from g.{value}";
    }

    /// <summary>Joined rows, added, removed, by column…, changed.</summary>
    private long[] Unpack(long joined, string sum)
    {
        var numbers = new List<long> { joined };
        var rest = BigInteger.Parse(sum, CultureInfo.InvariantCulture);
        for (var counter = 0; counter < 3 + run.Columns.Values.Count; counter++)
        {
            rest = BigInteger.DivRem(rest, BigInteger.Pow(10, Digits), out var number);
            numbers.Add((long)number);
        }
        var changed = numbers[3];
        numbers.RemoveAt(3);
        return [.. numbers, changed];
    }

    private static Sql Power(int counter) => Sql.Raw($"1{new string('0', Digits * counter)}::numeric");

    /// <summary>From the first ranges that have rows of the kind, read in key order until there are enough.</summary>
    private async Task<IReadOnlyList<DiffSample>> SamplesAsync(DiffSides sides, IReadOnlyList<Sql> ranges, RangeCount[] counts, CancellationToken cancellation)
    {
        var samples = new List<DiffSample>();
        if (run.Samples == 0) return samples;
        var join = new JoinPass(run);
        foreach (var (kind, column) in new[] { ("added", 1), ("removed", 2), ("changed", -1) })
        {
            var found = 0;
            for (var range = 0; range < ranges.Count && found < run.Samples; range++)
            {
                var count = counts[range];
                if (count.Numbers[column < 0 ? count.Numbers.Length - 1 : column] == 0) continue;
                var least = kind switch { "added" => count.FirstAdded, "removed" => count.FirstRemoved, _ => null };
                var from = least is null ? ranges[range] : $"{ranges[range]} and {sides.Keys[Lead]} >= {Bound(least)}";
                var some = await join.FirstAsync(sides.Where(from), kind, cancellation).ConfigureAwait(false);
                samples.AddRange(some.Take(run.Samples - found));
                found += some.Count;
            }
        }
        return samples;
    }

    /// <summary>What one range has.</summary>
    /// <param name="Numbers">Joined rows, added, removed, by column…, changed.</param>
    /// <param name="FirstAdded">The least value of the index's first column among added rows, if it was asked for.</param>
    /// <param name="FirstRemoved">Among removed rows.</param>
    private sealed record RangeCount(long[] Numbers, string? FirstAdded, string? FirstRemoved);
}
