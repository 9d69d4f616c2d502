using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Decides how Snowflake's types are compared; docs/diff.md has the rules.</summary>
internal static class SnowflakeDiffTypes
{
    public static ComparedValue Compare(Sql blue, string blueType, Sql green, string greenType)
    {
        var (left, right) = (SnowflakeTypes.Kind(blueType), SnowflakeTypes.Kind(greenType));
        if (left == ValueKind.Text && right == ValueKind.Text)
            // The catalog does not tell collations, which make different texts equal
            // (https://docs.snowflake.com/en/sql-reference/info-schema/columns).
            return new ComparedValue(Bytes(blue), Bytes(green), ValueKind.Text, false);
        if (IsNumber(left) && IsNumber(right))
            return Numbers(blue, left, green, right);
        if (left == ValueKind.Time && right == ValueKind.Time)
            return Base(blueType) == Base(greenType)
                ? new ComparedValue(blue, green, ValueKind.Time, true)
                : new ComparedValue(Moment(blue, blueType), Moment(green, greenType), ValueKind.Time, false);
        if (left == ValueKind.Boolean && right == ValueKind.Boolean)
            return new ComparedValue(blue, green, ValueKind.Boolean, true);
        return Base(blueType) == Base(greenType) && Base(blueType) is "BINARY" or "TIME"
            ? new ComparedValue(blue, green, ValueKind.Other, true)
            : new ComparedValue(ByText(blue, blueType), ByText(green, greenType), ValueKind.Text, false);
    }

    private static string Base(string type) => SnowflakeTypes.Base(type);

    private static bool IsNumber(ValueKind kind) => kind is ValueKind.Whole or ValueKind.Exact or ValueKind.Approximate;

    /// <summary>The bytes of UTF-8, which no collation affects.</summary>
    private static Sql Bytes(Sql value) => $"to_binary({value}, 'UTF-8')";

    /// <summary>
    /// Numbers that compare as equal have the same hash, whatever their precision and scale
    /// (https://docs.snowflake.com/en/sql-reference/functions/hash).
    /// </summary>
    private static ComparedValue Numbers(Sql blue, ValueKind left, Sql green, ValueKind right)
    {
        if (left == ValueKind.Approximate || right == ValueKind.Approximate)
            return left == right
                ? new ComparedValue(blue, green, ValueKind.Approximate, true)
                : new ComparedValue($"cast({blue} as float)", $"cast({green} as float)", ValueKind.Approximate, false);
        var kind = left == ValueKind.Whole && right == ValueKind.Whole ? ValueKind.Whole : ValueKind.Exact;
        return new ComparedValue(blue, green, kind, true);
    }

    /// <summary>Converts a timestamp with a zone to UTC, which is also the session's time zone.</summary>
    private static Sql Moment(Sql value, string type) =>
        Base(type) is "TIMESTAMP_TZ" or "TIMESTAMP_LTZ"
            ? (Sql)$"cast(convert_timezone('UTC', {value}) as timestamp_ntz(9))"
            : $"cast({value} as timestamp_ntz(9))";

    /// <summary>The bytes of a value's text, for types that can be compared only by their text.</summary>
    private static Sql ByText(Sql value, string type) =>
        Base(type) switch
        {
            "VARIANT" or "OBJECT" or "ARRAY" or "MAP" => Bytes($"to_json(to_variant({value}))"),
            "GEOGRAPHY" or "GEOMETRY" => (Sql)$"st_aswkb({value})",
            "VECTOR" => Bytes($"to_json(to_variant(cast({value} as array)))"),
            "BINARY" => Bytes($"hex_encode({value})"),
            // The shortest text of a number, whatever its scale.
            "NUMBER" or "DECIMAL" or "NUMERIC" when SnowflakeTypes.Digits(type).Scale > 0 => Bytes(
                $"rtrim(rtrim(cast({value} as varchar), '0'), '.')"
            ),
            _ => Bytes($"cast({value} as varchar)"),
        };
}
