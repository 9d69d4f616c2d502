using System.Globalization;
using DataRelease.Checks;
using DataRelease.Reports.Documents;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Reporting;

/// <summary>Both sides' numbers of a relation in the same bins, for columns that moved; one query for all of them.</summary>
internal static class ReportHistograms
{
    private const int MostColumns = 6;
    private const int MostBins = 12;

    /// <summary>The diff with a histogram for each column of numbers that has something to show.</summary>
    public static async Task<ReportedDiff> DrawAsync(WarehouseSession session, ComparedRelation pair, ReportedDiff diff, CancellationToken cancellation)
    {
        var drawn = diff.Columns.Where(column => column.Changed > 0 || column.Blue != column.Green).Select(column => Bins(column, pair)).OfType<Column>().Take(MostColumns).ToList();
        if (drawn.Count == 0) return diff;
        var parts = drawn.SelectMany((column, number) => new[] { Count(column, number, 0, column.Blue, pair.Blue!.Name), Count(column, number, 1, column.Green, pair.Green!.Name) });
        var counts = (await session.QueryAsync(
            $"{Sql.Join(" union all ", parts)}", row => (Column: row.ReadLong(0), Side: row.ReadLong(1), Bin: row.ReadLong(2), Rows: row.ReadLong(3)), cancellation).ConfigureAwait(false))
            .ToDictionary(row => (row.Column, row.Side, row.Bin), row => row.Rows);
        return diff with
        {
            Columns =
            [
                .. diff.Columns.Select(column =>
                {
                    var number = drawn.FindIndex(other => other.Name == column.Name);
                    if (number < 0) return column;
                    var bins = Enumerable.Range(0, drawn[number].Bins).Select(bin => new ReportedBin(
                        drawn[number].Label(bin), counts.GetValueOrDefault((number, 0, bin)), counts.GetValueOrDefault((number, 1, bin)))).ToList();
                    return column with { Histogram = new ReportedHistogram(bins, Distance(bins)) };
                }),
            ],
        };
    }

    private static Sql Count(Column column, int number, int side, string name, RelationName relation)
    {
        Sql value = $"cast({new Identifier(name)} as double precision)";
        // The greatest value belongs to the last bin; rounding must not make one more.
        Sql bin = $"least(greatest(cast(floor(({value} - cast({column.From} as double precision)) / cast({column.Width} as double precision)) as integer), 0), {column.Bins - 1})";
        return $"select {Number(number)} as c, {Number(side)} as s, bin, count(*) as n from (select {bin} as bin from {relation} where {new Identifier(name)} is not null) v group by bin";
    }

    private static Sql Number(int number) => Sql.Raw(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Bins over both sides' range: a whole number each where few are possible; null if there is no finite range.</summary>
    private static Column? Bins(ReportedColumn column, ComparedRelation pair)
    {
        if (column.Blue is null || column.Green is null) return null;
        string?[] texts = [column.Blue.Min, column.Blue.Max, column.Green.Min, column.Green.Max];
        var numbers = texts.OfType<string>().Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN).ToList();
        if (numbers.Count == 0 || numbers.Any(number => !double.IsFinite(number))) return null;
        var (low, high) = (numbers.Min(), numbers.Max());
        var (blue, green) = (Name(pair.Blue!, column.Name), Name(pair.Green!, column.Name));
        if (blue is null || green is null || !(high > low) || !double.IsFinite(high - low)) return null;
        var isWhole = texts.OfType<string>().All(text => text.All(character => char.IsAsciiDigit(character) || character == '-'));
        return isWhole && high - low < MostBins
            ? new Column(column.Name, blue, green, low, 1, (int)(high - low) + 1, IsWhole: true)
            : new Column(column.Name, blue, green, low, (high - low) / MostBins, MostBins, IsWhole: false);
    }

    private static string? Name(CatalogRelation relation, string name) =>
        (relation.Columns.FirstOrDefault(column => column.Name == name) ?? relation.Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase)))?.Name;

    /// <summary>The share of rows that would have to be elsewhere: half of the sum of differences of shares.</summary>
    private static double? Distance(IReadOnlyList<ReportedBin> bins)
    {
        double blue = bins.Sum(bin => bin.Blue), green = bins.Sum(bin => bin.Green);
        return blue == 0 || green == 0 ? null : Math.Round(bins.Sum(bin => Math.Abs((bin.Blue / blue) - (bin.Green / green))) / 2, 4);
    }

    private sealed record Column(string Name, string Blue, string Green, double From, double Width, int Bins, bool IsWhole)
    {
        public string Label(int bin) => IsWhole
            ? (From + bin).ToString("0", CultureInfo.InvariantCulture)
            : $"{Short(From + (bin * Width))} to {Short(From + ((bin + 1) * Width))}";

        private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
    }
}
