using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// The server has no lock that a session could hold for as long as a release takes: a transaction that stands in
/// somebody's way is ended after five minutes. The lease's row with its fencing number decides alone, and whoever makes
/// the first row of an environment looks whether it is the only one.
/// </summary>
internal sealed class SnowflakeLock : EnvironmentLock
{
    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
