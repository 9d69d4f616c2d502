using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using DataRelease.Warehouses;
using DuckDB.NET.Native;

namespace DataRelease.DuckDb;

/// <summary>Reads values of DuckDB for which .NET has no type, from the types of its driver.</summary>
internal static class DuckDbUnheldValues
{
    /// <summary>Reads a value.</summary>
    public static UnheldValue Read(DbDataReader row, int ordinal)
    {
        var value = row.GetProviderSpecificValue(ordinal);
        return new UnheldValue(row.GetDataTypeName(ordinal), Text(value), value is DuckDBDecimal);
    }

    private static string Text(object? value) =>
        value switch
        {
            null => "NULL",
            DuckDBDecimal number => Text(number.Value.ToBigInteger(), number.Scale),
            DuckDBInterval span => string.Create(
                CultureInfo.InvariantCulture,
                $"{span.Months} months {span.Days} days {unchecked((long)span.Micros)} us"
            ),
            DuckDBTimeOnly time => string.Create(
                CultureInfo.InvariantCulture,
                $"{time.Hour:00}:{time.Min:00}:{time.Sec:00}.{time.Microsecond:000000}"
            ),
            DuckDBDateOnly { IsPositiveInfinity: true } or DuckDBTimestamp { IsPositiveInfinity: true } => "infinity",
            DuckDBDateOnly { IsNegativeInfinity: true } or DuckDBTimestamp { IsNegativeInfinity: true } => "-infinity",
            DuckDBDateOnly date => string.Create(
                CultureInfo.InvariantCulture,
                $"{date.Year:0000}-{date.Month:00}-{date.Day:00}"
            ),
            DuckDBTimestamp moment => $"{Text(moment.Date)} {Text(moment.Time)}",
            string text => $"{text.Length}:{text}",
            IEnumerable several => $"[{string.Join(", ", several.Cast<object?>().Select(Text))}]",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            bool flag => flag ? "true" : "false",
            // The text of another type may be the name of the type.
            _ => throw new NotSupportedException(),
        };

    private static string Text(BigInteger digits, int scale)
    {
        var text = BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = digits.Sign < 0 ? "-" : "";
        var fraction = text[^scale..].TrimEnd('0');
        return $"{sign}{text[..^scale]}{(fraction.Length > 0 ? $".{fraction}" : "")}";
    }
}
