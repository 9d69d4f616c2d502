namespace DataRelease.Warehouses;

/// <summary>
/// The clock that writes the times of the ledger and of the data: the server's, if there is a server. It is read once
/// and then advanced by this process's own timer, so that a wrong clock on this machine makes nothing older or younger.
/// </summary>
/// <param name="read">The server's time when it was read.</param>
/// <param name="clock">Measures the time since then.</param>
public sealed class ServerClock(DateTimeOffset read, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();

    /// <summary>The present time by the server's clock.</summary>
    public DateTimeOffset Now => read + clock.GetElapsedTime(_start);

    /// <summary>Reads the server's clock.</summary>
    public static async Task<ServerClock> ReadAsync(
        WarehouseSession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = await session.QueryAsync(
            $"select {session.Dialect.NowPlus(TimeSpan.Zero)}",
            row => new DateTimeOffset(DateTime.SpecifyKind(row.GetDateTime(0), DateTimeKind.Utc)),
            cancellation
        );
        return new ServerClock(now[0], clock);
    }
}
