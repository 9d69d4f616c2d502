using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>Drops releases that retention no longer keeps.</summary>
internal sealed record RetireStep() : Step("retire")
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var detail = await context.Run.StepAsync(Name, "", async () =>
        {
            try
            {
                var gone = await new Retirement(context.Run).RetireAsync(null, null, cancellation);
                return gone.Describe();
            }
            catch (ReleaseException error) when (error.Code != ErrorCode.LeaseLost)
            {
                // The release is live, and what could not be dropped does no harm.
                context.Run.Events.Publish(
                    new ReleaseEvent.Warned(error.Code.Id, $"what retention does not keep stays: {error.Message}")
                );
                return "what is no longer kept stays; data-release prune tries again";
            }
        });
        return new StepResult.Done(context.Release, detail);
    }

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        preview.Say(["-- retire: what retention no longer keeps is dropped"]);
        return Task.CompletedTask;
    }
}
