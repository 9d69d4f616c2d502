using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Makes views decide which release they show, and makes them plain again. Which release that is, is a row of the
/// ledger; whoever opens the views changes the row, and this class never does.
/// </summary>
/// <param name="run">The command; it has the lease.</param>
/// <param name="random">Spreads retries.</param>
/// <param name="plan">The views.</param>
/// <param name="remake">
/// Runs a plan that makes one view again, in one transaction that waits for its lock no longer than it is told.
/// </param>
internal sealed class DecidingViews(
    OpenEnvironment run,
    Random random,
    DecidingPlan plan,
    Func<WarehouseSession, SwapPlan, TimeSpan, Task> remake
)
{
    private readonly List<PointerChange> _open = [];
    private readonly ViewByView _each = new(run, random);

    /// <summary>Views that decide now and were not dropped for it.</summary>
    public IReadOnlyList<PointerChange> Open => _open;

    /// <summary>Makes the views decide that can without being dropped.</summary>
    /// <param name="hasTime">False when it should give up.</param>
    /// <param name="cancellation">Honoured between views.</param>
    /// <exception cref="ReleaseException">DR7001 with who holds those that were not done; the others
    /// decide.</exception>
    public async Task OpenAsync(Func<bool> hasTime, CancellationToken cancellation)
    {
        var left = await _each.RunAsync(
            plan.InPlace,
            (change, session, patience) => AtOnceAsync(session, plan.Open(change), patience),
            _open.Add,
            hasTime,
            cancellation
        );
        if (left.Count == 0)
            return;
        throw new ReleaseException(
            ErrorCode.SwapBlocked,
            $"no lock on {string.Join(", ", left.Take(3).Select(change => change.Live))} within "
                + $"{run.Config.Swap.Budget.TotalSeconds:0} s: {await HoldersAsync(left)}"
        );
    }

    /// <summary>
    /// Makes plain on green the views that decide and those of <paramref name="remade"/>, as soon as no snapshot is
    /// left from before the row said green for everybody. What can't be done in time is told and does no harm.
    /// </summary>
    public Task CloseOnGreenAsync(
        IReadOnlyList<PointerChange> remade,
        Func<bool> hasTime,
        CancellationToken cancellation
    ) => CloseAsync([.. _open, .. remade], plan.RemakeOnGreen, plan.OnGreen, isMoved: true, hasTime, cancellation);

    /// <summary>
    /// Makes the views plain on blue. If the row never said anything else, every snapshot sees blue already; else those
    /// from before it said blue are waited for.
    /// </summary>
    public Task CloseOnBlueAsync(bool isMoved, Func<bool> hasTime, CancellationToken cancellation) =>
        CloseAsync([.. _open], plan.RemakeOnBlue, plan.OnBlue, isMoved, hasTime, cancellation);

    private async Task CloseAsync(
        List<PointerChange> views,
        Func<PointerChange, SwapPlan?> again,
        Func<PointerChange, IReadOnlyList<Sql>> plain,
        bool isMoved,
        Func<bool> hasTime,
        CancellationToken cancellation
    )
    {
        _open.Clear();
        var left = views;
        try
        {
            if (!isMoved || await NoOlderSnapshotAsync(hasTime, cancellation))
                left = await _each.RunAsync(
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
    }

    /// <summary>Where a view can decide, there is such a statement.</summary>
    private Task<int> AtOnceAsync(WarehouseSession session, IReadOnlyList<Sql> statements, TimeSpan patience) =>
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

    private async Task<string> HoldersAsync(List<PointerChange> views)
    {
        await using var session = await run.OpenAsync(CancellationToken.None);
        var holders = await run.Warehouse.ReadLockHoldersAsync(
            session,
            [.. views.Select(change => change.Live)],
            CancellationToken.None
        );
        return holders.Count == 0 ? "no session holds it right now" : string.Join("; ", holders.Take(3));
    }
}
