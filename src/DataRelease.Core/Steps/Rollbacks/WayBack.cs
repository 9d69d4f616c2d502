using DataRelease.Errors;
using DataRelease.Ledgers;

namespace DataRelease.Steps.Rollbacks;

/// <summary>
/// Chooses the release that a rollback without a name goes to: an older one, never forward to one that was rolled back.
/// </summary>
internal static class WayBack
{
    /// <summary>The release, or null if no older one is kept.</summary>
    public static ReleaseRecord? Next(ReleaseBook book)
    {
        if (book.Live is not { } live || book.Record(live.Number) is not { } from)
            return null;
        var age = Age(from);
        // A release that was rolled back is chosen only if a user went forward from it by name.
        return live.Previous is { } number && book.Record(number) is { IsRetained: true } before && Age(before) < age
            ? before
            : book
                .Releases.Where(release =>
                    release.State == ReleaseState.Superseded && release.Number != live.Number && Age(release) < age
                )
                .MaxBy(release => release.Number);
    }

    /// <summary>
    /// The release that the live one replaced; null for none. After a rollback the marker names the newer release that
    /// was left as the one before, and the live release never replaced that.
    /// </summary>
    public static int? Replaced(ReleaseBook book) =>
        book.Live is not { Number: > 0 } live ? null
        : live.Previous is { } previous && previous < live.Number ? previous
        : book.Record(live.Number)?.Base ?? (book.Record(0) is not null ? 0 : null);

    /// <summary>Why there is no such release, and which ones can be named.</summary>
    public static ReleaseException Refusal(ReleaseBook book)
    {
        var live = ReleaseRecord.Name(book.Live!.Number);
        var others = book
            .Releases.Where(release => release.IsRetained && release.Number != book.Live.Number)
            .Select(release =>
                $"{release.Id} ({release.Version}), which is {Ledger.Text(release.State).Replace('_', ' ')}"
            )
            .ToList();
        return new ReleaseException(
            ErrorCode.NoWayBack,
            $"no release before {live} is "
                + $"kept{(others.Count == 0 ? "" : $"; kept are {string.Join("; ", others.Take(5))}")}",
            others.Count == 0 ? null : "name the one to go back to: data-release rollback --to r2"
        );
    }

    /// <summary>
    /// The age for this choice. A copy with carried rows, or with another release's state, is as old as the release
    /// that it was made from: it has the same code, so going back from it must not lead to that release.
    /// </summary>
    private static int Age(ReleaseRecord release) =>
        release.Strategy is DerivedRelease.Carry or DerivedRelease.Keep
        && release.Builder.Split(" of r") is [_, var number]
        && int.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out var basis)
            ? basis
            : release.Number;
}
