using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// No lock at all: Snowflake has none that a session could hold for a whole release, because it ends a transaction that
/// blocks others and is idle for five minutes. The lease's row and its fencing number alone decide. A process that has
/// taken a lease checks in a new session that it is the only one.
/// </summary>
internal sealed class SnowflakeLock : EnvironmentLock
{
    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
