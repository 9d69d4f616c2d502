using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Computes both sides' statistics from one scan of blue: green's are blue's without the differing rows of blue and
/// with those of green. This works only for exact numbers. If blue may have lost its minimum or maximum, or if a sum
/// contains NaN or infinity, that statistic is read from green.
/// </summary>
internal sealed class StatisticsShift(DiffRun run)
{
    /// <summary>The number of statistics of a side: nulls, minimum, maximum, mean, sum.</summary>
    private const int Width = 5;

    private const int Least = 1;
    private const int Greatest = 2;
    private const int Mean = 3;
    private const int Total = 4;

    /// <param name="sides">The whole sides.</param>
    /// <param name="some">
    /// The sides limited to all differing rows. They may also contain rows that both sides have.
    /// </param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Blue's and green's statistics, in the order of the numeric columns.</returns>
    public async Task<(IReadOnlyList<NumberStatistics> Blue, IReadOnlyList<NumberStatistics> Green)> RunAsync(
        DiffSides sides,
        DiffSides some,
        CancellationToken cancellation
    )
    {
        var (blue, green) = (new List<NumberStatistics>(), new List<NumberStatistics>());
        foreach (var columns in StatisticsPass.Numbers(sides).Chunk(StatisticsPass.ColumnsPerScan))
        {
            var found = await ReadAsync(sides, some, columns, cancellation);
            var asked = await AskAsync(sides, columns, [.. found.Select(column => column.Lost)], cancellation);
            blue.AddRange(found.Select(column => column.Blue));
            green.AddRange(
                found.Select(
                    (column, index) =>
                        column.Green with
                        {
                            Min = asked.GetValueOrDefault((index, Least), column.Green.Min),
                            Max = asked.GetValueOrDefault((index, Greatest), column.Green.Max),
                            Sum = asked.GetValueOrDefault((index, Total), column.Green.Sum),
                            Mean = asked.GetValueOrDefault((index, Mean), column.Green.Mean),
                        }
                )
            );
        }
        return (blue, green);
    }

    /// <summary>
    /// Both sides' statistics by column, and which of green's (minimum, maximum, sum with mean) are unknown.
    /// </summary>
    private async Task<IReadOnlyList<(NumberStatistics Blue, NumberStatistics Green, bool[] Lost)>> ReadAsync(
        DiffSides sides,
        DiffSides some,
        IReadOnlyList<(ComparedColumn Column, Sql Alias)> columns,
        CancellationToken cancellation
    )
    {
        var list = columns.Select((_, index) => Shift(index));
        static NumberStatistics Side(string?[] values, int offset) =>
            new(
                long.Parse(values[offset]!, CultureInfo.InvariantCulture),
                values[offset + 1],
                values[offset + 2],
                values[offset + 3],
                values[offset + 4]
            );
        return (
            await run.Session.QueryAsync(
                some.Statement(
                    $"select {Sql.Join(", ", list)} from whole, lost, gained",
                    [
                        DiffSides.Kept("whole", Aggregates(columns, sides.Blue)),
                        DiffSides.Kept("lost", Aggregates(columns, some.Blue)),
                        DiffSides.Kept("gained", Aggregates(columns, some.Green)),
                    ]
                ),
                row =>
                    columns
                        .Select((_, index) => run.Dialect.ReadTextArray(row, index))
                        .Select(values =>
                            (
                                Side(values, 0),
                                Side(values, Width),
                                values[(2 * Width)..].Select(DiffSides.IsFlagged).ToArray()
                            )
                        )
                        .ToList(),
                cancellation
            )
        )[0];
    }

    /// <summary>The counts, minimums, maximums and sums of a side, in one row.</summary>
    internal static Sql Aggregates(IReadOnlyList<(ComparedColumn Column, Sql Alias)> columns, Sql side)
    {
        static Sql Of((ComparedColumn Column, Sql Alias) number, int index)
        {
            var column = number.Alias;
            return $", {Sql.By(dialect => dialect.Count(column))} as {Name('c', index)}, min({column}) as "
                + $"{Name('i', index)}, max({column}) as {Name('a', index)}, {Sum(number)} as {Name('s', index)}";
        }

        return $"select {Sql.By(dialect => dialect.Count(null))} as n{Sql.Join("", columns.Select(Of))} from {side} s";
    }

