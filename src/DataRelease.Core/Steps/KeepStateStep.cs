using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>
/// Makes a new release of the older release's relations that keeps the live state: it shares the live incremental
/// models and snapshots, and the views that read them are made again. No row is copied. Does nothing if no state can
/// stay.
/// </summary>
internal sealed record KeepStateStep() : Step("keep-state", IsPreparation: true)
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, to) = (context.Run, context.Release);
        var state = await new KeptState(run).FindAsync(context.Row.Number, to.Number, cancellation);
        var kept = state.Where(one => one.WhyNot is null).ToList();
        if (kept.Count == 0)
        {
            context.Findings.Tell("no state could stay");
            return new StepResult.Done(to, "no state could stay");
        }
        var detail =
            $"state of {ReleaseRecord.Name(context.Row.Number)} stays: "
            + string.Join(", ", kept.Select(one => one.Live.Live.ToString()));
        var release = await run.StepAsync(
            Name,
            to.Id,
            async () =>
            {
                var (copy, stale) = await new DerivedRelease(run).ShareAsync(
                    to,
                    kept.ToDictionary(one => one.Live.Live, one => one.Live),
                    cancellation
                );
                if (stale.Count > 0)
                    run.Events.Publish(
                        new ReleaseEvent.Warned(
                            null,
                            $"{string.Join(", ", stale)} were built from state as it was then and are not rebuilt; "
                                + "data-release refresh rebuilds them"
                        )
                    );
                return copy;
            },
            _ => detail
        );
        await new ReleaseMarks(run).TakeAsync(release, cancellation);
        context.Findings.Tell(detail);
        return new StepResult.Done(release, detail);
    }

    public override Task UndoAsync(StepContext context, string why, CancellationToken cancellation) =>
        new DerivedRelease(context.Run).DropUnfinishedAsync(why, cancellation);

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var state = await new KeptState(preview.Run).FindAsync(
            preview.Book.Live!.Number,
            preview.Release.Number,
            cancellation
        );
        foreach (var one in state)
            preview.Relations.Add(
                new PlannedRelation(
                    one.Live.Live.ToString(),
                    one.WhyNot is null ? RelationChange.StateStays : RelationChange.StateGoesBack,
                    one.WhyNot ?? ""
                )
            );
        preview.Stays = state
            .Where(one => one.WhyNot is null)
            .ToDictionary(one => one.Back.Physical, one => one.Live.Physical);
        preview.Tell(
            state.Any(one => one.WhyNot is null)
                ? $"state stays: {string.Join(", ", StateInBoth.Kept(state).Order())}; views that read it are "
                    + "made again"
                : "no state can stay"
        );
    }
}
