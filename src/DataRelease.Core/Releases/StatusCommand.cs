using DataRelease.Backups;
using DataRelease.Ledgers;
using DataRelease.Releases.Pointers;
using DataRelease.Releases.Reporting;
using DataRelease.Reports.Documents;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;
using DataRelease.Swaps;

namespace DataRelease.Releases;

/// <summary><c>status</c>: reads the ledger for people. It needs no lease and writes nothing.</summary>
internal sealed class StatusCommand(ReleaseRun run)
{
    /// <summary>Reports what is live, what waits, which releases can be rolled back to, and who is at work.</summary>
    public async Task<ReleaseReport.Status> StatusAsync(CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var live = book.Live;
        var sight = await new PointerWatch(run).LookAsync(book, cancellation);
        var waiting = Candidates.Waiting(book);
        var missing = await new Hindrances(run).ReadAsync(book, cancellation);
        var failed = await FailedAsync(book, cancellation);
        var unfinished = book.Releases.Where(release => release.IsUnderWay && release.Number != live?.Number).ToList();
        var shadows = book.Releases.Where(release => release.State == ReleaseState.Shadowing);
        // After leave nothing can go back: live has tables and views of its own.
        var targets = book
            .Releases.Where(release => live is not null && release.IsRetained && release.Number != live.Number)
            .OrderByDescending(release => release.LiveAt ?? DateTimeOffset.MinValue)
            .ThenByDescending(release => release.Number)
            .ToList();
        return new ReleaseReport.Status
        {
            ExitCode = sight.Error?.Code.Exit ?? Errors.ExitCode.Done,
            Error = sight.Error,
            Watch = await new WatchReader(run).ReadAsync(book, cancellation),
            Monitoring = await MonitoringAsync(book, cancellation),
            Found = [.. sight.Found.Select(FoundSchemas.Describe)],
            Live = book.LiveSummary,
            Release = live is null ? null : book.Find(live.Number),
            Releases =
            [
                .. shadows
                    .Concat(waiting)
                    .Concat(unfinished)
                    .Concat(failed)
                    .Select(release =>
                        book.Summarize(release) with
                        {
                            Missing = missing.GetValueOrDefault(release.Number) ?? [],
                        }
                    ),
            ],
            Previews = await PreviewCommand.ReadAsync(run, cancellation),
            RollbackTargets = [.. targets.Select(book.Summarize)],
            Lease = book.Lease is { Released: false } lease
                ? new LeaseSummary(
                    $"{lease.Holder} pid {lease.Pid}",
                    lease.AcquiredAt,
                    lease.ExpiresAt,
                    lease.IsExpired,
                    lease.IsFarOff && !lease.IsExpired
                )
                : null,
            DataVersions =
            [
                .. (await new DataVersions(run).ReadAsync(cancellation))
                    .Where(version => version.State != DataVersionState.Dropped)
                    .Select(BackupCommand.Summarize),
            ],
            Summary = Sentence(
                book,
                unfinished,
                failed,
                targets,
                missing,
                await BegunWayBack.FindAsync(run, book, cancellation)
            ),
        };
    }

    private async Task<ReportedMonitoring?> MonitoringAsync(ReleaseBook book, CancellationToken cancellation)
    {
        var release = book.Waiting?.Release ?? (book.Live is { } live ? book.Record(live.Number) : null);
        return release is null
            ? null
            : MonitoringSection.Of(await WatchedFacts.ReadAsync(run, book, release, cancellation));
    }

    /// <summary>
    /// Failed releases whose green still exists, so that it can be looked at, checked again or dropped.
    /// </summary>
    private async Task<IReadOnlyList<ReleaseRecord>> FailedAsync(ReleaseBook book, CancellationToken cancellation)
    {
        var failed = book.Releases.Where(release => release.State == ReleaseState.Failed).ToList();
        if (failed.Count == 0)
            return [];
        await using var session = await run.OpenAsync(cancellation);
        var schemas = await run.Warehouse.ReadSchemasAsync(
            session,
            [.. failed.Select(release => release.GreenSchema).Distinct()],
            cancellation
        );
        return [.. failed.Where(release => schemas.Contains(release.GreenSchema))];
    }

