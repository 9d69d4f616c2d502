using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;
using DataRelease.Swaps;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// <c>doctor --fix</c>: makes the safe repairs under the lease and then examines again. It writes to live only by a
/// swap to the release that is live already.
/// </summary>
internal sealed class Repairs(ReleaseRun run, Random random)
{
    /// <summary>Shows the repairs.</summary>
    public async Task<ReleaseReport.Examined> PreviewAsync(CancellationToken cancellation)
    {
        var examination = new Examination(run);
        var findings = await examination.LookAsync(cancellation);
        var statements = new List<string>();
        foreach (var (says, sql) in await StepsAsync(findings, 0, cancellation))
        {
            statements.Add($"-- {says}");
            statements.AddRange(sql.Select(statement => statement.Render(run.Warehouse.Dialect).Text));
        }
        if (Views(findings).Count > 0)
        {
            var (release, prepared) = await PrepareAsync(findings, cancellation);
            statements.Add($"-- a swap to {release.Id}, which is live: {SwapSummary.Of(prepared.Plan)}");
            statements.AddRange(prepared.Statements);
        }
        if (findings.Any(finding => finding.Repair is Repair.GiveLeaseBack))
            statements.Add("-- the lease is taken over and given back");
        var report = await examination.ReportAsync(
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
        var examination = new Examination(run);
        var findings = await examination.LookAsync(cancellation);
        var done = new List<string>();
        if (before.Any(finding => finding.Repair is Repair.GiveLeaseBack))
            done.Add("the lease is given back");
        if (Views(findings).Count > 0)
        {
            await StepAsync("the views of live", async () =>
            {
                var (release, prepared) = await RepairAsync(findings, markerMoved: true, cancellation);
                done.Add($"live shows {release.Id} again ({SwapSummary.Of(prepared.Plan)})");
            });
            // The views of live tell what the ledger should say.
            findings = await examination.LookAsync(cancellation);
        }
        foreach (var mend in findings.Select(finding => finding.Repair).OfType<Repair.Record>())
        {
            await StepAsync(mend.Says, () => WriteAsync(mend, cancellation));
            done.Add(mend.Says);
        }
        foreach (var mend in findings.Select(finding => finding.Repair).OfType<Repair.Drop>())
        {
            var cleanup = new ReleaseCleanup(run);
            var says = $"what was left of {mend.Release.Id} is dropped";
            await StepAsync(says, async () =>
                await cleanup.DropAsync(
                    mend.Release,
                    mend.Release.State,
                    "doctor",
                    await cleanup.PlanAsync(mend.Release, cancellation),
                    cancellation
                )
            );
            done.Add(says);
        }
        // This command's own lease is no finding.
        var after = (await examination.LookAsync(cancellation)).Where(finding => finding.Check != "lease").ToList();
        foreach (var finding in after)
            run.Events.Publish(new ReleaseEvent.CheckFinished(finding.Outcome));
        var left = after.Count(finding => finding.State != CheckState.Pass);
        var mended = done.Count == 0 ? "nothing was fixed" : $"fixed: {string.Join("; ", done)}";
        return await examination.ReportAsync(
            after,
            left == 0
                ? mended
                : $"{mended}; {left} finding{(left == 1 ? " still needs" : "s still need")} a person to look at "
                    + $"{(left == 1 ? "it" : "them")}",
            cancellation
        );
    }

    /// <summary>
    /// Makes views plain that an interrupted swap left deciding by the marker, and repairs nothing else. Such views
    /// also read the release that is to be dropped. The caller must hold the lease.
    /// </summary>
    /// <param name="green">
    /// Only views that read this release are made plain. It was never live, so their marker has not moved. Null for all
    /// views; then snapshots from before are waited for.
    /// </param>
    /// <param name="cancellation">Honoured before the views are changed.</param>
    public async Task MakePlainAsync(ReleaseRecord? green, CancellationToken cancellation)
    {
        var findings = await GatesAsync(green, cancellation);
        if (Views(findings) is not { Count: > 0 } views)
            return;
        await StepAsync(
            $"{views.Count} view{(views.Count == 1 ? "" : "s")} that decided by the marker show what is live",
            () => RepairAsync(findings, markerMoved: green is null, cancellation)
        );
    }

    /// <summary>The views and statements of <see cref="MakePlainAsync"/>.</summary>
    public async Task<(IReadOnlySet<RelationName> Views, IReadOnlyList<string> Statements)> PreviewPlainAsync(
        ReleaseRecord green,
        CancellationToken cancellation
    )
    {
        var findings = await GatesAsync(green, cancellation);
        var views = Views(findings);
        if (views.Count == 0)
            return (views, []);
        var (release, prepared) = await PrepareAsync(findings, cancellation);
        return (
            views,
            [$"-- views that decide by the marker show {release.Id}, which is live", .. prepared.Statements]
        );
    }

    /// <summary>
    /// The views that decide by the marker, and the findings that forbid making any view. If no view decides, nothing
    /// more is read.
    /// </summary>
    private async Task<IReadOnlyList<Finding>> GatesAsync(ReleaseRecord? green, CancellationToken cancellation)
    {
        await using (var session = await run.OpenAsync(cancellation))
        {
            if (await run.Ledger.ReadLiveAsync(session, cancellation) is not { } live)
                return [];
            string[] schemas =
            [
                .. (await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation))
                    .Select(relation => relation.Live.Schema)
                    .Distinct(),
            ];
            if (
                !(await run.Warehouse.ReadViewDefinitionsAsync(session, schemas, cancellation)).Values.Any(definition =>
                    run.Warehouse.Swap.ReadDeciding(definition) is not null
                )
            )
                return [];
        }
        var chart = await ExaminedEnvironment.ReadAsync(run, cancellation);
        var readers = chart
            .Dependents.Where(dependent =>
                green is null || dependent.On.Schema.Contains(green.GreenSchema, StringComparison.Ordinal)
            )
            .Select(dependent => dependent.Relation?.ToString())
            .ToHashSet();
        return
        [
            .. LedgerProbe.Of(run).Look(chart).Where(finding => finding.BlocksRepair),
            .. PointerProbe
                .Look(chart)
                .Where(finding => finding.Code == ErrorCode.GateLeft && readers.Contains(finding.Relation)),
        ];
    }

