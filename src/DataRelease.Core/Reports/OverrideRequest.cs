namespace DataRelease.Reports;

/// <summary>A user's request to override a policy that allows it.</summary>
/// <param name="Because">The reason.</param>
/// <param name="By">Who asks.</param>
public sealed record OverrideRequest(string Because, string By);
