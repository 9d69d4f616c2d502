namespace DataRelease.Warehouses;

/// <summary>
/// The engine's own lock on an environment, which dies with the process that holds it; disposing it lets go.
/// </summary>
public abstract class EnvironmentLock : IAsyncDisposable
{
    /// <summary>
    /// The session that holds the lock, for what must be said while the lock is held without a connection more; null
    /// where no session holds it. Used by one caller at a time.
    /// </summary>
    public virtual WarehouseSession? Session => null;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
