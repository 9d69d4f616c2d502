using DataRelease.Ledgers;

namespace DataRelease.Releases;

/// <summary>A release as users see it.</summary>
/// <param name="Id"><c>r42</c>.</param>
/// <param name="Version">The package's or project's version.</param>
/// <param name="Commit">The Git commit, or null.</param>
/// <param name="State">The state.</param>
/// <param name="Strategy">The strategy's name, such as <c>blue-green</c>.</param>
/// <param name="CreatedAt">When it got its number, in UTC.</param>
/// <param name="CreatedBy">Who began it: <c>user@host</c>, or the name that a pipeline gives.</param>
/// <param name="LiveAt">When it last became live, in UTC, or null.</param>
/// <param name="Relations">The number of its relations.</param>
/// <param name="Message">How it ended if it failed; otherwise empty.</param>
public sealed record ReleaseSummary(
    string Id,
    string Version,
    string? Commit,
    ReleaseState State,
    string Strategy,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? LiveAt,
    int Relations,
    string Message
)
{
    /// <summary>The branch that it was built from, or null.</summary>
    public string? Branch { get; init; }

    /// <summary>
    /// True for a candidate that a swap would refuse, because another release went live after it was built.
    /// </summary>
    public bool IsOutdated { get; init; }

    /// <summary>For a candidate: what the environment's policies still require, one sentence each.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>For a refresh: the release that brought the code, <c>r40</c>; otherwise null.</summary>
    public string? RefreshOf { get; init; }
}

/// <summary>What consumers read.</summary>
/// <param name="Release"><c>r42</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Since">When it became live, in UTC.</param>
public sealed record LiveSummary(string Release, string Version, DateTimeOffset Since);

/// <summary>The lease as <c>status</c> shows it.</summary>
/// <param name="Holder">The holder, as <c>user@host pid 4711</c>.</param>
/// <param name="AcquiredAt">When the lease was taken, in UTC.</param>
/// <param name="ExpiresAt">When it expires, in UTC by the server's clock.</param>
/// <param name="IsExpired">True if the holder has died or lost the lease.</param>
/// <param name="IsFarOff">True if it expires later than any process at work sets it.</param>
public sealed record LeaseSummary(
    string Holder,
    DateTimeOffset AcquiredAt,
    DateTimeOffset ExpiresAt,
    bool IsExpired,
    bool IsFarOff = false
);
