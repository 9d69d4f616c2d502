namespace DataRelease.Ledgers;

/// <summary>The user of the operating system for whom this process runs, as the ledger records it.</summary>
internal static class LocalUser
{
    /// <summary><c>user@host</c>.</summary>
    public static string Name { get; } = $"{Environment.UserName}@{Environment.MachineName}";
}
