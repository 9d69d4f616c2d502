using DataRelease.Ledgers;
using DataRelease.Steps.Replays;
using DataRelease.Steps.Shadows;

namespace DataRelease.Steps;

/// <summary>Runs consumers' own queries on the release and on the live one, without letting them write.</summary>
internal sealed record ReplayStep() : Step(ReplayVerdict.Name)
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var run = context.Run;
        var release = await new ShadowSteps(run).EnterAsync(context.Release, Name, cancellation);
        var blue = (await ReleaseBook.ReadAsync(run, cancellation)).Record(release.Base!.Value)!;
        var summary = await run.StepAsync(Name, release.Id, async () =>
        {
            var result = await new CandidateReplay(run).RunAsync(run.Config.Replay, null, blue, release, cancellation);
            context.Findings.Checks = await new ShadowSteps(run).JoinAsync(
                release,
                outcome => outcome.Name == ReplayVerdict.Name,
                result.Outcomes,
                cancellation
            );
            return result.Refusal is null ? result.Summary : throw result.Refusal;
        });
        return new StepResult.Done(release, summary)
        {
            // The queries are the last step of a shadow.
            Becomes = ReleaseState.Validated,
            Writes = run.Ledger.ReplaceChecks(release.Number, context.Findings.Checks),
        };
    }

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        preview.Say([
            $"-- replay: queries of {CandidateReplay.Sources(preview.Run.Config.Replay)} on this release and on what "
                + "is live",
        ]);
        return Task.CompletedTask;
    }
}
