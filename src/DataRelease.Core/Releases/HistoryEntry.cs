namespace DataRelease.Releases;

/// <summary>A release in <c>history</c>.</summary>
/// <param name="Release">Which.</param>
/// <param name="Builder">Who built it.</param>
/// <param name="Base">What was live when it was built, <c>r41</c>, or null.</param>
/// <param name="Added">Relations that its predecessor lacks.</param>
/// <param name="Changed">Relations whose file changed.</param>
/// <param name="Removed">Relations that its predecessor had.</param>
/// <param name="Migrations">Scripts applied by it.</param>
/// <param name="Rows">Rows of its tables when it was validated, as far as they were counted; null if none was.</param>
/// <param name="Ended">How it ended or how it stands, a phrase.</param>
/// <param name="Events">Swaps, rollbacks and restores that made it live, oldest first.</param>
public sealed record HistoryEntry(
    ReleaseSummary Release,
    string Builder,
    string? Base,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Changed,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Migrations,
    long? Rows,
    string Ended,
    IReadOnlyList<HistoryEvent> Events
);

/// <summary>A moment in a release's life.</summary>
/// <param name="At">UTC.</param>
/// <param name="What"><c>swap</c>, <c>rollback</c>, <c>restore</c>, <c>prune</c>, …</param>
/// <param name="Detail">For people.</param>
public sealed record HistoryEvent(DateTimeOffset At, string What, string Detail);
