using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Makes deciding views plain, each in its own transaction, once every snapshot sees the same release in all of them.
/// </summary>
/// <param name="run">The command; it has the lease.</param>
/// <param name="random">Spreads the retries.</param>
/// <param name="remake">
/// Runs a plan that makes one view again, in one transaction. The time is the longest wait for the view's lock.
/// </param>
internal sealed class PlainViews(
    OpenEnvironment run,
    Random random,
    Func<WarehouseSession, SwapPlan, TimeSpan, Task> remake
)
{
    /// <summary>Why a view could not be made plain, if it was not because sessions hold it; otherwise null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Makes the views plain. A view that can't be done in time is reported and does no harm.</summary>
    /// <param name="views">The views.</param>
    /// <param name="again">Gives the plan that makes a view again; null where the view is replaced in place.</param>
    /// <param name="plain">Gives the statements that replace a view in place.</param>
    /// <param name="isMoved">
    /// True if the row that the views decide by has changed. Older snapshots are waited for then.
    /// </param>
    /// <param name="hasTime">Returns false when it is time to give up.</param>
    /// <param name="cancellation">Honoured between views.</param>
    /// <returns>The number of views that still decide.</returns>
    public async Task<int> CloseAsync(
        IReadOnlyList<PointerChange> views,
        Func<PointerChange, SwapPlan?> again,
        Func<PointerChange, IReadOnlyList<Sql>> plain,
        bool isMoved,
        Func<bool> hasTime,
        CancellationToken cancellation
    )
    {
        var left = views;
        try
        {
            if (!isMoved || await NoOlderSnapshotAsync(hasTime, cancellation))
                left = await new ViewByView(run, random).RunAsync(
                    views,
                    (change, session, patience) =>
                        again(change) is { } alone
                            ? remake(session, alone, patience)
                            : AtOnceAsync(session, plain(change), patience),
                    _ => { },
                    hasTime,
                    cancellation
                );
        }
        catch (Exception error)
            when (error is DbException or ReleaseException or IOException or OperationCanceledException)
        {
            // The views show what the row says either way. A warning below counts those that are not plain yet.
            Trouble = error is DbException or ReleaseException ? error.Message.ReplaceLineEndings(" ") : null;
            run.Events.Publish(
                new ReleaseEvent.Noted($"making views plain was cut short: {error.Message.ReplaceLineEndings(" ")}")
            );
        }
        if (left.Count > 0)
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.GateLeft.Id,
                    $"{left.Count} views, the first of them {left[0].Live}; {ErrorCode.GateLeft.Remedy}"
                )
            );
        return left.Count;
    }

    /// <summary>
    /// Runs statements in a transaction of their own. Every engine with deciding views can do that in one command.
    /// </summary>
    public Task<int> AtOnceAsync(WarehouseSession session, IReadOnlyList<Sql> statements, TimeSpan patience) =>
        session.ExecuteAsync(
            run.Warehouse.Swap.AtOnce(run.Ledger.Proof(run.Lease), statements, patience)!,
            CancellationToken.None
        );

    /// <summary>
    /// Waits until no snapshot from before now is left. A statement with an older snapshot would see one release in a
    /// plain view and the other in a deciding view.
    /// </summary>
    private async Task<bool> NoOlderSnapshotAsync(Func<bool> hasTime, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var fence = await run.Warehouse.TakeFenceAsync(session, cancellation);
        while (
            fence is not null && (await run.Warehouse.ReadFenceBlockersAsync(session, fence, cancellation)).Count > 0
        )
        {
            if (!hasTime())
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(50), run.Clock, cancellation);
        }
        return true;
    }
}
