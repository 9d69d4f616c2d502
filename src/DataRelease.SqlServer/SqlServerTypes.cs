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
}
