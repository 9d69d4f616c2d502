using DataRelease.Ledgers;

namespace DataRelease.Releases;

/// <summary>Converts the ledger's records to the form that users see.</summary>
internal static class Summaries
{
    extension(ReleaseBook book)
    {
        public LiveSummary? LiveSummary =>
            book.Live is null
                ? null
                : new LiveSummary(
                    ReleaseRecord.Name(book.Live.Number),
                    book.Record(book.Live.Number)?.Version ?? "",
                    book.Live.Since
                );

        public ReleaseSummary? Find(int number) => book.Record(number) is { } release ? book.Summarize(release) : null;

        public ReleaseSummary Summarize(ReleaseRecord release) =>
            new(
                release.Id,
                release.Version,
                release.Commit,
                release.State,
                release.Strategy,
                release.CreatedAt,
                release.CreatedBy,
                release.LiveAt,
                book.Counts.GetValueOrDefault(release.Number),
                release.Message
            )
            {
                Branch = RecordedOrigin.Of(release).Branch,
                RefreshOf = RecordedOrigin.IsRefresh(release)
                    ? ReleaseRecord.Name(RecordedOrigin.CodeOf(release))
                    : null,
                IsOutdated = release.IsCandidate && release.Base != book.Live?.Number,
            };
    }
}
