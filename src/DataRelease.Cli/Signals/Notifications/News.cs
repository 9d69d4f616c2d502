using DataRelease.Cli.Pipelines;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli.Signals.Notifications;

/// <summary>News about a release, for those who did not run the command. Its texts may come from a database.</summary>
/// <param name="Id">The id of this news, the same in every attempt to send it.</param>
/// <param name="At">When it happened, in UTC.</param>
/// <param name="Happened">What happened.</param>
/// <param name="Command">The verb.</param>
/// <param name="Project">The project's name; empty if unknown.</param>
/// <param name="Environment">The environment.</param>
internal sealed record News(
    Guid Id,
    DateTimeOffset At,
    NotifyEvent Happened,
    string Command,
    string Project,
    string Environment
)
{
    private const int LongestReason = 500;

    public string Release { get; init; } = "";

    public string Version { get; init; } = "";

    public string State { get; init; } = "";

    /// <summary>The live release; empty if nothing is live.</summary>
    public string Live { get; init; } = "";

    public string LiveVersion { get; init; } = "";

    /// <summary>True if nothing was live before.</summary>
    public bool IsFirst { get; init; }

    public string? Commit { get; init; }

    public string? Branch { get; init; }

    public string By { get; init; } = "";

    public int ExitCode { get; init; }

    /// <summary>The error code, or null.</summary>
    public string? Code { get; init; }

    /// <summary>The reason in one line; empty if all went well.</summary>
    public string Reason { get; init; } = "";

    public int ChecksFailed { get; init; }

    public int ChecksWarned { get; init; }

    /// <summary>The page of the pipeline's run, or null.</summary>
    public Uri? Run { get; init; }

    /// <summary>The news in one line, for people.</summary>
    public string Sentence =>
        Happened switch
        {
            NotifyEvent.Live => $"{Environment}: {Named(Live, LiveVersion)} is live",
            NotifyEvent.RolledBack => $"{Environment}: rolled back, {Named(Live, LiveVersion)} is live again",
            NotifyEvent.Candidate => $"{Environment}: {Named(Release, Version)} waits for its swap",
            NotifyEvent.Refused => $"{Environment}: {Subject} was refused{StillLive}",
            _ => $"{Environment}: {Subject} failed{StillLive}",
        };

    public static News Of(
        string command,
        NotifyEvent happened,
        ReleaseReport report,
        string person,
        DateTimeOffset now,
        Func<string, string?> variable
    )
    {
        var release = report.Release;
        return new News(Guid.NewGuid(), now, happened, command, report.Documented()?.Project ?? "", report.Environment)
        {
            Release = release?.Id ?? "",
            Version = release?.Version ?? "",
            State = release is null ? "" : Ledger.Text(release.State),
            Live = report.Live?.Release ?? "",
            LiveVersion = report.Live?.Version ?? "",
            IsFirst = report.Documented() is { Release.Base: null },
            Commit = release?.Commit,
            Branch = release?.Branch,
            By = person,
            ExitCode = (int)report.ExitCode,
            Code = report.Error?.Code.Id,
            Reason = report.Error is { } error ? Shortened(PrintableText.Line(error.Message)) : "",
            ChecksFailed = report.Checked().Count(check => check.CountsAs == CheckState.Fail),
            ChecksWarned = report.Checked().Count(check => check.CountsAs == CheckState.Warn),
            Run = PipelineRun.Of(variable),
        };
    }

    private string Subject => Release.Length > 0 ? Named(Release, Version) : $"data-release {Command}";

    private string StillLive => Live.Length > 0 ? $", {Named(Live, LiveVersion)} stays live" : "";

    private static string Named(string release, string version) =>
        version.Length > 0 ? $"{release} ({PrintableText.Line(version)})" : release;

    private static string Shortened(string text) => text.Length <= LongestReason ? text : $"{text[..LongestReason]} …";
}
