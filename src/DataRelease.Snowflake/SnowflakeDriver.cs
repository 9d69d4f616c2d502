using System.Data.Common;

namespace DataRelease.Snowflake;

/// <summary>A loaded driver.</summary>
/// <param name="Factory">Creates its connections.</param>
/// <param name="Description">Its name, version and folder, for people.</param>
internal sealed record SnowflakeDriver(DbProviderFactory Factory, string Description)
{
    /// <summary>The name of the assembly and of its package.</summary>
    public const string Assembly = "Snowflake.Data";
}
