using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>
/// Takes migrations down to those that were applied when a release was live, by the down scripts in the journal.
/// </summary>
internal sealed record MigrateDownStep() : Step("migrate-down")
{
    /// <summary>The release.</summary>
    public int To { get; init; }

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var run = context.Run;
        var to = await RecordAsync(run, cancellation);
        var rollback = new SchemaRollback(run);
        var down = await rollback.PlanAsync(to, cancellation);
        if (down.Count == 0)
            return new StepResult.Done(context.Release, "there is no migration to take back");
        await rollback.RunAsync(to, down, cancellation);
        var detail = $"{down.Count} migrations are down";
        context.Findings.Tell(detail);
        return new StepResult.Done(context.Release, detail);
    }

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var rollback = new SchemaRollback(preview.Run);
        var down = await rollback.PlanAsync(await RecordAsync(preview.Run, cancellation), cancellation);
        preview.Say(await rollback.DescribeAsync(down, cancellation));
        preview.Relations.AddRange(
            down.Select(script => new PlannedRelation(script.Name, RelationChange.Down, "migration"))
        );
        if (down.Count > 0)
            preview.Tell($"{down.Count} migrations down");
    }

    private async Task<ReleaseRecord> RecordAsync(ReleaseRun run, CancellationToken cancellation) =>
        (await ReleaseBook.ReadAsync(run, cancellation)).Record(To)
        ?? throw new ReleaseException(ErrorCode.LedgerCorrupt, $"the ledger has no {ReleaseRecord.Name(To)}");
}
