using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// What the ledger says once a swap is done; it alone tells what came of one whose outcome is not known.
/// </summary>
/// <param name="Expected">It, where the swap is done.</param>
/// <param name="ReadAsync">What it is now.</param>
/// <param name="Describe">It for people, a clause.</param>
internal sealed record SwapSign(
    int? Expected,
    Func<WarehouseSession, CancellationToken, Task<int?>> ReadAsync,
    Func<int?, string> Describe
)
{
    /// <summary>The marker.</summary>
    /// <param name="ledger">Where it is.</param>
    /// <param name="expected">The release that is live then, or null for none.</param>
    public static SwapSign Marker(Ledger ledger, int? expected) =>
        new(
            expected,
            async (session, cancellation) => (await ledger.ReadLiveAsync(session, cancellation))?.Number,
            number => $"{(number is { } known ? ReleaseRecord.Name(known) : "nothing")} is live"
        );

    /// <summary>The newest wave that is shown.</summary>
    /// <param name="ledger">Where it is.</param>
    /// <param name="expected">It, or 0 for none.</param>
    public static SwapSign Wave(Ledger ledger, int expected) =>
        new(
            expected,
            async (session, cancellation) => await ledger.ReadNewestWaveAsync(session, cancellation),
            wave => wave is null or 0 ? "no wave is live" : $"wave {wave} is the newest that is live"
        );
}
