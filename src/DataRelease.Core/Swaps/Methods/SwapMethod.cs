using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Methods;

/// <summary>
/// How what is live is exchanged: what a plan must hold for it, how it is applied, how it is settled after a crash, and
/// who is live meanwhile. Which one an environment has depends on the engine's traits and on <c>swap.method</c>.
/// </summary>
internal abstract class SwapMethod
{
    /// <summary>True if every view is made again, so that a plan has nothing to keep and nothing to replace.</summary>
    public virtual bool RemakesAll => false;

    /// <summary>True if a release can be shown to some, or in some of its relations.</summary>
    public virtual bool ShowsSome => true;

    /// <summary>True if other work can be part of the swap: both happen, or neither.</summary>
    public virtual bool TakesWorkWithin => true;

    /// <summary>Refuses what this method can't do with the plan; nothing was touched.</summary>
    /// <param name="aim">Which views it is about.</param>
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

    /// <summary>The statements of the swap, for people.</summary>
    public abstract IReadOnlyList<string> Preview(PreparedSwap prepared);

    /// <summary>Makes it so.</summary>
    /// <param name="order">What.</param>
    /// <param name="cancellation">Honoured before and between attempts, never within one.</param>
    /// <returns>Attempts needed.</returns>
    public abstract Task<int> ApplyAsync(SwapOrder order, CancellationToken cancellation);

    /// <summary>
    /// Brings a swap that was cut short to its end: the ledger follows what is live, and what was left over goes. Needs
    /// the lease.
    /// </summary>
    public virtual Task SettleAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// What is live by a swap that was cut short before the ledger learnt of it; null if there is none, so that the
    /// ledger's marker says what is live. Needs no lease and writes nothing.
    /// </summary>
    public virtual Task<LiveRecord?> ReadUnsettledAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult<LiveRecord?>(null);
}
