namespace DataRelease.Errors;

public sealed partial record ErrorCode
{
    /// <summary>Another release goes live wave by wave.</summary>
    public static readonly ErrorCode RollingUnderWay = new(
        "DR7090",
        ExitCode.Refused,
        "Another release goes live wave by wave",
        "data-release promote --full makes all of it live, data-release abort takes its waves back; then run the "
            + "command again"
    );

    /// <summary>A wave of a rolling release has no relations.</summary>
    public static readonly ErrorCode WaveEmpty = new(
        "DR7091",
        ExitCode.Usage,
        "A wave of a rolling release has no relations",
        "correct the wave under rolling.waves in data-release.yml, or leave it out"
    );

    /// <summary>Relations that must go live together are in different waves.</summary>
    public static readonly ErrorCode WaveTorn = new(
        "DR7092",
        ExitCode.Usage,
        "Relations that must go live together are in different waves",
        "put them into one wave under rolling.waves in data-release.yml, or take them out of rolling.together"
    );

    /// <summary>A release failed while some of its relations were live, and its waves were taken back.</summary>
    public static readonly ErrorCode RollingFailed = new(
        "DR7093",
        ExitCode.RolledBack,
        "A release failed while some of its relations were live, and its waves were taken back",
        "everybody sees what is live; the message says which metric failed, or which wave could not be swapped. "
            + "The release is kept for inspection; data-release abort --release with its name drops it"
    );

    /// <summary>
    /// A release failed while some of its relations were live, and its waves could not be taken back.
    /// </summary>
    public static readonly ErrorCode RollingFailedStays = new(
        "DR7094",
        ExitCode.Failed,
        "A release failed while some of its relations were live, and its waves could not be taken back",
        "data-release status says which waves are live; the message says why they stay: data-release rollback "
            + "--accept-loss takes them back and gives up rows that were written to them"
    );
}
