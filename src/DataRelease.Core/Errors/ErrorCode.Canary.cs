namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A relation can't be shown to only some consumers.</summary>
    public static readonly ErrorCode NotForSome = new(
        "DR7080",
        ExitCode.Refused,
        "A relation can't be shown to only some consumers",
        "change what the message names, or release it for everybody at once with --strategy blue-green"
    );

    /// <summary>The strategy can't be used here.</summary>
    public static readonly ErrorCode StrategyUnfit = new(
        "DR7081",
        ExitCode.Usage,
        "The strategy can't be used here",
        "give it what it needs in data-release.yml, or choose another one with --strategy"
    );

    /// <summary>A canary names a role that does not exist.</summary>
    public static readonly ErrorCode PrincipalUnknown = new(
        "DR7082",
        ExitCode.Usage,
        "A canary names a role that does not exist",
        "correct the name under canary in data-release.yml, or create the role"
    );

    /// <summary>Another release is shown to some consumers.</summary>
    public static readonly ErrorCode CanaryUnderWay = new(
        "DR7083",
        ExitCode.Refused,
        "Another release is shown to some consumers",
        "data-release promote --full makes it live, data-release abort takes it back; then run the command again"
    );

    /// <summary>A canary failed and was taken back.</summary>
    public static readonly ErrorCode CanaryFailed = new(
        "DR7084",
        ExitCode.RolledBack,
        "A release failed while some consumers saw it, and was taken back",
        "everybody sees what is live; the message says which metric failed, with its values. The release is kept "
            + "for inspection; data-release abort --release with its name drops it"
    );
}
