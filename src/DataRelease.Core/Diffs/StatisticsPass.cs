using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>Numbers of each side: one scan of each, all columns at once.</summary>
internal sealed class StatisticsPass(DiffRun run)
{
    public async Task<IReadOnlyList<ColumnStatistics>> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        var columns = sides.Whole.Where(column => column.Column.IsNumber).ToList();
        if (columns.Count == 0) return [];
        var blue = await SideAsync(sides, sides.Blue, columns.ConvertAll(column => column.Alias), cancellation).ConfigureAwait(false);
        var green = await SideAsync(sides, sides.Green, columns.ConvertAll(column => column.Alias), cancellation).ConfigureAwait(false);
        return [.. columns.Select((column, index) => new ColumnStatistics(column.Column.Name, Shown(column.Column, blue[index]), Shown(column.Column, green[index])))];
    }

    private NumberStatistics Shown(ComparedColumn column, NumberStatistics numbers) => numbers with
    {
        Min = run.Shown(column, numbers.Min), Max = run.Shown(column, numbers.Max), Mean = run.Shown(column, numbers.Mean), Sum = run.Shown(column, numbers.Sum),
    };

    private async Task<IReadOnlyList<NumberStatistics>> SideAsync(DiffSides sides, Sql side, IReadOnlyList<Sql> columns, CancellationToken cancellation)
    {
        var list = Sql.Join(", ", columns.Select(column =>
            (Sql)$"count(*) - count({column}), {Text($"min({column})")}, {Text($"max({column})")}, {Text($"avg({column})")}, {Text($"sum({column})")}"));
        return (await run.Session.QueryAsync(
            sides.Statement($"select {list} from {side} s"),
            row => columns.Select((_, index) => new NumberStatistics(
                row.ReadLong(5 * index), DiffRun.Text(row, (5 * index) + 1), DiffRun.Text(row, (5 * index) + 2), DiffRun.Text(row, (5 * index) + 3), DiffRun.Text(row, (5 * index) + 4))).ToList(),
            cancellation).ConfigureAwait(false))[0];
    }

    private Sql Text(Sql value) => run.Dialect.AsText(value);
}
