using DataRelease.Migrations;

namespace DataRelease.Releases;

/// <summary>A migration as users see it.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Version">The version, or null for a repeatable one.</param>
/// <param name="State">How it stands.</param>
/// <param name="Phase">When it runs.</param>
/// <param name="AppliedAt">When it was applied or tried, UTC, or null.</param>
/// <param name="AppliedBy"><c>user@host</c>, empty if it never ran.</param>
/// <param name="Release">The release that ran it, or null.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="HasDown">True if it can be taken back.</param>
/// <param name="Message">Why it failed, what it waits for; may be empty.</param>
public sealed record MigrationSummary(
    string Name,
    string? Version,
    MigrationStand State,
    MigrationPhase Phase,
    DateTimeOffset? AppliedAt,
    string AppliedBy,
    string? Release,
    double Seconds,
    bool HasDown,
    string Message
);
