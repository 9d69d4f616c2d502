using DataRelease.Ledgers;

namespace DataRelease.Cli;

internal sealed partial record Document
{
    /// <summary>The environment's previews, by name.</summary>
    public IReadOnlyList<PreviewNode> Previews { get; init; } = [];
}

/// <summary>A preview.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">The version that was built.</param>
/// <param name="State">How far it is.</param>
/// <param name="Against">The release that it was compared with, <c>r4</c>; null if nothing was live.</param>
/// <param name="Commit">The git commit, or null.</param>
/// <param name="Branch">The branch that it was built from, or null.</param>
/// <param name="CreatedAt">When it was created, in UTC.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="Message">How it ended if it failed; otherwise empty.</param>
internal sealed record PreviewNode(
    string Name,
    string Version,
    ReleaseState State,
    string? Against,
    string? Commit,
    string? Branch,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    string Message
);
