using DataRelease.Configuration;

namespace DataRelease.Ledgers;

/// <summary>
/// Where a lease's holder runs, so that the number of its process can be looked up there and nowhere else. Machines and
/// containers may have the same name. On Linux the place is therefore the machine's name with the kernel's present boot
/// and the processes' namespace; elsewhere it is the name alone, as in rows of older versions.
/// </summary>
internal static class HolderPlace
{
    /// <summary>This process's place.</summary>
    public static string Own { get; } = Environment.MachineName + Namespace();

    /// <summary>True if a place is this process's, as far as it says.</summary>
    public static bool IsHere(string place) => place == Own || place == Environment.MachineName;

    /// <summary>True if a place is this process's without doubt.</summary>
    public static bool IsExact(string place) => place == Own && Own != Environment.MachineName;

    private static string Namespace()
    {
        if (!OperatingSystem.IsLinux())
            return "";
        try
        {
            var boot = TextFile.Read("/proc/sys/kernel/random/boot_id").Trim();
            var processes = new FileInfo("/proc/self/ns/pid").LinkTarget;
            return boot.Length >= 8 && processes is not null
                ? $"#{boot[..8]}-{string.Concat(processes.Where(char.IsAsciiDigit))}"
                : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A sandbox that shows neither. The place is then known by its name alone.
            return "";
        }
    }
}
