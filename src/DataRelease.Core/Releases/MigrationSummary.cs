using DataRelease.Migrations;

namespace DataRelease.Releases;

/// <summary>A migration as users see it.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Version">The version, or null for a repeatable one.</param>
/// <param name="State">The migration's state.</param>
/// <param name="Phase">When it runs.</param>
/// <param name="AppliedAt">When it was applied or tried, in UTC, or null.</param>
/// <param name="AppliedBy">Who applied it, as <c>user@host</c>; empty if it never ran.</param>
/// <param name="Release">The release that ran it, or null.</param>
/// <param name="Seconds">How long it ran, in seconds.</param>
/// <param name="HasDown">True if it has a down script.</param>
/// <param name="Message">Why it failed or what it waits for; may be empty.</param>
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
