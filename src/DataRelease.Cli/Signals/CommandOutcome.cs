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
    public static NotifyEvent? Of(string command, ReleaseReport report)
    {
        if (!_moving.Contains(command))
            return null;
        // The release swapped last is live, whatever failed later.
        var swapped = report.Steps.LastOrDefault(step =>
            step is { State: StepOutcome.Done, Name: "swap" or "rollback" }
        );
        if (report.ExitCode == ExitCode.RolledBack || swapped?.Name == "rollback")
            return NotifyEvent.RolledBack;
        if (swapped is not null)
            return NotifyEvent.Live;
        return report.ExitCode switch
        {
            ExitCode.Refused => NotifyEvent.Refused,
            ExitCode.Failed => NotifyEvent.Failed,
            ExitCode.Done when report.Release?.State == ReleaseState.Validated && command != "advance" =>
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
