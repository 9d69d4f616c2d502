using DataRelease.Builds.Packages;
using DataRelease.Ledgers;
using DataRelease.Swaps;

namespace DataRelease.Steps;

/// <summary>
/// Makes an earlier release live again, or the copy of it that an earlier step made. It takes one swap, whatever the
/// size of the data.
/// </summary>
internal sealed record GoBackStep() : Step("go-back")
{
    /// <summary>The earlier release.</summary>
    public int To { get; init; }

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, release, from) = (context.Run, context.Release, context.Row.Number);
        var (detail, _) = await run.StepAsync(
            "rollback",
            $"{ReleaseRecord.Name(from)} -> {release.Id}",
            async () =>
            {
                var swap = Swap(run, context.Random);
                var prepared = await swap.PrepareAsync(release, dropMissing: true, cancellation);
                // Readers to whom the earlier release would be empty were waited for when it went live, unless
                // swap.fence was 0 then. Finding out costs one query.
                await swap.FenceAsync(release, cancellation);
                var summary = SwapSummary.Of(prepared.Plan);
                var attempts = await swap.ExecuteAsync(
                    release,
                    prepared,
                    ReleaseState.RolledBack,
                    "rollback",
                    cancellation,
                    isWayBack: true,
                    also: [run.Ledger.UndoCourse(from, run.Lease.Fencing), context.Done(summary)]
                );
                return (Summary: summary, Attempts: attempts);
            },
            SwapSummary.After
        );
        return new StepResult.Done(release, detail) { IsWritten = true };
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var prepared = await Swap(preview.Run, preview.Random)
            .PrepareAsync(preview.Release, dropMissing: true, cancellation);
        var (dialect, database) = (preview.Run.Warehouse.Dialect, preview.Run.Warehouse.Database);
        var aim = new RelationAim(dialect, database, database, preview.Stays);
        preview.Say([.. prepared.Statements.Select(aim.Apply)]);
        preview.Relations.AddRange(SwapPreview.Describe(prepared.Plan));
        preview.Tell(SwapSummary.Of(prepared.Plan));
    }

    private static LiveSwap Swap(ReleaseRun run, Random random) =>
        new(run, run.Sides.GrantsAsync, random) { Command = LiveSwap.RollbackCommand };
}