    /// <summary>
    /// A column's statistics of both sides, and which of green's are unknown, from the rows <c>whole</c>, <c>lost</c>
    /// and <c>gained</c>. It is one array, because a SELECT has at most 1664 columns.
    /// </summary>
    internal static Sql Shift(int index) =>
        Sql.By(dialect => dialect.TextArray([.. Blue(index), .. Green(index), .. AreLost(index)]));

    private static Sql Sum((ComparedColumn Column, Sql Alias) number) =>
        Sql.By(dialect => dialect.Sum(number.Alias, number.Column.Value.Kind));

    /// <summary>Reads green's unknown statistics in one statement, by column and statistic.</summary>
    private async Task<IReadOnlyDictionary<(int Column, int Which), string?>> AskAsync(
        DiffSides sides,
        IReadOnlyList<(ComparedColumn Column, Sql Alias)> columns,
        IReadOnlyList<bool[]> lost,
        CancellationToken cancellation
    )
    {
        var asked = columns
            .SelectMany(
                (column, index) =>
                    new (int Which, bool IsLost, Sql Value)[]
                    {
                        (Least, lost[index][0], $"min({column.Alias})"),
                        (Greatest, lost[index][1], $"max({column.Alias})"),
                        (Total, lost[index][2], Sum(column)),
                        (Mean, lost[index][2], run.Grammar.Quotient(Sum(column), run.Dialect.Count(column.Alias))),
                    }
                        .Where(number => number.IsLost)
                        .Select(number => (Column: index, number.Which, number.Value))
            )
            .ToList();
        if (asked.Count == 0)
            return new Dictionary<(int, int), string?>();
        return (
            await run.Session.QueryAsync(
                sides.Statement(
                    $"select {Sql.Join(", ", asked.Select(number => run.Dialect.AsText(number.Value)))} from "
                        + $"{sides.Green} s"
                ),
                row =>
                    asked
                        .Select(
                            (number, index) =>
                                KeyValuePair.Create((number.Column, number.Which), DiffRun.Text(row, index))
                        )
                        .ToDictionary(),
                cancellation
            )
        )[0];
    }

    private static IEnumerable<Sql> Blue(int index)
    {
        Sql Of(char kind) => $"whole.{Name(kind, index)}";
        return Numbers($"whole.n - {Of('c')}", Of('i'), Of('a'), Of('c'), Of('s'));
    }

    private static IEnumerable<Sql> Green(int index)
    {
        var (least, greatest, sum) = (Name('i', index), Name('a', index), Name('s', index));
        Sql total =
            $"case when {Count(index)} = 0 then null when whole.{sum} is null then gained.{sum} when not ("
            + $"{IsSumLost(index)}) then whole.{sum} - coalesce(lost.{sum}, 0) + coalesce(gained.{sum}, 0) end";
        return Numbers(
            $"{Shifted(Sql.Raw("n"))} - {Count(index)}",
            Sql.By(dialect => dialect.Least([$"whole.{least}", $"gained.{least}"])),
            Sql.By(dialect => dialect.Greatest([$"whole.{greatest}", $"gained.{greatest}"])),
            Count(index),
            total
        );
    }

    /// <summary>Conditions for whether minimum, maximum and sum must be read from green.</summary>
    private static IEnumerable<Sql> AreLost(int index)
    {
        Sql End(Sql name, string isBeyond, string isNotBefore) =>
            $"case when lost.{name} is null or lost.{name} {Sql.Raw(isBeyond)} whole.{name} or gained."
            + $"{name} {Sql.Raw(isNotBefore)} whole.{name} then '0' else '1' end";
        return
        [
            End(Name('i', index), ">", "<="),
            End(Name('a', index), "<", ">="),
            DiffSides.Flag($"{Count(index)} > 0 and {IsSumLost(index)}"),
        ];
    }

    /// <summary>
    /// NaN and infinity don't disappear when they are subtracted from themselves. NULL if the side has no sum.
    /// </summary>
    private static Sql IsSumLost(int index)
    {
        var sum = Name('s', index);
        return $"whole.{sum} - whole.{sum} <> 0";
    }

    private static Sql Count(int index) => Shifted(Name('c', index));

    private static Sql Shifted(Sql name) => $"(whole.{name} - lost.{name} + gained.{name})";

    private static IEnumerable<Sql> Numbers(Sql nulls, Sql least, Sql greatest, Sql count, Sql sum) =>
        [nulls, least, greatest, Sql.By(dialect => dialect.Diff.Quotient(sum, count)), sum];

    private static Sql Name(char kind, int index) =>
        Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"{kind}{index}"));
}
