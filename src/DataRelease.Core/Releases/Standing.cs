using DataRelease.Backups;
using DataRelease.Ledgers;
using DataRelease.Releases.Pointers;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;
using DataRelease.Swaps;

namespace DataRelease.Releases;

/// <summary>Reads the ledger for people: no lease, nothing written.</summary>
internal sealed class Standing(ReleaseRun run)
{
    /// <summary>What is live, what waits, what can be rolled back to, and who is at work.</summary>
    public async Task<ReleaseReport> StatusAsync(CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var live = book.Live;
        var sight = await new PointerWatch(run).LookAsync(book, cancellation);
        var waiting = book.Releases.Where(release => release.State == ReleaseState.Validated).ToList();
        var unfinished = book.Releases.Where(release => release.IsUnderWay && release.Number != live?.Number).ToList();
        var targets = book
            .Releases.Where(release => release.IsRetained && release.Number != live?.Number)
            .OrderByDescending(release => release.LiveAt ?? DateTimeOffset.MinValue)
            .ThenByDescending(release => release.Number)
            .ToList();
        return new ReleaseReport
        {
            Environment = run.Environment.Name,
            ExitCode = sight.Error?.Code.Exit ?? Errors.ExitCode.Done,
            Error = sight.Error,
            Found = [.. sight.Found.Select(FoundSchemas.Describe)],
            Live = book.LiveSummary,
            Release = live is null ? null : book.Find(live.Number),
            Releases = [.. waiting.Concat(unfinished).Select(book.Summarize)],
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
                    .Where(version => version.State != "dropped")
                    .Select(BackupCommand.Summarize),
            ],
            Summary = Sentence(book, waiting, unfinished, targets),
        };
    }

    private static string Sentence(
        ReleaseBook book,
        List<ReleaseRecord> waiting,
        List<ReleaseRecord> unfinished,
        List<ReleaseRecord> targets
    )
    {
        if (book.Live is null && book.Releases.Count == 0)
            return "nothing has been released here yet: data-release release";
        var parts = new List<string>();
        if (book.Live is null)
            parts.Add("nothing is live yet");
        if (waiting.Count > 0)
            parts.Add($"{waiting[0].Id} waits: data-release swap");
        if (unfinished.Count > 0)
            parts.Add(
                $"{unfinished[0].Id} is unfinished ({Ledger.Text(unfinished[0].State)}): data-release resume or abort"
            );
        if (book.Rollback is { } begun)
            parts.Add($"{begun.Describe}: data-release resume");
        else if (WayBack.Next(book) is { } next)
            parts.Add($"data-release rollback would go to {next.Id}");
        else if (targets.Count > 0)
            parts.Add($"no older release is kept; data-release rollback --to {targets[0].Id} would go forward to it");
        return string.Join("; ", parts);
    }
}
