namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The dacpac can't be read.</summary>
    public static readonly ErrorCode DacpacInvalid = new(
        "DR2200",
        ExitCode.Usage,
        "The dacpac can't be read",
        "name a .dacpac file that dotnet build or SqlPackage wrote"
    );

    /// <summary>The dacpac's model has errors.</summary>
    public static readonly ErrorCode DacpacModelInvalid = new(
        "DR2201",
        ExitCode.Usage,
        "The dacpac's model has errors",
        "correct the object in the database project, and build the dacpac again"
    );

    /// <summary>Code in the dacpac names released objects in a string.</summary>
    public static readonly ErrorCode DacpacNameInText = new(
        "DR2202",
        ExitCode.Refused,
        "Code in the dacpac names released objects in a string",
        "write the name outside the string; if the code is meant to read what is live, accept it with "
            + "dynamic_sql:schema.object under dacpac: accept: in data-release.yml"
    );

    /// <summary>Code in the dacpac names a database.</summary>
    public static readonly ErrorCode DacpacOtherDatabase = new(
        "DR2203",
        ExitCode.Refused,
        "Code in the dacpac names a database",
        "remove the database from the name if it is this one; if another one is meant, accept it with "
            + "other_database:schema.object under dacpac: accept: in data-release.yml"
    );

    /// <summary>The new version removes something that live still uses.</summary>
    public static readonly ErrorCode DacpacContract = new(
        "DR2204",
        ExitCode.Refused,
        "The new version removes something that live still uses",
        "keep it in this version, and remove it in a contract migration once no release needs it; when that has run, "
            + "say so with contracted:schema.object under dacpac: accept: in data-release.yml"
    );

    /// <summary>The new version changes something in place that live uses.</summary>
    public static readonly ErrorCode DacpacInPlace = new(
        "DR2205",
        ExitCode.Refused,
        "The new version changes something in place that live uses",
        "make a change that only adds, or accept this one with in_place:schema.object under dacpac: accept: in "
            + "data-release.yml"
    );

    /// <summary>Code aimed at the release does not read the same objects.</summary>
    public static readonly ErrorCode DacpacUnproven = new(
        "DR2206",
        ExitCode.Refused,
        "Code aimed at the release does not read the same objects",
        "add the schema to the names in the message; the dacpac can't be released as it is"
    );

    /// <summary>The dacpac has something that a release can't include.</summary>
    public static readonly ErrorCode DacpacUnsupported = new(
        "DR2207",
        ExitCode.Refused,
        "The dacpac has something that a release can't include",
        "remove it from the dacpac; scripts that change data belong in migrations/"
    );

    /// <summary>A dacpac can't be released in this way.</summary>
    public static readonly ErrorCode DacpacNotReleased = new(
        "DR2208",
        ExitCode.Refused,
        "A dacpac can't be released in this way",
        "release it with data-release release app.dacpac, which is blue-green, into an environment of its own"
    );

    /// <summary>The options do not fit a dacpac.</summary>
    public static readonly ErrorCode DacpacOptions = new(
        "DR2209",
        ExitCode.Usage,
        "The options do not fit a dacpac",
        "--out belongs to data-release plan app.dacpac, and --against to plan, deploy and release of one"
    );

    /// <summary>The new version lacks code that is live.</summary>
    public static readonly ErrorCode DacpacDropped = new(
        "DR2210",
        ExitCode.Refused,
        "The new version lacks code that is live",
        "keep it, or allow its removal with --allow-breaking"
    );

    /// <summary>The database project is not built.</summary>
    public static readonly ErrorCode DatabaseProjectNotBuilt = new(
        "DR2213",
        ExitCode.Usage,
        "The database project is not built",
        "build it with dotnet build, or name the dacpac"
    );

    /// <summary>The database project has changed since it was built.</summary>
    public static readonly ErrorCode DatabaseProjectStale = new(
        "DR2214",
        ExitCode.Usage,
        "The database project has changed since it was built",
        "build it again with dotnet build, or name the dacpac"
    );

    /// <summary>A name that the dacpac's code needs is taken.</summary>
    public static readonly ErrorCode DacpacNameTaken = new(
        "DR2212",
        ExitCode.Refused,
        "A name that the dacpac's code needs is taken",
        "for the first release into a database that has objects, name the dacpac that they came from with --against; "
            + "otherwise drop or rename what has the name"
    );

    /// <summary>The dacpac has code in a schema that the environment does not release.</summary>
    public static readonly ErrorCode DacpacSchema = new(
        "DR2211",
        ExitCode.Usage,
        "The dacpac has code in a schema that the environment does not release",
        "list the schema under schemas: in data-release.yml, or set the environment's schema to it"
    );
}
