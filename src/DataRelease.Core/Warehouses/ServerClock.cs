namespace DataRelease.Warehouses;

/// <summary>
/// The clock that writes the ledger's times and the data's: the server's where there is a server. It is read once and
/// goes
/// on by this process's own measure of time, so that a wrong clock of this machine makes nothing older or younger.
/// </summary>
/// <param name="read">What the server said.</param>
/// <param name="clock">Measures the time since.</param>
public sealed class ServerClock(DateTimeOffset read, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Now, by the server.</summary>
    public DateTimeOffset Now => read + clock.GetElapsedTime(_start);

    /// <summary>Asks the server.</summary>
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
