using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>
/// A fake clock that a test can ask whether somebody waits for it: moving it before that would be in vain.
/// </summary>
internal sealed class WatchedClock(DateTimeOffset now) : FakeTimeProvider(now)
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Until somebody waits, and then moves so far.</summary>
    /// <param name="by">How far.</param>
    /// <param name="unless">What may end without having waited.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task AdvanceWhenAwaitedAsync(TimeSpan by, Task unless, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        await await Task.WhenAny(_timers.Reader.ReadAsync(deadline.Token).AsTask(), unless);
        Advance(by);
    }
}
