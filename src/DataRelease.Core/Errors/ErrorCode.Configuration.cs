namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>The command line is wrong.</summary>
    public static readonly ErrorCode Usage = new(
        "DR1000",
        ExitCode.Usage,
        "The command line is wrong",
        "data-release --help lists the commands, and data-release COMMAND --help their options"
    );

    /// <summary>data-release.yml is wrong.</summary>
    public static readonly ErrorCode ConfigInvalid = new(
        "DR1001",
        ExitCode.Usage,
        "data-release.yml is wrong",
        "correct it at the line that the message names; docs/configuration.md has every key"
    );

    /// <summary>The configuration file does not exist.</summary>
    public static readonly ErrorCode ConfigMissing = new(
        "DR1002",
        ExitCode.Usage,
        "The configuration file does not exist",
        "correct --config, or leave it out: every key has a default"
    );

    /// <summary>A DATARELEASE_ variable has an invalid value.</summary>
    public static readonly ErrorCode VariableInvalid = new(
        "DR1003",
        ExitCode.Usage,
        "A DATARELEASE_ variable has an invalid value",
        "correct or unset it; docs/configuration.md lists them"
    );

    /// <summary>There is a data-release.yml already.</summary>
    public static readonly ErrorCode AlreadyConfigured = new(
        "DR1004",
        ExitCode.Usage,
        "There is a data-release.yml already",
        "edit it, or remove it first"
    );

    /// <summary>The command was not confirmed.</summary>
    public static readonly ErrorCode NotConfirmed = new(
        "DR1005",
        ExitCode.Usage,
        "The command was not confirmed",
        "answer y, or pass --yes"
    );

    /// <summary>A report could not be written.</summary>
    public static readonly ErrorCode FileNotWritten = new(
        "DR1006",
        ExitCode.Done,
        "A report could not be written",
        "check that the folder exists and is writable; the result of the command is not affected"
    );

    /// <summary>The system's temporary folder is missing or can't be written to.</summary>
    public static readonly ErrorCode TemporaryFolderUnusable = new(
        "DR1007",
        ExitCode.Usage,
        "The temporary folder can't be used",
        "set TMPDIR (on Windows TEMP) to a folder that exists and is writable for this user, then run the command again"
    );

    /// <summary>A file is not UTF-8.</summary>
    public static readonly ErrorCode TextInvalid = new(
        "DR1010",
        ExitCode.Usage,
        "A file is not UTF-8",
        "save the file as UTF-8, or as UTF-16 with a byte order mark"
    );

    /// <summary>Inside a build: the tool ended without an explanation.</summary>
    public static readonly ErrorCode ToolSilent = new(
        "DR1200",
        ExitCode.Failed,
        "The tool ended without an explanation",
        "run the command that the build log shows outside the build, with --verbosity debug"
    );

    /// <summary>Inside a build: the tool's package is missing.</summary>
    public static readonly ErrorCode ToolNotRestored = new(
        "DR1201",
        ExitCode.Failed,
        "The tool's package could not be restored",
        "make 'DataRelease.Tool' of the same version available on a feed of the project's nuget.config, or "
            + "set DataReleaseToolPath"
    );

    /// <summary>Inside a build: an unknown strategy.</summary>
    public static readonly ErrorCode StrategyUnknown = new(
        "DR1202",
        ExitCode.Usage,
        "The strategy is unknown",
        "set DataReleaseStrategy to blue-green, canary or rolling, or leave it out to use the one in data-release.yml"
    );

    /// <summary>Inside a build: the .NET SDK is too old.</summary>
    public static readonly ErrorCode SdkTooOld = new(
        "DR1203",
        ExitCode.Usage,
        "The .NET SDK is too old for the package",
        "install the .NET SDK that the message names, or let global.json choose it"
    );

    /// <summary>Inside a build: publishing would put data live without a word that it may.</summary>
    public static readonly ErrorCode PublishUnconfirmed = new(
        "DR1204",
        ExitCode.Usage,
        "Publishing a data project was not allowed",
        "release it with dotnet build -t:ReleaseData, or publish the project with -p:DataReleasePublish=true"
    );
}
