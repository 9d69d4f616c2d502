using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;
using DataRelease.Strategies;

namespace DataRelease.Releases;

/// <summary>An unfinished list that leads back from the live release.</summary>
/// <param name="From">The release that was live when the list began.</param>
/// <param name="List">The list's rows.</param>
/// <param name="Steps">The list's steps.</param>
internal sealed record BegunWayBack(int From, IReadOnlyList<CourseStep> List, IReadOnlyList<Step> Steps)
{
    /// <summary>
    /// True if an older version began the rollback without a list, so that its rows are not in the ledger yet.
    /// </summary>
    public bool IsFormer { get; init; }

    /// <summary>The release to go back to; null for a restore.</summary>
    public int? To =>
        Steps.OfType<GoBackStep>().FirstOrDefault()?.To ?? Steps.OfType<MigrateDownStep>().FirstOrDefault()?.To;

    /// <summary>True if its swap is done.</summary>
    public bool IsSwapped => List.Any(row => row is { Name: "go-back", State: StepState.Done });

    /// <summary>True if only preparations were done, of which live shows nothing.</summary>
    public bool IsPrepared => !List.Zip(Steps).Any(pair => pair.First.IsOver && !pair.Second.IsPreparation);

    /// <summary>What was cut short, for people.</summary>
    public string Describe =>
        List[0].Strategy == Restore.Name ? $"a restore of {Steps.OfType<RestoreStep>().First().Version} was cut short"
        : To is { } to && Steps.OfType<GoBackStep>().Any()
            ? $"a rollback from {ReleaseRecord.Name(From)} to {ReleaseRecord.Name(to)} was cut short "
                + $"{(IsSwapped ? "after" : "before")} its swap"
        : $"a rollback of schema or data, with {ReleaseRecord.Name(From)} live, was cut short";

    /// <summary>The unfinished list that concerns the live release, or null.</summary>
    public static async Task<BegunWayBack?> FindAsync(ReleaseRun run, ReleaseBook book, CancellationToken cancellation)
    {
        if (book.Live is null)
            return null;
        IReadOnlyList<CourseStep> rows;
        FormerRollback? former;
        await using (var session = await run.OpenAsync(cancellation))
        {
            rows = await run.Ledger.ReadWayBackAsync(session, cancellation);
            former = rows.Count > 0 ? null : await run.Ledger.ReadFormerRollbackAsync(session, cancellation);
        }
        if (former is not null && book.Record(former.From) is not null && book.Record(former.To) is not null)
            rows = await RowsAsync(run, book, former, cancellation);
        if (rows.Count == 0)
            return null;
        var begun = new BegunWayBack(rows[0].Number, rows, [.. rows.Select(StepCatalog.Read)])
        {
            IsFormer = former is not null,
        };
        return begun.IsOf(book) ? begun : null;
    }

    /// <summary>
    /// True if the live release is the one at which the list began, or the one that its swap made live.
    /// </summary>
    private bool IsOf(ReleaseBook book)
    {
        if (book.Record(From) is null || (To is { } to && book.Record(to) is null))
            return false;
        var live = book.Live!.Number;
        return IsSwapped
            ? live == To || (book.Record(live) is { } copy && DerivedRelease.IsDerived(copy) && copy.Base == From)
            : live == From;
    }

    /// <summary>The rows of a list for a rollback that an older version began without one.</summary>
    private static async Task<IReadOnlyList<CourseStep>> RowsAsync(
        ReleaseRun run,
        ReleaseBook book,
        FormerRollback former,
        CancellationToken cancellation
    )
    {
        if (book.Live!.Number != (former.Live ?? former.From))
            return [];
        var steps = Rollback.Steps(await new RollbackPlanner(run).PlanFormerAsync(former, book, cancellation));
        var rows = StepCatalog.Rows(former.From, 0, Rollback.Name, steps);
        return former.Live is null
            ? rows
            :
            [
                .. rows.Select(row =>
                    row.Name is "count" or "carry-writes" or "go-back" ? row with { State = StepState.Done } : row
                ),
            ];
    }
}
