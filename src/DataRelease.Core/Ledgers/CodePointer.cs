namespace DataRelease.Ledgers;

/// <summary>
/// A name in live that consumers call, or a right on one. A swap writes it together with the views. The statements are
/// in the engine's own words, as the project's builder wrote them.
/// </summary>
/// <param name="Key">Identifies it in all releases: kind and name, or the text of the right.</param>
/// <param name="Make">The statements that make it lead to the release.</param>
/// <param name="Drop">The statement that removes it.</param>
public sealed record CodePointer(string Key, IReadOnlyList<string> Make, string Drop)
{
    /// <summary>
    /// The statement that fails if something else has the name. It runs if the release before has no such pointer.
    /// </summary>
    public string Claim { get; init; } = "";

    /// <summary>True for a right, which may go without consent: the project no longer grants it.</summary>
    public bool IsRight { get; init; }
}

/// <summary>A statement that changed tables in place, and the release that ran it.</summary>
/// <param name="Release">The release.</param>
/// <param name="Text">The statement.</param>
internal sealed record ExpandedStatement(int Release, string Text);
