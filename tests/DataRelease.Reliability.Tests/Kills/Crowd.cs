using System.Data.Common;

namespace DataRelease.Reliability.Tests.Kills;

/// <summary>
/// Readers of a view that never leave all views free at once, as a swap meets them: one transaction holds a view until
/// the swap has begun to prepare the others one by one.
/// </summary>
internal sealed class Crowd : IAsyncDisposable
{
    private readonly DbConnection _reader;
    private readonly DbConnection _watcher;
    private readonly CancellationTokenSource _stop;
    private readonly Task _watching;

    private Crowd(DbConnection reader, DbConnection watcher, CancellationToken cancellation)
    {
        (_reader, _watcher, _stop) = (reader, watcher, CancellationTokenSource.CreateLinkedTokenSource(cancellation));
        _watching = WatchAsync();
    }

    /// <summary>Comes, and stays until a view decides by the marker.</summary>
    public static async Task<Crowd> StartAsync(World world, CancellationToken cancellation)
    {
        var reader = await world.OpenAsync(cancellation);
        await RunAsync(reader, "begin", cancellation);
        // A SELECT would keep its snapshot in the portal, and the fence would wait for it.
        await RunAsync(reader, "lock table analytics.countries in access share mode", cancellation);
        return new Crowd(reader, await world.OpenAsync(cancellation), cancellation);
    }

    /// <summary>Goes.</summary>
    public async Task LeaveAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await _reader.DisposeAsync();
        await _watcher.DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        try
        {
            while (!await IsBegunAsync())
                await Task.Delay(10, _stop.Token);
            await RunAsync(_reader, "commit", _stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The tool was killed before that.
        }
    }

    private async Task<bool> IsBegunAsync()
    {
        await using var command = _watcher.CreateCommand();
        command.CommandText =
            "select exists (select from pg_views where schemaname = 'analytics' and definition like "
            + "'%data_release.live%')";
        return (bool)(await command.ExecuteScalarAsync(_stop.Token))!;
    }

    private static async Task RunAsync(DbConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