    private static string Sentence(
        ReleaseBook book,
        List<ReleaseRecord> unfinished,
        IReadOnlyList<ReleaseRecord> failed,
        List<ReleaseRecord> targets,
        IReadOnlyDictionary<int, IReadOnlyList<string>> missing,
        BegunWayBack? begun
    )
    {
        if (book.Live is null && book.Releases.Count == 0)
            return "nothing has been released here yet: data-release release";
        var parts = new List<string>();
        if (book.Live is null)
            parts.Add(
                book.Releases.FirstOrDefault(release => release.Message == Ledger.LeftMessage) is { } left
                    ? $"'{left.Environment}' was left: live now has the tables and views of {left.Id} themselves; "
                        + "data-release release would adopt them"
                    : "nothing is live yet"
            );
        if (book.Current is { } step && book.Record(step.Number) is { } watched)
            parts.Add(Sentences.Watched(book, watched));
        if (book.Shadow is { Release: var shadow })
            parts.Add(Sentences.Watched(book, shadow));
        parts.AddRange(Waiting(book, missing));
        if (unfinished.Count > 0)
            parts.Add(
                unfinished[0].Number == book.Shown?.Number && book.Open.Count == 0
                    ? $"{unfinished[0].Id} is being taken back: data-release abort drops the rest of it"
                    : $"{unfinished[0].Id} is unfinished ({Ledger.Text(unfinished[0].State)}): data-release resume or "
                        + "abort"
            );
        parts.AddRange(failed.Take(1).Select(release => Failed(book, release)));
        if (begun is not null)
            parts.Add($"{begun.Describe}: data-release resume");
        else if (book.Live is not null && WayBack.Next(book) is { } next)
            parts.Add($"data-release rollback would go to {next.Id}");
        else if (targets.Count > 0)
            parts.Add($"no older release is kept; data-release rollback --to {targets[0].Id} would go forward to it");
        return string.Join("; ", parts);
    }

    /// <summary>Sentences about waiting candidates. They never propose a swap that would be refused.</summary>
    private static IEnumerable<string> Waiting(
        ReleaseBook book,
        IReadOnlyDictionary<int, IReadOnlyList<string>> missing
    )
    {
        var current = Candidates.Swappable(book);
        var able = current.Where(release => !missing.ContainsKey(release.Number)).ToList();
        if (able.Count == 1)
            yield return $"{able[0].Id} waits: data-release swap";
        else if (able.Count > 1)
            yield return $"{string.Join(", ", able.Select(release => release.Id))} wait: data-release swap --release "
                + "with the one that was approved";
        foreach (var held in current.Where(release => missing.ContainsKey(release.Number)))
            yield return Hindrances.Describe(held.Id, missing[held.Number]);
        var late = Candidates.Waiting(book).Except(current).Select(release => release.Id).ToList();
        if (late.Count > 0)
            yield return $"{string.Join(", ", late)} can't go live any more, since {Now(book)}: data-release "
                + $"deploy builds again, data-release abort --release {late[0]} drops it";
    }

    private static string Now(ReleaseBook book) =>
        book.Live is { } live ? $"{ReleaseRecord.Name(live.Number)} is live now" : "nothing is live now";

    private static string Failed(ReleaseBook book, ReleaseRecord release) =>
        $"{release.Id} failed and its green is kept: "
        + (
            book.Counts.GetValueOrDefault(release.Number) > 0 && release.Base == book.Live?.Number
                ? $"data-release validate --release {release.Id} checks it again, "
                : ""
        )
        + $"data-release abort --release {release.Id} drops it";
}
