namespace DataRelease.Ledgers;

/// <summary>How a command asks for the lease.</summary>
/// <param name="Wait">How long to wait for a lease that another process holds; zero for not at all.</param>
/// <param name="TakesFarOff">
/// Whether to take over a lease that expires later than any release at work sets it, if no session of its holder is
/// connected.
/// </param>
public sealed record LeaseDemand(TimeSpan Wait, bool TakesFarOff = false);
