using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// No lock at all: Snowflake has none that a session could hold for a whole release, because it ends a transaction that
/// blocks others after five minutes. The lease's row and its fencing number alone decide. A process that creates an
/// environment's first row checks afterwards that it is the only one.
/// </summary>
internal sealed class SnowflakeLock : EnvironmentLock
{
    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
