using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Strategies;
using DataRelease.Warehouses;

namespace DataRelease.Releases;

/// <summary>
/// A preview: a branch's code in schemas of its own, compared with the live release of its environment. The preview has
/// a lease of its own, so that previews and releases do not wait for each other.
/// </summary>
internal sealed class PreviewCommand(ReleaseRun run, Random random)
{
    private readonly PreviewJournal _journal = new(run.Ledger);

    private ReleaseEnvironment Target => run.Environment.PreviewOf!;

    /// <summary>Builds the preview and compares it. An earlier build of it is dropped first.</summary>
    public async Task<ReleaseReport.Released> DeployAsync(DeployRequest request, CancellationToken cancellation)
    {
        // The builder is opened before anything is dropped, because without it nothing can be built.
        await using (var builder = await run.Environment.Builder(cancellation))
            await new InPlaceExpansion(run).FollowAsync(builder, null, cancellation);
        await using var target = new ReleaseRun(Target, run.Events, run.Clock);
        var (pending, _) = await new ReleaseMigrations(target).PreviewAsync(cancellation);
        if (pending.Count > 0)
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.PreviewMigrations.Id,
                    $"{string.Join(", ", pending)} {(pending.Count == 1 ? "is" : "are")} pending in '{Target.Name}'; "
                        + ErrorCode.PreviewMigrations.Remedy
                )
            );
        var above = await ReplaceAsync(target, cancellation);
        var source = run.Environment.IsOfPackage ? BuildSource.Package : BuildSource.Project;
        return await new ReleaseCommand(run, random).BeginAsync(
            request with
            {
                Above = above,
            },
            (_, _) => Preview.Steps(request.Build, request.Version, source),
            null,
            cancellation
        );
    }

    /// <summary>Drops the preview, and all of its rows in the ledger.</summary>
    /// <param name="isDryRun">True to show the statements only.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="olderThan">
    /// The age from which it is dropped; null for any. It may have been built again while its lease was waited for.
    /// </param>
    public async Task<ReleaseReport.Pruned> PruneAsync(
        bool isDryRun,
        CancellationToken cancellation,
        TimeSpan? olderThan = null
    )
    {
        var report = new ReleaseReport.Pruned
        {
            Summary = $"there is no preview {run.Environment.Preview} of '{Target.Name}'",
        };
        if (!run.Warehouse.Exists)
            return report;
        IReadOnlyList<ReleaseRecord> releases;
        await using (var session = await run.OpenAsync(cancellation))
        {
            if (!await run.Ledger.ExistsAsync(session, cancellation))
                return report;
            releases = await run.Ledger.ReadReleasesAsync(session, ReleaseScope.Everything, cancellation);
        }
        if (releases.Count == 0)
            return report;
        if (olderThan is not null)
        {
            var oldest = await run.ReadOldestAsync(olderThan, cancellation);
            if (releases.Any(release => release.State != ReleaseState.Live && release.CreatedAt >= oldest))
                return report with
                {
                    Summary = $"preview {run.Environment.Preview} of '{Target.Name}' stays: it is not that old",
                };
        }
        var drops = await DropsAsync(releases, cancellation);
        if (isDryRun)
            return report with
            {
                Statements = [.. drops.Select(statement => statement.Render(run.Warehouse.Dialect).Text)],
                Summary = $"preview {run.Environment.Preview} of '{Target.Name}' would be dropped",
            };
        await run.StepAsync("prune", "", async () =>
        {
            await using var session = await run.OpenAsync(cancellation);
            await run.Ledger.ChangeAsync(session, run.Lease, drops, [.. _journal.Forget()], cancellation);
            return $"dropped preview {run.Environment.Preview}";
        });
        return report with
        {
            Gone = [.. releases.Where(release => release.State != ReleaseState.Live).Select(release => release.Id)],
            Summary = $"dropped preview {run.Environment.Preview} of '{Target.Name}'",
        };
    }

    /// <summary>Previews of an environment that are older than the retention.</summary>
    public static async Task<IReadOnlyList<PreviewSummary>> ExpiredAsync(ReleaseRun run, CancellationToken cancellation)
    {
        var oldest = await run.ReadOldestAsync(run.Config.Previews.Retention, cancellation);
        return [.. (await ReadAsync(run, cancellation)).Where(preview => preview.CreatedAt < oldest)];
    }

    /// <summary>Previews of an environment, by name.</summary>
    public static async Task<IReadOnlyList<PreviewSummary>> ReadAsync(ReleaseRun run, CancellationToken cancellation)
    {
        if (!run.Warehouse.Exists || run.Environment.Preview is not null)
            return [];
        await using var session = await run.OpenAsync(cancellation);
        if (!await run.Ledger.ExistsAsync(session, cancellation))
            return [];
        return
        [
            .. (await new PreviewJournal(run.Ledger).ReadAsync(session, cancellation))
                .GroupBy(line => line.Preview)
                .Select(lines =>
                    (
                        Green: lines.FirstOrDefault(line => !line.IsBlue)?.Release,
                        Blue: lines.FirstOrDefault(line => line.IsBlue)?.Release,
                        Name: lines.Key
                    )
                )
                .Select(preview => new PreviewSummary(
                    preview.Name,
                    preview.Green?.Version ?? "",
                    preview.Green?.State ?? ReleaseState.Planned,
                    preview.Blue?.Id,
                    preview.Green?.Commit,
                    preview.Green is { } green ? RecordedOrigin.Of(green).Branch : null,
                    (preview.Green ?? preview.Blue)!.CreatedBy,
                    preview.Green?.CreatedAt ?? DateTimeOffset.MinValue,
                    preview.Green?.Message ?? ""
                )),
        ];
    }

    /// <summary>Refuses a preview's name where a release that can go live is asked for.</summary>
    /// <param name="run">The environment.</param>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR7100.</exception>
    public static async Task RefuseAsync(ReleaseRun run, string name, CancellationToken cancellation)
    {
        if ((await ReadAsync(run, cancellation)).Any(preview => preview.Name == name))
            throw new ReleaseException(ErrorCode.PreviewNotLive, $"{name} is a preview of '{run.Name}', not a release");
    }

    /// <summary>
    /// Drops an earlier build and copies the live release as the one to compare with, in one transaction.
    /// </summary>
    /// <returns>The highest number that the preview had.</returns>
    private async Task<int> ReplaceAsync(ReleaseRun target, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation, ReleaseScope.Everything);
        var live = (await ReleaseBook.ReadAsync(target, cancellation)).Live;
        var drops = await DropsAsync(book.Releases, cancellation);
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.ChangeAsync(
            session,
            run.Lease,
            drops,
            [.. _journal.Forget(), .. live is null ? [] : _journal.Mirror(Target.Name, live.Number, run.Lease.Fencing)],
            cancellation
        );
        return book.Releases.Count == 0 ? 0 : book.Releases[0].Number;
    }

    /// <summary>
    /// The statements that drop the schemas that were built for the preview. The release that it is compared with is
    /// not its own.
    /// </summary>
    private async Task<IReadOnlyList<Sql>> DropsAsync(
        IReadOnlyList<ReleaseRecord> releases,
        CancellationToken cancellation
    )
    {
        var cleanup = new ReleaseCleanup(run);
        var drops = new List<Sql>();
        foreach (var release in releases.Where(release => release.State != ReleaseState.Live))
            drops.AddRange(await cleanup.PlanAsync(release, cancellation));
        return drops;
    }
}
