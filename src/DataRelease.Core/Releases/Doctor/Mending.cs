using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// <c>doctor --fix</c>: mends what is safe under the lease, then looks again. Live is written to by a swap to the release
/// that is live, and by nothing else.
/// </summary>
internal sealed class Mending(ReleaseRun run, Random random)
{
    /// <summary>What it would do.</summary>
    public async Task<ReleaseReport> PreviewAsync(CancellationToken cancellation)
    {
        var examination = new Examination(run);
        var findings = await examination.LookAsync(cancellation).ConfigureAwait(false);
        var statements = new List<string>();
        foreach (var (says, sql) in await StepsAsync(findings, 0, cancellation).ConfigureAwait(false))
        {
            statements.Add($"-- {says}");
            statements.AddRange(sql.Select(statement => statement.Render(run.Warehouse.Dialect).Text));
        }
        if (Views(findings).Count > 0)
        {
            var (release, prepared) = await PrepareAsync(findings, cancellation).ConfigureAwait(false);
            statements.Add($"-- a swap to {release.Id}, which is live: {LiveSwap.Describe(prepared.Plan)}");
            statements.AddRange(SwapPreview.Statements(run, prepared));
        }
        if (findings.Any(finding => finding.Mend is Mend.GiveLeaseBack)) statements.Add("-- the lease is taken over and given back");
        var report = await examination.ReportAsync(findings, statements.Count == 0 ? "nothing that could be mended" : $"would mend {findings.Count(finding => finding.Mend is not null)} findings", cancellation).ConfigureAwait(false);
        return report with { Statements = statements };
    }

    /// <summary>Needs the lease.</summary>
    /// <param name="before">What an examination before the lease was taken said of it.</param>
    /// <param name="cancellation">Honoured between mends.</param>
    public async Task<ReleaseReport> RunAsync(IReadOnlyList<Finding> before, CancellationToken cancellation)
    {
        var examination = new Examination(run);
        var findings = await examination.LookAsync(cancellation).ConfigureAwait(false);
        var done = new List<string>();
        if (before.Any(finding => finding.Mend is Mend.GiveLeaseBack)) done.Add("the lease is given back");
        if (Views(findings).Count > 0)
        {
            await StepAsync("the views of live", async () =>
            {
                var (release, prepared) = await PrepareAsync(findings, cancellation).ConfigureAwait(false);
                await new LiveSwap(run, random).RepairAsync(release, prepared, cancellation).ConfigureAwait(false);
                done.Add($"live shows {release.Id} again ({LiveSwap.Describe(prepared.Plan)})");
            }).ConfigureAwait(false);
            // What live shows proves what the ledger should say.
            findings = await examination.LookAsync(cancellation).ConfigureAwait(false);
        }
        foreach (var mend in findings.Select(finding => finding.Mend).OfType<Mend.Record>())
        {
            await StepAsync(mend.Says, () => WriteAsync(mend, cancellation)).ConfigureAwait(false);
            done.Add(mend.Says);
        }
        foreach (var mend in findings.Select(finding => finding.Mend).OfType<Mend.Drop>())
        {
            var cleanup = new ReleaseCleanup(run);
            var says = $"what was left of {mend.Release.Id} is dropped";
            await StepAsync(says, async () => await cleanup.DropAsync(
                mend.Release, mend.Release.State, "doctor", await cleanup.PlanAsync(mend.Release, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            done.Add(says);
        }
        // Our own lease is no finding.
        var after = (await examination.LookAsync(cancellation).ConfigureAwait(false)).Where(finding => finding.Check != "lease").ToList();
        foreach (var finding in after) run.Events.Publish(new ReleaseEvent.CheckFinished(finding.Outcome));
        var left = after.Count(finding => finding.State != CheckState.Pass);
        var mended = done.Count == 0 ? "nothing was mended" : $"mended: {string.Join("; ", done)}";
        return await examination.ReportAsync(after, left == 0 ? mended : $"{mended}; not dared: {left} finding{(left == 1 ? "" : "s")} for a person to look at", cancellation).ConfigureAwait(false);
    }

    /// <summary>None while the ledger contradicts itself in what nothing proves: views are made from its rows.</summary>
    private static HashSet<RelationName> Views(IReadOnlyList<Finding> findings) => findings.Any(finding => finding.BlocksRepair) ? [] : [.. findings.Select(finding => finding.Mend).OfType<Mend.Repoint>().Select(mend => mend.Live)];

    private async Task<(ReleaseRecord, LiveSwap.Prepared)> PrepareAsync(IReadOnlyList<Finding> findings, CancellationToken cancellation)
    {
        var book = await new Standing(run).ReadAsync(cancellation).ConfigureAwait(false);
        var live = book.Live is { } marker ? book.Record(marker.Number) : null;
        if (live is null) throw new ReleaseException(ErrorCode.LedgerContradicts, "the ledger does not say which release is live, so no view can be made again");
        return (live, await new LiveSwap(run, random).PrepareRepairAsync(live, Views(findings), cancellation).ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<(string Says, IReadOnlyList<Sql> Statements)>> StepsAsync(IReadOnlyList<Finding> findings, long fencing, CancellationToken cancellation)
    {
        var steps = findings.Select(finding => finding.Mend).OfType<Mend.Record>().Select(mend => (mend.Says, mend.Statements(fencing))).ToList();
        foreach (var mend in findings.Select(finding => finding.Mend).OfType<Mend.Drop>())
            steps.Add(($"what is left of {mend.Release.Id}", await new ReleaseCleanup(run).PlanAsync(mend.Release, cancellation).ConfigureAwait(false)));
        return steps;
    }

    private async Task WriteAsync(Mend.Record mend, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation).ConfigureAwait(false);
        await run.Ledger.WriteAsync(session, run.Lease,
        [
            .. mend.Statements(run.Lease.Fencing),
            run.Ledger.InsertStep(mend.Number, "doctor", "mended", 0, mend.Says, run.Lease.Fencing),
        ], cancellation).ConfigureAwait(false);
    }

    private Task StepAsync(string says, Func<Task> work) => run.StepAsync("mend", says, async () =>
    {
        await work().ConfigureAwait(false);
        return says;
    });
}
