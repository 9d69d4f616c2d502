using System.Data.Common;
using System.Globalization;
using DataRelease.Checks;
using DataRelease.Reports.Documents;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Reporting;

/// <summary>
/// Counts both sides' numbers and moments in common bins, for columns that changed. One query counts all columns of a
/// relation.
/// </summary>
internal static class ReportHistograms
{
    private const int MostColumns = 6;
    private const int MostBins = 12;

    /// <summary>Adds a histogram to a diff for each column of numbers or moments with something to show.</summary>
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
        var drawn = diff
            .Columns.Where(column =>
                !sensitive.Contains(column.Name) && (column.Changed > 0 || column.Blue != column.Green)
            )
            .Select(column => Numbers(column, pair))
            .OfType<Column>()
            .Take(MostColumns)
            .ToList();
        drawn.AddRange(await MomentsAsync(session, pair, [.. Movable(pair, diff, sensitive)], cancellation));
        if (drawn.Count == 0)
            return diff;
        var parts = drawn.SelectMany(
            (column, number) =>
                new[]
                {
                    Count(column, number, 0, column.Blue, pair.Blue!.Name),
                    Count(column, number, 1, column.Green, pair.Green!.Name),
                }
        );
        var counts = (
            await session.QueryAsync(
                $"{Sql.Join(" union all ", parts)}",
                row => (Column: row.ReadLong(0), Side: row.ReadLong(1), Bin: row.ReadLong(2), Rows: row.ReadLong(3)),
                cancellation
            )
        ).ToDictionary(row => (row.Column, row.Side, row.Bin), row => row.Rows);
        return With(
            diff,
            drawn
                .Index()
                .ToDictionary(
                    column => column.Item.Name,
                    column =>
                        (IReadOnlyList<ReportedBin>)
                            [
                                .. Enumerable
                                    .Range(0, column.Item.Bins)
                                    .Select(bin => new ReportedBin(
                                        column.Item.Label(bin),
                                        counts.GetValueOrDefault((column.Index, 0, bin)),
                                        counts.GetValueOrDefault((column.Index, 1, bin))
                                    )),
                            ]
                )
        );
    }

    /// <summary>
    /// Columns of both sides whose values may be distributed differently, those with most changes first. Keys and
    /// sensitive columns are left out.
    /// </summary>
    public static IEnumerable<ColumnPair> Movable(
        ComparedRelation pair,
        ReportedDiff diff,
        IReadOnlyCollection<string> sensitive
    )
    {
        var changed = diff
            .Columns.Where(column => column.Changed > 0)
            .ToDictionary(column => column.Name, column => column.Changed);
        return pair.PairColumns()
            .Where(column =>
                column is { Blue: not null, Green: not null }
                && !sensitive.Contains(column.Name)
                && !diff.Key.Contains(column.Name)
            )
            // Added and removed rows may change the distribution of any column.
            .Where(column => diff.Added + diff.Removed > 0 || changed.ContainsKey(column.Name))
            .OrderByDescending(column => changed.GetValueOrDefault(column.Name));
    }

    /// <summary>
    /// Adds the counts to the diff. A column without other differences is added only if its distribution changed.
    /// </summary>
    /// <param name="diff">The diff.</param>
    /// <param name="counted">The bins by column.</param>
    /// <param name="areCategories">True if each bin is a value by its name.</param>
    public static ReportedDiff With(
        ReportedDiff diff,
        IReadOnlyDictionary<string, IReadOnlyList<ReportedBin>> counted,
        bool areCategories = false
    )
    {
        ReportedHistogram Of(IReadOnlyList<ReportedBin> bins) => Compared(bins) with { IsCategories = areCategories };
        var known = diff.Columns.Select(column => column.Name).ToHashSet();
        return diff with
        {
            Columns =
            [
                .. diff.Columns.Select(column =>
                    counted.TryGetValue(column.Name, out var bins) ? column with { Histogram = Of(bins) } : column
                ),
                .. counted
                    .Where(column => !known.Contains(column.Key) && column.Value.Any(bin => bin.Blue != bin.Green))
                    .Select(column => new ReportedColumn(column.Key, 0, null, null, Of(column.Value))),
            ],
        };
    }

    /// <summary>
    /// Makes a histogram with a distance: the share of rows that would have to change bins, which is half of the sum of
    /// the differences of shares.
    /// </summary>
    private static ReportedHistogram Compared(IReadOnlyList<ReportedBin> bins)
    {
        double blue = bins.Sum(bin => bin.Blue),
            green = bins.Sum(bin => bin.Green);
        return new ReportedHistogram(
            bins,
            blue == 0 || green == 0
                ? null
                : Math.Round(bins.Sum(bin => Math.Abs((bin.Blue / blue) - (bin.Green / green))) / 2, 4)
        );
    }

    /// <summary>A relation's column by its name in a diff; null if there is none.</summary>
    private static CatalogColumn? Find(CatalogRelation relation, string name) =>
        relation.Columns.FirstOrDefault(column => column.Name == name)
        ?? relation.Columns.FirstOrDefault(column =>
            string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase)
        );

    private static Sql Count(Column column, int number, int side, Sql value, RelationName relation)
    {
        // The greatest value belongs to the last bin, whatever rounding yields.
        Sql place =
            $"cast(floor((x - cast({column.From} as double precision)) / cast({column.Width} as double precision)) "
            + $"as integer)";
        var bin = Sql.By(dialect => dialect.Least([dialect.Greatest([place, Number(0)]), Number(column.Bins - 1)]));
        return $"select {Number(number)} as c, {Number(side)} as s, bin, {Dialect.AllRows} as n "
            + $"from (select {bin} as bin "
            + $"from (select {value} as x from {relation}) r where {IsFinite(Sql.Raw("x"))}) v group by bin";
    }

    /// <summary>Excludes infinite moments from every bin. Columns with infinite numbers get no bins at all.</summary>
    private static Sql IsFinite(Sql value) => $"{value} > -1e308 and {value} < 1e308";

    private static Sql Number(int number) => Sql.Raw(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Bins over the range of both sides, one for each whole number if there are few; null if the range is not finite.
    /// </summary>
    private static Column? Numbers(ReportedColumn column, ComparedRelation pair)
    {
        if (column.Blue is null || column.Green is null)
            return null;
        string?[] texts = [column.Blue.Min, column.Blue.Max, column.Green.Min, column.Green.Max];
        var numbers = texts
            .OfType<string>()
            .Select(text =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : double.NaN
            )
            .ToList();
        if (numbers.Count == 0 || numbers.Any(number => !double.IsFinite(number)))
            return null;
        var (low, high) = (numbers.Min(), numbers.Max());
        if (
            Find(pair.Blue!, column.Name) is not { } blue
            || Find(pair.Green!, column.Name) is not { } green
            || !(high > low)
            || !double.IsFinite(high - low)
        )
            return null;
        static Sql Value(CatalogColumn side) => $"cast({new Identifier(side.Name)} as double precision)";
        var isWhole = texts
            .OfType<string>()
            .All(text => text.All(character => char.IsAsciiDigit(character) || character == '-'));
        return isWhole && high - low < MostBins
            ? new Column(column.Name, Value(blue), Value(green), low, 1, (int)(high - low) + 1, bin =>
                (low + bin).ToString("0", CultureInfo.InvariantCulture)
            )
            : new Column(column.Name, Value(blue), Value(green), low, (high - low) / MostBins, MostBins, bin =>
                Range(low + (bin * ((high - low) / MostBins)), (high - low) / MostBins, Short)
            );

        static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
    }

    /// <summary>Bins of dates and instants over the range of both sides, one for each day if there are few.</summary>
    private static async Task<IEnumerable<Column>> MomentsAsync(
        WarehouseSession session,
        ComparedRelation pair,
        IReadOnlyList<ColumnPair> movable,
        CancellationToken cancellation
    )
    {
        bool IsMoment(CatalogColumn side) => ColumnKinds.IsMoment(session.Dialect, side);
        // Seconds are a decimal on some engines, and a float on others.
        static double Read(DbDataReader row, int ordinal) =>
            row.IsDBNull(ordinal) ? 0 : Convert.ToDouble(row.GetValue(ordinal), CultureInfo.InvariantCulture);
        static Sql Seconds(CatalogColumn side) => Sql.By(dialect => dialect.Epoch($"{new Identifier(side.Name)}"));
        var columns = movable
            .Where(column => IsMoment(column.Blue!) && IsMoment(column.Green!))
            .Take(MostColumns)
            .ToList();
        if (columns.Count == 0)
            return [];
        var ranges = await session.QueryAsync(
            Sql.Join(
                " union all ",
                columns.Select(
                    (column, number) =>
                        (Sql)(
                            $"select {Number(number)} as c, min(x), max(x) from "
                            + $"(select {Seconds(column.Blue!)} as x from {pair.Blue!.Name} "
                            + $"union all select {Seconds(column.Green!)} from {pair.Green!.Name}) m "
                            + $"where {IsFinite(Sql.Raw("x"))}"
                        )
                )
            ),
            row => (Column: (int)row.ReadLong(0), Low: Read(row, 1), High: Read(row, 2)),
            cancellation
        );
        return ranges
            .Where(range => range.High > range.Low && IsOfOurTime(range.Low) && IsOfOurTime(range.High))
            .Select(range =>
            {
                var (name, blue, green) = columns[range.Column];
                var days = (range.High - range.Low) / Day;
                var isWhole = range.Low % Day == 0 && range.High % Day == 0 && days < MostBins;
                var width = isWhole ? Day : (range.High - range.Low) / MostBins;
                return new Column(
                    name,
                    Seconds(blue!),
                    Seconds(green!),
                    range.Low,
                    width,
                    isWhole ? (int)days + 1 : MostBins,
                    bin => isWhole ? Moment(range.Low + (bin * width)) : Range(range.Low + (bin * width), width, Moment)
                );

                string Moment(double seconds) =>
                    DateTimeOffset
                        .UnixEpoch.AddSeconds(seconds)
                        .ToString(
                            isWhole || width >= Day ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm",
                            CultureInfo.InvariantCulture
                        );
            });
    }

    private const double Day = 86_400;

    private static bool IsOfOurTime(double seconds) => seconds is > -62_135_596_800 and < 253_402_300_800;

    private static string Range(double from, double width, Func<double, string> text) =>
        $"{text(from)} to {text(from + width)}";

    private sealed record Column(
        string Name,
        Sql Blue,
        Sql Green,
        double From,
        double Width,
        int Bins,
        Func<int, string> Label
    );
}
