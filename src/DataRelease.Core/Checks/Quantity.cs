using System.Globalization;
using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>
/// A number as an engine returned it: exact if 28 digits suffice, otherwise a double, which may be infinite or NaN.
/// </summary>
/// <param name="Exact">The exact value, or null.</param>
/// <param name="Approximate">The value as a double.</param>
internal readonly record struct Quantity(decimal? Exact, double Approximate)
{
    /// <summary>The largest relative difference that the order of adding doubles can explain.</summary>
    private const double Noise = 1e-9;

    /// <summary>
    /// True for a number that the engine computed in doubles, so that its last digits depend on the order of the rows.
    /// </summary>
    public bool IsRounded { get; init; }

    /// <summary>The number for conditions.</summary>
    public ConditionValue ForConditions => new(Approximate, IsRounded ? null : Exact);

    public bool IsNumber => !double.IsNaN(Approximate);

    /// <summary>Parses a number's text; null if it is no number.</summary>
    public static Quantity? Parse(string? text)
    {
        if (text is null)
            return null;
        var trimmed = text.Trim().ToLowerInvariant();
        if (trimmed is "nan" or "-nan")
            return new Quantity(null, double.NaN);
        if (trimmed is "infinity" or "inf" or "+inf")
            return new Quantity(null, double.PositiveInfinity);
        if (trimmed is "-infinity" or "-inf")
            return new Quantity(null, double.NegativeInfinity);
        decimal? exact =
            decimal.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            // Digits that do not fit are dropped silently: 1e-30 would be 0.
            && SignificantDigits(trimmed) == SignificantDigits(number.ToString(CultureInfo.InvariantCulture))
                ? number
                : null;
        return double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var rough)
            ? new Quantity(exact, rough)
            : null;
    }

    /// <summary>Converts a driver's value; null for NULL or for a value that is no number.</summary>
    public static Quantity? From(object? value) =>
        value switch
        {
            bool flag => Of(flag ? 1 : 0),
            string text => Parse(text),
            UnheldValue { IsNumber: true } wide => Parse(wide.Text),
            DateTime or DateOnly or TimeOnly or TimeSpan or DateTimeOffset or Guid => null,
            IFormattable number => Parse(number.ToString(null, CultureInfo.InvariantCulture)),
            _ => null,
        };

    /// <summary>The type of a value that is no number, for people.</summary>
    public static string TypeOf(object value) => value is UnheldValue other ? other.Type : value.GetType().Name;

    public static Quantity Of(long value) => new(value, value);

    public static Quantity Of(double value) => new(null, value);

    /// <summary>The distance to another number; infinite between a number and NaN.</summary>
    public double DistanceTo(Quantity other)
    {
        if (!IsNumber || !other.IsNumber)
            return IsNumber == other.IsNumber ? 0 : double.PositiveInfinity;
        var isExact = Exact is not null && other.Exact is not null && !IsRounded && !other.IsRounded;
        if (isExact && Exact is { } left && other.Exact is { } right)
        {
            try
            {
                return (double)Math.Abs(right - left);
            }
            catch (OverflowException)
            {
                // Both are near the ends of the range, where doubles are precise enough.
            }
        }
        if (Approximate.Equals(other.Approximate))
            return 0;
        var distance = Math.Abs(other.Approximate - Approximate);
        if (double.IsInfinity(distance))
            return distance;
        return distance <= Noise * Math.Max(Math.Abs(Approximate), Math.Abs(other.Approximate)) && !isExact
            ? 0
            : distance;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        // Less than a ten-thousandth would be rounded to nothing.
        Exact is { } exact
        && (exact == decimal.Truncate(exact) || Math.Abs(exact) is < 1m and >= 0.0001m)
            ? Round(exact).ToString(CultureInfo.InvariantCulture)
        : Math.Abs(Approximate) is >= 1e15 or (< 1e-4 and > 0)
            ? Approximate.ToString("0.####e0", CultureInfo.InvariantCulture)
        : Approximate.ToString("0.####", CultureInfo.InvariantCulture);

    private static decimal Round(decimal value) =>
        value == decimal.Truncate(value) ? decimal.Truncate(value) : Math.Round(value, 6).Normalized();

    private static string SignificantDigits(string text) =>
        string.Concat(text.Split('e')[0].Where(char.IsAsciiDigit)).Trim('0');
}

internal static class DecimalForm
{
    /// <summary>The number without trailing zeros.</summary>
    public static decimal Normalized(this decimal value) => value / 1.000000000000000000000000000000m;
}
