using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Looks at the views of live: an engine tells their definitions only when nobody has them locked for a change, and
/// would wait for as long as somebody has.
/// </summary>
internal sealed class ViewPatience(OpenEnvironment run)
{
    private static readonly TimeSpan _glance = TimeSpan.FromSeconds(2);

    /// <summary>How long a command waits that only says what is live.</summary>
    public TimeSpan Glance => run.Config.Swap.Budget < _glance ? run.Config.Swap.Budget : _glance;

    /// <summary>Reads; the error names who has the locks.</summary>
    /// <param name="session">Outside of a transaction; its waits for locks stay bound.</param>
    /// <param name="patience">How long each lock is waited for.</param>
    /// <param name="code">Of the error.</param>
    /// <param name="read">What reads.</param>
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
