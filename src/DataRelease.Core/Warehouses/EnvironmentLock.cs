namespace DataRelease.Warehouses;

/// <summary>
/// The engine's own lock on an environment. The lock ends with the process that holds it; disposing this object
/// releases it.
/// </summary>
public abstract class EnvironmentLock : IAsyncDisposable
{
    /// <summary>
    /// The session that holds the lock, so that a heartbeat needs no further connection; null where no session holds
    /// it. Only one caller may use it at a time.
    /// </summary>
    public virtual WarehouseSession? Session => null;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
