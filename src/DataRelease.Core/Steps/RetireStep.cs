using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>Drops what retention no longer keeps.</summary>
internal sealed record RetireStep() : Step("retire")
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var detail = "";
        await context.Run.StepAsync(Name, "", async () =>
        {
            var gone = await new Retirement(context.Run).RetireAsync(null, null, cancellation);
            return detail = gone.Describe();
        });
        return new StepResult.Done(context.Release, detail);
    }

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        preview.Say(["-- retire: what retention no longer keeps is dropped"]);
        return Task.CompletedTask;
    }
}
