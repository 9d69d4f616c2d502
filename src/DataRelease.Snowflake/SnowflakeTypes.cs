using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>What the catalog's spellings of types mean.</summary>
internal static class SnowflakeTypes
{
    /// <summary>A type of text whose collation is not known, as the driver names those of a query.</summary>
    public const string UnknownText = "TEXT";

    /// <summary>The type without length, precision, scale and collation.</summary>
    public static string Base(string type)
    {
        var end = type.IndexOfAny(['(', ' ']);
        return (end < 0 ? type : type[..end]).ToUpperInvariant();
    }

    /// <summary>True where two texts that differ may be equal.</summary>
    public static bool MayBeCollated(string type) =>
        type.Equals(UnknownText, StringComparison.OrdinalIgnoreCase)
        || type.Contains(" COLLATE ", StringComparison.OrdinalIgnoreCase);

    /// <summary>What its values are, as far as comparing them goes.</summary>
    public static ValueKind Kind(string type) =>
        Base(type) switch
        {
            // Up to 18 digits fit 64 bits; INTEGER is a name for 38 of them.
            "NUMBER" or "DECIMAL" or "NUMERIC" => Digits(type) is (<= 18, 0) ? ValueKind.Whole : ValueKind.Exact,
            "FIXED" or "INT" or "INTEGER" or "BIGINT" or "SMALLINT" or "TINYINT" or "BYTEINT" => ValueKind.Exact,
            "FLOAT" or "REAL" or "DOUBLE" => ValueKind.Approximate,
            "VARCHAR" or "TEXT" or "CHAR" or "STRING" => ValueKind.Text,
            "BOOLEAN" => ValueKind.Boolean,
            "DATE" or "TIMESTAMP_NTZ" or "TIMESTAMP_LTZ" or "TIMESTAMP_TZ" => ValueKind.Time,
            _ => ValueKind.Other,
        };

    /// <summary>Digits in all, and those after the point.</summary>
    public static (int Precision, int Scale) Digits(string type)
    {
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var close = type.IndexOf(')', StringComparison.Ordinal);
        if (open < 0 || close < open)
            return (38, 0);
        var parts = type[(open + 1)..close].Split(',', StringSplitOptions.TrimEntries);
        return (Number(parts, 0) ?? 38, Number(parts, 1) ?? 0);
    }

    /// <summary>The characters of a type of text; null for any other.</summary>
    public static int? TextLength(string type) =>
        Base(type) is "VARCHAR" or "TEXT" or "CHAR" or "STRING" && type.Contains('(', StringComparison.Ordinal)
            ? Digits(type).Precision
            : null;

    private static int? Number(string[] parts, int at) =>
        at < parts.Length && int.TryParse(parts[at], CultureInfo.InvariantCulture, out var number) ? number : null;
}
