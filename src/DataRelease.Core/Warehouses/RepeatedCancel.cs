using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>
/// Cancels a statement again and again until it has ended. An engine inside this process forgets an interrupt that
/// comes before it has begun to run the statement, while it still plans it for instance, and the driver sends just one.
/// </summary>
internal sealed class RepeatedCancel : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenRegistration _registration;
    private Task _repeating = Task.CompletedTask;

    /// <summary>Begins to wait for the token.</summary>
    /// <param name="command">About to be run.</param>
    /// <param name="cancellation">What it is run with.</param>
    public RepeatedCancel(DbCommand command, CancellationToken cancellation) =>
        _registration = cancellation.Register(() =>
            _repeating = Task.Run(() => RepeatAsync(command), CancellationToken.None)
        );

    /// <summary>The statement has ended: nothing is cancelled any more once this returns.</summary>
    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync();
        await _ended.CancelAsync();
        await _repeating;
        _ended.Dispose();
    }

    private async Task RepeatAsync(DbCommand command)
    {
        using var timer = new PeriodicTimer(_pause);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
                command.Cancel();
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // It has ended.
        }
    }
}
