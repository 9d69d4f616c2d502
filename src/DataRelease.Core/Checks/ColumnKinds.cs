namespace DataRelease.Checks;

/// <summary>Says what can be measured on a column, by its type in the catalog's spelling.</summary>
internal static class ColumnKinds
{
    public static bool IsNumber(string type) =>
        Name(type)
            is "smallint"
                or "integer"
                or "bigint"
                or "numeric"
                or "decimal"
                or "tinyint"
                or "hugeint"
                or "utinyint"
                or "usmallint"
                or "uinteger"
                or "ubigint"
                or "uhugeint"
                or "real"
                or "double precision"
                or "double"
                or "float";

    /// <summary>True for a date or an instant, but not for a time of day or an interval.</summary>
    public static bool IsMoment(string type) =>
        Name(type)
            is "date"
                or "timestamp"
                or "timestamp without time zone"
                or "timestamp with time zone"
                or "timestamp_s"
                or "timestamp_ms"
                or "timestamp_ns";

    /// <summary>
    /// The type's name without length, precision and scale, which may be in its middle: <c>timestamp(3) with time
    /// zone</c>.
    /// </summary>
    private static string Name(string type)
    {
        var lower = type.ToLowerInvariant();
        var open = lower.IndexOf('(', StringComparison.Ordinal);
        var close = lower.IndexOf(')', StringComparison.Ordinal);
        return open < 0 || close < open ? lower : lower[..open] + lower[(close + 1)..];
    }
}
