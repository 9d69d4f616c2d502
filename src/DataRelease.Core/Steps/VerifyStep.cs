using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>Proves that the release that is live again holds what the ledger recorded of it. It only reads.</summary>
internal sealed record VerifyStep() : Step("verify")
{
    /// <summary>
    /// True if state of the release that was live stayed. It was not restored, and others may write to it.
    /// </summary>
    public bool Keeps { get; init; }

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, live) = (context.Run, context.Release);
        var checks = await run.StepAsync(
            Name,
            live.Id,
            () => new RestoredContent(run).CheckAsync(live, Keeps ? context.Row.Number : null, cancellation),
            Describe
        );
        context.Findings.Checks = checks;
        var wrong = checks.Where(check => check.State == CheckState.Fail).ToList();
        if (wrong.Count > 0)
            // The way back is done. A wrong result is for a person to judge.
            context.Findings.Flaw = new ReleaseException(
                ErrorCode.RestoredDiffers,
                $"{live.Id} is live; "
                    + string.Join("; ", wrong.Take(5).Select(check => $"{check.Relation}: {check.Message}"))
            );
        return new StepResult.Done(live, Describe(checks));
    }

    private static string Describe(IReadOnlyList<CheckOutcome> checks) =>
        $"{checks.Count(check => check.State == CheckState.Pass)} of {checks.Count} tables hold what they held";

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation) => Task.CompletedTask;
}
