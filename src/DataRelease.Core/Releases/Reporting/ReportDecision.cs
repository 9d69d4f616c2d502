using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases.Reporting;

/// <summary>Puts a release's outcome into one sentence, and names the commands that are possible now.</summary>
internal static class ReportDecision
{
    public static ReportedDecision Of(ReportFacts facts, IReadOnlyList<ReportedCheck> checks, int relations)
    {
        var release = facts.Release;
        var (code, reason) = Reason(facts);
        var outcome = Outcome(release.State, code);
        var preview = PreviewNames.Of(release);
        var name =
            $"{(preview is null ? release.Id : $"preview {preview}")}"
            + (release.Version.Length > 0 ? $" ({release.Version})" : "");
        var why = reason.Length == 0 ? "" : $": {reason.TrimEnd('.')}";
        var stays =
            facts.Book.LiveSummary is { } live && live.Release != release.Id
                ? $" {live.Release} ({live.Version}) stays live."
                : "";
        var sentence = outcome switch
        {
            ReportedOutcome.Live when facts.Error is not null => $"{name} is live in {facts.Environment}{why}.",
            ReportedOutcome.Live => $"{name} is live in {facts.Environment}: {relations} relations, {Counts(checks)}.",
            ReportedOutcome.Waiting when preview is not null =>
                $"{name} is built and checked: {relations} relations, {Counts(checks)}.{stays}",
            ReportedOutcome.Waiting when code is not null =>
                $"{name} waits for its swap, which did not happen{why}.{stays}",
            ReportedOutcome.Waiting =>
                $"{name} is built and checked and waits for its swap: {relations} relations, {Counts(checks)}.{stays}",
            ReportedOutcome.Refused => $"{name} was refused{why}.{stays}",
            ReportedOutcome.Failed => $"{name} failed{why}.{stays}",
            ReportedOutcome.UnderWay => $"{name} is {Ledger.Text(release.State)}{why}.{stays}",
            ReportedOutcome.Superseded => $"{name} was live; {Now(facts)} took its place, and it is kept for a "
                + "rollback.",
            ReportedOutcome.RolledBack => $"{name} was live and was taken back{why}; {Now(facts)} is live.",
            ReportedOutcome.Aborted => $"{name} was given up and its green dropped{why}.{stays}",
            ReportedOutcome.Retired => $"{name} was live once; its data is gone, and {Now(facts)} is live.",
            _ => throw new ArgumentOutOfRangeException(nameof(facts)),
        };
        return new ReportedDecision(outcome, sentence, code?.Id, facts.Error?.ToDo ?? code?.Remedy ?? "");
    }

    /// <summary>The exact commands for the release's state.</summary>
    public static IReadOnlyList<ReportedCommand> Commands(ReportFacts facts)
    {
        var (release, env) = (facts.Release, Shell(facts.Environment));
        if (PreviewNames.Of(release) is { } preview)
            return OfPreview(release, PreviewNames.TargetOf(release), preview);
        ReportedCommand Command(string text, string what) => new($"data-release {text} -e {env}", what);
        switch (release.State)
        {
            case ReleaseState.Live:
                var back = WayBack.Next(facts.Book);
                return back is null
                    ? [Command("status", "no release is kept that could be rolled back to; this lists the releases")]
                    :
                    [
                        Command("rollback", $"makes {back.Id} ({back.Version}) live again, in one swap"),
                        Command("rollback --dry-run", "prints every statement of that and writes nothing"),
                        Command($"rollback --to {release.Id}", "later, returns to this release"),
                    ];
            case ReleaseState.Validated:
                return
                [
                    Command($"swap --release {release.Id}", "makes it live"),
                    Command($"diff --release {release.Id}", "compares its rows with what is live"),
                    Command($"abort --release {release.Id}", "gives it up and drops its green; live is not touched"),
                ];
            case ReleaseState.Shadowing:
                return
                [
                    Command("advance", "continues its shadow when the next step is due"),
                    Command("promote --full", "skips the rest of it"),
                    Command($"abort --release {release.Id}", "gives it up and drops its green; live is not touched"),
                ];
            case ReleaseState.Superseded or ReleaseState.RolledBack:
                return
                [
                    Command($"rollback --to {release.Id}", "makes it live again"),
                    Command(
                        $"rollback --to {release.Id} --dry-run",
                        "prints every statement of that and writes nothing"
                    ),
                ];
            case ReleaseState.Failed:
                return
                [
                    .. facts.After.Count > 0
                        ? [Command($"diff --release {release.Id}", "compares its rows with what is live")]
                        : Array.Empty<ReportedCommand>(),
                    Command(
                        $"abort --release {release.Id}",
                        "drops its green; live was not touched, there is nothing to roll back"
                    ),
                ];
            case ReleaseState.Aborted or ReleaseState.Retired:
                return [Command("status", "lists what is live and what can be rolled back to")];
            default:
                return
                [
                    Command("resume", "goes on from its last finished step"),
                    Command("abort", "gives it up; live is not touched"),
                ];
        }
    }

