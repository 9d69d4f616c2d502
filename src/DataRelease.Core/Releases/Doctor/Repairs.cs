using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// <c>doctor --fix</c>: makes the safe repairs under the lease and then examines again. It writes to live only by a
/// swap to the release that is live already.
/// </summary>
internal sealed class Repairs(ReleaseRun run, Random random)
{
    private const string OfLease = "lease";

    private readonly RepairScope _scope = new(run, random);
    private readonly Examination _examination = new(run);

    /// <summary>Shows the repairs.</summary>
    public async Task<ReleaseReport.Examined> PreviewAsync(CancellationToken cancellation)
    {
        var findings = await _examination.LookAsync(cancellation);
        var statements = new List<string>();
        foreach (var step in RepairStep.Of(findings))
            statements.AddRange(await step.PreviewAsync(_scope, cancellation));
        var report = await _examination.ReportAsync(
            findings,
            statements.Count == 0
                ? "nothing that could be fixed"
                : $"would fix {findings.Count(finding => finding.Repair is not null)} findings",
            cancellation
        );
        return report with { Statements = statements };
    }

    /// <summary>Makes the repairs. The caller must hold the lease.</summary>
    /// <param name="before">The findings from before the lease was taken.</param>
    /// <param name="cancellation">Honoured between repairs.</param>
    public async Task<ReleaseReport.Examined> RunAsync(IReadOnlyList<Finding> before, CancellationToken cancellation)
    {
        var done = new List<string>();
        var left = new Queue<RepairStep>(
            RepairStep.Of([.. before.Where(finding => finding.Check == OfLease), .. await LookAsync(cancellation)])
        );
        while (left.TryDequeue(out var step))
        {
            done.Add(await step.RunAsync(_scope, cancellation));
            // The views of live tell what the ledger should say.
            if (step is RepairStep.Views)
                left = new Queue<RepairStep>(
                    RepairStep.Of(await LookAsync(cancellation)).Where(other => other is not RepairStep.Views)
                );
        }
        var after = await LookAsync(cancellation);
        foreach (var finding in after)
            run.Events.Publish(new ReleaseEvent.CheckFinished(finding.Outcome));
        var open = after.Count(finding => finding.State != CheckState.Pass);
        var mended = done.Count == 0 ? "nothing was fixed" : $"fixed: {string.Join("; ", done)}";
        return await _examination.ReportAsync(
            after,
            open == 0
                ? mended
                : $"{mended}; {open} finding{(open == 1 ? " still needs" : "s still need")} a person to look at "
                    + $"{(open == 1 ? "it" : "them")}",
            cancellation
        );
    }

    /// <summary>The findings under the lease, which is this command's own and no finding.</summary>
    private async Task<List<Finding>> LookAsync(CancellationToken cancellation) =>
        [.. (await _examination.LookAsync(cancellation)).Where(finding => finding.Check != OfLease)];
}
