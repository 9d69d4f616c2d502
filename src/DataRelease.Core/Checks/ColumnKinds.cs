namespace DataRelease.Checks;

/// <summary>What can be asked of a column, by its type as the catalog spells it.</summary>
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

    /// <summary>A date or an instant; not a time of day or an interval.</summary>
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
    /// The name without length, precision and scale, which stand in the middle of some: <c>timestamp(3) with time
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