    private async Task<(ReleaseRecord Release, PreparedSwap Prepared)> RepairAsync(
        IReadOnlyList<Finding> findings,
        bool markerMoved,
        CancellationToken cancellation
    )
    {
        var swap = new LiveSwap(run, run.Sides.GrantsAsync, random) { Command = LiveSwap.DoctorCommand };
        if (markerMoved && findings.Any(finding => finding.Code == ErrorCode.GateLeft))
        {
            // A statement whose snapshot is older than the marker's change would see green in one view and blue in
            // another.
            string? fence;
            await using (var session = await run.OpenAsync(cancellation))
                fence = await run.Warehouse.TakeFenceAsync(session, cancellation);
            await swap.FenceAsync(fence, "the views were looked at", cancellation);
        }
        var (release, prepared) = await PrepareAsync(findings, cancellation);
        await swap.RepairAsync(release, prepared, cancellation);
        return (release, prepared);
    }

    /// <summary>
    /// The views to repair; none while the ledger contradicts itself and nothing proves which row is right, because
    /// views are made from its rows.
    /// </summary>
    private static HashSet<RelationName> Views(IReadOnlyList<Finding> findings) =>
        findings.Any(finding => finding.BlocksRepair)
            ? []
            : [.. findings.Select(finding => finding.Repair).OfType<Repair.Repoint>().Select(mend => mend.Live)];

    private async Task<(ReleaseRecord, PreparedSwap)> PrepareAsync(
        IReadOnlyList<Finding> findings,
        CancellationToken cancellation
    )
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        var live = book.Live is { } marker ? book.Record(marker.Number) : null;
        if (live is null)
            throw new ReleaseException(
                ErrorCode.LedgerContradicts,
                "the ledger does not say which release is live, so no view can be made again"
            );
        return (
            live,
            await new LiveSwap(run, run.Sides.GrantsAsync, random).PrepareRepairAsync(
                live,
                Views(findings),
                cancellation
            )
        );
    }

    private async Task<IReadOnlyList<(string Says, IReadOnlyList<Sql> Statements)>> StepsAsync(
        IReadOnlyList<Finding> findings,
        long fencing,
        CancellationToken cancellation
    )
    {
        var steps = findings
            .Select(finding => finding.Repair)
            .OfType<Repair.Record>()
            .Select(mend => (mend.Says, mend.Statements(fencing)))
            .ToList();
        foreach (var mend in findings.Select(finding => finding.Repair).OfType<Repair.Drop>())
            steps.Add(
                (
                    $"what is left of {mend.Release.Id}",
                    await new ReleaseCleanup(run).PlanAsync(mend.Release, cancellation)
                )
            );
        return steps;
    }

    private async Task WriteAsync(Repair.Record mend, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        await run.Ledger.WriteAsync(
            session,
            run.Lease,
            [
                .. mend.Statements(run.Lease.Fencing),
                run.Ledger.InsertStep(mend.Number, "doctor", "mended", 0, mend.Says, run.Lease.Fencing),
            ],
            cancellation
        );
    }

    private Task<string> StepAsync(string says, Func<Task> work) => run.StepAsync("mend", says, async () =>
        {
            await work();
            return says;
        });
}
