using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>How the server interprets names (https://docs.snowflake.com/en/sql-reference/identifiers-syntax).</summary>
internal static class SnowflakeNaming
{
    public static NameRules Rules { get; } = new(NameFolding.Upper, 255, NameUnit.Characters);

    /// <summary>The catalog's spelling of a name that a person wrote: folded, unless it is in double quotes.</summary>
    public static string Written(string name) =>
        name is ['"', .. { Length: > 0 } inside, '"']
            ? inside.Replace("\"\"", "\"", StringComparison.Ordinal)
            : Rules.Fold(name);
}
