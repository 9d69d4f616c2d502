using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Pointers;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Swaps;

namespace DataRelease.Releases;

/// <summary><c>leave</c>: turns live into the plain tables and views of the live release, in one transaction.</summary>
internal sealed class LeaveCommand(ReleaseRun run, Random random)
{
    private const string Name = "leave";

    /// <summary>Shows what leaving would do.</summary>
    public async Task<ReleaseReport.Previewed> PreviewAsync(CancellationToken cancellation)
    {
        var (book, release) = await RequireAsync(cancellation);
        var prepared = await Swap().PrepareLeaveAsync(release, cancellation);
        return new ReleaseReport.Previewed
        {
            Release = book.Find(release.Number),
            Live = book.LiveSummary,
            Statements = prepared.Statements,
            Plan =
            [
                .. prepared.Plan.Settled.Select(one => new PlannedRelation(
                    one.Change.Live.ToString(),
                    RelationChange.Changed,
                    $"the view goes, and {one.Relation.Name} takes its place"
                )),
                .. SwapPreview.Describe(prepared.Plan with { Changes = [] }),
            ],
            Summary =
                $"would turn {prepared.Plan.Settled.Count} views of live into the tables and views of {release.Id}",
        };
    }

    /// <summary>Leaves. The caller must hold the lease.</summary>
    public async Task<ReleaseReport.Ended> RunAsync(CancellationToken cancellation)
    {
        var (before, release) = await RequireAsync(cancellation);
        var kept = before
            .Releases.Where(other => other.IsRetained && other.Number != release.Number)
            .Select(other => other.Id)
            .ToList();
        var count = await run.StepAsync(
            Name,
            release.Id,
            async () =>
            {
                var swap = Swap();
                var prepared = await swap.PrepareLeaveAsync(release, cancellation);
                await swap.LeaveAsync(release, prepared, Name, cancellation);
                return prepared.Plan.Settled.Count;
            },
            settled => $"{settled} views of live are plain tables and views"
        );
        var book = await ReleaseBook.ReadAsync(run, CancellationToken.None);
        return new ReleaseReport.Ended
        {
            Release = book.Find(release.Number),
            Live = book.LiveSummary,
            Summary =
                $"'{run.Name}' is left: {run.LiveSchema} has the {count} tables and views of {release.Id} "
                + $"({release.Version})"
                + (
                    kept.Count > 0
                        ? $"; {string.Join(", ", kept)} are still there: data-release prune --keep 0 drops them"
                        : ""
                ),
        };
    }

    private LiveSwap Swap() => new(run, run.Sides.GrantsAsync, random) { Command = "data-release leave" };

    private async Task<(ReleaseBook Book, ReleaseRecord Live)> RequireAsync(CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        if (book.Live is not { } marker || book.Record(marker.Number) is not { } live)
            throw new ReleaseException(
                ErrorCode.NothingToDo,
                $"nothing is live in '{run.Name}', so there is nothing to leave"
            );
        await using var session = await run.OpenAsync(cancellation);
        var numbers = new ReleaseNumbers(run);
        await numbers.RefuseUnfinishedAsync(book.Releases, session, cancellation);
        await numbers.RefuseMovedAsync(book.Releases, marker, session, cancellation);
        if (book.Current is not null)
            throw new ReleaseException(
                ErrorCode.WrongState,
                $"{live.Id} is live and watched",
                "wait for its monitoring, or end it with data-release promote or rollback"
            );
        if (await BegunWayBack.FindAsync(run, book, cancellation) is { } begun)
            throw new ReleaseException(ErrorCode.UnfinishedRelease, begun.Describe);
        if ((await new PointerWatch(run).LookAsync(book, cancellation)).Error is { } drifted)
            throw drifted;
        return (book, live);
    }
}
