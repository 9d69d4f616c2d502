using DataRelease.Builds;
using DataRelease.Steps.Candidates;

namespace DataRelease.Steps;

/// <summary>
/// Adds to the tables of a database project in place. Live keeps working on what is added, so the step is never undone.
/// </summary>
internal sealed record ExpandStep() : Step(Kind, IsOfBuild: true)
{
    /// <summary>The step's name in the ledger.</summary>
    public const string Kind = "expand";

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var project = (IDatabaseProject)((Green.Planned)context.Green).Work.Builder;
        var expansion = new InPlaceExpansion(context.Run);
        var detail = await context.Run.StepAsync(Kind, "", () =>
            expansion.RunAsync(context.Release, project, context.Done, cancellation)
        );
        return new StepResult.Done(context.Release, detail) { IsWritten = true };
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var project = (IDatabaseProject)preview.Work!.Builder;
        var pending = await new InPlaceExpansion(preview.Run).ReadPendingAsync(project, cancellation);
        preview.Say([InPlaceExpansion.Title(pending.Count), .. pending]);
        preview.Relations.AddRange(project.Objects);
    }
}
