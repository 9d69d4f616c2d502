namespace DataRelease.Ledgers;

/// <summary>What the ledger says of an environment at one moment.</summary>
/// <param name="Releases">Newest first.</param>
/// <param name="Live">The marker.</param>
/// <param name="Lease">The lease's row.</param>
/// <param name="Counts">Relations per release.</param>
/// <param name="Rollback">One that was cut short and is about what is live, or null.</param>
internal sealed record ReleaseBook(
    IReadOnlyList<ReleaseRecord> Releases,
    LiveRecord? Live,
    LeaseRecord? Lease,
    IReadOnlyDictionary<int, int> Counts,
    PendingRollback? Rollback
)
{
    private static readonly ReleaseBook _empty = new([], null, null, new Dictionary<int, int>(), null);

    /// <summary>The ledger as it stands; an empty one where there is none. Needs no lease.</summary>
    public static async Task<ReleaseBook> ReadAsync(OpenEnvironment run, CancellationToken cancellation)
    {
        if (!run.Warehouse.Exists)
            return _empty;
        await using var session = await run.OpenAsync(cancellation);
        if (!await run.Ledger.ExistsAsync(session, cancellation))
            return _empty;
        var book = new ReleaseBook(
            await run.Ledger.ReadReleasesAsync(session, cancellation),
            await run.Ledger.ReadLiveAsync(session, cancellation),
            await run.Ledger.ReadLeaseAsync(session, cancellation) is { } lease
                ? lease with
                {
                    IsExpired = lease.IsExpired || Ledgers.Lease.IsDead(lease),
                }
                : null,
            await run.Ledger.CountRelationsAsync(session, cancellation),
            await run.Ledger.ReadRollbackAsync(session, cancellation)
        );
        return book.Rollback is { } begun && !begun.IsOf(book) ? book with { Rollback = null } : book;
    }

    public ReleaseRecord? Record(int number) => Releases.FirstOrDefault(release => release.Number == number);

    /// <summary>A release by <c>r42</c>, <c>42</c> or version; the newest of several with one version.</summary>
    public ReleaseRecord? Named(string name) =>
        Releases.FirstOrDefault(release => string.Equals(release.Id, name, StringComparison.OrdinalIgnoreCase))
        ?? Releases.FirstOrDefault(release => release.Version == name);
}
