using DataRelease.Ledgers;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Releases;

/// <summary>The sentence that ends a command's output: what a release's state is and what can be done next.</summary>
internal static class Sentences
{
    /// <summary>The sentence about a candidate, or about the live release.</summary>
    public static string Of(ReleaseBook book, ReleaseRecord release)
    {
        if (PreviewNames.Of(release) is { } preview)
            return $"{Judged(release)}"
                + (book.Live is { } blue ? $", compared with {Title(book, blue.Number)}" : "")
                + $"; it never goes live, and data-release prune --preview {preview} drops it";
        if (book.Live is not { } live || live.Number != release.Number)
            return $"{release.Id} is built and validated and waits: data-release swap --release {release.Id}";
        return $"{release.Id} ({release.Version}) is live"
            + (WayBack.Next(book) is { } next ? $"; data-release rollback would return to {next.Id}" : "");
    }

    /// <summary>The sentence about a candidate that passed its checks.</summary>
    public static string Judged(ReleaseRecord release) =>
        PreviewNames.Of(release) is { } preview
            ? $"preview {preview} ({release.Version}) is built and validated"
            : $"{release.Id} may go live: data-release swap --release {release.Id}";

    private static string Title(ReleaseBook book, int number) =>
        book.Record(number) is { Version.Length: > 0 } release
            ? $"{release.Id} ({release.Version})"
            : ReleaseRecord.Name(number);

    /// <summary>The sentence of <see cref="Of"/>, with what a watched release waits for.</summary>
    public static string Watched(ReleaseBook book, ReleaseRecord release) =>
        book is { IsRolling: true, Current: { State: StepState.Waiting, Result: RollingReturn.Begun } }
        && book.Shown?.Number == release.Number
            ? $"{release.Id} ({release.Version}) is {RollingReturn.Begun}, {book.LiveSummary?.Release} is live; "
                + "data-release abort goes on with that, data-release resume or promote makes its waves live again"
            : Shown(book, release);

    private static string Shown(ReleaseBook book, ReleaseRecord release) =>
        book is { IsRolling: true, Shown: { } rolling, Current: { } wave } && rolling.Number == release.Number
            ? $"{release.Id} ({release.Version}) is {Waits(wave)}, {book.LiveSummary?.Release} is live in all other "
                + "relations"
                + (wave.Until is { } then ? $", next look at {then.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "")
                + "; data-release advance or promote goes on, data-release abort takes its waves back"
        : book is { Shown: { } shown, Current: { } at } && shown.Number == release.Number
            ? $"{release.Id} ({release.Version}) is {at.Result}, {book.LiveSummary?.Release} is live"
                + (at.Until is { } due ? $", next look at {due.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "")
                + "; data-release advance or promote goes on, data-release abort takes it back"
        : book.Shadow is var (shadow, _, next) && shadow.Number == release.Number
            ? $"{release.Id} ({release.Version}) goes through its shadow: {Waits(next)}"
                + (next.Until is { } soon ? $", next look at {soon.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "")
                + (
                    book.Current is null
                        ? "; data-release advance or promote goes on, data-release abort drops it"
                        : $"; data-release advance or promote --release {release.Id} goes on, data-release abort "
                            + $"--release {release.Id} drops it"
                )
        : book.Current is { } step
            ? $"{release.Id} ({release.Version}) is live and watched: {step.Result}"
                + (step.Until is { } until ? $", next look at {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "")
                + "; data-release advance goes on, data-release rollback goes back"
        : Of(book, release);

    /// <summary>What a step waits for, its refusal, or that it has not begun.</summary>
    private static string Waits(CourseStep step) =>
        step.Result.Length > 0 ? step.Result : $"before its next step, {step.Name}";
}
