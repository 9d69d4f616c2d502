using DataRelease.Backups;
using DataRelease.Reports;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>Restores tables of a data version, all or none.</summary>
internal sealed record RestoreStep() : Step("restore")
{
    /// <summary>The data version, <c>v7</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>True for tables outside releases only, because a release keeps its own state.</summary>
    public bool OutsideOnly { get; init; }

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var run = context.Run;
        var version = await new DataVersions(run).FindAsync(Version, cancellation);
        var tables = Tables(version);
        var detail = await run.StepAsync(Name, version.Id, () =>
            new DataRestore(run, context.Random).RestoreAsync(
                version,
                tables,
                context.Done($"{version.Id}"),
                cancellation
            )
        );
        context.Findings.Tell(OutsideOnly ? $"{tables.Count} tables hold what {version.Id} has" : detail);
        return new StepResult.Done(context.Release, detail);
    }

    /// <summary>Drops the copy of a release that the restore was to make live.</summary>
    public override Task UndoAsync(StepContext context, string why, CancellationToken cancellation) =>
        new DerivedRelease(context.Run).DropUnfinishedAsync(why, cancellation);

    public override async Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var version = await new DataVersions(preview.Run).FindAsync(Version, cancellation);
        var tables = Tables(version);
        preview.Relations.AddRange(
            // Earlier steps of the list may change these tables, which can't be known here.
            OutsideOnly
                ? tables.Select(table => new PlannedRelation(
                    table.Name.ToString(),
                    RelationChange.Restored,
                    $"{table.Content.Rows} rows of {version.Id}"
                ))
                : await new DataRestore(preview.Run, preview.Random).PlanAsync(version, tables, cancellation)
        );
        preview.Tell($"{tables.Count} tables back to {version.Id}");
    }

    private List<VersionTable> Tables(DataVersion version) =>
        [.. version.Tables.Where(table => !OutsideOnly || table.Role == VersionRole.Table)];
}
