using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Methods;

/// <summary>One swap, with everything that its method needs to know.</summary>
/// <param name="Release">The release that the views show afterwards.</param>
/// <param name="Prepared">The plan.</param>
/// <param name="Marks">Statements for the ledger in the same transaction, besides the plan's own records.</param>
/// <param name="Sign">What the ledger says once the swap is done.</param>
/// <param name="Remembers">The release whose views' rights are remembered afterwards; null for none.</param>
internal sealed record SwapOrder(
    ReleaseRecord Release,
    PreparedSwap Prepared,
    IReadOnlyList<Sql> Marks,
    SwapSign Sign,
    int? Remembers
)
{
    /// <summary>
    /// Work that belongs into the same transaction, before the views are locked. Each attempt runs it again. Null for
    /// none.
    /// </summary>
    public Func<WarehouseSession, Task>? Within { get; init; }

    /// <summary>
    /// True if this swap moves the marker, so that views can be made to decide by it where readers never leave all
    /// views free at once.
    /// </summary>
    public bool MovesMarker { get; init; }

    /// <summary>All statements for the ledger.</summary>
    public IReadOnlyList<Sql> Records { get; } = [.. Prepared.Records, .. Marks];
}
