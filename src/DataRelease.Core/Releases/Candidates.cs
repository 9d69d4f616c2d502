using DataRelease.Errors;
using DataRelease.Ledgers;

namespace DataRelease.Releases;

/// <summary>Finds the waiting candidate that a swap is about: exactly the approved one, or none.</summary>
internal static class Candidates
{
    /// <summary>The fewest digits that name a commit. git's own short form has as many.</summary>
    private const int LeastDigits = 7;

    private const int Shown = 5;

    /// <summary>Validated releases, newest first.</summary>
    public static IReadOnlyList<ReleaseRecord> Waiting(ReleaseBook book) =>
        [.. book.Releases.Where(release => release.State == ReleaseState.Validated)];

    /// <summary>Waiting candidates that were built from the live release, so that a swap would take them.</summary>
    public static IReadOnlyList<ReleaseRecord> Swappable(ReleaseBook book) =>
        [.. Waiting(book).Where(release => release.Base == book.Live?.Number)];

    /// <summary>The one candidate that the request means.</summary>
    /// <exception cref="ReleaseException">
    /// There is none, there are several, or the candidate was built from another commit.
    /// </exception>
    public static ReleaseRecord Choose(ReleaseBook book, SwapRequest request, string environment)
    {
        if (request.Commit is { } typed && !IsCommit(typed))
            throw new ReleaseException(
                ErrorCode.CommitNotThere,
                $"'{typed}' is not a commit",
                $"give at least {LeastDigits} of its hexadecimal digits"
            );
        return request.Release is { } name
            ? Named(book, name, request.Commit, environment)
            : Only(book, request.Commit, environment);
    }

    /// <summary>Describes a candidate for people: version, branch, commit, who built it and when.</summary>
    public static string Describe(ReleaseRecord release)
    {
        List<string> parts = [release.Version];
        if (RecordedOrigin.Of(release).Branch is { } branch)
            parts.Add(branch);
        if (release.Commit is { } commit)
            parts.Add(commit[..Math.Min(8, commit.Length)]);
        parts.Add($"{release.CreatedBy}, {release.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        return $"{release.Id} ({string.Join(", ", parts.Where(part => part.Length > 0))})";
    }

    private static ReleaseRecord Named(ReleaseBook book, string name, string? commit, string environment)
    {
        var named = book.Named(name)
            ?? throw new ReleaseException(ErrorCode.ReleaseUnknown, $"'{environment}' has no release '{name}'");
        if (named.State == ReleaseState.Shadowing)
            throw Shadowed(named);
        if (named.State != ReleaseState.Validated)
        {
            throw new ReleaseException(
                ErrorCode.WrongState,
                $"{named.Id} is {Ledger.Text(named.State)}, and only a validated release can be swapped",
                named.IsRetained ? $"it was live before: data-release rollback --to {named.Id}" : null
            );
        }
        return commit is null || IsOf(named, commit)
            ? named
            : throw new ReleaseException(
                ErrorCode.CommitNotThere,
                $"{named.Id} was built from {named.Commit ?? "no known commit"}, not from {commit}"
            );
    }

    private static ReleaseRecord Only(ReleaseBook book, string? commit, string environment)
    {
        var waiting = Waiting(book);
        if (waiting.Count == 0 && book.Shadow is { Release: var shadowed })
            throw Shadowed(shadowed);
        if (waiting.Count == 0)
            throw new ReleaseException(ErrorCode.NothingToDo, $"no candidate waits in '{environment}'");
        var meant = waiting.Where(release => commit is null || IsOf(release, commit)).ToList();
        if (meant.Count == 0)
            throw new ReleaseException(
                ErrorCode.CommitNotThere,
                $"no candidate in '{environment}' was built from {commit}; waiting: {List(waiting)}"
            );
        // A candidate that was built from a release that is not live any more can't be meant beside one that can go
        // live.
        var able = Swappable(book).Where(meant.Contains).ToList();
        return able.Count switch
        {
            0 => meant[0],
            1 => able[0],
            _ => throw new ReleaseException(
                ErrorCode.CandidatesSeveral,
                $"{able.Count} candidates wait in '{environment}': {List(able)}"
            ),
        };
    }

    private static ReleaseException Shadowed(ReleaseRecord release) =>
        new(ErrorCode.ShadowPending, $"{release.Id} ({release.Version}) goes through its shadow");

    private static string List(IReadOnlyList<ReleaseRecord> releases) =>
        string.Join(", ", releases.Take(Shown).Select(Describe))
        + (releases.Count > Shown ? $" and {releases.Count - Shown} more" : "");

    private static bool IsOf(ReleaseRecord release, string commit) =>
        release.Commit?.StartsWith(commit, StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsCommit(string text) => text.Length >= LeastDigits && text.All(char.IsAsciiHexDigit);
}
