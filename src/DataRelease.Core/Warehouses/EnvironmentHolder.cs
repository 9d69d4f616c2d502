namespace DataRelease.Warehouses;

/// <summary>Who holds the engine's own lock, which environments may share.</summary>
/// <param name="Environment">The environment that it was taken for.</param>
/// <param name="Who"><c>user@host</c>.</param>
/// <param name="Pid">The process on that host.</param>
/// <param name="Since">When it was taken.</param>
public sealed record EnvironmentHolder(string Environment, string Who, int Pid, DateTimeOffset Since)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Who} (pid {Pid}) since {Since.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
}
