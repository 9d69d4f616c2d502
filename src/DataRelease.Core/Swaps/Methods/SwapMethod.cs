using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Methods;

/// <summary>
/// How an environment exchanges what is live: which plans it accepts, how it applies a plan, how it settles a swap
/// after a crash, and what is live meanwhile. The engine's traits and <c>swap.method</c> choose the method.
/// </summary>
internal abstract class SwapMethod
{
    /// <summary>True if every view is made again, so that a plan keeps and replaces none in place.</summary>
    public virtual bool RemakesAll => false;

    /// <summary>True if a release can be shown to some principals, or in some of its relations.</summary>
    public virtual bool ShowsSome => true;

    /// <summary>True if other work can be part of the swap's transaction.</summary>
    public virtual bool TakesWorkWithin => true;

    /// <summary>Refuses a plan that this method can't apply. Nothing was touched.</summary>
    /// <param name="aim">The views that the swap is about.</param>
    /// <param name="prepared">The plan.</param>
    /// <param name="session">Open.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Errors.ReleaseException">DR7130, DR7131.</exception>
    public virtual Task RefuseAsync(
        SwapAim aim,
        PreparedSwap prepared,
        WarehouseSession session,
        CancellationToken cancellation
    ) => Task.CompletedTask;

    /// <summary>The statements of the swap, for a preview.</summary>
    public abstract IReadOnlyList<string> Preview(PreparedSwap prepared);

    /// <summary>Applies the plan.</summary>
    /// <param name="order">The swap.</param>
    /// <param name="cancellation">Honoured before and between attempts, never within one.</param>
    /// <returns>The number of attempts.</returns>
    public abstract Task<int> ApplyAsync(SwapOrder order, CancellationToken cancellation);

    /// <summary>
    /// Settles a swap that was cut short: the ledger follows what is live, and leftovers are dropped. The caller must
    /// hold the lease.
    /// </summary>
    public virtual Task SettleAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// What is live by a swap that was cut short before the ledger learnt of it; null if there is no such swap and the
    /// ledger's marker is right. It needs no lease and writes nothing.
    /// </summary>
    public virtual Task<LiveRecord?> ReadUnsettledAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult<LiveRecord?>(null);
}
