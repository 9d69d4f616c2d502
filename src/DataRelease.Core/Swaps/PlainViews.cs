using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Makes views plain that decide, each alone, once all of them show the same to every snapshot.</summary>
/// <param name="run">The command; it has the lease.</param>
/// <param name="random">Spreads retries.</param>
/// <param name="remake">
/// Runs a plan that makes one view again, in one transaction that waits for its lock no longer than it is told.
/// </param>
internal sealed class PlainViews(
    OpenEnvironment run,
    Random random,
    Func<WarehouseSession, SwapPlan, TimeSpan, Task> remake
)
{
    /// <summary>What can't be done in time is told and does no harm.</summary>
    /// <param name="views">The views.</param>
    /// <param name="again">The plan that makes a view again; null where it is replaced in place.</param>
    /// <param name="plain">The statements that replace it in place.</param>
    /// <param name="isMoved">True if the row that they go by said something else before: older snapshots are waited
    /// for.</param>
    /// <param name="hasTime">False when it should give up.</param>
    /// <param name="cancellation">Honoured between views.</param>
    /// <returns>How many decide still.</returns>
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
            // The views show what the row says either way; that some are not plain yet is told below.
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

    /// <summary>Runs statements in a transaction of their own. Where a view can decide, there is such a
    /// statement.</summary>
    public Task<int> AtOnceAsync(WarehouseSession session, IReadOnlyList<Sql> statements, TimeSpan patience) =>
        session.ExecuteAsync(
            run.Warehouse.Swap.AtOnce(run.Ledger.Proof(run.Lease), statements, patience)!,
            CancellationToken.None
        );

    /// <summary>
    /// A statement with a snapshot from before would take a plain view for one release and another view for the other.
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
