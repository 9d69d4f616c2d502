using DataRelease.Ledgers;

namespace DataRelease.Releases;

/// <summary>A release as users see it.</summary>
/// <param name="Id"><c>r42</c>.</param>
/// <param name="Version">Package or project version.</param>
/// <param name="Commit">Git commit or null.</param>
/// <param name="State">Where it is.</param>
/// <param name="Strategy"><c>blue-green</c>, <c>adoption</c>.</param>
/// <param name="CreatedAt">When it got its number, UTC.</param>
/// <param name="CreatedBy"><c>user@host</c>, or whom the pipeline names.</param>
/// <param name="LiveAt">When it last became live, UTC, or null.</param>
/// <param name="Relations">How many relations it has.</param>
/// <param name="Message">How it ended, if it failed; else empty.</param>
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
    /// True for a candidate that a swap would refuse, since something else went live after it was built.
    /// </summary>
    public bool IsOutdated { get; init; }

    /// <summary>For a candidate: what the environment's policies still ask for, a sentence each.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>For a refresh: the release that brought its code, <c>r40</c>; else null.</summary>
    public string? RefreshOf { get; init; }
}

/// <summary>What consumers read.</summary>
/// <param name="Release"><c>r42</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Since">UTC.</param>
public sealed record LiveSummary(string Release, string Version, DateTimeOffset Since);

/// <summary>The lease as <c>status</c> shows it.</summary>
/// <param name="Holder"><c>user@host pid 4711</c>.</param>
/// <param name="AcquiredAt">UTC.</param>
/// <param name="ExpiresAt">UTC, by the server's clock.</param>
/// <param name="IsExpired">True if its holder has died or lost it.</param>
/// <param name="IsFarOff">True if it expires later than a process at work ever sets it.</param>
public sealed record LeaseSummary(
    string Holder,
    DateTimeOffset AcquiredAt,
    DateTimeOffset ExpiresAt,
    bool IsExpired,
    bool IsFarOff = false
);
