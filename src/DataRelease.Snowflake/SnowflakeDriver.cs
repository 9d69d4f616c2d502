using System.Data.Common;

namespace DataRelease.Snowflake;

/// <summary>A driver that is loaded.</summary>
/// <param name="Factory">Makes its connections.</param>
/// <param name="Description">Its name, version and folder, for people.</param>
internal sealed record SnowflakeDriver(DbProviderFactory Factory, string Description)
{
    /// <summary>Of the assembly and of the package that has it.</summary>
    public const string Assembly = "Snowflake.Data";
}
