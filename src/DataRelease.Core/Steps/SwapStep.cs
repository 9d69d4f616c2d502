using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;
using DataRelease.Steps.Rollbacks;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>Makes green live.</summary>
internal sealed record SwapStep() : Step("swap")
{
    /// <summary>True if views of relations that green lacks may be dropped.</summary>
    public bool AllowBreaking { get; init; }

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, release) = (context.Run, context.Release);
        var swap = new LiveSwap(run, run.Sides.GrantsAsync, context.Random);
        var (detail, _) = await run.StepAsync(
            Name,
            release.Id,
            async () =>
            {
                await RequireBaseAsync(run, release, cancellation);
                await TellLaterAsync(run, release, cancellation);
                var prepared = await swap.PrepareAsync(release, Allows(run), cancellation);
                Warn(run, prepared.Plan);
                await swap.FenceAsync(release, cancellation);
                release = await run.TransitionAsync(release, ReleaseState.Swapping, Name, "", [], cancellation);
                var summary = SwapSummary.Of(prepared.Plan);
                var attempts = await swap.ExecuteAsync(
                    release,
                    prepared,
                    ReleaseState.Superseded,
                    Name,
                    cancellation,
                    also: [.. run.Ledger.EndRoute(release.Number, run.Lease.Fencing), context.Done(summary)]
                );
                return (Summary: summary, Attempts: attempts);
            },
            SwapSummary.After
        );
        return new StepResult.Done(release with { State = ReleaseState.Live }, detail) { IsWritten = true };
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var run = preview.Run;
        if (preview.Project is { } project)
        {
            preview.Say([
                "BEGIN",
                .. GreenDeployment
                    .Scope(project)
                    .OrderBy(node => GreenDeployment.Live(node, preview.Target))
                    .Select(node =>
                        $"-- {GreenDeployment.Live(node, preview.Target)} -> view on "
                        + $"{new RelationName(node.Schema, node.Alias)} (its columns are known once it is built)"
                    ),
                "COMMIT",
            ]);
            return;
        }
        var prepared = await new LiveSwap(run, run.Sides.GrantsAsync, preview.Random).PrepareAsync(
            preview.Release,
            Allows(run),
            cancellation
        );
        preview.Say(prepared.Statements);
        preview.Relations.AddRange(SwapPreview.Describe(prepared.Plan));
        preview.Tell($"would make {preview.Release.Id} live: {SwapSummary.Of(prepared.Plan)}");
    }

    private bool Allows(ReleaseRun run) => AllowBreaking || run.Config.Swap.AllowBreaking;

    /// <summary>Refuses a candidate that was built from another release than the live one.</summary>
    public static async Task RequireBaseAsync(ReleaseRun run, ReleaseRecord release, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var live = await run.Ledger.ReadLiveAsync(session, cancellation);
        if (live?.Number != release.Base)
            throw Outdated(release, live);
    }

    /// <summary>The error for a candidate that was built from another release than the live one.</summary>
    public static ReleaseException Outdated(ReleaseRecord release, LiveRecord? live) =>
        new(
            ErrorCode.CandidateOutdated,
            $"{release.Id} was built from "
                + $"{(release.Base is { } old ? ReleaseRecord.Name(old) : "nothing")}, and "
                + $"{(live is null ? "nothing" : ReleaseRecord.Name(live.Number))} is live"
        );

    /// <summary>
    /// Warns of rows that were written to live while the release was shown to some, or while its waves went live. The
    /// relations of waves show the release already.
    /// </summary>
    private static async Task TellLaterAsync(ReleaseRun run, ReleaseRecord release, CancellationToken cancellation)
    {
        if (release.State is not (ReleaseState.Exposing or ReleaseState.Rolling or ReleaseState.Swapping))
            return;
        IReadOnlyList<WaveRecord> waves;
        await using (var session = await run.OpenAsync(cancellation))
            waves = await run.Ledger.ReadWavesAsync(session, cancellation);
        var shown = waves.Select(wave => wave.Live).ToHashSet();
        await new LaterWrites(run).TellAsync(release, name => !shown.Contains(name), cancellation);
    }

    private static void Warn(ReleaseRun run, SwapPlan plan)
    {
        foreach (var orphan in plan.Orphans)
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.RelationOrphaned.Id,
                    $"{orphan.Live} is no longer in the project; {ErrorCode.RelationOrphaned.Remedy}"
                )
            );
        foreach (var bystander in plan.Bystanders.Where(bystander => !bystander.Follows).Take(10))
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.StaysBehind.Id,
                    $"{bystander.Dependent.Kind} {bystander.Dependent.ObjectName} reads "
                        + $"{bystander.Dependent.On}; {ErrorCode.StaysBehind.Remedy}"
                )
            );
    }
}
