using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Computes the statistics of numbers on each side: by one scan of each side for all columns, or for as many columns as
/// one statement can have.
/// </summary>
internal sealed class StatisticsPass(DiffRun run)
{
    /// <summary>
    /// The number of columns in one scan. PostgreSQL allows 1664 columns in a SELECT, and a column has several
    /// statistics.
    /// </summary>
    internal const int ColumnsPerScan = 300;

    public async Task<IReadOnlyList<ColumnStatistics>> RunAsync(
        DiffSides sides,
        DiffFinding finding,
        CancellationToken cancellation
    )
    {
        // Rows that are equal only within a tolerance have different statistics.
        var isKnown = !run.Facts.HasTolerance;
        // Sums of floating-point numbers depend on the order of rows. Subtracting some would add an error that a scan
        // does not have.
        if (
            isKnown
            && finding.Differing is { } some
            && !finding.IsEqual
            && Numbers(sides).All(column => column.Column.Value.Kind != ValueKind.Approximate)
        )
        {
            var (before, after) = await new StatisticsShift(run).RunAsync(sides, some, cancellation);
            return Pair(sides, before, after, run.Options);
        }
        var blue = await SideAsync(run.Session, sides, sides.Blue, cancellation);
        var green = isKnown && finding.IsEqual ? blue : await SideAsync(run.Session, sides, sides.Green, cancellation);
        return Pair(sides, blue, green, run.Options);
    }

    /// <summary>Both sides' statistics by column, in the form in which they may be shown.</summary>
    public static IReadOnlyList<ColumnStatistics> Pair(
        DiffSides sides,
        IReadOnlyList<NumberStatistics> blue,
        IReadOnlyList<NumberStatistics> green,
        DiffOptions options
    )
    {
        NumberStatistics Shown(ComparedColumn column, NumberStatistics numbers) =>
            numbers with
            {
                Min = DiffRun.Shown(options, column, numbers.Min),
                Max = DiffRun.Shown(options, column, numbers.Max),
                Mean = DiffRun.Shown(options, column, numbers.Mean),
                Sum = DiffRun.Shown(options, column, numbers.Sum),
            };
        return
        [
            .. Numbers(sides)
                .Select(
                    (column, index) =>
                        new ColumnStatistics(
                            column.Column.Name,
                            Shown(column.Column, blue[index]),
                            Shown(column.Column, green[index])
                        )
                ),
        ];
    }

    /// <summary>One side's statistics, in the order of its numeric columns.</summary>
    public static async Task<IReadOnlyList<NumberStatistics>> SideAsync(
        WarehouseSession session,
        DiffSides sides,
        Sql side,
        CancellationToken cancellation
    )
    {
        var dialect = session.Dialect;
        Sql Text(ComparedColumn column, Sql value) => dialect.AsText(dialect.WithAllDigits(value, column.Value.Kind));
        // The mean of whole numbers is their sum divided by their count, which costs less than a mean of its own.
        Sql Mean(ComparedColumn column, Sql name) =>
            column.Value.Kind == ValueKind.Whole ? dialect.Diff.MeanOfWhole(name) : $"avg({name})";
        var found = new List<NumberStatistics>();
        foreach (var columns in Numbers(sides).Chunk(ColumnsPerScan))
        {
            var list = Sql.Join(
                ", ",
                columns.Select(pair =>
                    (Sql)(
                        $"{dialect.Count(null)} - {dialect.Count(pair.Alias)}, "
                        + $"{Text(pair.Column, $"min({pair.Alias})")}, {Text(pair.Column, $"max({pair.Alias})")}, "
                        + $"{Text(pair.Column, Mean(pair.Column, pair.Alias))}, "
                        + $"{Text(pair.Column, dialect.Sum(pair.Alias, pair.Column.Value.Kind))}"
                    )
                )
            );
            found.AddRange(
                (
                    await session.QueryAsync(
                        sides.Statement($"select {list} from {side} s"),
                        row =>
                            columns
                                .Select(
                                    (_, index) =>
                                        new NumberStatistics(
                                            row.ReadLong(5 * index),
                                            DiffRun.Text(row, (5 * index) + 1),
                                            DiffRun.Text(row, (5 * index) + 2),
                                            DiffRun.Text(row, (5 * index) + 3),
                                            DiffRun.Text(row, (5 * index) + 4)
                                        )
                                )
                                .ToList(),
                        cancellation
                    )
                )[0]
            );
        }
        return found;
    }

    internal static IEnumerable<(ComparedColumn Column, Sql Alias)> Numbers(DiffSides sides) =>
        sides.Whole.Where(column => column.Column.IsNumber);
}
