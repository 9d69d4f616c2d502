using DataRelease.Backups;

namespace DataRelease.Steps;

/// <summary>Takes a data version of the live state.</summary>
internal sealed record BackupStep() : Step("backup")
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var detail = await context.Run.StepAsync(Name, "", async () =>
        {
            var version = await new DataVersions(context.Run).TakeStateAsync(
                $"before release {context.Release.Id}",
                cancellation
            );
            return version is null
                ? "there is no state to keep"
                : $"{version.Id}, {version.Tables.Count} tables, {version.Rows} rows";
        });
        return new StepResult.Done(context.Release, detail);
    }

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        preview.Say(["-- backup: a data version of the state that is live"]);
        return Task.CompletedTask;
    }
}
