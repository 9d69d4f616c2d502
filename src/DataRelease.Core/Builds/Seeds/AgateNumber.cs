using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace DataRelease.Builds.Seeds;

/// <summary>
/// A number as agate's <c>Number</c> reads it (locale <c>en_US</c>) and Python's <c>Decimal</c> keeps it: 28 digits,
/// without zeros at the end.
/// </summary>
/// <param name="IsFinite">False for infinity and for what is no number; the rest is empty then.</param>
/// <param name="IsNegative">Its sign.</param>
/// <param name="Digits">Without zeros at either end; <c>0</c> for zero.</param>
/// <param name="Exponent">The power of ten that they are multiplied by.</param>
internal sealed partial record AgateNumber(bool IsFinite, bool IsNegative, string Digits, int Exponent)
{
    /// <summary>The digits that a product of Python's has at most.</summary>
    public const int Precision = 28;

    private const int MaxExponent = 999_999;

    private const int MinExponent = -1_000_026;

    // In agate's order: each is taken from both ends once, and one that was passed does not come again.
    private static readonly char[] _currencies = [.. "؋$ƒ៛¥₡₱£€¢﷼₪₩₭₮₦฿₤₫"];

    /// <summary>Places before the point.</summary>
    public int WholePlaces => Digits.Length + Exponent;

    /// <summary>Places behind the point.</summary>
    public int DecimalPlaces => -Exponent;

    /// <summary>True if a double holds it, precisely or not.</summary>
    public bool IsDouble =>
        IsFinite && double.IsFinite(double.Parse($"{Digits}e{Exponent}", CultureInfo.InvariantCulture));

    /// <summary>The number in a text without blanks around it, or null if it is none.</summary>
    public static AgateNumber? Parse(string text)
    {
        var rest = text.Trim('%');
        var isNegative = rest.StartsWith('-');
        if (isNegative)
            rest = rest[1..];
        foreach (var currency in _currencies)
            rest = rest.Trim(currency);
        rest = PythonText
            .Strip(rest.Replace(",", "", StringComparison.Ordinal))
            .Replace("_", "", StringComparison.Ordinal);
        var match = Form().Match(PythonText.AsciiDigits(rest));
        if (!match.Success)
            return null;
        if (match.Groups["sign"].Value == "-")
            isNegative = !isNegative;
        if (match.Groups["word"].Success)
            return match.Groups["signal"].Success ? null : new AgateNumber(false, isNegative, "", 0);
        var fraction = match.Groups["fraction"].Value;
        var exponent = BigInteger.Zero;
        if (match.Groups["exponent"].Success)
            exponent = BigInteger.Parse(match.Groups["exponent"].Value, CultureInfo.InvariantCulture);
        return Round(isNegative, match.Groups["whole"].Value + fraction, exponent - fraction.Length);
    }

    /// <summary>Without exponent where it is short, for a column of whole numbers or of floating point.</summary>
    public override string ToString()
    {
        if (!IsFinite)
            return "NaN";
        var text = new StringBuilder(IsNegative ? "-" : "").Append(Digits);
        if (Exponent is >= 0 and <= 400)
            text.Append('0', Exponent);
        else
            text.Append('e').Append(Exponent.ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static AgateNumber? Round(bool isNegative, string digits, BigInteger exponent)
    {
        digits = digits.TrimStart('0');
        if (digits.Length > Precision)
        {
            var dropped = digits.Length - Precision;
            var kept = BigInteger.Parse(digits[..Precision], CultureInfo.InvariantCulture);
            var tail = digits[Precision..];
            var half = string.CompareOrdinal(tail, "5".PadRight(dropped, '0'));
            // Half goes to the even neighbour.
            if (half > 0 || (half == 0 && !kept.IsEven))
                kept++;
            digits = kept.ToString(CultureInfo.InvariantCulture);
            exponent += dropped;
        }
        if (digits.Length == 0)
            return new AgateNumber(true, false, "0", 0);
        var trimmed = digits.TrimEnd('0');
        exponent += digits.Length - trimmed.Length;
        // Python ends with an error beyond these; text keeps what is written.
        return exponent + trimmed.Length - 1 > MaxExponent || exponent < MinExponent
            ? null
            : new AgateNumber(true, isNegative, trimmed, (int)exponent);
    }

    [GeneratedRegex(
        @"^(?<sign>[+-]?)(?:(?:(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))"
            + @"(?:[eE](?<exponent>[+-]?[0-9]+))?|(?<word>inf|infinity|(?<signal>s)?nan[0-9]*))\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Form();
}