    /// <summary>The commands for a preview, which can only be looked at and dropped.</summary>
    private static IReadOnlyList<ReportedCommand> OfPreview(ReleaseRecord release, string target, string preview)
    {
        var place = $"-e {Shell(target)} --preview {preview}";
        return
        [
            .. release.State == ReleaseState.Validated
                ? [new ReportedCommand($"data-release diff {place}", "compares its rows with what is live")]
                : Array.Empty<ReportedCommand>(),
            new ReportedCommand($"data-release prune {place}", "drops it; live is not touched"),
        ];
    }

    /// <summary>The number of checks in each state, worst first: <c>2 checks warn, 46 pass</c>.</summary>
    private static string Counts(IReadOnlyList<ReportedCheck> checks)
    {
        if (checks.Count == 0)
            return "no checks";
        var groups = checks.GroupBy(check => check.State).OrderByDescending(group => group.Key).ToList();
        return groups is [{ Key: CheckState.Pass } all]
            ? $"all {all.Count()} checks passed"
            : $"checks: {string.Join(", ", groups.Select(group => $"{group.Count()} {Word(group.Key)}"))}";

        static string Word(CheckState state) =>
            state switch
            {
                CheckState.Pass => "passed",
                CheckState.Warn => "warn",
                CheckState.Fail => "failed",
                CheckState.Inconclusive => "inconclusive",
                CheckState.Skipped => "skipped",
                _ => throw new ArgumentOutOfRangeException(nameof(state)),
            };
    }

    /// <summary>This command's error, or the error in the ledger: <c>DR5011: row_count of …</c>.</summary>
    private static (ErrorCode? Code, string Reason) Reason(ReportFacts facts)
    {
        if (facts.Error is { } error)
            return (error.Code, error.Message);
        var message = facts.Release.Message;
        var at = message.IndexOf(": ", StringComparison.Ordinal);
        var code = at > 0 ? ErrorCode.All.FirstOrDefault(code => code.Id == message[..at]) : null;
        // What once kept a release from going live is over when it has been live.
        if (
            facts.Release.State
                is ReleaseState.Live
                    or ReleaseState.Superseded
                    or ReleaseState.RolledBack
                    or ReleaseState.Retired
            && !(facts.Release.State == ReleaseState.RolledBack && code == ErrorCode.MonitoringFailed)
        )
            return (null, "");
        return code is null ? (null, message) : (code, message[(at + 2)..]);
    }

    private static ReportedOutcome Outcome(ReleaseState state, ErrorCode? code) =>
        state switch
        {
            ReleaseState.Live => ReportedOutcome.Live,
            ReleaseState.Validated => ReportedOutcome.Waiting,
            ReleaseState.Failed => code?.Exit == ExitCode.Refused ? ReportedOutcome.Refused : ReportedOutcome.Failed,
            ReleaseState.Superseded => ReportedOutcome.Superseded,
            ReleaseState.RolledBack => ReportedOutcome.RolledBack,
            ReleaseState.Aborted => ReportedOutcome.Aborted,
            ReleaseState.Retired => ReportedOutcome.Retired,
            ReleaseState.Planned
            or ReleaseState.Building
            or ReleaseState.Built
            or ReleaseState.Validating
            or ReleaseState.Shadowing
            or ReleaseState.Exposing
            or ReleaseState.Rolling
            or ReleaseState.Swapping => ReportedOutcome.UnderWay,
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };

    private static string Now(ReportFacts facts) =>
        facts.Book.LiveSummary is { } live ? $"{live.Release} ({live.Version})" : "nothing";

    /// <summary>A name quoted so that a shell reads it as one word.</summary>
    private static string Shell(string name) =>
        name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.')
            ? name
            : $"'{name.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
