using DataRelease.Builds;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Candidates;

namespace DataRelease.Steps;

/// <summary>Runs the checks of green against blue.</summary>
internal sealed record ValidateStep() : Step("validate")
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, findings) = (context.Run, context.Findings);
        var built = context.Green as Green.Built;
        var release = await run.TransitionAsync(
            context.Release with
            {
                Message = "",
            },
            ReleaseState.Validating,
            Name,
            "",
            [],
            cancellation
        );
        return await run.StepAsync(
            Name,
            "",
            async () =>
            {
                await WatchedMetrics.RequireAsync(run, release, cancellation);
                var (outcomes, writes) = await new Validation(run).RunAsync(release, built?.Tests, cancellation);
                findings.Checks = outcomes;
                var finder = built?.Finder ?? await FinderAsync(run, release, cancellation);
                findings.Add(finder.OfChecks([.. outcomes.Where(outcome => !Validation.IsTest(outcome))]));
                if (Validation.Refusal(outcomes) is { } refused)
                {
                    await run.TransitionAsync(
                        release,
                        ReleaseState.Validating,
                        Name,
                        refused.Message,
                        writes,
                        cancellation
                    );
                    throw refused;
                }
                var warnings = outcomes.Count(outcome => outcome.CountsAs == CheckState.Warn);
                var detail = $"{outcomes.Count} checks{(warnings > 0 ? $", {warnings} with a warning" : "")}";
                return new StepResult.Done(
                    await run.TransitionAsync(
                        release,
                        ReleaseState.Validated,
                        Name,
                        "",
                        [.. writes, context.Done(detail)],
                        cancellation
                    ),
                    detail
                )
                {
                    IsWritten = true,
                };
            },
            done => done.Detail
        );
    }

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        preview.Say(["-- validate"]);
        return Task.CompletedTask;
    }

    /// <summary>The finder of problems for a candidate that an earlier command built.</summary>
    private static async Task<ProblemFinder> FinderAsync(
        ReleaseRun run,
        ReleaseRecord release,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        var json = await run.Ledger.ReadArtifactAsync(session, release.Number, "manifest.json", cancellation);
        var manifest = json is null
            ? new Manifest(12, "", "", "", new Dictionary<string, ManifestNode>(), new Dictionary<string, string>())
            : ManifestReader.Read(json, $"manifest.json of {release.Id}", ManifestDetail.Structure);
        return new ProblemFinder(run.Environment.ProjectDir, manifest, GreenDeployment.Target(run, release));
    }
}
