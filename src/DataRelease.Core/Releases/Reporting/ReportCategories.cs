using System.Globalization;
using DataRelease.Checks;
using DataRelease.Reports.Documents;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Reporting;

/// <summary>
/// Counts how often each value occurs on both sides, for columns with few values such as a status. The bars show
/// values, and so are drawn only where example rows may be shown.
/// </summary>
internal static class ReportCategories
{
    private const int MostColumns = 6;
    private const int MostValues = 12;
    private const int MostCharacters = 40;

    /// <summary>The number of rows in which a first glance looks for too many values to draw.</summary>
    private const int Glance = 1000;

    /// <summary>Adds bars to a diff for columns whose values are distributed differently.</summary>
    /// <param name="session">The session in which both sides can be read.</param>
    /// <param name="pair">The two sides.</param>
    /// <param name="diff">The diff, which has differing rows.</param>
    /// <param name="sensitive">Columns to leave out.</param>
    /// <param name="cancellation">Cancels the queries.</param>
    public static async Task<ReportedDiff> DrawAsync(
        WarehouseSession session,
        ComparedRelation pair,
        ReportedDiff diff,
        IReadOnlyCollection<string> sensitive,
        CancellationToken cancellation
    )
    {
        var candidates = ReportHistograms
            .Movable(pair, diff, sensitive)
            .Where(column => IsCategory(session.Dialect, column.Blue!) && IsCategory(session.Dialect, column.Green!))
            .Take(MostColumns)
            .ToList();
        if (candidates.Count == 0)
            return diff;
        var few = await FewAsync(session, pair, candidates, cancellation);
        if (few.Count == 0)
            return diff;
        var bins = (
            await session.QueryAsync(
                Sql.Join(" union all ", few.Select((column, number) => Values(session.Dialect, pair, column, number))),
                row =>
                    (
                        Column: (int)row.ReadLong(0),
                        Bin: new ReportedBin(
                            row.IsDBNull(1) ? "NULL" : Short(row.GetString(1)),
                            row.ReadLong(2),
                            row.ReadLong(3)
                        )
                    ),
                cancellation
            )
        ).ToLookup(row => row.Column, row => row.Bin);
        return ReportHistograms.With(
            diff,
            few.Index()
                .Where(column => bins[column.Index].Count() <= MostValues)
                .ToDictionary(
                    column => column.Item.Name,
                    column =>
                        (IReadOnlyList<ReportedBin>)
                            [
                                .. bins[column.Index]
                                    .OrderByDescending(bin => bin.Blue + bin.Green)
                                    .ThenBy(bin => bin.Label, StringComparer.Ordinal),
                            ]
                ),
            areCategories: true
        );
    }

    private static bool IsCategory(Dialect dialect, CatalogColumn column) =>
        !ColumnKinds.IsNumber(dialect, column) && !ColumnKinds.IsMoment(dialect, column);

    /// <summary>The columns in which a glance at both sides does not find too many values.</summary>
    private static async Task<List<ColumnPair>> FewAsync(
        WarehouseSession session,
        ComparedRelation pair,
        List<ColumnPair> columns,
        CancellationToken cancellation
    )
    {
        var dialect = session.Dialect;
        Sql Distinct(RelationName relation, string name)
        {
            var value = dialect.ByBytes(dialect.AsText($"{new Identifier(name)}"));
            var few = dialect.First($"select {value} as x from {relation}", null, Glance);
            return $"(select count(distinct x) from ({few}) g)";
        }
        Sql Most(ColumnPair column) =>
            dialect.Greatest([
                Distinct(pair.Blue!.Name, column.Blue!.Name),
                Distinct(pair.Green!.Name, column.Green!.Name),
            ]);
        var counts = await session.QueryAsync(
            Sql.Join(
                " union all ",
                columns.Select((column, number) => (Sql)$"select {Number(number)} as c, {Most(column)} as n")
            ),
            row => (Column: (int)row.ReadLong(0), Values: row.ReadLong(1)),
            cancellation
        );
        return
        [
            .. counts
                .Where(count => count.Values <= MostValues)
                .OrderBy(count => count.Column)
                .Select(count => columns[count.Column]),
        ];
    }

    private static Sql Values(Dialect dialect, ComparedRelation pair, ColumnPair column, int number)
    {
        Sql Rows(string side) => dialect.Sum(Sql.Raw(side), ValueKind.Whole);
        Sql Side(RelationName relation, string name, int blue, int green) =>
            $"select {dialect.ByBytes(dialect.AsText($"{new Identifier(name)}"))} as x, {Number(blue)} as b, "
            + $"{Number(green)} as g from {relation}";
        Sql counted =
            $"select {Number(number)} as c, x, {Rows("b")} as b, {Rows("g")} as g from ("
            + $"{Side(pair.Blue!.Name, column.Blue!.Name, 1, 0)} union all "
            + $"{Side(pair.Green!.Name, column.Green!.Name, 0, 1)}) u group by x";
        return dialect.FirstAsPart(counted, Sql.Raw("3 desc"), MostValues + 1);
    }

    private static string Short(string value) =>
        value.Length == 0 ? "empty text"
        : value.Length <= MostCharacters ? value
        : $"{value[..MostCharacters].TrimEnd()}…";

    private static Sql Number(int number) => Sql.Raw(number.ToString(CultureInfo.InvariantCulture));
}
