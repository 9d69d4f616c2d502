using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Reads the views of live with a bounded wait. An engine tells a view's definition only while nobody has the view
/// locked for a change, and would otherwise wait for as long as somebody has.
/// </summary>
internal sealed class ViewPatience(OpenEnvironment run)
{
    private static readonly TimeSpan _glance = TimeSpan.FromSeconds(2);

    /// <summary>How long a command that only reports what is live waits.</summary>
    public TimeSpan Glance => run.Config.Swap.Budget < _glance ? run.Config.Swap.Budget : _glance;

    /// <summary>Reads; the error names who holds the locks.</summary>
    /// <param name="session">A session outside a transaction. Its waits for locks stay bounded afterwards.</param>
    /// <param name="patience">The longest wait for each lock.</param>
    /// <param name="code">The code of the error.</param>
    /// <param name="read">The read.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<T> ReadAsync<T>(
        WarehouseSession session,
        TimeSpan patience,
        ErrorCode code,
        Func<Task<T>> read,
        CancellationToken cancellation
    )
    {
        await session.BoundLockWaitsAsync(patience, cancellation);
        try
        {
            return await read();
        }
        catch (DbException error) when (run.Warehouse.IsLockConflict(error))
        {
            var live = await run.Ledger.ReadLiveAsync(session, cancellation);
            var views = live is null ? [] : await run.Ledger.ReadRelationsAsync(session, live.Number, cancellation);
            var holders = await run.Warehouse.ReadLockHoldersAsync(
                session,
                [.. views.Select(relation => relation.Live)],
                cancellation
            );
            throw new ReleaseException(
                code,
                "the views of live can't be read, because a session has had one locked for "
                    + $"{patience.TotalSeconds:0.#} s: "
                    + (holders.Count == 0 ? "no session holds it right now" : string.Join("; ", holders.Take(3))),
                inner: error
            );
        }
    }
}
