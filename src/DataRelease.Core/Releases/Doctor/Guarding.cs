using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Warehouses;

namespace DataRelease.Releases.Doctor;

/// <summary>
/// <c>doctor --guard</c>: shows what keeps others from writing to live schemas and what could be added, and adds it
/// with <c>--fix</c>. It writes to no relation.
/// </summary>
internal sealed class Guarding(ReleaseRun run)
{
    /// <summary>Shows the protections that are in place and those that are not, with their statements.</summary>
    public async Task<ReleaseReport.Examined> LookAsync(CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        return await ReportAsync(await ReadAsync(session, cancellation), null, cancellation);
    }

    /// <summary>Adds those protections that the role may add. The caller must hold the lease.</summary>
    public async Task<ReleaseReport.Examined> RunAsync(CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var before = await ReadAsync(session, cancellation);
        var possible = before?.Missing.Where(measure => measure.Lacks is null).ToList() ?? [];
        if (possible.Count > 0)
            await run.StepAsync("guard", Count(possible.Count), async () =>
            {
                // Each measure stands for itself, so that what is cut short is put in place by the next.
                await session.InTransactionAsync(
                    TransactionPurpose.PrepareObjects,
                    async () =>
                    {
                        await run.Ledger.ProveAsync(session, run.Lease, cancellation);
                        foreach (var statement in possible.SelectMany(measure => measure.Statements))
                            await session.ExecuteAsync(statement, cancellation);
                    },
                    cancellation
                );
                return Count(possible.Count);
            });
        return await ReportAsync(await ReadAsync(session, cancellation), possible.Count, cancellation);
    }

    private async Task<LiveGuard?> ReadAsync(WarehouseSession session, CancellationToken cancellation)
    {
        var chart = await ExaminedEnvironment.ReadAsync(run, cancellation);
        var live = chart.LiveSchemas.Append(run.Environment.LiveSchema).Distinct(StringComparer.Ordinal).ToList();
        return await run.Warehouse.ReadGuardAsync(session, run.Config.LedgerSchema, live, cancellation);
    }

    private async Task<ReleaseReport.Examined> ReportAsync(LiveGuard? guard, int? done, CancellationToken cancellation)
    {
        IReadOnlyList<Finding> findings = guard is null
            ?
            [
                Finding.Fine(
                    "guard",
                    "this warehouse has no means to keep others from live; in a dbt project "
                        + "data-release init --guard writes a package that stops a plain dbt run"
                ),
            ]
            :
            [
                .. guard.Standing.Select(says => Finding.Fine("guard", says)),
                .. guard.Missing.Select(measure => new Finding(
                    "guard",
                    CheckState.Warn,
                    ErrorCode.LiveUnguarded,
                    measure.On,
                    measure.Says,
                    measure.Lacks is { } lacks
                        ? $"it needs {lacks}: have somebody who has that run the statements"
                        : "data-release doctor --guard --fix"
                )),
            ];
        foreach (var finding in findings)
            run.Events.Publish(new ReleaseEvent.CheckFinished(finding.Outcome));
        var missing = guard?.Missing ?? [];
        var report = await new Examination(run).ReportAsync(
            findings,
            (done is > 0 ? $"{Count(done.Value)} put in place; " : "")
                + (
                    guard is null ? "nothing to put in place"
                    : missing.Count == 0 ? "live is guarded"
                    : $"{Count(missing.Count)} not in place"
                ),
            cancellation
        );
        return report with
        {
            Statements =
            [
                .. missing.SelectMany(measure =>
                    measure
                        .Statements.Select(statement => statement.Render(run.Warehouse.Dialect).Text)
                        .Prepend(
                            $"-- {(measure.On.Length > 0 ? $"{measure.On}: " : "")}{measure.Says}"
                                + (measure.Lacks is { } lacks ? $" (needs {lacks})" : "")
                        )
                ),
            ],
        };
    }

    private static string Count(int measures) => $"{measures} measure{(measures == 1 ? "" : "s")}";
}
