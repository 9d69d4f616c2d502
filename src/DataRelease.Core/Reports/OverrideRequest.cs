namespace DataRelease.Reports;

/// <summary>What a person says to go past a policy that lets itself be overridden.</summary>
/// <param name="Because">Why.</param>
/// <param name="By">Who.</param>
public sealed record OverrideRequest(string Because, string By);
