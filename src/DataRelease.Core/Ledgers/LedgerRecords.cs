using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Ledgers;

/// <summary>A row of <c>releases</c>.</summary>
public sealed record ReleaseRecord
{
    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>42 for r42; 0 is what was live before the first release.</summary>
    public required int Number { get; init; }

    /// <summary>Package or project version.</summary>
    public required string Version { get; init; }

    /// <summary>Git commit or null.</summary>
    public string? Commit { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required ReleaseState State { get; init; }

    /// <summary><c>blue-green</c> or <c>adoption</c>.</summary>
    public string Strategy { get; init; } = "blue-green";

    /// <summary>The base schema that consumers query.</summary>
    public required string LiveSchema { get; init; }

    /// <summary>The base schema that it is built in.</summary>
    public required string GreenSchema { get; init; }

    /// <summary>What was live when it was built, or null.</summary>
    public int? Base { get; init; }

    /// <summary>When it got its number, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><c>user@host</c>.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it last became live, UTC, or null.</summary>
    public DateTimeOffset? LiveAt { get; init; }

    /// <summary>How it ended, if it failed.</summary>
    public string Message { get; init; } = "";

    /// <summary>What the command set out to do as JSON, so that it can be resumed.</summary>
    public string Options { get; init; } = "{}";

    /// <summary>Who built it.</summary>
    public string Builder { get; init; } = "";

    /// <summary>See <see cref="Warehouse.TakeFenceAsync"/>; null before it is built or where there is none.</summary>
    public string? Fence { get; init; }

    /// <summary><c>r42</c>.</summary>
    public string Id => Name(Number);

    /// <summary>True if its relations are still there and it was live once.</summary>
    public bool IsRetained => State is ReleaseState.Superseded or ReleaseState.RolledBack;

    /// <summary>True if it is built and validated, and nobody sees it yet.</summary>
    public bool IsCandidate => State is ReleaseState.Validated or ReleaseState.Shadowing;

    /// <summary>True if a process should be at work on it.</summary>
    public bool IsUnderWay =>
        State
            is ReleaseState.Planned
                or ReleaseState.Building
                or ReleaseState.Built
                or ReleaseState.Validating
                or ReleaseState.Exposing
                or ReleaseState.Rolling
                or ReleaseState.Swapping;

    /// <summary><c>r42</c> for 42.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"r{number}");
}

/// <summary>A row of <c>relations</c>: where a release's relation really is.</summary>
/// <param name="UniqueId">dbt's unique id; empty for an adopted relation.</param>
/// <param name="Live">The pointer view.</param>
/// <param name="Physical">What it points to.</param>
/// <param name="Kind"><c>table</c>, <c>view</c>, …</param>
/// <param name="Materialized">dbt's materialization, empty if unknown.</param>
/// <param name="Rows">Rows when it was validated, or null.</param>
/// <param name="Checksum">dbt's checksum of its file, or empty.</param>
/// <param name="Fingerprint">A digest of what it was made from, or empty.</param>
/// <param name="Origin">The release whose schema it stands in; another's if it is shared.</param>
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
/// <param name="Number">42 for r42.</param>
/// <param name="Since">UTC.</param>
/// <param name="Previous">What was live before, or null.</param>
public sealed record LiveRecord(int Number, DateTimeOffset Since, int? Previous);

/// <summary>A row of <c>leases</c>.</summary>
/// <param name="Holder"><c>user@host</c>.</param>
/// <param name="Host">The holder's machine.</param>
/// <param name="Pid">Its process there.</param>
/// <param name="Fencing">Grows with every acquisition.</param>
/// <param name="AcquiredAt">UTC.</param>
/// <param name="ExpiresAt">UTC, by the server's clock.</param>
/// <param name="Released">True if it was given back.</param>
/// <param name="IsExpired">By the server's clock at the time of reading; in what people are shown, true too if the
/// holder is known to be dead.</param>
/// <param name="IsFarOff">True if it expires later than a process at work ever sets it: the clock was set back, or the
/// row
/// was written by hand.</param>
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
    /// <summary>Who holds it since when, for people.</summary>
    public string Describe() => $"{Holder} (pid {Pid}) since {Text(AcquiredAt)}";

    /// <summary>When it expires, for people.</summary>
    public string Until() => ExpiresAt.Year >= 9999 ? "the end of time" : Text(ExpiresAt);

    private static string Text(DateTimeOffset instant) => $"{instant.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
}

/// <summary>A row of <c>steps</c>.</summary>
/// <param name="Number">The release.</param>
/// <param name="Name">The step.</param>
/// <param name="State">The state that the release had after it.</param>
/// <param name="At">UTC.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Detail">For people.</param>
public sealed record StepRecord(
    int Number,
    string Name,
    string State,
    DateTimeOffset At,
    double Seconds,
    string Detail
);
