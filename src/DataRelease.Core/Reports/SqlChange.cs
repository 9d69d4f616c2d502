namespace DataRelease.Reports;

/// <summary>How the SQL of a relation differs from the live release's, for <c>plan --sql</c>.</summary>
/// <param name="File">The model's file within its project.</param>
/// <param name="Before">The release of the older text, <c>r4 (1.2.0)</c>; null for a new model.</param>
/// <param name="After">The origin of the newer text, <c>project 1.3.0</c>.</param>
/// <param name="Lines">A unified diff, from its first <c>@@</c> on; empty if <see cref="Note"/> says all.</param>
/// <param name="Hidden">The number of lines left out of the diff.</param>
/// <param name="Note">Why nothing is compared; empty if something is.</param>
public sealed record SqlChange(
    string File,
    string? Before,
    string After,
    IReadOnlyList<string> Lines,
    int Hidden,
    string Note
);
