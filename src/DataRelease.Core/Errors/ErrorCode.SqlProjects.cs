namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A file of the SQL project can't be understood.</summary>
    public static readonly ErrorCode SqlFileInvalid = new(
        "DR2100",
        ExitCode.Usage,
        "A file of the SQL project can't be understood",
        "correct the file at the line that the message names; docs/sql-projects.md has the rules"
    );

    /// <summary>The warehouse does not accept a query of the project.</summary>
    public static readonly ErrorCode SqlQueryInvalid = new(
        "DR2101",
        ExitCode.Failed,
        "The warehouse does not accept a query of the project",
        "correct the query at the place that the message names; nothing was built"
    );

    /// <summary>A query reads something that does not exist.</summary>
    public static readonly ErrorCode SqlReferenceUnknown = new(
        "DR2102",
        ExitCode.Usage,
        "A query reads something that does not exist",
        "correct the name: relations of the project are $schema$.name, everything else is schema.name and "
            + "must exist in the database"
    );

    /// <summary>Models read each other in a circle.</summary>
    public static readonly ErrorCode SqlCycle = new(
        "DR2103",
        ExitCode.Usage,
        "Models read each other in a circle",
        "remove one of the references"
    );

    /// <summary>The SQL project has no such environment.</summary>
    public static readonly ErrorCode SqlEnvironmentMissing = new(
        "DR2104",
        ExitCode.Usage,
        "The SQL project has no such environment",
        "add it under environments in data-release.yml with type, schema, and path (DuckDB) or connection_env"
    );
}
