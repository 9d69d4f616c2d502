using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Cli.Signals;

/// <summary>Decides what a command means to those who did not run it.</summary>
internal static class CommandOutcome
{
    /// <summary>Verbs whose result is news: they make, judge or move a release.</summary>
    private static readonly string[] _moving =
    [
        "release",
        "deploy",
        "validate",
        "swap",
        "refresh",
        "rollback",
        "resume",
        "advance",
        "promote",
    ];

    /// <summary>Verbs that change something but move no release.</summary>
    private static readonly string[] _others =
    [
        "abort",
        "approve",
        "pause",
        "prune",
        "leave",
        "rehearse",
        "certify",
        "migrate up",
        "migrate down",
        "backup create",
        "backup restore",
        "backup drop",
        "doctor",
    ];

    /// <summary>True for a verb that changes something.</summary>
    public static bool Acts(string command) => _moving.Contains(command) || _others.Contains(command);

    /// <summary>The news about a command; null if there is none.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="report">What it came to.</param>
    /// <param name="isPreview">True for a preview, which never goes live and so waits for nothing.</param>
    public static NotifyEvent? Of(string command, ReleaseReport report, bool isPreview = false)
    {
        if (!Acts(command))
            return null;
        // The release swapped last is live, whatever failed later.
        var swapped = report.Steps.LastOrDefault(step =>
            step is { State: StepOutcome.Done, Name: "swap" or "rollback" }
        );
        if (report.ExitCode == ExitCode.RolledBack || swapped?.Name == "rollback")
            return NotifyEvent.RolledBack;
        if (swapped is not null)
            return NotifyEvent.Live;
        if (!_moving.Contains(command))
            return null;
        return report.ExitCode switch
        {
            ExitCode.Refused => NotifyEvent.Refused,
            ExitCode.Failed => NotifyEvent.Failed,
            // What was built and could not be judged has failed; a mistake on the command line is nobody's news.
            ExitCode.Usage when report.Release?.State == ReleaseState.Failed => NotifyEvent.Failed,
            ExitCode.Done when report.Release?.State == ReleaseState.Validated && command != "advance" && !isPreview =>
                NotifyEvent.Candidate,
            _ => null,
        };
    }

    /// <summary>The event's name in the configuration.</summary>
    public static string Word(NotifyEvent happened) =>
        happened switch
        {
            NotifyEvent.Candidate => "candidate",
            NotifyEvent.Live => "live",
            NotifyEvent.RolledBack => "rolled_back",
            NotifyEvent.Refused => "refused",
            _ => "failed",
        };
}
