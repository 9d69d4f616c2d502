using System.Collections.Concurrent;
using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Changes views each in a transaction of its own, which holds one view's lock and waits for no other, so that no
/// reader can stand in its way for longer than its own transaction. One whose lock is taken comes again after the
/// others.
/// </summary>
internal sealed class ViewByView(OpenEnvironment run, Random random)
{
    /// <summary>
    /// Views at work at once. A statement that reads several views may have to wait for each of them.
    /// </summary>
    private const int Workers = 2;

    /// <summary>Tries in which the wait grows to the lock timeout, and those after which it grows on.</summary>
    private const int ShortTries = 8,
        PatientTries = 24;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs the statements of each view, under the lease.</summary>
    /// <param name="views">The views.</param>
    /// <param name="statements">Of one view; without parameters.</param>
    /// <param name="done">Called for each view that is done, by one caller at a time.</param>
    /// <param name="hasTime">False when no other view is to be tried.</param>
    /// <param name="cancellation">Honoured between views.</param>
    /// <returns>Those that were not done in time.</returns>
    public async Task<List<PointerChange>> RunAsync(
        IReadOnlyList<PointerChange> views,
        Func<PointerChange, IReadOnlyList<Sql>> statements,
        Action<PointerChange> done,
        Func<bool> hasTime,
        CancellationToken cancellation
    )
    {
        var queue = new ConcurrentQueue<(PointerChange Change, int Misses)>(views.Select(change => (change, 0)));
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Workers, views.Count)).Select(_ => WorkAsync()));
        return [.. queue.Select(left => left.Change)];

        async Task WorkAsync()
        {
            await using var session = await run.OpenAsync(cancellation);
            while (hasTime() && queue.TryDequeue(out var next))
            {
                var (change, misses) = next;
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    // Where a view can decide, there is such a statement.
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
}
