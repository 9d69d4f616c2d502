namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>There is no dbt project here.</summary>
    public static readonly ErrorCode ProjectMissing = new(
        "DR1100",
        ExitCode.Usage,
        "There is no dbt project here",
        "run the command in the folder of dbt_project.yml, or name it with --project"
    );

    /// <summary>The dbt project can't be read.</summary>
    public static readonly ErrorCode ProjectInvalid = new(
        "DR1101",
        ExitCode.Usage,
        "The dbt project can't be read",
        "correct the file at the line that the message names"
    );

    /// <summary>There is no profiles.yml.</summary>
    public static readonly ErrorCode ProfilesMissing = new(
        "DR1102",
        ExitCode.Usage,
        "There is no profiles.yml",
        "put one beside dbt_project.yml or into ~/.dbt, or name its folder with --profiles-dir or DBT_PROFILES_DIR"
    );

    /// <summary>The profile is not in profiles.yml.</summary>
    public static readonly ErrorCode ProfileMissing = new(
        "DR1103",
        ExitCode.Usage,
        "The profile is not in profiles.yml",
        "correct 'profile' in dbt_project.yml, or add the profile"
    );

    /// <summary>The target is not in the profile.</summary>
    public static readonly ErrorCode TargetMissing = new(
        "DR1104",
        ExitCode.Usage,
        "The target is not in the profile",
        "name one of the profile's outputs with --environment, or map the environment to a target in data-release.yml"
    );

    /// <summary>The profile can't be read.</summary>
    public static readonly ErrorCode ProfileInvalid = new(
        "DR1105",
        ExitCode.Usage,
        "The profile can't be read",
        "correct the file at the line that the message names"
    );

    /// <summary>The profile uses Jinja that DataRelease does not run.</summary>
    public static readonly ErrorCode ProfileJinja = new(
        "DR1106",
        ExitCode.Usage,
        "The profile uses Jinja that DataRelease does not run",
        "use only the Jinja that docs/configuration.md lists, or set connection_env in data-release.yml"
    );

    /// <summary>A variable is not set.</summary>
    public static readonly ErrorCode VariableMissing = new(
        "DR1107",
        ExitCode.Usage,
        "A variable is not set",
        "set it (var: with --vars), or give it a default"
    );

    /// <summary>dbt was not found.</summary>
    public static readonly ErrorCode DbtMissing = new(
        "DR2000",
        ExitCode.Usage,
        "dbt was not found",
        "install dbt and put it on PATH, or name it with build.dbt in data-release.yml or DATARELEASE_DBT; a "
            + "project with a fresh release package (data-release pack) needs no dbt"
    );

    /// <summary>This version of dbt is not supported.</summary>
    public static readonly ErrorCode DbtUnsupported = new(
        "DR2001",
        ExitCode.Usage,
        "This version of dbt is not supported",
        "use dbt Core 1.7 or later"
    );

    /// <summary>dbt could not run.</summary>
    public static readonly ErrorCode DbtFailed = new(
        "DR2002",
        ExitCode.Failed,
        "dbt could not run",
        "fix what dbt reports; the same dbt command fails without DataRelease too"
    );

    /// <summary>The build took longer than allowed.</summary>
    public static readonly ErrorCode DbtTimeout = new(
        "DR2003",
        ExitCode.Failed,
        "The build took longer than allowed",
        "raise build.timeout in data-release.yml, or look at which node dbt was running"
    );

    /// <summary>dbt's exit code and its results disagree.</summary>
    public static readonly ErrorCode DbtDisagrees = new(
        "DR2004",
        ExitCode.Failed,
        "dbt's exit code and its results disagree",
        "look at dbt's last output in the message; run the build again"
    );

    /// <summary>The manifest can't be read.</summary>
    public static readonly ErrorCode ManifestInvalid = new(
        "DR2005",
        ExitCode.Failed,
        "The manifest can't be read",
        "compile the project again with dbt Core 1.7 or later"
    );

    /// <summary>The manifest has an unsupported version.</summary>
    public static readonly ErrorCode ManifestVersion = new(
        "DR2006",
        ExitCode.Usage,
        "The manifest has an unsupported version",
        "use dbt Core 1.7 (manifest v11) or 1.8 and later (v12)"
    );
}
