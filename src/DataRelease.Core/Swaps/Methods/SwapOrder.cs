using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Methods;

/// <summary>All that a swap's method needs to know of one swap.</summary>
/// <param name="Release">What the views show afterwards.</param>
/// <param name="Prepared">The plan.</param>
/// <param name="Marks">What the ledger is told with it, besides the plan's own records.</param>
/// <param name="Sign">What the ledger says once it is done.</param>
/// <param name="Remembers">The release whose views' rights are kept for later; null for none.</param>
internal sealed record SwapOrder(
    ReleaseRecord Release,
    PreparedSwap Prepared,
    IReadOnlyList<Sql> Marks,
    SwapSign Sign,
    int? Remembers
)
{
    /// <summary>
    /// What belongs into the same transaction, before the views are locked; run again with each attempt. Null for
    /// nothing.
    /// </summary>
    public Func<WarehouseSession, Task>? Within { get; init; }

    /// <summary>True if readers that never leave all views free can be passed by the marker.</summary>
    public bool MovesMarker { get; init; }

    /// <summary>Everything that the ledger is told.</summary>
    public IReadOnlyList<Sql> Records { get; } = [.. Prepared.Records, .. Marks];
}
