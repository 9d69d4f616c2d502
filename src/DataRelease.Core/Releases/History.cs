using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Migrations;
using DataRelease.Releases.Reporting;
using DataRelease.Reports;
using DataRelease.Reports.Documents;
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
        var book = await ReleaseBook.ReadAsync(run, cancellation, new ReleaseScope.Named(request.Before));
        var (page, earlier) = await PageAsync(book, request, cancellation);
        var entries = new List<HistoryEntry>();
        if (page.Count > 0)
        {
            await using var session = await run.OpenAsync(cancellation);
            var relations = await run.Ledger.ReadRelationsAsync(
                session,
                [.. page.Select(release => release.Number), .. page.Select(release => release.Base).OfType<int>()],
                cancellation
            );
            var steps = (
                await run.Ledger.ReadStepsAsync(session, cancellation, page[^1].Number, page[0].Number)
            ).ToLookup(step => step.Number);
            var migrations = (await run.Ledger.ReadMigrationsAsync(session, cancellation))
                .Where(record =>
                    record.Release is not null && (record.IsInForce || record.State == MigrationState.Reverted)
                )
                .ToLookup(
                    record => record.Release!.Value,
                    record => record.State == MigrationState.Reverted ? $"{record.Name} (taken back)" : record.Name
                );
            var watched = await WatchedFacts.ReadAsync(run, session, book, page, steps, cancellation);
            entries.AddRange(
                page.Select(release =>
                    Entry(
                        book,
                        release,
                        relations,
                        steps[release.Number],
                        [.. migrations[release.Number]],
                        MonitoringSection.Outcome(watched[release.Number])
                    )
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

    /// <summary>The newest releases of those that were asked for, and how many are older.</summary>
    private async Task<(IReadOnlyList<ReleaseRecord> Page, int Earlier)> PageAsync(
        ReleaseBook book,
        HistoryRequest request,
        CancellationToken cancellation
    )
    {
        int? before = null;
        if (request.Before is { } name)
        {
            before = (
                book.Named(name)
                ?? throw new ReleaseException(
                    ErrorCode.ReleaseUnknown,
                    $"'{run.Environment.Name}' has no release '{name}'"
                )
            ).Number;
        }
        if (book.Releases.Count == 0)
            return ([], 0);
        await using var session = await run.OpenAsync(cancellation);
        var page = await run.Ledger.ReadReleasesAsync(
            session,
            new ReleaseScope.Page(before, request.Limit),
            cancellation
        );
        var all = await run.Ledger.CountReleasesAsync(session, before, cancellation);
        return (page, all - page.Count);
    }

    private static HistoryEntry Entry(
        ReleaseBook book,
        ReleaseRecord release,
        ILookup<int, RelationRecord> relations,
        IEnumerable<StepRecord> steps,
        IReadOnlyList<string> migrations,
        ReportedWatch? watch
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
            book.Summarize(release) with
            {
                Relations = after.Count,
            },
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
            Ended(book, release, events, watch) + Accepted(events),
            events
        )
        {
            Watch = watch,
        };
    }

    private static string Accepted(List<HistoryEvent> events) =>
        string.Concat(
            events
                .Where(happened => happened.What is Acceptances.Told or Approvals.Told or PolicyStep.Overrode)
                .Select(happened => $"; {happened.Detail}")
        );

    private static string Ended(
        ReleaseBook book,
        ReleaseRecord release,
        List<HistoryEvent> events,
        ReportedWatch? watch
    )
    {
        var told = watch is { Verdict: not ReportedVerdict.Planned } ? $"; {watch.Sentence}" : "";
        if (release.Number == book.Live?.Number)
            return $"live since {book.Live.Since:yyyy-MM-dd HH:mm} UTC{told}";
        var last = events.Count > 0 ? $" on {events[^1].At:yyyy-MM-dd HH:mm} UTC" : "";
        return release.State switch
        {
            ReleaseState.Superseded => $"a later release took its place; its data is kept{told}",
            ReleaseState.RolledBack when watch?.Failure is { } failure =>
                $"rolled back by {failure.Phrase()}; its data is kept",
            ReleaseState.RolledBack => $"rolled back; its data is kept{told}",
            ReleaseState.Retired => $"retired{last}; its data is gone{told}",
            ReleaseState.Failed when watch?.Failure is { } failure =>
                $"taken back by {failure.Phrase()}; its data is kept",
            ReleaseState.Failed or ReleaseState.Aborted =>
                $"{Ledger.Text(release.State)}{last}{(release.Message.Length > 0 ? $": {release.Message}" : "")}{told}",
            ReleaseState.Validated => "waits for its swap",
            ReleaseState.Shadowing => "goes through its shadow",
            _ => $"unfinished ({Ledger.Text(release.State)}){told}",
        };
    }

    private static List<string> Names(IEnumerable<RelationName> names) =>
        [.. names.Order().Select(name => name.ToString())];
}
