using DataRelease.Ledgers;

namespace DataRelease.Releases;

/// <summary>A preview as <c>status</c> shows it.</summary>
/// <param name="Name"><c>pr-123</c>.</param>
/// <param name="Version">Of what was built for it.</param>
/// <param name="State">How far it got: <c>validated</c>, <c>failed</c>.</param>
/// <param name="Against">The release that it was compared with, <c>r4</c>; null if nothing was live.</param>
/// <param name="Commit">Git commit or null.</param>
/// <param name="Branch">The branch or null.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When, UTC.</param>
/// <param name="Message">How it ended, if it failed; else empty.</param>
public sealed record PreviewSummary(
    string Name,
    string Version,
    ReleaseState State,
    string? Against,
    string? Commit,
    string? Branch,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    string Message
);
