using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Reads values of PostgreSQL for which .NET has no type, from the bytes that the server sent. The driver gives them
/// for every type.
/// </summary>
internal static class PostgresUnheldValues
{
    private const ushort Negative = 0x4000;

    private const ushort NotANumber = 0xC000;

    private const ushort PositiveInfinity = 0xD000;

    private const ushort NegativeInfinity = 0xF000;

    /// <summary>Reads a value.</summary>
    public static UnheldValue Read(DbDataReader row, int ordinal)
    {
        using var bytes = new MemoryStream();
        using (var sent = row.GetStream(ordinal))
            sent.CopyTo(bytes);
        var type = row.GetDataTypeName(ordinal);
        var isNumber = type.StartsWith("numeric", StringComparison.Ordinal) && !type.EndsWith(']');
        return new UnheldValue(
            type,
            isNumber ? Number(bytes.ToArray()) : Convert.ToHexString(bytes.ToArray()),
            isNumber
        );
    }

    /// <summary>
    /// The text of a <c>numeric</c>: the count of digits to base 10,000, the power of the first one, the sign, the
    /// number of decimal places, and the digits. Zeros at the end are left out, so that equal numbers have one text.
    /// </summary>
    private static string Number(ReadOnlySpan<byte> bytes)
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(bytes);
        var weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (sign is NotANumber or PositiveInfinity or NegativeInfinity)
            return sign == NotANumber ? "NaN"
                : sign == PositiveInfinity ? "Infinity"
                : "-Infinity";
        var (whole, fraction) = (new StringBuilder(), new StringBuilder());
        for (var power = Math.Max((int)weight, 0); power > weight - count || power >= 0; power--)
        {
            var place = weight - power;
            var digit =
                place >= 0 && place < count ? BinaryPrimitives.ReadInt16BigEndian(bytes[(8 + (2 * place))..]) : 0;
            (power >= 0 ? whole : fraction).Append(digit.ToString("0000", CultureInfo.InvariantCulture));
        }
        var before = whole.ToString().TrimStart('0');
        var after = fraction.ToString().TrimEnd('0');
        return $"{(sign == Negative ? "-" : "")}{(before.Length > 0 ? before : "0")}"
            + (after.Length > 0 ? $".{after}" : "");
    }
}
