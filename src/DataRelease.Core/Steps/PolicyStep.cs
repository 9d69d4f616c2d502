using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Policies;

namespace DataRelease.Steps;

/// <summary>Refuses a release that the environment's policies don't let go live.</summary>
internal sealed record PolicyStep() : Step(Kind)
{
    /// <summary>The step's name in the ledger.</summary>
    public const string Kind = "policies";

    /// <summary>The name of the history's step for an overridden policy.</summary>
    public const string Overrode = "override";

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, release) = (context.Run, context.Release);
        var verdicts = await run.StepAsync(
            Name,
            release.Id,
            async () =>
            {
                var found = await new PolicyReview(run).OfAsync(release, cancellation);
                if (PolicyReview.Refusal(found) is not { } refusal)
                    return found;
                context.Findings.Add(
                    found
                        .Where(verdict => verdict.State == PolicyState.Refuse)
                        .Skip(1)
                        .Select(verdict => verdict.Problem)
                );
                throw refusal;
            },
            Describe
        );
        return new StepResult.Done(release, Describe(verdicts))
        {
            Writes =
            [
                .. verdicts
                    .Where(verdict => verdict.State == PolicyState.Overridden)
                    .Select(verdict =>
                        run.Ledger.InsertStep(
                            release.Number,
                            Overrode,
                            Ledger.Text(release.State),
                            0,
                            verdict.Sentence,
                            run.Lease.Fencing
                        )
                    ),
            ],
        };
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        if (preview.Policies.Count > 0)
            return;
        var review = new PolicyReview(preview.Run);
        preview.Policies.AddRange(
            preview.Project is { } project
                ? await review.AheadAsync(preview.Release, project, preview.Work?.Builder.Package, cancellation)
                : await review.OfAsync(preview.Release, cancellation)
        );
        preview.Say([
            .. preview.Policies.Select(verdict =>
                $"-- {verdict.Where}: {verdict.Policy} "
                + $"{(verdict.State == PolicyState.Refuse ? "would refuse" : "would pass")}: {verdict.Message}"
            ),
        ]);
    }

    private static string Describe(IReadOnlyList<PolicyVerdict> verdicts) =>
        string.Join("; ", verdicts.Select(verdict => verdict.Sentence));
}
