using DataRelease.Releases.Pointers;

namespace DataRelease.Releases;

/// <summary>Reads the ledger for people: no lease, nothing written.</summary>
internal sealed class Standing(ReleaseRun run)
{
    /// <summary>What is live, what waits, what can be rolled back to, and who is at work.</summary>
    public async Task<ReleaseReport> StatusAsync(CancellationToken cancellation)
    {
        var book = await ReadAsync(cancellation);
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
                    .Select(DataVersions.Summarize),
            ],
            Summary = Sentence(book, waiting, unfinished, targets),
        };
    }

    /// <summary>The ledger as it stands; an empty one where there is none.</summary>
    public async Task<Book> ReadAsync(CancellationToken cancellation)
    {
        if (!run.Warehouse.Exists)
            return new Book([], null, null, new Dictionary<int, int>(), null);
        await using var session = await run.OpenAsync(cancellation);
        if (!await run.Ledger.ExistsAsync(session, cancellation))
            return new Book([], null, null, new Dictionary<int, int>(), null);
        var book = new Book(
            await run.Ledger.ReadReleasesAsync(session, cancellation),
            await run.Ledger.ReadLiveAsync(session, cancellation),
            await run.Ledger.ReadLeaseAsync(session, cancellation) is { } lease
                ? lease with
                {
                    IsExpired = lease.IsExpired || Lease.IsDead(lease),
                }
                : null,
            await run.Ledger.CountRelationsAsync(session, cancellation),
            await run.Ledger.ReadRollbackAsync(session, cancellation)
        );
        return book.Rollback is { } begun && !begun.IsOf(book) ? book with { Rollback = null } : book;
    }

    private static string Sentence(
        Book book,
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

    /// <summary>What the ledger says.</summary>
    /// <param name="Releases">Newest first.</param>
    /// <param name="Live">The marker.</param>
    /// <param name="Lease">The lease's row.</param>
    /// <param name="Counts">Relations per release.</param>
    /// <param name="Rollback">One that was cut short and is about what is live, or null.</param>
    internal sealed record Book(
        IReadOnlyList<ReleaseRecord> Releases,
        LiveRecord? Live,
        LeaseRecord? Lease,
        IReadOnlyDictionary<int, int> Counts,
        PendingRollback? Rollback
    )
    {
        public LiveSummary? LiveSummary =>
            Live is null
                ? null
                : new LiveSummary(ReleaseRecord.Name(Live.Number), Record(Live.Number)?.Version ?? "", Live.Since);

        public ReleaseRecord? Record(int number) => Releases.FirstOrDefault(release => release.Number == number);

        public ReleaseSummary? Find(int number) => Record(number) is { } release ? Summarize(release) : null;

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
                Counts.GetValueOrDefault(release.Number),
                release.Message
            );

        /// <summary>A release by <c>r42</c>, <c>42</c> or version; the newest of several with one version.</summary>
        public ReleaseRecord? Named(string name) =>
            Releases.FirstOrDefault(release => string.Equals(release.Id, name, StringComparison.OrdinalIgnoreCase))
            ?? Releases.FirstOrDefault(release => release.Version == name);
    }
}
