using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Changes each view in a transaction of its own. The transaction holds one view's lock and waits for no other, so no
/// reader can block it for longer than the reader's own transaction. Readers queue behind whoever waits for a view. So
/// each view is tried at a moment when nobody holds it, and only a view that is never free is waited for.
/// </summary>
internal sealed class ViewByView(OpenEnvironment run, Random random)
{
    /// <summary>
    /// The number of views that are changed at the same time. A statement that reads several views may have to wait for
    /// each of them.
    /// </summary>
    private const int Workers = 2;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long the result of a look at the locks is used, and the pause between two looks while every view is held.
    /// </summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(20),
        BetweenLooks = TimeSpan.FromMilliseconds(15);

    /// <summary>How long a view stays untried before it is tried although somebody holds it.</summary>
    private static readonly TimeSpan BetweenWaits = TimeSpan.FromSeconds(1);

    private readonly HoldOuts _holdOuts = new(run);

    /// <summary>Changes each view, under the lease.</summary>
    /// <param name="views">The views.</param>
    /// <param name="change">
    /// Changes one view in one transaction. The time is the longest wait for the view's lock.
    /// </param>
    /// <param name="done">Called for each changed view, never by two callers at once.</param>
    /// <param name="hasTime">Returns false when no other view is to be tried.</param>
    /// <param name="cancellation">Honoured between views.</param>
    /// <returns>The views that were not changed in time.</returns>
    public async Task<List<PointerChange>> RunAsync(
        IReadOnlyList<PointerChange> views,
        Func<PointerChange, WarehouseSession, TimeSpan, Task> change,
        Action<PointerChange> done,
        Func<bool> hasTime,
        CancellationToken cancellation
    )
    {
        if (views.Count == 0)
            return [];
        var queue = new Queue(run.Clock, views);
        string[] schemas = [.. views.Select(view => view.Live.Schema).Distinct()];
        var sessions = await run.Warehouse.OpenSeveralAsync(Math.Min(Workers, views.Count), cancellation);
        await Task.WhenAll(sessions.Select(WorkAsync));
        return [.. queue.Left.Select(view => view.Change)];

        async Task WorkAsync(WarehouseSession opened)
        {
            await using var session = opened;
            IReadOnlySet<RelationName> held = new HashSet<RelationName>();
            long? looked = null;
            while (hasTime() && !queue.IsEmpty)
            {
                cancellation.ThrowIfCancellationRequested();
                if (looked is not { } at || run.Clock.GetElapsedTime(at) > FreshFor)
                {
                    held = await run.Warehouse.ReadHeldAsync(session, schemas, cancellation);
                    looked = run.Clock.GetTimestamp();
                }
                if (queue.Take(held) is not { } view)
                {
                    await _holdOuts.AskToEndAsync(session, queue.HeldForLong(), cancellation);
                    await Task.Delay(BetweenLooks, run.Clock, cancellation);
                    continue;
                }
                try
                {
                    await change(view.Change, session, Patience(view, held.Contains(view.Change.Live)));
                    queue.Done(view, done);
                }
                catch (Exception error) when (run.Warehouse.IsLockConflict(error))
                {
                    queue.GiveBack(view, held.Contains(view.Change.Live));
                    looked = null;
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5, 20)), run.Clock, cancellation);
                }
            }
        }
    }

    /// <summary>
    /// How long to wait for a view's lock. A view that was free a moment ago is free again soon. A view that is always
    /// in use is waited for twice as long each time, well below deadlock_timeout.
    /// </summary>
    private TimeSpan Patience(Pending view, bool isHeld)
    {
        var whole = run.Config.Swap.LockTimeout;
        if (!isHeld)
            return whole * Math.Min(1, 0.25 * (1 + view.Misses));
        var longer = whole * (1 << Math.Min(view.Waits, 3));
        return longer < LongestWait || longer <= whole ? longer
            : LongestWait > whole ? LongestWait
            : whole;
    }

    /// <summary>A view that is still to be changed.</summary>
    private sealed class Pending(PointerChange change, long began)
    {
        public PointerChange Change { get; } = change;

        public long Tried { get; set; } = began;

        /// <summary>
        /// The number of failed tries while the view was free; <see cref="Waits"/> counts those while it was held.
        /// </summary>
        public int Misses { get; set; }

        public int Waits { get; set; }

        public bool IsAtWork { get; set; }
    }

    private sealed class Queue(TimeProvider clock, IEnumerable<PointerChange> views)
    {
        private readonly List<Pending> _left = [.. views.Select(change => new Pending(change, clock.GetTimestamp()))];

        public IReadOnlyList<Pending> Left => _left;

        public bool IsEmpty
        {
            get
            {
                lock (_left)
                    return _left.TrueForAll(view => view.IsAtWork);
            }
        }

        /// <summary>
        /// The next view to try: one that is free, or one that has not been tried for a while; null if there is none.
        /// </summary>
        public Pending? Take(IReadOnlySet<RelationName> held)
        {
            lock (_left)
            {
                var next = _left.Find(view => !view.IsAtWork && !held.Contains(view.Change.Live)) ?? _left.Find(IsDue);
                if (next is not null)
                    next.IsAtWork = true;
                return next;
            }
        }

        public IReadOnlyList<RelationName> HeldForLong()
        {
            lock (_left)
                return [.. _left.Where(view => view.Waits > 0).Select(view => view.Change.Live)];
        }

        public void Done(Pending view, Action<PointerChange> done)
        {
            lock (_left)
            {
                _left.Remove(view);
                done(view.Change);
            }
        }

        public void GiveBack(Pending view, bool wasHeld)
        {
            lock (_left)
            {
                view.IsAtWork = false;
                view.Tried = clock.GetTimestamp();
                if (wasHeld)
                    view.Waits++;
                else
                    view.Misses++;
                _left.Remove(view);
                _left.Add(view);
            }
        }

        private bool IsDue(Pending view) => !view.IsAtWork && clock.GetElapsedTime(view.Tried) > BetweenWaits;
    }
}
