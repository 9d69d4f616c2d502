namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A side of a diff.</summary>
    public static readonly ErrorCode ComparisonPlaceInvalid = new(
        "DR6140",
        ExitCode.Usage,
        "A side of a diff can't be read",
        "write r41, live, schema:NAME, relation:SCHEMA.NAME, query:SELECT … or query:@FILE, with "
            + "environment:NAME/ before it for another environment"
    );

    /// <summary>Two sides that can't be compared.</summary>
    public static readonly ErrorCode ComparisonKindsDiffer = new(
        "DR6141",
        ExitCode.Usage,
        "The two sides of a diff are in different kinds of database",
        "compare databases of the same kind: their types, collations and hashes are their own"
    );

    /// <summary>An unknown environment.</summary>
    public static readonly ErrorCode ComparisonEnvironmentUnknown = new(
        "DR6142",
        ExitCode.Usage,
        "The other environment is not known",
        "name an environment of data-release.yml or a target of the dbt profile"
    );

    /// <summary>A query that can't be compared.</summary>
    public static readonly ErrorCode ComparisonQueryInvalid = new(
        "DR6143",
        ExitCode.Usage,
        "The query of a diff can't be run",
        "give one select statement whose columns have names of their own"
    );

    /// <summary>A relation that is not there.</summary>
    public static readonly ErrorCode ComparisonRelationMissing = new(
        "DR6144",
        ExitCode.Usage,
        "A relation named for a diff is not there",
        "write SCHEMA.NAME in the case that the database has, in double quotes where a name holds a dot"
    );
}
