namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A file that is no dacpac.</summary>
    public static readonly ErrorCode DacpacInvalid = new(
        "DR2200",
        ExitCode.Usage,
        "The dacpac can't be read",
        "name a .dacpac file that dotnet build or SqlPackage wrote"
    );

    /// <summary>A model with errors.</summary>
    public static readonly ErrorCode DacpacModelInvalid = new(
        "DR2201",
        ExitCode.Usage,
        "The dacpac's model has errors",
        "correct the object in the database project, and build the dacpac again"
    );

    /// <summary>Names in texts.</summary>
    public static readonly ErrorCode DacpacNameInText = new(
        "DR2202",
        ExitCode.Refused,
        "Code in the dacpac names released objects in a string",
        "write the name outside the string; if the code is meant to read what is live, accept it with "
            + "dynamic_sql:schema.object under dacpac: accept: in data-release.yml"
    );

    /// <summary>Names with a database.</summary>
    public static readonly ErrorCode DacpacOtherDatabase = new(
        "DR2203",
        ExitCode.Refused,
        "Code in the dacpac names a database",
        "remove the database from the name if it is this one; if another one is meant, accept it with "
            + "other_database:schema.object under dacpac: accept: in data-release.yml"
    );

    /// <summary>What can't be done while live uses it.</summary>
    public static readonly ErrorCode DacpacContract = new(
        "DR2204",
        ExitCode.Refused,
        "The new version removes something that live still uses",
        "keep it in this version, and remove it in a contract migration once no release needs it"
    );

    /// <summary>What live would see at once.</summary>
    public static readonly ErrorCode DacpacInPlace = new(
        "DR2205",
        ExitCode.Refused,
        "The new version changes something in place that live uses",
        "make a change that only adds, or accept this one with in_place:schema.object under dacpac: accept: in "
            + "data-release.yml"
    );

    /// <summary>Re-aiming that DacFx does not confirm.</summary>
    public static readonly ErrorCode DacpacUnproven = new(
        "DR2206",
        ExitCode.Refused,
        "Code aimed at the release does not read the same objects",
        "add the schema to the names in the message; the dacpac can't be released as it is"
    );

    /// <summary>What a release can't take along.</summary>
    public static readonly ErrorCode DacpacUnsupported = new(
        "DR2207",
        ExitCode.Refused,
        "The dacpac has something that a release can't include",
        "remove it from the dacpac; scripts that change data belong in migrations/"
    );

    /// <summary>What is not built yet.</summary>
    public static readonly ErrorCode DacpacNotReleased = new(
        "DR2208",
        ExitCode.Refused,
        "A dacpac can't be released yet",
        "use data-release plan app.dacpac --out DIR, which writes the release's dacpac and its scripts"
    );

    /// <summary>Options that do not fit.</summary>
    public static readonly ErrorCode DacpacOptions = new(
        "DR2209",
        ExitCode.Usage,
        "The options do not fit a dacpac",
        "--against and --out belong to data-release plan app.dacpac"
    );

    /// <summary>Names of live that go.</summary>
    public static readonly ErrorCode DacpacDropped = new(
        "DR2210",
        ExitCode.Refused,
        "The new version lacks code that is live",
        "keep it, or allow its removal with --allow-breaking"
    );
}
