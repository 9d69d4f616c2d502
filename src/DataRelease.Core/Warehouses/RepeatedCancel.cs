using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>
/// Cancels a statement repeatedly until it has ended. An engine inside this process forgets an interrupt that arrives
/// before it runs the statement, for instance while it plans it, and the driver sends only one.
/// </summary>
internal sealed class RepeatedCancel : IAsyncDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenRegistration _registration;
    private Task _repeating = Task.CompletedTask;

    /// <summary>Begins to watch the token.</summary>
    /// <param name="command">The command that is about to run.</param>
    /// <param name="cancellation">The token that the command runs with.</param>
    public RepeatedCancel(DbCommand command, CancellationToken cancellation) =>
        _registration = cancellation.Register(() =>
            _repeating = Task.Run(() => RepeatAsync(command), CancellationToken.None)
        );

    /// <summary>Stops the cancelling, because the statement has ended.</summary>
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
            // The statement has ended.
        }
    }
}
