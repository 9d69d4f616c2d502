using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>Decides how DuckDB's types are compared; docs/diff.md has the rules.</summary>
internal static class DuckDbDiffTypes
{
    public static ComparedValue Compare(Sql blue, string blueType, Sql green, string greenType)
    {
        var (left, right) = (Kind(blueType), Kind(greenType));
        // Under "=", a month equals 30 days, and a collation may make 'a' equal 'A'. Their texts differ.
        if (blueType == greenType)
        {
            return blueType == "INTERVAL" ? ByText(blue, green)
                : left == ValueKind.Text ? new ComparedValue(ByBytes(blue), ByBytes(green), ValueKind.Text, true)
                : new ComparedValue(blue, green, left, true);
        }
        if (left is ValueKind.Whole && right is ValueKind.Whole)
            return new ComparedValue($"{blue}::bigint", $"{green}::bigint", ValueKind.Whole, true);
        if (IsNumeric(left) && IsNumeric(right))
            return Numbers(blue, blueType, left, green, greenType, right);
        if (left is ValueKind.Time && right is ValueKind.Time && !IsNanosecond(blueType) && !IsNanosecond(greenType))
            return new ComparedValue(AsUtc(blue, blueType), AsUtc(green, greenType), ValueKind.Time, false);
        return ByText(blue, green);
    }

    public static ValueKind Kind(string type) =>
        type.Split('(')[0] switch
        {
            "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" =>
                ValueKind.Whole,
            "UBIGINT" or "HUGEINT" or "UHUGEINT" => ValueKind.Exact,
            "DECIMAL" when !type.EndsWith(']') => ValueKind.Exact,
            "FLOAT" or "DOUBLE" => ValueKind.Approximate,
            "VARCHAR" => ValueKind.Text,
            "BOOLEAN" => ValueKind.Boolean,
            "DATE" or "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" or "TIMESTAMP_NS" or "TIMESTAMP WITH TIME ZONE" =>
                ValueKind.Time,
            _ => ValueKind.Other,
        };

    /// <summary>
    /// True for decimals of up to 18 digits, which DuckDB stores as whole numbers of at most 64 bits.
    /// </summary>
    public static bool IsNarrow(string type) =>
        type.StartsWith("DECIMAL(", StringComparison.Ordinal)
        && Digits(type) is var (whole, scale)
        && whole + scale <= 18;

    private static bool IsNumeric(ValueKind kind) =>
        kind is ValueKind.Whole or ValueKind.Exact or ValueKind.Approximate;

    private static bool IsNanosecond(string type) => type == "TIMESTAMP_NS";

    private static Sql ByBytes(Sql value) => $"({value} collate c)";

    private static ComparedValue ByText(Sql blue, Sql green) =>
        new(ByBytes($"cast({blue} as varchar)"), ByBytes($"cast({green} as varchar)"), ValueKind.Text, false);

    /// <summary>
    /// Exact numbers are compared as a decimal that holds both, if there is one. A float counts as the number that
    /// people see.
    /// </summary>
    private static ComparedValue Numbers(
        Sql blue,
        string blueType,
        ValueKind left,
        Sql green,
        string greenType,
        ValueKind right
    )
    {
        if (left != ValueKind.Approximate && right != ValueKind.Approximate)
        {
            var (one, other) = (Digits(blueType), Digits(greenType));
            var (whole, scale) = (Math.Max(one.Whole, other.Whole), Math.Max(one.Scale, other.Scale));
            var common =
                whole + scale <= 38 ? string.Create(CultureInfo.InvariantCulture, $"decimal({whole + scale},{scale})")
                : scale == 0 ? "hugeint"
                : "double";
            return new ComparedValue(
                $"{blue}::{Sql.Raw(common)}",
                $"{green}::{Sql.Raw(common)}",
                common == "double" ? ValueKind.Approximate : ValueKind.Exact,
                false
            );
        }
        static Sql Double(Sql value, string type) =>
            type == "FLOAT" ? (Sql)$"{value}::varchar::double" : $"{value}::double";
        return new ComparedValue(Double(blue, blueType), Double(green, greenType), ValueKind.Approximate, false);
    }

    private static (int Whole, int Scale) Digits(string type)
    {
        if (!type.StartsWith("DECIMAL(", StringComparison.Ordinal))
            return (
                type switch
                {
                    "TINYINT" or "UTINYINT" => 3,
                    "SMALLINT" or "USMALLINT" => 5,
                    "INTEGER" or "UINTEGER" => 10,
                    "BIGINT" => 19,
                    "UBIGINT" => 20,
                    _ => 39,
                },
                0
            );
        var parts = type["DECIMAL(".Length..^1]
            .Split(',')
            .Select(part => int.Parse(part, CultureInfo.InvariantCulture))
            .ToList();
        return (parts[0] - parts[1], parts[1]);
    }

    private static Sql AsUtc(Sql value, string type) =>
        type == "TIMESTAMP WITH TIME ZONE"
            ? (Sql)(
                $"(case when isfinite({value}) then make_timestamp(epoch_us({value})) else {value}"
                + $"::varchar::timestamp end)"
            )
            : $"{value}::timestamp";
}
