using System.Data.Common;
using System.Globalization;
using System.Numerics;

namespace DataRelease.Warehouses;

/// <summary>Reads values whose type depends on the engine.</summary>
public static class RowValues
{
    /// <summary>
    /// Reads a value of any type; null for NULL. A value that no type of .NET holds (a decimal of 38 digits, an
    /// interval of months, a date BC) is read in the engine's own form.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="ordinal">The column.</param>
    /// <param name="dialect">The engine's dialect.</param>
    /// <exception cref="UnreadableValueException">The driver can't read the value in any form.</exception>
    public static object? ReadValue(this DbDataReader row, int ordinal, Dialect dialect)
    {
        if (row.IsDBNull(ordinal))
            return null;
        try
        {
            return row.GetValue(ordinal);
        }
        catch (Exception error) when (IsOfReading(error))
        {
            try
            {
                return dialect.ReadUnheld(row, ordinal);
            }
            catch (Exception other) when (IsOfReading(other))
            {
                throw new UnreadableValueException(row.GetName(ordinal), row.GetDataTypeName(ordinal), error);
            }
        }
    }

    /// <summary>True for what drivers throw for a value that does not fit the type of .NET.</summary>
    private static bool IsOfReading(Exception error) =>
        error
            is OverflowException
                or ArgumentException
                or InvalidCastException
                or InvalidOperationException
                or FormatException
                or NotSupportedException;

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
