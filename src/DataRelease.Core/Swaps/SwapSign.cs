using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// What the ledger says once a swap is done. Only this tells whether a swap with an unknown outcome happened.
/// </summary>
/// <param name="Expected">The value after the swap.</param>
/// <param name="ReadAsync">Reads the present value.</param>
/// <param name="Describe">Describes a value for people, as a clause.</param>
internal sealed record SwapSign(
    int? Expected,
    Func<WarehouseSession, CancellationToken, Task<int?>> ReadAsync,
    Func<int?, string> Describe
)
{
    /// <summary>The marker as the sign of a swap.</summary>
    /// <param name="ledger">The ledger with the marker.</param>
    /// <param name="expected">The release that is live after the swap, or null for none.</param>
    public static SwapSign Marker(Ledger ledger, int? expected) =>
        new(
            expected,
            async (session, cancellation) => (await ledger.ReadLiveAsync(session, cancellation))?.Number,
            number => $"{(number is { } known ? ReleaseRecord.Name(known) : "nothing")} is live"
        );

    /// <summary>The newest wave that is live, as the sign of a swap.</summary>
    /// <param name="ledger">The ledger with the waves.</param>
    /// <param name="expected">The newest wave after the swap, or 0 for none.</param>
    public static SwapSign Wave(Ledger ledger, int expected) =>
        new(
            expected,
            async (session, cancellation) => await ledger.ReadNewestWaveAsync(session, cancellation),
            wave => wave is null or 0 ? "no wave is live" : $"wave {wave} is the newest that is live"
        );
}
