using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Replays;

/// <summary>
/// A query's result as one digest for each row, so that its size does not depend on the width of the rows.
/// </summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows' digests, in the order of the result.</param>
internal sealed record ResultDigest(IReadOnlyList<string> Columns, IReadOnlyList<UInt128> Rows)
{
    /// <summary>What differs from the other side's result; null if nothing does.</summary>
    /// <param name="other">The other side's result.</param>
    /// <param name="isOrdered">True if the query states the order of its rows.</param>
    public string? Difference(ResultDigest other, bool isOrdered)
    {
        // The columns are known only if there was a row.
        var isTold = Rows.Count > 0 && other.Rows.Count > 0;
        if (isTold && !Columns.SequenceEqual(other.Columns, StringComparer.Ordinal))
            return $"columns {string.Join(", ", Columns)} -> {string.Join(", ", other.Columns)}";
        if (isOrdered && Rows.SequenceEqual(other.Rows))
            return null;
        var counts = new Dictionary<UInt128, int>();
        foreach (var row in Rows)
            counts[row] = counts.GetValueOrDefault(row) + 1;
        var added = 0;
        foreach (var row in other.Rows)
        {
            if (counts.GetValueOrDefault(row) is > 0 and var left)
                counts[row] = left - 1;
            else
                added++;
        }
        var removed = counts.Values.Sum();
        return added + removed > 0 ? $"{Rows.Count} -> {other.Rows.Count} rows, {removed} gone, {added} new"
            : isOrdered ? "the same rows in another order"
            : null;
    }

    /// <summary>The digest of a reader's current row.</summary>
    /// <param name="row">The reader.</param>
    /// <param name="dialect">The engine's dialect.</param>
    public static UInt128 Of(DbDataReader row, Dialect dialect)
    {
        var text = new StringBuilder();
        for (var column = 0; column < row.FieldCount; column++)
            Append(text, row.ReadValue(column, dialect));
        return BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                text.Append("\u0001N");
                break;
            // Sums in another order differ in their last digits.
            case double number:
                text.Append("\u0001V").Append(number.ToString("G12", CultureInfo.InvariantCulture));
                break;
            case float number:
                text.Append("\u0001V").Append(number.ToString("G6", CultureInfo.InvariantCulture));
                break;
            case decimal number:
                // 1.50 and 1.5 are equal.
                text.Append("\u0001V")
                    .Append((number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
                break;
            case DateTime moment:
                text.Append("\u0001V").Append(moment.ToString("O", CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                text.Append("\u0001V").Append(Convert.ToHexString(bytes));
                break;
            case Stream stream:
                using (var copy = new MemoryStream())
                {
                    stream.CopyTo(copy);
                    text.Append("\u0001V").Append(Convert.ToHexString(copy.ToArray()));
                }
                break;
            case string said:
                text.Append("\u0001V").Append(said.Length).Append(':').Append(said);
                break;
            case IEnumerable several:
                text.Append("\u0001[");
                foreach (var one in several)
                    Append(text, one);
                text.Append("\u0001]");
                break;
            default:
                text.Append("\u0001V").Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
