using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>Numbers of each side: one scan of each, all columns at once.</summary>
internal sealed class StatisticsPass(DiffRun run)
{
    public async Task<IReadOnlyList<ColumnStatistics>> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        var blue = await SideAsync(run.Session, sides, sides.Blue, cancellation).ConfigureAwait(false);
        var green = await SideAsync(run.Session, sides, sides.Green, cancellation).ConfigureAwait(false);
        return Pair(sides, blue, green, run.Options);
    }

    /// <summary>Both sides by column, as they may be shown.</summary>
    public static IReadOnlyList<ColumnStatistics> Pair(DiffSides sides, IReadOnlyList<NumberStatistics> blue, IReadOnlyList<NumberStatistics> green, DiffOptions options)
    {
        NumberStatistics Shown(ComparedColumn column, NumberStatistics numbers) => numbers with
        {
            Min = DiffRun.Shown(options, column, numbers.Min), Max = DiffRun.Shown(options, column, numbers.Max),
            Mean = DiffRun.Shown(options, column, numbers.Mean), Sum = DiffRun.Shown(options, column, numbers.Sum),
        };
        return [.. Numbers(sides).Select((column, index) => new ColumnStatistics(column.Column.Name, Shown(column.Column, blue[index]), Shown(column.Column, green[index])))];
    }

    /// <summary>One side, in the order of its columns of numbers.</summary>
    public static async Task<IReadOnlyList<NumberStatistics>> SideAsync(WarehouseSession session, DiffSides sides, Sql side, CancellationToken cancellation)
    {
        var columns = Numbers(sides).Select(column => column.Alias).ToList();
        if (columns.Count == 0) return [];
        Sql Text(Sql value) => session.Dialect.AsText(value);
        var list = Sql.Join(", ", columns.Select(column =>
            (Sql)$"count(*) - count({column}), {Text($"min({column})")}, {Text($"max({column})")}, {Text($"avg({column})")}, {Text($"sum({column})")}"));
        return (await session.QueryAsync(
            sides.Statement($"select {list} from {side} s"),
            row => columns.Select((_, index) => new NumberStatistics(
                row.ReadLong(5 * index), DiffRun.Text(row, (5 * index) + 1), DiffRun.Text(row, (5 * index) + 2), DiffRun.Text(row, (5 * index) + 3), DiffRun.Text(row, (5 * index) + 4))).ToList(),
            cancellation).ConfigureAwait(false))[0];
    }

    private static IEnumerable<(ComparedColumn Column, Sql Alias)> Numbers(DiffSides sides) => sides.Whole.Where(column => column.Column.IsNumber);
}
