using DataRelease.Errors;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>
/// Counts the rows that were written since the swap, and refuses to go back if they would be lost or can't be carried.
/// If the user gives them up, they are counted only after the swap, so that live goes back sooner.
/// </summary>
internal sealed record CountStep() : Step("count", IsPreparation: true)
{
    /// <summary>The release to go back to.</summary>
    public int To { get; init; }

    /// <summary>True if the rows are to be carried.</summary>
    public bool Carries { get; init; }

    /// <summary>True if state with the same code stays, so that nothing of it is lost.</summary>
    public bool Keeps { get; init; }

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var run = context.Run;
        var kept = await new KeptState(run).KeptAsync(Keeps, context.Row.Number, To, cancellation);
        var written = await new WrittenRows(run).CountAsync(context.Row.Number, To, cancellation, kept);
        var losses = Written.Losses(written);
        context.Findings.Losses = losses;
        if (losses.Count > 0 && !Carries)
            throw new ReleaseException(ErrorCode.WritesLost, WriteLoss.Describe(losses));
        if (losses.Count > 0)
        {
            var refusals = await new CarriedWrites(run).RefusalsAsync(written, cancellation);
            if (refusals.Count > 0)
                throw new ReleaseException(ErrorCode.WritesNotCarried, string.Join("; ", refusals));
        }
        return new StepResult.Done(context.Release, WriteLoss.Describe(losses)) { Written = written };
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var live = preview.Book.Live!.Number;
        var kept = await new KeptState(preview.Run).KeptAsync(Keeps, live, To, cancellation);
        preview.Losses = Written.Losses(await new WrittenRows(preview.Run).CountAsync(live, To, cancellation, kept));
    }
}
