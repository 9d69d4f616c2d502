using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace DataRelease.Builds.Seeds;

/// <summary>
/// A number as agate's <c>Number</c> parses it (locale <c>en_US</c>) and Python's <c>Decimal</c> stores it: 28 digits,
/// without trailing zeros.
/// </summary>
/// <param name="IsFinite">False for infinity and NaN. The other properties are then empty.</param>
/// <param name="IsNegative">True for a negative number.</param>
/// <param name="Digits">The digits without leading and trailing zeros; <c>0</c> for zero.</param>
/// <param name="Exponent">The power of ten that the digits are multiplied by.</param>
internal sealed partial record AgateNumber(bool IsFinite, bool IsNegative, string Digits, int Exponent)
{
    /// <summary>The number of digits that Python's <c>Decimal</c> keeps in a product.</summary>
    public const int Precision = 28;

    private const int MaxExponent = 999_999;

    private const int MinExponent = -1_000_026;

    // The order is agate's. Each symbol is stripped from both ends once, in this order.
    private static readonly char[] _currencies = [.. "؋$ƒ៛¥₡₱£€¢﷼₪₩₭₮₦฿₤₫"];

    /// <summary>The number of digits before the decimal point.</summary>
    public int WholePlaces => Digits.Length + Exponent;

    /// <summary>The number of digits after the decimal point.</summary>
    public int DecimalPlaces => -Exponent;

    /// <summary>True if the number is within the range of a double.</summary>
    public bool IsDouble =>
        IsFinite && double.IsFinite(double.Parse($"{Digits}e{Exponent}", CultureInfo.InvariantCulture));

    /// <summary>Parses a text without blanks around it; null if it is no number.</summary>
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

    /// <summary>
    /// The number without an exponent if it is short, for a column of whole or floating-point numbers.
    /// </summary>
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
            // A half is rounded to the even digit.
            if (half > 0 || (half == 0 && !kept.IsEven))
                kept++;
            digits = kept.ToString(CultureInfo.InvariantCulture);
            exponent += dropped;
        }
        if (digits.Length == 0)
            return new AgateNumber(true, false, "0", 0);
        var trimmed = digits.TrimEnd('0');
        exponent += digits.Length - trimmed.Length;
        // Python fails beyond these limits. Here such a column stays text.
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
