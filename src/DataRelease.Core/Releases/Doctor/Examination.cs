using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// The warehouse's side of <c>doctor</c>: whether releases can work there, whether ledger, catalog and live agree, and
/// what was left over. It only reads and needs no lease.
/// </summary>
internal sealed class Examination(ReleaseRun run)
{
    /// <summary>Examines the environment, publishes each finding, and makes the report.</summary>
    public async Task<ReleaseReport.Examined> RunAsync(CancellationToken cancellation)
    {
        var findings = await LookAsync(cancellation);
        foreach (var finding in findings)
            run.Events.Publish(new ReleaseEvent.CheckFinished(finding.Outcome));
        return await ReportAsync(findings, Summary(findings), cancellation);
    }

    /// <summary>Every finding, including good news.</summary>
    public async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellation)
    {
        if (!run.Warehouse.Exists)
            return
            [
                Finding.Fine(
                    "warehouse",
                    $"{run.Warehouse.Description} does not exist yet; the first release makes it"
                ),
            ];
        await using var session = await run.OpenAsync(cancellation);
        var role = await run.Warehouse.ReadCurrentRoleAsync(session, cancellation);
        var probe = new WarehouseProbe(run);
        var found = new List<Finding>
        {
            Finding.Fine(
                "warehouse",
                $"{run.Warehouse.Description} answers{(role is null ? "" : $", as role {role}")}"
                    + (run.Warehouse.Driver is { } driver ? $", by {driver}" : "")
            ),
        };
        found.AddRange(await probe.RightsAsync(session, cancellation));
        found.AddRange(await Guarded("warehouse", () => probe.AdviceAsync(session, cancellation)));
        found.AddRange(await Guarded("watchers", () => probe.WatchersAsync(session, cancellation)));
        ExaminedEnvironment chart;
        try
        {
            chart = await ExaminedEnvironment.ReadAsync(run, cancellation);
        }
        catch (Exception error)
            when (run.Translate(error) is { } known
                && (
                    known.Code == ErrorCode.RightMissing
                    || known.Code == ErrorCode.LedgerCorrupt
                    || known.Code == ErrorCode.LedgerNewer
                )
            )
        {
            var said = run.Translate(error)!;
            found.Add(new Finding("ledger", CheckState.Fail, said.Code, "", said.Message, said.ToDo));
            return found;
        }
        found.AddRange(Lease(chart));
        if (run.Ledger.Unsettled is { } ask && await ask(session, cancellation) is { } told)
        {
            // The ledger's other rows are older than that swap.
            found.Add(
                new Finding(
                    "ledger",
                    CheckState.Warn,
                    ErrorCode.RouterLeft,
                    "",
                    $"{ReleaseRecord.Name(told.Number)} is live by a swap that was cut short, but the ledger does "
                        + "not say so yet",
                    "data-release doctor --fix, or the next command that changes something, records it"
                )
            );
            return found;
        }
        found.AddRange(LedgerProbe.Of(run).Look(chart));
        if (await new DatabaseDrift(run).ReadAsync(chart.Book, cancellation) is { } database)
        {
            chart = chart with { Staying = database.Staying };
            found.AddRange(database.Findings);
        }
        found.AddRange(PointerProbe.Look(chart));
        found.AddRange(await new ReleaseProbe(run).LookAsync(chart, cancellation));
        found.AddRange(await Guarded("release", () => probe.RowsAsync(chart, session, cancellation)));
        found.AddRange(await Guarded("outside", () => probe.ViewsAsync(chart, session, cancellation)));
        return found;
    }

    /// <summary>The report of findings.</summary>
    public async Task<ReleaseReport.Examined> ReportAsync(
        IReadOnlyList<Finding> findings,
        string summary,
        CancellationToken cancellation
    )
    {
        LiveSummary? live = null;
        if (
            findings.All(finding =>
                finding.Check != "ledger" || finding.Code is null || finding.Code == ErrorCode.LedgerContradicts
            )
        )
            live = (await ReleaseBook.ReadAsync(run, cancellation)).LiveSummary;
        return new ReleaseReport.Examined
        {
            Live = live,
            Checks = [.. findings.Select(finding => finding.Outcome)],
            Summary = summary,
            ExitCode = findings.Any(finding => finding.State == CheckState.Fail) ? ExitCode.Failed : ExitCode.Done,
        };
    }

    /// <summary>The number of findings, and the number that <c>--fix</c> repairs.</summary>
    public static string Summary(IReadOnlyList<Finding> findings)
    {
        var open = findings.Count(finding => finding.State != CheckState.Pass);
        var mendable = findings.Count(finding => finding.Repair is not null);
        return open == 0
            ? "no problems found"
            : $"{open} finding{(open == 1 ? "" : "s")}"
                + (mendable == 0 ? "" : $"; data-release doctor --fix fixes {mendable}");
    }

    private static IEnumerable<Finding> Lease(ExaminedEnvironment chart)
    {
        if (chart.Book.Lease is not { Released: false } lease)
            yield break;
        var trouble =
            lease.IsExpired || Ledgers.Lease.IsDead(lease)
                ? $"{lease.Holder} (pid {lease.Pid}) ended without giving the lease back"
            : lease.IsFarOff
                ? $"{lease.Describe()} holds the lease until {lease.Until()}, longer than a running release holds it"
            : null;
        yield return trouble is null
            ? Finding.Fine("lease", $"{lease.Holder} (pid {lease.Pid}) is at work")
            : new Finding(
                "lease",
                CheckState.Warn,
                ErrorCode.LeaseLeft,
                "",
                trouble,
                lease.IsFarOff ? LeaseRefusal.FreeIt : null
            )
            {
                Repair = new Repair.GiveLeaseBack(),
            };
    }

    /// <summary>
    /// Turns an error of one check into a finding, so that a right that is missing for it does not hide the findings of
    /// the others.
    /// </summary>
    private async Task<IReadOnlyList<Finding>> Guarded(string check, Func<Task<IReadOnlyList<Finding>>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception error) when (error is System.Data.Common.DbException && run.Translate(error) is { } known)
        {
            return
            [
                new Finding(
                    check,
                    CheckState.Warn,
                    known.Code,
                    "",
                    $"it could not be examined: {run.Translate(error)!.Message}",
                    known.ToDo
                ),
            ];
        }
    }
}
