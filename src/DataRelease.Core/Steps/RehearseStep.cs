using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>Swaps green in, out and in again on scratch schemas.</summary>
internal sealed record RehearseStep() : Step("rehearse")
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var detail = await context.Run.StepAsync(Name, context.Release.Id, () =>
            new Rehearsal(context.Run).RehearseAsync(context.Release, cancellation)
        );
        return new StepResult.Done(context.Release, detail);
    }

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        preview.Say(["-- rehearse: the swap and the way back, on scratch schemas"]);
        return Task.CompletedTask;
    }
}
