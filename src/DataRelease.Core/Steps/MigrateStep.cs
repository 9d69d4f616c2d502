using DataRelease.Steps.Candidates;

namespace DataRelease.Steps;

/// <summary>Applies pending expand migrations.</summary>
internal sealed record MigrateStep() : Step("migrate", IsOfBuild: true)
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var told = await new ReleaseMigrations(context.Run).ExpandAsync(context.Release, cancellation);
        return told is null
            ? new StepResult.Done(context.Release, "there is no migration")
            : new StepResult.Done(context.Release, told) { Becomes = context.Release.State };
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var (names, statements) = await new ReleaseMigrations(preview.Run).PreviewAsync(cancellation);
        preview.Migrations = names;
        preview.Say(statements);
    }
}
