using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Numbers of both sides from one scan: green's are blue's without what the rows that differ took away and with what they
/// brought. For exact numbers only. Where blue may have lost its least or greatest value, or a sum has NaN or infinity in
/// it, green is read as well, once.
/// </summary>
internal sealed class StatisticsShift(DiffRun run)
{
    /// <param name="sides">Whole.</param>
    /// <param name="some">Limited to all rows that differ; others may be among them if they are on both sides.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Blue's and green's, in the order of the columns of numbers.</returns>
    public async Task<(IReadOnlyList<NumberStatistics> Blue, IReadOnlyList<NumberStatistics> Green)> RunAsync(DiffSides sides, DiffSides some, CancellationToken cancellation)
    {
        var columns = StatisticsPass.Numbers(sides).ToList();
        if (columns.Count == 0) return ([], []);
        Sql Numbers(Sql side) =>
            $"select count(*) as n{Sql.Join("", columns.Select((column, index) => (Sql)$", count({column.Alias}) as {Name('c', index)}, min({column.Alias}) as {Name('i', index)}, max({column.Alias}) as {Name('a', index)}, sum({column.Alias}) as {Name('s', index)}"))} from {side} s";
        var list = columns.SelectMany((column, index) => Blue(index).Concat(Green(index)));
        const int Width = 5;
        NumberStatistics Read(System.Data.Common.DbDataReader row, int offset) => new(
            row.ReadLong(offset), DiffRun.Text(row, offset + 1), DiffRun.Text(row, offset + 2), DiffRun.Text(row, offset + 3), DiffRun.Text(row, offset + 4));
        return (await run.Session.QueryAsync(
            some.Statement($"select {Sql.Join(", ", list)} from whole, lost, gained",
                [$"whole as materialized ({Numbers(sides.Blue)})", $"lost as materialized ({Numbers(some.Blue)})", $"gained as materialized ({Numbers(some.Green)})", $"again as materialized ({Numbers(sides.Green)})"]),
            row => (
                columns.Select((_, index) => Read(row, 2 * Width * index)).ToList(),
                columns.Select((_, index) => Read(row, (2 * Width * index) + Width)).ToList()), cancellation).ConfigureAwait(false))[0];
    }

    /// <summary>Nulls, least, greatest, mean, sum.</summary>
    private IEnumerable<Sql> Blue(int index)
    {
        Sql Of(char kind) => $"whole.{Name(kind, index)}";
        return Shown($"whole.n - {Of('c')}", Of('i'), Of('a'), Of('c'), Of('s'));
    }

    private IEnumerable<Sql> Green(int index)
    {
        Sql Shifted(Sql name) => $"(whole.{name} - lost.{name} + gained.{name})";
        // Run only if it is asked for, and once for all columns.
        static Sql Again(Sql name) => $"(select {name} from again)";
        Sql End(char kind, string isBeyond, string isNotBefore, string choose)
        {
            var name = Name(kind, index);
            return $"case when lost.{name} is null or lost.{name} {Sql.Raw(isBeyond)} whole.{name} or gained.{name} {Sql.Raw(isNotBefore)} whole.{name} then {Sql.Raw(choose)}(whole.{name}, gained.{name}) else {Again(name)} end";
        }
        var (count, sum) = (Shifted(Name('c', index)), Name('s', index));
        // NaN and infinity are no more there when taken from themselves.
        Sql total = $"case when {count} = 0 then null when whole.{sum} is null then gained.{sum} when whole.{sum} - whole.{sum} = 0 then whole.{sum} - coalesce(lost.{sum}, 0) + coalesce(gained.{sum}, 0) else {Again(sum)} end";
        return Shown($"{Shifted(Sql.Raw("n"))} - {count}", End('i', ">", "<=", "least"), End('a', "<", ">=", "greatest"), count, total);
    }

    private IEnumerable<Sql> Shown(Sql nulls, Sql least, Sql greatest, Sql count, Sql sum) =>
    [
        nulls, run.Dialect.AsText(least), run.Dialect.AsText(greatest), run.Dialect.AsText($"({sum})::numeric / nullif({count}, 0)"), run.Dialect.AsText(sum),
    ];

    private static Sql Name(char kind, int index) => Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"{kind}{index}"));
}
