using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Interprets the catalog's names of types.</summary>
internal static class SqlServerTypes
{
    /// <summary>The type without length, precision and scale.</summary>
    public static string Base(string type)
    {
        var open = type.IndexOf('(');
        return (open < 0 ? type : type[..open]).Trim().ToLowerInvariant();
    }

    /// <summary>The kind of a type's values, for comparing them.</summary>
    public static ValueKind Kind(string type) =>
        Base(type) switch
        {
            "tinyint" or "smallint" or "int" or "bigint" => ValueKind.Whole,
            "decimal" or "numeric" or "money" or "smallmoney" => ValueKind.Exact,
            "real" or "float" => ValueKind.Approximate,
            "bit" => ValueKind.Boolean,
            "char" or "varchar" or "nchar" or "nvarchar" or "sysname" => ValueKind.Text,
            "date" or "datetime" or "datetime2" or "smalldatetime" or "datetimeoffset" => ValueKind.Time,
            _ => ValueKind.Other,
        };

    /// <summary>The base type and length of a text type; nulls for any other.</summary>
    public static (string? Kind, int? Length) TextLength(string type)
    {
        var kind = Base(type);
        if (kind is not ("char" or "varchar" or "nchar" or "nvarchar") || type.IndexOf('(') is not (>= 0 and var open))
            return (null, null);
        var inside = type[(open + 1)..].TrimEnd(')', ' ');
        return inside.Equals("max", StringComparison.OrdinalIgnoreCase) ? (kind, int.MaxValue)
            : int.TryParse(inside, CultureInfo.InvariantCulture, out var length) ? (kind, length)
            : (null, null);
    }

    /// <summary>
    /// True if a cast takes every value of type <paramref name="from"/> to type <paramref name="to"/> without an error
    /// and without a loss.
    /// </summary>
    public static bool HoldsEvery(string from, string to)
    {
        if (Array.IndexOf(_wholeNumbers, Base(from)) is >= 0 and var less)
            return Array.IndexOf(_wholeNumbers, Base(to)) > less;
        if (TextLength(from) is not { Kind: { } text, Length: { } length })
            return Base(from) == "real" && to.Equals("float", StringComparison.OrdinalIgnoreCase);
        // A character of a code page is at most one UTF-16 unit; a text of fixed length is filled up with spaces.
        return TextLength(to) is { Kind: "varchar" or "nvarchar", Length: { } room } into
            && room >= length
            && (into.Kind == "nvarchar" || text is "char" or "varchar");
    }

    private static readonly string[] _wholeNumbers = ["tinyint", "smallint", "int", "bigint"];
}
