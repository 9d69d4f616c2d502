namespace DataRelease.Ledgers;

/// <summary>How a command asks for the lease.</summary>
/// <param name="Wait">How long to wait for another's; zero for not at all.</param>
/// <param name="TakesFarOff">
/// Whether a lease that runs longer than a release at work sets it is taken over, if no session of its holder is
/// connected.
/// </param>
public sealed record LeaseDemand(TimeSpan Wait, bool TakesFarOff = false);
