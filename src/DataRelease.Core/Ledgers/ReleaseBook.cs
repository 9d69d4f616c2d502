namespace DataRelease.Ledgers;

/// <summary>What the ledger says of an environment at one moment.</summary>
/// <param name="Releases">Newest first.</param>
/// <param name="Live">The marker.</param>
/// <param name="Lease">The lease's row.</param>
/// <param name="Counts">Relations per release.</param>
/// <param name="Open">The steps of what is live, if one of them is not over; else none.</param>
internal sealed record ReleaseBook(
    IReadOnlyList<ReleaseRecord> Releases,
    LiveRecord? Live,
    LeaseRecord? Lease,
    IReadOnlyDictionary<int, int> Counts,
    IReadOnlyList<CourseStep> Open
)
{
    private static readonly ReleaseBook _empty = new([], null, null, new Dictionary<int, int>(), []);

    /// <summary>The ledger as it stands; an empty one where there is none. Needs no lease.</summary>
    public static async Task<ReleaseBook> ReadAsync(OpenEnvironment run, CancellationToken cancellation)
    {
        if (!run.Warehouse.Exists)
            return _empty;
        await using var session = await run.OpenAsync(cancellation);
        if (!await run.Ledger.ExistsAsync(session, cancellation))
            return _empty;
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        IReadOnlyList<CourseStep> course = live is null
            ? []
            : await run.Ledger.ReadCourseAsync(session, live.Number, cancellation);
        return new ReleaseBook(
            await run.Ledger.ReadReleasesAsync(session, cancellation),
            live,
            await run.Ledger.ReadLeaseAsync(session, cancellation) is { } lease
                ? lease with
                {
                    IsExpired = lease.IsExpired || Ledgers.Lease.IsDead(lease),
                }
                : null,
            await run.Ledger.CountRelationsAsync(session, cancellation),
            course.All(step => step.IsOver) ? [] : course
        );
    }

    /// <summary>The step that what is live is at; null if all of them are over.</summary>
    public CourseStep? Current => Open.FirstOrDefault(step => !step.IsOver);

    public ReleaseRecord? Record(int number) => Releases.FirstOrDefault(release => release.Number == number);

    /// <summary>A release by <c>r42</c>, <c>42</c> or version; the newest of several with one version.</summary>
    public ReleaseRecord? Named(string name) =>
        Releases.FirstOrDefault(release => string.Equals(release.Id, name, StringComparison.OrdinalIgnoreCase))
        ?? Releases.FirstOrDefault(release => release.Version == name);
}
