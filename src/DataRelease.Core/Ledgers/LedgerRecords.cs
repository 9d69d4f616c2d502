using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>A row of <c>releases</c>.</summary>
public sealed record ReleaseRecord
{
    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The number: 42 for r42. Number 0 is what was live before the first release.</summary>
    public required int Number { get; init; }

    /// <summary>The package's or project's version.</summary>
    public required string Version { get; init; }

    /// <summary>The Git commit, or null.</summary>
    public string? Commit { get; init; }

    /// <summary>The release's state.</summary>
    public required ReleaseState State { get; init; }

    /// <summary>The name of the release's strategy, such as <c>blue-green</c>; <c>adoption</c> for r0.</summary>
    public string Strategy { get; init; } = "blue-green";

    /// <summary>The base schema that consumers query.</summary>
    public required string LiveSchema { get; init; }

    /// <summary>The base schema that the release is built in.</summary>
    public required string GreenSchema { get; init; }

    /// <summary>The release that was live when this one was built, or null.</summary>
    public int? Base { get; init; }

    /// <summary>When the release got its number, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who began the release, as <c>user@host</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When the release last became live, in UTC; null if it never was.</summary>
    public DateTimeOffset? LiveAt { get; init; }

    /// <summary>Why the release failed, or how it ended.</summary>
    public string Message { get; init; } = "";

    /// <summary>The command's options as JSON, so that the release can be resumed.</summary>
    public string Options { get; init; } = "{}";

    /// <summary>The builder that built the release.</summary>
    public string Builder { get; init; } = "";

    /// <summary>
    /// The moment from <see cref="Warehouse.TakeFenceAsync"/>; null before the release is built, or if the engine has
    /// no such moment.
    /// </summary>
    public string? Fence { get; init; }

    /// <summary>The release's name, <c>r42</c>.</summary>
    public string Id => Name(Number);

    /// <summary>True if the release was live, is not any more, and its relations are kept.</summary>
    public bool IsRetained => State is ReleaseState.Superseded or ReleaseState.RolledBack;

    /// <summary>True if the release is built and validated, and nobody sees it yet.</summary>
    public bool IsCandidate => State is ReleaseState.Validated or ReleaseState.Shadowing;

    /// <summary>True if the release is between its first step and its swap.</summary>
    public bool IsUnderWay =>
        State
            is ReleaseState.Planned
                or ReleaseState.Building
                or ReleaseState.Built
                or ReleaseState.Validating
                or ReleaseState.Exposing
                or ReleaseState.Rolling
                or ReleaseState.Swapping;

    /// <summary>The name of a release, <c>r42</c> for 42.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"r{number}");
}

/// <summary>A row of <c>relations</c>: which physical relation a release has for a live name.</summary>
/// <param name="UniqueId">dbt's unique id; empty for an adopted relation.</param>
/// <param name="Live">The pointer view.</param>
/// <param name="Physical">The relation that the view points to.</param>
/// <param name="Kind"><c>table</c>, <c>view</c>, …</param>
/// <param name="Materialized">dbt's materialization; empty if unknown.</param>
/// <param name="Rows">The number of rows at validation, or null.</param>
/// <param name="Checksum">dbt's checksum of the file, or empty.</param>
/// <param name="Fingerprint">A digest of what the relation was built from, or empty.</param>
/// <param name="Origin">The release that built the relation. It is an earlier one if the relation is shared.</param>
public sealed record RelationRecord(
    string UniqueId,
    RelationName Live,
    RelationName Physical,
    string Kind,
    string Materialized,
    long? Rows,
    string Checksum,
    string Fingerprint,
    int Origin
);

/// <summary>The marker: what is live in an environment.</summary>
/// <param name="Number">The number: 42 for r42.</param>
/// <param name="Since">When it became live, in UTC.</param>
/// <param name="Previous">The release that was live before, or null.</param>
public sealed record LiveRecord(int Number, DateTimeOffset Since, int? Previous);

/// <summary>A row of <c>leases</c>.</summary>
/// <param name="Holder"><c>user@host</c>.</param>
/// <param name="Host">Where the holder runs, as <see cref="HolderPlace"/> writes it.</param>
/// <param name="Pid">The process id on that machine.</param>
/// <param name="Fencing">The fencing number, which grows with every acquisition.</param>
/// <param name="AcquiredAt">When the lease was taken, in UTC.</param>
/// <param name="ExpiresAt">When the lease expires, in UTC by the server's clock.</param>
/// <param name="Released">True if the holder gave the lease back.</param>
/// <param name="IsExpired">
/// True if the lease had expired at the time of reading, by the server's clock. In output for people also true if the
/// holder is known to be dead.
/// </param>
/// <param name="IsFarOff">
/// True if the lease expires later than any process at work sets it: the clock was set back, or somebody wrote the row
/// by hand.
/// </param>
public sealed record LeaseRecord(
    string Holder,
    string Host,
    int Pid,
    long Fencing,
    DateTimeOffset AcquiredAt,
    DateTimeOffset ExpiresAt,
    bool Released,
    bool IsExpired,
    bool IsFarOff = false
)
{
    /// <summary>Who has held the lease since when, for people.</summary>
    public string Describe() => $"{Holder} (pid {Pid}) since {Text(AcquiredAt)}";

    /// <summary>When the lease expires, for people.</summary>
    public string Until() => ExpiresAt.Year >= 9999 ? "the end of time" : Text(ExpiresAt);

    private static string Text(DateTimeOffset instant) => $"{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
}

/// <summary>A row of <c>steps</c>.</summary>
/// <param name="Number">The release.</param>
/// <param name="Name">The step.</param>
/// <param name="State">The state that the release had after it.</param>
/// <param name="At">When it happened, in UTC.</param>
/// <param name="Seconds">How long the step took, in seconds of wall time.</param>
/// <param name="Detail">The details, for people.</param>
public sealed record StepRecord(
    int Number,
    string Name,
    string State,
    DateTimeOffset At,
    double Seconds,
    string Detail
);
