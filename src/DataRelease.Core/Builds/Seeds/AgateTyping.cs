using DataRelease.Warehouses;

namespace DataRelease.Builds.Seeds;

/// <summary>
/// Infers types and values as dbt does, which reads seeds with agate: the first of number, day, time, ISO 8601 time and
/// boolean that fits every value, or else text. Whole numbers become <c>integer</c> however large they are, as in dbt's
/// adapters.
/// </summary>
internal sealed class AgateTyping(Dialect dialect) : ColumnTyping(dialect, Words)
{
    /// <summary>Texts that dbt reads as NULL.</summary>
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
    /// agate's <c>max_precision</c>, which distributes 28 digits over both sides of the decimal point and ignores
    /// numbers that are infinite as doubles.
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
            // A value of commas alone is empty to agate here.
            "" or "null" => "",
            _ => null,
        };
}
