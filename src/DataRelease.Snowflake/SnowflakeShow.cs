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
}
