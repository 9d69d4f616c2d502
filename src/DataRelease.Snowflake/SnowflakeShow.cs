using System.Data.Common;

namespace DataRelease.Snowflake;

/// <summary>Reads values of a row of SHOW by column name, because new server versions add columns.</summary>
internal static class SnowflakeShow
{
    /// <summary>The value as text; empty for null.</summary>
    public static string Of(DbDataReader row, string column)
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? "" : row.GetString(ordinal);
    }

    /// <summary>True if the value says so; false where the server does not have the column yet.</summary>
    public static bool IsTrue(DbDataReader row, string column)
    {
        for (var ordinal = 0; ordinal < row.FieldCount; ordinal++)
        {
            if (string.Equals(row.GetName(ordinal), column, StringComparison.OrdinalIgnoreCase))
                return !row.IsDBNull(ordinal)
                    && string.Equals(row.GetValue(ordinal).ToString(), "true", StringComparison.OrdinalIgnoreCase);
        }
        return false;
    }
}
