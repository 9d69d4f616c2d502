using System.Collections.Concurrent;
using System.Data.Common;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// The way round a load that never lets a swap hold the locks of all views at once. First each view, in a transaction
/// of its own, is made to show blue or green as the marker in the ledger says, which is blue. Then the swap's
/// transaction changes the marker, and with it what all of them show, for every statement at the moment of its
/// snapshot. At last, when no snapshot from before is left, each view is made plain again. A transaction never waits
/// for a second view while it holds one, so no reader can stand in its way for longer than its own transaction. At
/// every moment, and after a crash at any, all views show what the marker says. A view that gets another shape is made
/// in the swap's transaction and decides by the marker too until the older snapshots are gone: a statement may have
/// taken its snapshot before it waited for that view.
/// </summary>
internal sealed class SwapGate(OpenEnvironment run, Random random, int number, LiveSwap.Prepared prepared)
{
    /// <summary>
    /// Views at work at once. A statement that reads several views may have to wait for each of them.
    /// </summary>
    private const int Workers = 2;

    /// <summary>Tries in which the wait grows to the lock timeout, and those after which it grows on.</summary>
    private const int ShortTries = 8,
        PatientTries = 24;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan PatienceBefore = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PatienceAfter = TimeSpan.FromSeconds(60);

    private readonly List<PointerChange> _open = [];
    private IReadOnlyList<PointerChange> _remade = [];
    private bool _isTaken;

    /// <summary>True while views decide by the marker, and the marker still says blue.</summary>
    public bool IsOpen => _open.Count > 0;

    /// <summary>
    /// True when waiting for all locks at once has gone on long enough and this way is there. It is not if a view could
    /// neither decide by the marker nor stay as it is: older snapshots would see that one of green, and the others of
    /// blue.
    /// </summary>
    public bool IsWorthOpening(TimeSpan elapsed) =>
        !_isTaken
        && elapsed >= (run.Config.Swap.Budget / 4 < PatienceBefore ? run.Config.Swap.Budget / 4 : PatienceBefore)
        && prepared.Plan.Changes.All(change =>
            change.Action is PointerAction.Keep or PointerAction.Create or PointerAction.Drop
            || change.Shown == change.Physical?.Name
            || Gate(change) is not null
        )
        && prepared.Plan.Changes.Any(IsReplaced);

    private bool IsReplaced(PointerChange change) => change.Action == PointerAction.Replace && Gate(change) is not null;

    /// <summary>Makes the views decide by the marker.</summary>
    /// <returns>The plan of what is left for the swap's own transaction.</returns>
    public async Task<SwapPlan> OpenAsync(long start, CancellationToken cancellation)
    {
        _isTaken = true;
        var gated = prepared.Plan.Changes.Where(IsReplaced).ToList();
        run.Events.Publish(
            new ReleaseEvent.Progressed(
                $"readers never leave all views free at once: {gated.Count} views are prepared one by one"
            )
        );
        var left = await EachAsync(
            gated,
            change => [Gate(change)!],
            _open.Add,
            () => run.Clock.GetElapsedTime(start) < run.Config.Swap.Budget,
            cancellation
        );
        if (left.Count > 0)
        {
            var holders = await HoldersAsync(left);
            throw new ReleaseException(
                ErrorCode.SwapBlocked,
                $"no lock on {string.Join(", ", left.Take(3).Select(change => change.Live))} within "
                    + $"{run.Config.Swap.Budget.TotalSeconds:0} s: {holders}"
            );
        }
        var done = _open.Select(change => change.Live).ToHashSet();
        _remade =
        [
            .. prepared.Plan.Changes.Where(change =>
                change.Action == PointerAction.Recreate && Gate(change) is not null
            ),
        ];
        return prepared.Plan with
        {
            Changes =
            [
                .. prepared.Plan.Changes.Select(change =>
                    done.Contains(change.Live)
                        ? change with
                        {
                            Action = PointerAction.Keep,
                            Access = [.. change.Access.Except(change.Grants)],
                            Grants = [],
                        }
                    : change.Action == PointerAction.Recreate ? change with { Gate = Gate(change) }
                    : change
                ),
            ],
        };
    }

