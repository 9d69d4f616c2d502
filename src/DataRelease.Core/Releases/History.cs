using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Policies;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary><c>history</c>: every release with its changes and its end.</summary>
internal sealed class History(ReleaseRun run)
{
    private static readonly string[] _told =
    [
        "swap",
        "rollback",
        "restore",
        "repair",
        "prune",
        "abort",
        "discard",
        "failed",
        Acceptances.Told,
        Approvals.Told,
        PolicyStep.Overrode,
    ];

    public async Task<ReleaseReport.History> RunAsync(HistoryRequest request, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var (page, earlier) = Page(book, request);
        var entries = new List<HistoryEntry>();
        if (page.Count > 0)
        {
            var (first, last) = (
                page.Min(release => Math.Min(release.Number, release.Base ?? release.Number)),
                page.Max(release => Math.Max(release.Number, release.Base ?? release.Number))
            );
            await using var session = await run.OpenAsync(cancellation);
            var relations = await run.Ledger.ReadAllRelationsAsync(session, cancellation, first, last);
            var steps = (await run.Ledger.ReadStepsAsync(session, cancellation, first, last)).ToLookup(step =>
                step.Number
            );
            var migrations = (await run.Ledger.ReadMigrationsAsync(session, cancellation))
                .Where(record =>
                    record.Release is not null && (record.IsInForce || record.State == MigrationState.Reverted)
                )
                .ToLookup(
                    record => record.Release!.Value,
                    record => record.State == MigrationState.Reverted ? $"{record.Name} (taken back)" : record.Name
                );
            entries.AddRange(
                page.Select(release =>
                    Entry(book, release, relations, steps[release.Number], [.. migrations[release.Number]])
                )
            );
        }
        return new ReleaseReport.History
        {
            Live = book.LiveSummary,
            Entries = entries,
            Earlier = earlier > 0 ? new EarlierReleases(earlier, page[^1].Id) : null,
            Summary =
                book.Releases.Count == 0 ? "nothing has been released here yet"
                : page.Count == 0 ? $"no release is older than {request.Before}"
                : "",
        };
    }

    /// <summary>The newest of the requested releases, and the number of older ones.</summary>
    private (IReadOnlyList<ReleaseRecord> Page, int Earlier) Page(ReleaseBook book, HistoryRequest request)
    {
        var asked = book.Releases;
        if (request.Before is { } name)
        {
            var before = book.Named(name)
                ?? throw new ReleaseException(
                    ErrorCode.ReleaseUnknown,
                    $"'{run.Environment.Name}' has no release '{name}'"
                );
            asked = [.. asked.Where(release => release.Number < before.Number)];
        }
        var page = request.Limit is { } limit ? [.. asked.Take(limit)] : asked;
        return (page, asked.Count - page.Count);
    }

    private static HistoryEntry Entry(
        ReleaseBook book,
        ReleaseRecord release,
        ILookup<int, RelationRecord> relations,
        IEnumerable<StepRecord> steps,
        IReadOnlyList<string> migrations
    )
    {
        var after = relations[release.Number].ToDictionary(relation => relation.Live);
        var before = release.Base is { } number ? relations[number].ToDictionary(relation => relation.Live) : [];
        // A release that failed before it was built has no relations and changed nothing.
        var isBuilt = after.Count > 0;
        var counted = after.Values.Where(relation => relation.Rows is not null).ToList();
        var events = steps
            .Where(step => _told.Contains(step.Name) && step.State != "swapping")
            .Select(step => new HistoryEvent(step.At, step.Name, step.Detail))
            .ToList();
        return new HistoryEntry(
            book.Summarize(release),
            release.Builder,
            release.Base is { } on ? ReleaseRecord.Name(on) : null,
            Names(isBuilt ? after.Keys.Except(before.Keys) : []),
            Names(
                after
                    .Where(pair =>
                        before.TryGetValue(pair.Key, out var old)
                        && old.Checksum.Length > 0
                        && pair.Value.Checksum.Length > 0
                        && old.Checksum != pair.Value.Checksum
                    )
                    .Select(pair => pair.Key)
            ),
            Names(isBuilt ? before.Keys.Except(after.Keys) : []),
            migrations,
            counted.Count == 0 ? null : counted.Sum(relation => relation.Rows),
            Ended(book, release, events) + Accepted(events),
            events
        );
    }

    private static string Accepted(List<HistoryEvent> events) =>
        string.Concat(
            events
                .Where(happened => happened.What is Acceptances.Told or Approvals.Told or PolicyStep.Overrode)
                .Select(happened => $"; {happened.Detail}")
        );

    private static string Ended(ReleaseBook book, ReleaseRecord release, List<HistoryEvent> events)
    {
        if (release.Number == book.Live?.Number)
            return $"live since {book.Live.Since:yyyy-MM-dd HH:mm} UTC";
        var last = events.Count > 0 ? $" on {events[^1].At:yyyy-MM-dd HH:mm} UTC" : "";
        return release.State switch
        {
            ReleaseState.Superseded => "a later release took its place; its data is kept",
            ReleaseState.RolledBack => "rolled back; its data is kept",
            ReleaseState.Retired => $"retired{last}; its data is gone",
            ReleaseState.Failed or ReleaseState.Aborted =>
                $"{Ledger.Text(release.State)}{last}{(release.Message.Length > 0 ? $": {release.Message}" : "")}",
            ReleaseState.Validated => "waits for its swap",
            ReleaseState.Shadowing => "goes through its shadow",
            _ => $"unfinished ({Ledger.Text(release.State)})",
        };
    }

    private static List<string> Names(IEnumerable<RelationName> names) =>
        [.. names.Order().Select(name => name.ToString())];
}
