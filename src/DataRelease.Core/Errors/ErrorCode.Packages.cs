namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The release package can't be read.</summary>
    public static readonly ErrorCode PackageInvalid = new(
        "DR3000",
        ExitCode.Usage,
        "The release package can't be read",
        "make it again with data-release pack, or fetch it again: it is damaged or not a release package"
    );

    /// <summary>The release package's content does not match its checksums.</summary>
    public static readonly ErrorCode PackageTampered = new(
        "DR3001",
        ExitCode.Refused,
        "The release package's content does not match its checksums",
        "fetch it again or make it again with data-release pack; nothing in it was run"
    );

    /// <summary>The release package was made by a newer DataRelease.</summary>
    public static readonly ErrorCode PackageNewer = new(
        "DR3002",
        ExitCode.Usage,
        "The release package was made by a newer DataRelease",
        "update the tool"
    );

    /// <summary>The project can't be packed faithfully.</summary>
    public static readonly ErrorCode PackRefused = new(
        "DR3003",
        ExitCode.Refused,
        "The project can't be packed faithfully",
        "change what the message names, or release the project with dbt"
    );

    /// <summary>The manifest was not compiled from the current sources.</summary>
    public static readonly ErrorCode PackStale = new(
        "DR3004",
        ExitCode.Refused,
        "The manifest was not compiled from the current sources",
        "run dbt compile --full-refresh and pack again"
    );

    /// <summary>The project's release package is stale.</summary>
    public static readonly ErrorCode PackageStale = new(
        "DR3005",
        ExitCode.Usage,
        "The project's release package is stale",
        "run dbt compile --full-refresh and data-release pack, or install dbt"
    );

    /// <summary>The release package was compiled for another kind of warehouse.</summary>
    public static readonly ErrorCode PackageAdapter = new(
        "DR3006",
        ExitCode.Usage,
        "The release package was compiled for another kind of warehouse",
        "compile and pack the project with a target of this kind"
    );

    /// <summary>Release packages do not support this selector.</summary>
    public static readonly ErrorCode SelectorUnsupported = new(
        "DR3007",
        ExitCode.Usage,
        "Release packages do not support this selector",
        "use names and folders with + and *, tag:, path:, file:, package: or resource_type:, or release with dbt"
    );

    /// <summary>A seed's CSV can't be read.</summary>
    public static readonly ErrorCode SeedInvalid = new(
        "DR3008",
        ExitCode.Failed,
        "A seed's CSV can't be read",
        "correct the file at the line that the message names"
    );

    /// <summary>Code of the release package is not one query.</summary>
    public static readonly ErrorCode PackageCode = new(
        "DR3009",
        ExitCode.Usage,
        "Code of the release package is not one query",
        "make the package again from a project that you trust; nothing in it was run"
    );

    /// <summary>The project's release package was compiled for another target or other variables.</summary>
    public static readonly ErrorCode PackageElsewhere = new(
        "DR3010",
        ExitCode.Usage,
        "The project's release package was compiled for another target or other variables",
        "name the package on the command line to release it anyway, or compile for this target and pack again, "
            + "or install dbt"
    );
}