    /// <summary>After the swap: makes the views plain. What can't be done in time is told and does no harm.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        if (_open.Count == 0)
            return;
        List<PointerChange> views = [.. _open, .. _remade];
        _open.Clear();
        var start = run.Clock.GetTimestamp();
        bool HasTime() => run.Clock.GetElapsedTime(start) < PatienceAfter;
        var left = views;
        try
        {
            if (await NoOlderSnapshotAsync(HasTime, cancellation))
                left = await EachAsync(views, Plain, _ => { }, HasTime, cancellation);
        }
        catch (Exception error)
            when (error is DbException or ReleaseException or IOException or OperationCanceledException)
        {
            // The swap itself is committed; that some views are not plain yet is told below.
            run.Events.Publish(
                new ReleaseEvent.Noted($"making views plain was cut short: {error.Message.ReplaceLineEndings(" ")}")
            );
        }
        if (left.Count > 0)
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.GateLeft.Id,
                    $"{left.Count} views, the first of them {left[0].Live}; {ErrorCode.GateLeft.Remedy}"
                )
            );

        IReadOnlyList<Sql> Plain(PointerChange change) =>
            change.Action == PointerAction.Recreate
                ?
                [
                    run.Warehouse.Swap.CreatePointer(
                        change.Live,
                        change.Physical!.Name,
                        change.Physical.Columns,
                        change.Current!.Options,
                        replace: true
                    ),
                ]
                : [.. prepared.Plan.Write(change, run.Warehouse.Swap)];
    }

    /// <summary>
    /// After a swap that did not happen: makes the views plain on blue, which every snapshot sees already.
    /// </summary>
    public async Task TakeBackAsync()
    {
        var start = run.Clock.GetTimestamp();
        var left = _open.ToList();
        try
        {
            // A COMMIT whose outcome nobody learnt may have been done after all, or be under way still.
            if (await ReadMarkerAsync() == number)
            {
                await CloseAsync(CancellationToken.None);
                return;
            }
            var views = _open.ToList();
            _open.Clear();
            left = await EachAsync(
                views,
                Plain,
                _ => { },
                () => run.Clock.GetElapsedTime(start) < PatienceAfter,
                CancellationToken.None
            );
        }
        catch (Exception error) when (error is DbException or ReleaseException or IOException)
        {
            // The error under way says why; the views show blue either way.
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"making views plain again was cut short: {error.Message.ReplaceLineEndings(" ")}"
                )
            );
        }
        if (left.Count > 0)
            run.Events.Publish(
                new ReleaseEvent.Warned(
                    ErrorCode.GateLeft.Id,
                    $"{left.Count} views, the first of them {left[0].Live}; {ErrorCode.GateLeft.Remedy}"
                )
            );

        IReadOnlyList<Sql> Plain(PointerChange change) =>
            [
                run.Warehouse.Swap.CreatePointer(
                    change.Live,
                    change.Shown!.Value,
                    change.Current!.Columns,
                    change.Current.Options,
                    replace: true
                ),
            ];
    }

    /// <summary>
    /// Null for a view that can't decide by the marker: one that has no predecessor, or reads with rights that need not
    /// reach the ledger. One that is replaced has its old columns, and one that is made again its new ones.
    /// </summary>
    private Sql? Gate(PointerChange change)
    {
        if (
            prepared.Previous is not { } live
            || change
                is not {
                    Action: PointerAction.Replace or PointerAction.Recreate,
                    Shown: { } shown,
                    Current: { } current,
                    Physical: { } physical
                }
        )
            return null;
        if (
            current.Owner != prepared.Plan.Role
            || current.Options.Any(option => option.StartsWith("security_invoker", StringComparison.Ordinal))
            || shown == physical.Name
            || live.Number == number
        )
            return null;
        var columns = change.Action == PointerAction.Recreate ? physical.Columns : current.Columns;
        return run.Warehouse.Swap.CreateGate(
            change.Live,
            columns,
            current.Options,
            run.Ledger.MarkerQuery,
            new GateSide(shown, current.Columns, live.Number),
            new GateSide(physical.Name, physical.Columns, number)
        );
    }

    /// <summary>Each view in a transaction of its own; one whose lock is taken comes again after the others.</summary>
    /// <returns>Those that were not done in time.</returns>
    private async Task<List<PointerChange>> EachAsync(
        List<PointerChange> views,
        Func<PointerChange, IReadOnlyList<Sql>> statements,
        Action<PointerChange> done,
        Func<bool> hasTime,
        CancellationToken cancellation
    )
    {
        var queue = new ConcurrentQueue<(PointerChange Change, int Misses)>(views.Select(change => (change, 0)));
        if (views.Count == 0)
            return [];
        var sessions = await run.Warehouse.OpenSeveralAsync(Math.Min(Workers, views.Count), cancellation);
        await Task.WhenAll(sessions.Select(WorkAsync));
        return [.. queue.Select(left => left.Change)];

        async Task WorkAsync(WarehouseSession opened)
        {
            await using var session = opened;
            while (hasTime() && queue.TryDequeue(out var next))
            {
                var (change, misses) = next;
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    // Where a view can decide by the marker, there is such a statement.
                    await session.ExecuteAsync(
                        run.Warehouse.Swap.AtOnce(run.Ledger.Proof(run.Lease), statements(change), Patience(misses))!,
                        CancellationToken.None
                    );
                    lock (queue)
                        done(change);
                }
                catch (Exception error) when (run.Warehouse.IsLockConflict(error))
                {
                    queue.Enqueue((change, misses + 1));
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5, 50)), run.Clock, cancellation);
                }
            }
        }
    }

    /// <summary>
    /// Readers queue behind whoever waits for a view, so most of it is trying at moments when nobody holds it: a tenth
    /// of the lock timeout at first, and the whole of it after some tries. A view that is always in use is waited for
    /// longer in the end, up to four times and well below deadlock_timeout.
    /// </summary>
    private TimeSpan Patience(int misses)
    {
        var whole = run.Config.Swap.LockTimeout;
        if (misses < ShortTries)
            return whole * Math.Min(1, 0.1 * (1 << (misses / 2)));
        var longer = whole * Math.Clamp(1 + ((misses - PatientTries) / 4), 1, 4);
        return longer < LongestWait ? longer : whole;
    }

    /// <summary>The marker, read behind the lease's row: a swap of ours that is still committing holds it.</summary>
    private async Task<int?> ReadMarkerAsync()
    {
        int? marker = null;
        await using var session = await run.OpenAsync(CancellationToken.None);
        await session.InTransactionAsync(
            TransactionPurpose.WriteRows,
            async () =>
            {
                await run.Ledger.ProveAsync(session, run.Lease, CancellationToken.None);
                marker = (await run.Ledger.ReadLiveAsync(session, CancellationToken.None))?.Number;
            },
            CancellationToken.None
        );
        return marker;
    }

    /// <summary>
    /// A statement with a snapshot from before would take a plain view for green and another for blue.
    /// </summary>
    private async Task<bool> NoOlderSnapshotAsync(Func<bool> hasTime, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        var fence = await run.Warehouse.TakeFenceAsync(session, cancellation);
        while (
            fence is not null && (await run.Warehouse.ReadFenceBlockersAsync(session, fence, cancellation)).Count > 0
        )
        {
            if (!hasTime())
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(50), run.Clock, cancellation);
        }
        return true;
    }

    private async Task<string> HoldersAsync(List<PointerChange> views)
    {
        await using var session = await run.OpenAsync(CancellationToken.None);
        var holders = await run.Warehouse.ReadLockHoldersAsync(
            session,
            [.. views.Select(change => change.Live)],
            CancellationToken.None
        );
        return holders.Count == 0 ? "no session holds it right now" : string.Join("; ", holders.Take(3));
    }
}
