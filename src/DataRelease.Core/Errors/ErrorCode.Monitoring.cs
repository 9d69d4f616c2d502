namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>A release failed its monitoring and was rolled back.</summary>
    public static readonly ErrorCode MonitoringFailed = new(
        "DR7050",
        ExitCode.RolledBack,
        "A release failed its monitoring and was rolled back",
        "the release before it is live again; the message says which metric failed, with its values, and the "
            + "release is kept for inspection"
    );

    /// <summary>A release failed its monitoring and could not be rolled back.</summary>
    public static readonly ErrorCode MonitoringFailedStays = new(
        "DR7051",
        ExitCode.Failed,
        "A release failed its monitoring and could not be rolled back",
        "it is still live; the message says why: roll back by hand, with --carry-writes or --accept-loss where rows "
            + "were written since the swap"
    );

    /// <summary>No release is waiting.</summary>
    public static readonly ErrorCode NothingWaits = new(
        "DR7052",
        ExitCode.Usage,
        "No release is waiting",
        "data-release status shows what is live and what waits"
    );
}
