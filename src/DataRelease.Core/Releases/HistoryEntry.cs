using DataRelease.Reports.Documents;

namespace DataRelease.Releases;

/// <summary>A release in <c>history</c>.</summary>
/// <param name="Release">The release.</param>
/// <param name="Builder">The builder that built it.</param>
/// <param name="Base">The release that was live when this one was built, <c>r41</c>, or null.</param>
/// <param name="Added">Relations that its predecessor lacks.</param>
/// <param name="Changed">Relations whose file differs from the predecessor's.</param>
/// <param name="Removed">Relations that only its predecessor has.</param>
/// <param name="Migrations">The scripts that it applied.</param>
/// <param name="Rows">The rows of its tables at validation, as far as they were counted; null if none were.</param>
/// <param name="Ended">How it ended or what its state is, as a phrase.</param>
/// <param name="Events">The swaps, rollbacks and other events of its life, oldest first.</param>
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
)
{
    /// <summary>What its watch came to; null if it was not watched.</summary>
    public ReportedWatch? Watch { get; init; }
}

/// <summary>A moment in a release's life.</summary>
/// <param name="At">When it happened, in UTC.</param>
/// <param name="What"><c>swap</c>, <c>rollback</c>, <c>restore</c>, <c>prune</c>, …</param>
/// <param name="Detail">The details, for people.</param>
public sealed record HistoryEvent(DateTimeOffset At, string What, string Detail);
