using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>Records what green's state holds when it goes live, so that later writes can be counted.</summary>
internal sealed record MarkStep() : Step("mark")
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        await new ReleaseMarks(context.Run).TakeAsync(context.Release, cancellation);
        await new UncarriedWrites(context.Run).TellAsync(context.Release, cancellation);
        return new StepResult.Done(context.Release, "");
    }

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation) => Task.CompletedTask;
}
