namespace DataRelease.Reports;

/// <summary>How the SQL of a relation differs from what is live, for <c>plan --sql</c>.</summary>
/// <param name="File">The model's file within its project.</param>
/// <param name="Before">The release that the older text is of, <c>r4 (1.2.0)</c>; null for a new model.</param>
/// <param name="After">What the newer text is of, <c>project 1.3.0</c>.</param>
/// <param name="Lines">A unified diff from its first <c>@@</c> on; empty if there is only a word to say.</param>
/// <param name="Hidden">Lines of it that are left out.</param>
/// <param name="Note">Why nothing is compared; empty if something is.</param>
public sealed record SqlChange(
    string File,
    string? Before,
    string After,
    IReadOnlyList<string> Lines,
    int Hidden,
    string Note
);
