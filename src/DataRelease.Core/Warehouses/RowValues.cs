using System.Data.Common;
using System.Globalization;
using System.Numerics;

namespace DataRelease.Warehouses;

/// <summary>Reads values whose type depends on the engine.</summary>
public static class RowValues
{
    /// <summary>
    /// Reads a whole number in any type that an engine counts and sums in (DuckDB: HUGEINT, PostgreSQL: numeric). NULL
    /// is 0, and numbers beyond the range of a long are clamped to it.
    /// </summary>
    public static long ReadLong(this DbDataReader row, int ordinal) =>
        row.IsDBNull(ordinal)
            ? 0
            : row.GetValue(ordinal) switch
            {
                BigInteger big => (long)BigInteger.Max(long.MinValue, BigInteger.Min(long.MaxValue, big)),
                decimal number => (long)Math.Max(long.MinValue, Math.Min(long.MaxValue, number)),
                double number => number >= long.MaxValue ? long.MaxValue
                : number <= long.MinValue ? long.MinValue
                : (long)number,
                var value => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            };
}
