using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Decides how SQL Server's types are compared; docs/diff.md has the rules.</summary>
internal static class SqlServerDiffTypes
{
    public static ComparedValue Compare(Sql blue, string blueType, Sql green, string greenType)
    {
        var (left, right) = (SqlServerTypes.Kind(blueType), SqlServerTypes.Kind(greenType));
        if (left == ValueKind.Text && right == ValueKind.Text)
            return Texts(blue, blueType, green, greenType);
        if (IsNumber(left) && IsNumber(right))
            return Numbers(blue, blueType, left, green, greenType, right);
        if (left == ValueKind.Time && right == ValueKind.Time)
            return Times(blue, blueType, green, greenType);
        if (left == ValueKind.Boolean && right == ValueKind.Boolean)
            return new ComparedValue(blue, green, ValueKind.Boolean, true);
        return SqlServerTypes.Base(blueType) == SqlServerTypes.Base(greenType) && HasOwnEquality(blueType)
            ? new ComparedValue(blue, green, ValueKind.Other, true)
            : new ComparedValue(ByText(blue, blueType), ByText(green, greenType), ValueKind.Text, false);
    }

    /// <summary>
    /// Compares texts by their bytes in UTF-16, into which text of any collation can be converted. Short texts stay in
    /// a short type, so that they can be sorted and hashed in place.
    /// </summary>
    private static ComparedValue Texts(Sql blue, string blueType, Sql green, string greenType)
    {
        var length = Math.Max(Length(blueType), Length(greenType));
        var (text, bytes) =
            length <= 4000
                ? (
                    string.Create(CultureInfo.InvariantCulture, $"nvarchar({length})"),
                    string.Create(CultureInfo.InvariantCulture, $"varbinary({2 * length})")
                )
                : ("nvarchar(max)", "varbinary(max)");
        Sql Bytes(Sql value) => $"cast(cast({value} as {Sql.Raw(text)}) as {Sql.Raw(bytes)})";
        return new ComparedValue(Bytes(blue), Bytes(green), ValueKind.Text, false);

        static int Length(string type) => SqlServerTypes.TextLength(type).Length ?? int.MaxValue;
    }

    private static bool IsNumber(ValueKind kind) => kind is ValueKind.Whole or ValueKind.Exact or ValueKind.Approximate;

    /// <summary>SQL Server compares any numbers, but the bytes of a decimal include its precision and scale.</summary>
    private static ComparedValue Numbers(
        Sql blue,
        string blueType,
        ValueKind left,
        Sql green,
        string greenType,
        ValueKind right
    )
    {
        if (left == ValueKind.Whole && right == ValueKind.Whole)
            return new ComparedValue(blue, green, ValueKind.Whole, true);
        if (left == ValueKind.Approximate || right == ValueKind.Approximate)
            return left == right && blueType == greenType
                ? new ComparedValue(blue, green, ValueKind.Approximate, true)
                : new ComparedValue($"cast({blue} as float)", $"cast({green} as float)", ValueKind.Approximate, false);
        if (blueType == greenType)
            return new ComparedValue(blue, green, ValueKind.Exact, true);
        var scale = Math.Max(Scale(blueType), Scale(greenType)).ToString(CultureInfo.InvariantCulture);
        return new ComparedValue(
            $"cast({blue} as decimal(38, {Sql.Raw(scale)}))",
            $"cast({green} as decimal(38, {Sql.Raw(scale)}))",
            ValueKind.Exact,
            false
        );
    }

    private static int Scale(string type) =>
        SqlServerTypes.Base(type) is "money" or "smallmoney" ? 4
        : type.IndexOf(',') is >= 0 and var comma
        && int.TryParse(type.AsSpan(comma + 1).TrimEnd(')').Trim(), CultureInfo.InvariantCulture, out var scale)
            ? scale
        : 0;

    private static ComparedValue Times(Sql blue, string blueType, Sql green, string greenType)
    {
        if (blueType == greenType)
            return new ComparedValue(blue, green, ValueKind.Time, true);
        return new ComparedValue(Moment(blue, blueType), Moment(green, greenType), ValueKind.Time, false);

        static Sql Moment(Sql value, string type) =>
            SqlServerTypes.Base(type) == "datetimeoffset"
                ? (Sql)$"cast(switchoffset({value}, '+00:00') as datetime2(7))"
                : $"cast({value} as datetime2(7))";
    }

    private static bool HasOwnEquality(string type) =>
        SqlServerTypes.Base(type)
            is "uniqueidentifier"
                or "binary"
                or "varbinary"
                or "time"
                or "timestamp"
                or "rowversion"
                or "hierarchyid";

    private static Sql ByText(Sql value, string type) =>
        SqlServerTypes.Base(type) switch
        {
            "geometry" or "geography" or "image" => $"cast({value} as varbinary(max))",
            "text" or "ntext" or "xml" or "json" or "varchar" or "nvarchar" or "char" or "nchar" =>
                $"cast(cast({value} as nvarchar(max)) as varbinary(max))",
            "binary" or "varbinary" or "timestamp" or "rowversion" =>
                $"cast(convert(nvarchar(max), cast({value} as varbinary(max)), 1) as varbinary(max))",
            "float" or "real" => $"cast(convert(nvarchar(50), {value}, 3) as varbinary(max))",
            "date" or "datetime" or "datetime2" or "smalldatetime" or "datetimeoffset" or "time" =>
                $"cast(convert(nvarchar(50), {value}, 126) as varbinary(max))",
            "money" or "smallmoney" => $"cast(convert(nvarchar(50), {value}, 2) as varbinary(max))",
            _ => $"cast(cast({value} as nvarchar(4000)) as varbinary(max))",
        };
}
