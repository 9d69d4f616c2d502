using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Learns whether a swap happened. Only its sign in the ledger or the warehouse tells.</summary>
/// <param name="run">The command.</param>
internal sealed class SwapOutcome(OpenEnvironment run)
{
    /// <summary>
    /// Asks until the warehouse answers, for as long as a lease lives, because an unknown outcome must not stay
    /// unknown. A COMMIT may still be under way when its connection is gone. The proof of the lease waits for that
    /// transaction, which holds the lease's row.
    /// </summary>
    /// <param name="sign">What the ledger says once the swap is done.</param>
    /// <param name="lost">What happened to the swap's connection; null if the swap was committed.</param>
    /// <param name="cancellation">Ends the asking; the outcome then stays unknown.</param>
    /// <returns>What the ledger says, and whether the lease is still ours.</returns>
    /// <exception cref="ReleaseException">DR7010 if nothing could be learnt.</exception>
    public async Task<(int? Found, bool IsOurs)> AskAsync(
        SwapSign sign,
        Exception? lost,
        CancellationToken cancellation
    )
    {
        var start = run.Clock.GetTimestamp();
        while (true)
        {
            try
            {
                // The read itself is never cancelled: a user who stops the command, and a process that lost the lease,
                // must learn what is live all the same.
                await using var session = await run.OpenOnceAsync(CancellationToken.None);
                return await ReadSignAsync(session, sign, isSettled: lost is null);
            }
            catch (Exception error) when (error is DbException or ReleaseException or IOException)
            {
                if (cancellation.IsCancellationRequested || run.Clock.GetElapsedTime(start) >= Lease.Duration)
                {
                    throw new ReleaseException(
                        ErrorCode.OutcomeUnknown,
                        (
                            lost is null
                                ? "the swap was committed"
                                : $"{run.Warehouse.Translate(lost).Message} during the swap"
                        ) + $", and the marker could not be read: {run.Warehouse.Translate(error).Message}",
                        inner: lost ?? error
                    );
                }
            }
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), run.Clock, cancellation);
            }
            catch (OperationCanceledException)
            {
                // The command was asked to stop. It asks once more and then reports that it does not know.
            }
        }
    }

    private async Task<(int? Found, bool IsOurs)> ReadSignAsync(WarehouseSession session, SwapSign sign, bool isSettled)
    {
        var isOurs =
            isSettled
            || await run.Ledger.TryExtendLeaseAsync(session, run.Lease.Fencing, Lease.Duration, CancellationToken.None);
        return (await sign.ReadAsync(session, CancellationToken.None), isOurs);
    }
}
