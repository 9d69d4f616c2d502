using DataRelease.Backups;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Rollbacks;

/// <summary>Drops the data of releases that retention no longer keeps. The ledger remembers them as retired.</summary>
internal sealed class Retirement(ReleaseRun run)
{
    /// <summary>What was dropped.</summary>
    /// <param name="Retired">The retired releases.</param>
    /// <param name="Dropped">Other things that were dropped.</param>
    /// <param name="Kept">Releases that something outside depends on.</param>
    public sealed record Gone(IReadOnlyList<string> Retired, IReadOnlyList<string> Dropped, IReadOnlyList<string> Kept)
    {
        /// <summary>The result as a phrase.</summary>
        public string Describe() =>
            Retired.Count + Dropped.Count == 0
                ? "nothing to drop"
                : $"dropped {string.Join(", ", Retired.Concat(Dropped))}";
    }

    /// <summary>Drops everything that retention no longer keeps.</summary>
    /// <param name="keep">The number of versions to keep besides the live one; null for the configuration's.</param>
    /// <param name="olderThan">The age from which releases are dropped; null for the configuration's.</param>
    /// <param name="cancellation">Honoured between releases.</param>
    public async Task<Gone> RetireAsync(int? keep, TimeSpan? olderThan, CancellationToken cancellation)
    {
        var cleanup = new ReleaseCleanup(run);
        var retired = new List<string>();
        var kept = new List<string>();
        var dropped = new List<string>();
        // The newest come first: once they are gone, only the older ones use what both shared.
        foreach (var release in await ChooseAsync(keep, olderThan, cancellation))
        {
            if (await PlanAsync(cleanup, release, kept, cancellation) is not { } statements)
                continue;
            await cleanup.DropAsync(release, ReleaseState.Retired, "prune", statements, cancellation);
            retired.Insert(0, release.Id);
        }
        foreach (var release in await LeftAsync(cancellation))
        {
            if (await PlanAsync(cleanup, release, kept, cancellation) is not { Count: > 0 } statements)
                continue;
            await cleanup.DropAsync(release, release.State, "prune", statements, cancellation);
            dropped.Add($"what was left of {release.Id}");
        }
        var versions = new DataVersions(run);
        foreach (var version in await versions.ExpiredAsync(cancellation))
        {
            try
            {
                await versions.DropAsync(version, cancellation);
                dropped.Add(version.Id);
            }
            catch (ReleaseException refused) when (refused.Code == ErrorCode.DependedOnFromOutside)
            {
                run.Events.Publish(new ReleaseEvent.Warned(refused.Code.Id, $"{refused.Message}; {refused.ToDo}"));
                kept.Add(version.Id);
            }
        }
        return new Gone(retired, dropped, kept);
    }

    /// <summary>
    /// The statements; null, with a warning, if something outside depends on the release. One release that is in use
    /// must not keep the others from being dropped.
    /// </summary>
    private async Task<IReadOnlyList<Sql>?> PlanAsync(
        ReleaseCleanup cleanup,
        ReleaseRecord release,
        List<string> kept,
        CancellationToken cancellation
    )
    {
        try
        {
            return await cleanup.PlanAsync(release, cancellation);
        }
        catch (ReleaseException refused) when (refused.Code == ErrorCode.DependedOnFromOutside)
        {
            run.Events.Publish(new ReleaseEvent.Warned(refused.Code.Id, $"{refused.Message}; {refused.ToDo}"));
            kept.Add(release.Id);
            return null;
        }
    }

    /// <summary>
    /// Releases that are gone according to the ledger and may have left relations that another release shared then;
    /// newest first. Release r0 is not among them, because an older version put later adopted relations into its
    /// schemas, too.
    /// </summary>
    public async Task<IReadOnlyList<ReleaseRecord>> LeftAsync(CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var schemas = await run.Warehouse.ReadAllSchemasAsync(session, cancellation);
        var left = (await run.Ledger.ReadGoneAsync(session, cancellation))
            .Where(gone =>
                gone.Number > 0 && schemas.Any(schema => schema.Contains(gone.GreenSchema, StringComparison.Ordinal))
            )
            .Select(gone => gone.Number);
        return await run.Ledger.ReadReleasesAsync(session, new ReleaseScope.Numbered([.. left]), cancellation);
    }

    /// <summary>
    /// The releases to drop: earlier live ones beyond the count or the age, and failed ones whose green still exists.
    /// Never the live release, a candidate, or an unfinished release. The release to which a plain rollback would go is
    /// kept whatever its age.
    /// </summary>
    public async Task<IReadOnlyList<ReleaseRecord>> ChooseAsync(
        int? keep,
        TimeSpan? olderThan,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var oldest = await run.ReadOldestAsync(olderThan ?? run.Config.Retention.MaxAge, cancellation);
        var retained = book
            .Releases.Where(release => release.IsRetained && release.Number != book.Live?.Number)
            .OrderByDescending(release => release.LiveAt ?? DateTimeOffset.MinValue)
            .ThenByDescending(release => release.Number)
            .ToList();
        var next = WayBack.Next(book)?.Number;
        var counted = RetainedVersions.Keep(
            retained,
            book.Live is { } marker ? book.Record(marker.Number) : null,
            keep ?? run.Config.Retention.Keep,
            run.Config.Retention.Refreshes
        );
        var chosen = retained.Where(release =>
            !counted.Contains(release.Number)
            || ((release.LiveAt ?? release.CreatedAt) < oldest && release.Number != next)
        );
        var failed = book.Releases.Where(release => release.State == ReleaseState.Failed);
        var kept = await InWindowAsync(book, cancellation);
        return
        [
            .. chosen
                .Where(release => release.Number != kept)
                .Concat(failed)
                .OrderByDescending(release => release.Number),
        ];
    }

    /// <summary>
    /// The release that must stay available for a rollback: blue, while the live release is watched and for the window
    /// after its monitoring has passed.
    /// </summary>
    private async Task<int?> InWindowAsync(ReleaseBook book, CancellationToken cancellation)
    {
        if (book.Live is not { } live || WayBack.Next(book) is not { } blue)
            return null;
        if (book.Current is not null)
            return blue.Number;
        if (run.Config.Retention.Window is not { } window)
            return null;
        DateTimeOffset? passed;
        await using (var session = await run.OpenAsync(cancellation))
            passed = await run.Ledger.ReadCourseEndAsync(session, live.Number, cancellation);
        var since = passed > live.Since ? passed.Value : live.Since;
        return await run.ReadNowAsync(cancellation) - since < window ? blue.Number : null;
    }
}
