using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Seeds;

/// <summary>
/// Infers types that lose nothing, for projects without dbt. A value that its type would not print unchanged (leading
/// zeros, a plus sign, a currency, more digits than the engine's numbers have) makes the column text.
/// </summary>
internal sealed partial class ExactTyping(Dialect dialect, IReadOnlyList<string> nullWords)
    : ColumnTyping(dialect, nullWords)
{
    /// <summary>The number of digits that a double always keeps.</summary>
    private const int DoubleDigits = 15;

    /// <summary>The number of digits of a decimal number on every engine.</summary>
    private const int DecimalDigits = 38;

    public override ColumnValues Infer(IReadOnlyList<string?> values)
    {
        var present = Present(values).ToList();
        if (present.TrueForAll(value => Whole().IsMatch(value)))
            return Integers(present, values);
        if (present.TrueForAll(value => Number().IsMatch(value)))
            return Numbers(present, values);
        if (present.TrueForAll(value => AgateTime.Date(value) is not null))
            return As(PlainType.Date, values, value => $"{AgateTime.Date(value):yyyy-MM-dd}");
        var instants = present.ConvertAll(Instant);
        if (instants.TrueForAll(instant => instant is { Offset: null }))
            return As(PlainType.Timestamp, values, value => Instant(value)!.ToString());
        if (instants.TrueForAll(instant => instant is { Offset: not null }))
            return As(PlainType.Instant, values, value => Instant(value)!.ToString());
        return present.TrueForAll(value => value.ToLowerInvariant() is "true" or "false")
            ? As(PlainType.Boolean, values, value => value.ToLowerInvariant())
            : AsText(values);
    }

    private ColumnValues Integers(List<string> present, IReadOnlyList<string?> values)
    {
        if (present.TrueForAll(value => int.TryParse(value, CultureInfo.InvariantCulture, out _)))
            return As(PlainType.Whole, values, value => value);
        return present.TrueForAll(value => long.TryParse(value, CultureInfo.InvariantCulture, out _))
            ? As(PlainType.LongWhole, values, value => value)
            : Decimals(present, values);
    }

    private ColumnValues Numbers(List<string> present, IReadOnlyList<string?> values) =>
        present.TrueForAll(value =>
            value.TrimStart('-').Split('e', 'E')[0].Where(char.IsAsciiDigit).SkipWhile(digit => digit == '0').Count()
                <= DoubleDigits
            && double.IsFinite(double.Parse(value, CultureInfo.InvariantCulture))
        )
            ? As(PlainType.Floating, values, value => value)
            : Decimals(present, values);

    private ColumnValues Decimals(List<string> present, IReadOnlyList<string?> values)
    {
        if (present.Exists(value => value.Contains('e', StringComparison.OrdinalIgnoreCase)))
            return AsText(values);
        var whole = present.Max(value => value.TrimStart('-').Split('.')[0].Length);
        var scale = present.Max(value => value.Split('.') is [_, var fraction] ? fraction.Length : 0);
        return whole + scale <= DecimalDigits
            ? new ColumnValues(
                string.Create(CultureInfo.InvariantCulture, $"numeric({DecimalDigits}, {scale})"),
                As(PlainType.Text, values, value => value).Values
            )
            : AsText(values);
    }

    private static AgateInstant? Instant(string value)
    {
        if (Clock().Match(value) is not { Success: true } match)
            return null;
        // With a T between day and time, the strict form is one of isodate's.
        return IsoInstant.Parse($"{match.Groups["day"].Value}T{match.Groups["time"].Value}");
    }

    [GeneratedRegex(@"^(?:0|-?[1-9][0-9]*)\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?\z")]
    private static partial Regex Number();

    [GeneratedRegex(
        @"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[ T](?<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
            + @"(?:Z|[+-][0-9]{2}:?[0-9]{2})?)\z"
    )]
    private static partial Regex Clock();
}
