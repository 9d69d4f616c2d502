using DataRelease.Warehouses;

namespace DataRelease.Builds.Seeds;

/// <summary>
/// Types and values as dbt has them, which reads seeds with agate: the first of number, day, time, ISO 8601 time and
/// boolean that fits every value, else text. Whole numbers become <c>integer</c>, however large they are, as dbt's
/// adapters do it.
/// </summary>
internal sealed class AgateTyping(Dialect dialect) : ColumnTyping(dialect, Words)
{
    /// <summary>What dbt reads as NULL.</summary>
    public static readonly IReadOnlyList<string> Words = ["", "null"];

    public override ColumnValues Infer(IReadOnlyList<string?> values)
    {
        var present = Present(values).ToList();
        if (present.TrueForAll(value => AgateNumber.Parse(value) is not null))
            return As(HasDecimals(present) ? PlainType.Floating : PlainType.Whole, values, value =>
                AgateNumber.Parse(value)!.ToString()
            );
        if (present.TrueForAll(value => AgateTime.Date(value) is not null))
            return As(PlainType.Date, values, value => $"{AgateTime.Date(value):yyyy-MM-dd}");
        if (present.TrueForAll(value => AgateTime.DateTime(value) is not null))
            return As(PlainType.Timestamp, values, value => AgateTime.DateTime(value)!.ToString());
        if (present.TrueForAll(value => IsoInstant.Parse(value) is not null))
            return As(
                PlainType.Timestamp,
                values,
                value => IsoInstant.Parse(value)!.ToString(),
                present.Exists(value => IsoInstant.Parse(value)!.Offset is not null)
            );
        return present.TrueForAll(value => Truth(value) is not null)
            ? As(PlainType.Boolean, values, Truth)
            : AsText(values);
    }

    /// <summary>
    /// As agate's <c>max_precision</c>, which has 28 digits to give to both sides of the point, and passes over numbers
    /// that are infinite as a double.
    /// </summary>
    private static bool HasDecimals(List<string> values)
    {
        var (whole, decimals) = (1, 0);
        foreach (var number in values.Select(value => AgateNumber.Parse(value)!).Where(number => number.IsDouble))
        {
            whole = Math.Max(whole, number.WholePlaces);
            decimals = Math.Max(decimals, number.DecimalPlaces);
        }
        return (whole + decimals > AgateNumber.Precision ? AgateNumber.Precision - whole : decimals) != 0;
    }

    private static string? Truth(string value) =>
        PythonText.Strip(value.Replace(",", "", StringComparison.Ordinal)).ToLowerInvariant() switch
        {
            "true" => "true",
            "false" => "false",
            // Commas alone are an empty value to agate here.
            "" or "null" => "",
            _ => null,
        };
}
