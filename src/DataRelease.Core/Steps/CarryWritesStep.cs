using DataRelease.Backups;
using DataRelease.Reports;
using DataRelease.Steps.Rollbacks;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>
/// Makes a new release of blue's relations, in which copies of its state contain the rows that were written since the
/// swap. Does nothing if no rows were written.
/// </summary>
internal sealed record CarryWritesStep() : Step("carry-writes", IsPreparation: true)
{
    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, to) = (context.Run, context.Release);
        var counted = context.Written
            ?? await new WrittenRows(run).CountAsync(context.Row.Number, to.Number, cancellation);
        var written = counted.Where(one => !one.Loss.IsNone).ToDictionary(one => one.Relation.Live);
        if (written.Count == 0)
            return new StepResult.Done(to, "nothing was written") { Written = counted };
        var contents = new Dictionary<RelationName, TableContent>();
        var (release, carried) = await run.StepAsync(
            "carry",
            to.Id,
            async () =>
            {
                var carried = new List<CarriedTable>();
                var (copy, stale) = await new DerivedRelease(run).BuildAsync(
                    to,
                    DerivedRelease.Carry,
                    written.ToDictionary(pair => pair.Key, pair => new CopiedTable(pair.Value.Target!.Physical)),
                    async (session, live, target) =>
                    {
                        // It is read first. A row that arrives meanwhile is then reported and not missed.
                        contents[live] = await new ContentReader(run.Warehouse.Dialect).ReadAsync(
                            session,
                            written[live].Relation.Physical,
                            written[live].Mark!.Columns,
                            cancellation
                        );
                        carried.Add(
                            await new CarriedWrites(run).ApplyAsync(session, written[live], target, cancellation)
                        );
                    },
                    cancellation
                );
                if (stale.Count > 0)
                    run.Events.Publish(
                        new ReleaseEvent.Warned(
                            null,
                            $"{string.Join(", ", stale)} were built from tables that received rows and are not "
                                + "rebuilt; data-release release rebuilds them"
                        )
                    );
                return (Release: copy, Carried: carried);
            },
            done => Describe(done.Carried)
        );
        await new ReleaseMarks(run).TakeAsync(release, cancellation);
        context.Findings.Carried = carried;
        return new StepResult.Done(release, Describe(carried))
        {
            Written =
            [
                .. counted.Select(one =>
                    contents.GetValueOrDefault(one.Relation.Live) is { } then ? one with { Now = then } : one
                ),
            ],
        };
    }

    private static string Describe(IReadOnlyList<CarriedTable> carried) =>
        string.Join(
            "; ",
            carried.Select(table =>
                $"{table.Relation}: {table.Added} added, {table.Updated} updated, {table.Removed} "
                + $"removed, {table.Skipped} skipped"
            )
        );

    public override Task UndoAsync(StepContext context, string why, CancellationToken cancellation) =>
        new DerivedRelease(context.Run).DropUnfinishedAsync(why, cancellation);

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation) => Task.CompletedTask;
}
