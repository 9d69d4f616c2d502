using System.Data.Common;

namespace DataRelease.Snowflake;

/// <summary>Values of a row of SHOW, whose columns are found by name: their number grows with the server.</summary>
internal static class SnowflakeShow
{
    /// <summary>A value as text; empty for null.</summary>
    public static string Of(DbDataReader row, string column)
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? "" : row.GetString(ordinal);
    }
}
