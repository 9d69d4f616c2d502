using DataRelease.Ledgers;

namespace DataRelease.Releases;

/// <summary>A preview as <c>status</c> shows it.</summary>
/// <param name="Name">The name, <c>pr-123</c>.</param>
/// <param name="Version">The version that was built.</param>
/// <param name="State">The state of the build: <c>validated</c>, <c>failed</c>.</param>
/// <param name="Against">The release that it was compared with, <c>r4</c>; null if nothing was live.</param>
/// <param name="Commit">Git commit or null.</param>
/// <param name="Branch">The branch or null.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When it was made, in UTC.</param>
/// <param name="Message">How it ended if it failed; otherwise empty.</param>
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
