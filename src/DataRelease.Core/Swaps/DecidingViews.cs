using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Makes views decide which release they show, and makes them plain again. A row of the ledger says which release that
/// is. The caller changes the row; this class never does.
/// </summary>
/// <param name="run">The command; it has the lease.</param>
/// <param name="random">Spreads the retries.</param>
/// <param name="plan">The plan of the deciding views.</param>
/// <param name="remake">
/// Runs a plan that makes one view again, in one transaction. The time is the longest wait for the view's lock.
/// </param>
internal sealed class DecidingViews(
    OpenEnvironment run,
    Random random,
    DecidingPlan plan,
    Func<WarehouseSession, SwapPlan, TimeSpan, Task> remake
)
{
    private readonly List<PointerChange> _open = [];
    private readonly PlainViews _plain = new(run, random, remake);

    /// <summary>Views that decide now and did not have to be dropped for it.</summary>
    public IReadOnlyList<PointerChange> Open => _open;

    /// <summary>Makes every view of <see cref="DecidingPlan.InPlace"/> decide.</summary>
    /// <param name="hasTime">Returns false when it is time to give up.</param>
    /// <param name="cancellation">Honoured between views.</param>
    /// <exception cref="ReleaseException">
    /// DR7001 names who holds the views that were not done; the other views decide.
    /// </exception>
    public async Task OpenAsync(Func<bool> hasTime, CancellationToken cancellation)
    {
        var left = await new ViewByView(run, random).RunAsync(
            plan.InPlace,
            (change, session, patience) => _plain.AtOnceAsync(session, plan.Open(change), patience),
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
    /// Makes the deciding views and those of <paramref name="remade"/> plain on green, once no snapshot is left from
    /// before the row said green for everybody. A view that can't be done in time is reported and does no harm.
    /// </summary>
    public Task CloseOnGreenAsync(
        IReadOnlyList<PointerChange> remade,
        Func<bool> hasTime,
        CancellationToken cancellation
    ) => CloseAsync([.. _open, .. remade], plan.RemakeOnGreen, plan.OnGreen, isMoved: true, hasTime, cancellation);

    /// <summary>
    /// Makes the deciding views plain on blue. Snapshots from before the row said blue are waited for; if the row never
    /// said anything else, there are none.
    /// </summary>
    public Task CloseOnBlueAsync(bool isMoved, Func<bool> hasTime, CancellationToken cancellation) =>
        CloseAsync([.. _open], plan.RemakeOnBlue, plan.OnBlue, isMoved, hasTime, cancellation);

    private async Task CloseAsync(
        IReadOnlyList<PointerChange> views,
        Func<PointerChange, SwapPlan?> again,
        Func<PointerChange, IReadOnlyList<Sql>> plain,
        bool isMoved,
        Func<bool> hasTime,
        CancellationToken cancellation
    )
    {
        _open.Clear();
        await _plain.CloseAsync(views, again, plain, isMoved, hasTime, cancellation);
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
