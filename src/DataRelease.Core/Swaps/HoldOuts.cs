using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Watches the sessions that hold what a swap needs: waits until nobody does, names them, and asks those that stay to
/// end.
/// </summary>
internal sealed class HoldOuts(OpenEnvironment run)
{
    /// <summary>
    /// How long a statement may hold a view before it is asked to end, if <c>swap.on_blocked</c> says cancel.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(15);

    /// <summary>The pause between two looks at who has held a view for how long.</summary>
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<(int Pid, DateTimeOffset Since), long> _seen = [];
    private readonly HashSet<(int Pid, DateTimeOffset Since)> _told = [];
    private long? _asked;
    private int _isAsking;

    /// <summary>Waits until nobody holds any of the views. The wait takes no lock, so it blocks nobody.</summary>
    /// <param name="views">The views.</param>
    /// <param name="most">The longest wait.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task AwaitQuietAsync(
        IReadOnlyCollection<RelationName> views,
        TimeSpan most,
        CancellationToken cancellation
    )
    {
        if (views.Count == 0)
            return;
        var start = run.Clock.GetTimestamp();
        string[] schemas = [.. views.Select(view => view.Schema).Distinct()];
        await using var session = await run.OpenAsync(cancellation);
        while (run.Clock.GetElapsedTime(start) < most)
        {
            var held = await run.Warehouse.ReadHeldAsync(session, schemas, cancellation);
            if (!views.Any(held.Contains))
                return;
            await Task.Delay(BetweenLooks, run.Clock, cancellation);
        }
    }

    /// <summary>Reads who holds the views, for a message.</summary>
    public async Task<IReadOnlyList<Blocker>> ReadAsync(
        IReadOnlyCollection<RelationName> views,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        return await run.Warehouse.ReadLockHoldersAsync(session, views, cancellation);
    }

    /// <summary>
    /// Where <c>swap.on_blocked</c> says cancel, asks statements that have held one of the views for some seconds to
    /// end, and names them. It may be called as often as the caller likes.
    /// </summary>
    public async Task AskToEndAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> views,
        CancellationToken cancellation
    )
    {
        if (
            run.Config.Swap.OnBlocked != OnBlocked.Cancel
            || views.Count == 0
            || (_asked is { } at && run.Clock.GetElapsedTime(at) < BetweenQuestions)
        )
            return;
        if (Interlocked.Exchange(ref _isAsking, 1) != 0)
            return;
        try
        {
            _asked = run.Clock.GetTimestamp();
            await AskLongOnesAsync(session, views, cancellation);
        }
        finally
        {
            Volatile.Write(ref _isAsking, 0);
        }
    }

    private async Task AskLongOnesAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> views,
        CancellationToken cancellation
    )
    {
        var holders = await run.Warehouse.ReadLockHoldersAsync(session, views, cancellation);
        foreach (var holder in holders)
        {
            var key = (holder.Pid, holder.Since);
            if (_seen.TryAdd(key, run.Clock.GetTimestamp()) || run.Clock.GetElapsedTime(_seen[key]) < Grace)
                continue;
            if (_told.Add(key))
                await AskAsync(session, holder, cancellation);
        }
    }

    private async Task AskAsync(WarehouseSession session, Blocker holder, CancellationToken cancellation)
    {
        string how;
        try
        {
            how = await run.Warehouse.CancelAsync(session, holder, cancellation)
                ? "its statement was asked to end"
                : "it runs no statement that could be ended, or one that this role can't see";
        }
        catch (Exception error) when (error is DbException or ReleaseException)
        {
            how = $"its statement could not be ended: {run.Warehouse.Translate(error).Message}";
        }
        run.Events.Publish(
            new ReleaseEvent.Warned(ErrorCode.SessionAsked.Id, $"{holder} held a view that the swap needs; {how}")
        );
    }
}
