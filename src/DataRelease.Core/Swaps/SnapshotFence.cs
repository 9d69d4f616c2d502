using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Waits until no snapshot from before a moment is left: such a reader would find green's tables empty.
/// </summary>
/// <param name="run">The command.</param>
internal sealed class SnapshotFence(OpenEnvironment run)
{
    /// <summary>Waits until no snapshot from before the fence is left.</summary>
    /// <param name="fence">The moment; null where the engine has no such snapshots.</param>
    /// <param name="what">The moment in words, after "older than".</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR7002 names the snapshots that are left after <c>swap.fence</c>.</exception>
    public async Task AwaitAsync(string? fence, string what, CancellationToken cancellation)
    {
        if (fence is null || run.Config.Swap.Fence <= TimeSpan.Zero)
            return;
        var start = run.Clock.GetTimestamp();
        var told = false;
        while (true)
        {
            IReadOnlyList<Blocker> blockers;
            await using (var session = await run.OpenAsync(cancellation))
                blockers = await run.Warehouse.ReadFenceBlockersAsync(session, fence, cancellation);
            if (blockers.Count == 0)
                return;
            if (run.Clock.GetElapsedTime(start) >= run.Config.Swap.Fence)
            {
                throw new ReleaseException(
                    ErrorCode.SnapshotFence,
                    $"after {run.Config.Swap.Fence.TotalSeconds:0} s there are still transactions older than "
                        + $"{what}: {string.Join("; ", blockers.Take(3))}"
                );
            }
            if (!told)
                run.Events.Publish(
                    new ReleaseEvent.Progressed(
                        $"waiting for transactions older than {what}: {string.Join("; ", blockers.Take(3))}"
                    )
                );
            told = true;
            await Task.Delay(TimeSpan.FromMilliseconds(200), run.Clock, cancellation);
        }
    }

    /// <summary>Waits until no snapshot from before now is left.</summary>
    public async Task AwaitNowAsync(string what, CancellationToken cancellation)
    {
        string? fence;
        await using (var session = await run.OpenAsync(cancellation))
            fence = await run.Warehouse.TakeFenceAsync(session, cancellation);
        await AwaitAsync(fence, what, cancellation);
    }
}
