namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A side of a diff can't be read.</summary>
    public static readonly ErrorCode ComparisonPlaceInvalid = new(
        "DR6140",
        ExitCode.Usage,
        "A side of a diff can't be read",
        "write r41, live, schema:NAME, relation:SCHEMA.NAME, query:SELECT … or query:@FILE, with "
            + "environment:NAME/ before it for another environment"
    );

    /// <summary>The two sides of a diff are in different kinds of database.</summary>
    public static readonly ErrorCode ComparisonKindsDiffer = new(
        "DR6141",
        ExitCode.Usage,
        "The two sides of a diff are in different kinds of database",
        "compare databases of the same kind: types, collations and hashes differ between kinds"
    );

    /// <summary>The other environment is unknown.</summary>
    public static readonly ErrorCode ComparisonEnvironmentUnknown = new(
        "DR6142",
        ExitCode.Usage,
        "The other environment is unknown",
        "name an environment of data-release.yml or a target of the dbt profile"
    );

    /// <summary>The query of a diff can't be run.</summary>
    public static readonly ErrorCode ComparisonQueryInvalid = new(
        "DR6143",
        ExitCode.Usage,
        "The query of a diff can't be run",
        "give one select statement in which every column has a name of its own"
    );

    /// <summary>A relation named for a diff does not exist.</summary>
    public static readonly ErrorCode ComparisonRelationMissing = new(
        "DR6144",
        ExitCode.Usage,
        "A relation named for a diff does not exist",
        "write SCHEMA.NAME in the same case as in the database, and put a name that contains a dot in double quotes"
    );
}
