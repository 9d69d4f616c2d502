namespace DataRelease.Warehouses;

/// <summary>The holder of the engine's own lock, which several environments may share.</summary>
/// <param name="Environment">The environment that the lock was taken for.</param>
/// <param name="Who">The user and host, as <c>user@host</c>.</param>
/// <param name="Pid">The process id on that host.</param>
/// <param name="Since">When the lock was taken.</param>
public sealed record EnvironmentHolder(string Environment, string Who, int Pid, DateTimeOffset Since)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Who} (pid {Pid}) since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
}
