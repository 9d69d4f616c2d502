using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Interprets the catalog's names of types.</summary>
internal static class SnowflakeTypes
{
    /// <summary>The driver's name for a text type in a query's result.</summary>
    public const string UnknownText = "TEXT";

    /// <summary>The type without length, precision, scale and collation.</summary>
    public static string Base(string type)
    {
        var end = type.IndexOfAny(['(', ' ']);
        return (end < 0 ? type : type[..end]).ToUpperInvariant();
    }

    /// <summary>The kind of a type's values, for comparing them.</summary>
    public static ValueKind Kind(string type) =>
        Base(type) switch
        {
            // Up to 18 digits fit into 64 bits; INTEGER means 38 digits.
            "NUMBER" or "DECIMAL" or "NUMERIC" => Digits(type) is (<= 18, 0) ? ValueKind.Whole : ValueKind.Exact,
            "FIXED" or "INT" or "INTEGER" or "BIGINT" or "SMALLINT" or "TINYINT" or "BYTEINT" => ValueKind.Exact,
            "FLOAT" or "REAL" or "DOUBLE" => ValueKind.Approximate,
            "VARCHAR" or "TEXT" or "CHAR" or "STRING" => ValueKind.Text,
            "BOOLEAN" => ValueKind.Boolean,
            "DATE" or "TIMESTAMP_NTZ" or "TIMESTAMP_LTZ" or "TIMESTAMP_TZ" => ValueKind.Time,
            _ => ValueKind.Other,
        };

    /// <summary>The number of all digits, and of those after the decimal point.</summary>
    public static (int Precision, int Scale) Digits(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var close = type.IndexOf(')', StringComparison.Ordinal);
        if (open < 0 || close < open)
            return (38, 0);
        var parts = type[(open + 1)..close].Split(',', StringSplitOptions.TrimEntries);
        return (Number(parts, 0) ?? 38, Number(parts, 1) ?? 0);
    }

    /// <summary>The length of a text type; null for any other.</summary>
    public static int? TextLength(string type) =>
        Base(type) is "VARCHAR" or "TEXT" or "CHAR" or "STRING" && type.Contains('(', StringComparison.Ordinal)
            ? Digits(type).Precision
            : null;

    private static int? Number(string[] parts, int at) =>
        at < parts.Length && int.TryParse(parts[at], CultureInfo.InvariantCulture, out var number) ? number : null;
}
