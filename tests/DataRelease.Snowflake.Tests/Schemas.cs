namespace DataRelease.Snowflake.Tests;

/// <summary>A live schema as the server tells it: against its exchange speaks only what a test adds.</summary>
internal static class Schemas
{
    /// <summary>Columns of SHOW GRANTS and SHOW FUTURE GRANTS.</summary>
    public static readonly string[] GrantColumns =
    [
        "privilege",
        "grant_on",
        "granted_to",
        "grant_to",
        "grantee_name",
        "grant_option",
        "is_inherited",
    ];

    /// <summary>
    /// A schema of the role OWNER with one view, whose rights, policies and tags the role is told. What the test said
    /// before comes first.
    /// </summary>
    public static ScriptedDriver TellsALiveSchema(this ScriptedDriver driver, string isManaged = "NO") =>
        driver
            .Answers("select schema_owner", ["o", "c", "m", "t"], ["OWNER", "said", isManaged, "NO"])
            .Answers("show grants on schema", GrantColumns)
            .Answers("show future grants", GrantColumns)
            .Answers("show grants on account", GrantColumns)
            .Answers("select table_name, table_type", ["n", "t"], ["ORDERS", "VIEW"])
            .Answers("select 'function '", ["x"])
            .Answers("select granted_to", ["k", "g", "p", "o"])
            .Answers("select tag_database", ["d", "s", "n", "v", "l"])
            .Answers("select 'ORDERS'", ["on", "kind", "policy", "d", "s", "t"])
            .Answers("show parameters in schema", ["key", "value", "level"])
            .Answers("show", ["name", "kind"]);
}
