using System.Globalization;

namespace DataRelease.Testing;

/// <summary>Whether a test can interrupt a process that it starts.</summary>
public static class Interrupts
{
    private const int OfInterrupt = 1 << (2 - 1);

    /// <summary>
    /// Why it can't; null if it can. A shell starts background jobs with SIGINT ignored, and all their child processes
    /// inherit that, so the test would wait forever for the interrupt.
    /// </summary>
    public static string? WhyNot =>
        OperatingSystem.IsWindows() ? "a test can't send Ctrl+C to one process on Windows"
        : IsIgnored() ? "this process was started with SIGINT ignored, as a job in the background is"
        : null;

    /// <summary>
    /// <c>SigIgn</c> is a hexadecimal mask, see proc(5). Systems without that file don't ignore the signal.
    /// </summary>
    private static bool IsIgnored()
    {
        const string name = "SigIgn:";
        const string file = "/proc/self/status";
        return File.Exists(file)
            && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            && (
                ulong.Parse(line.AsSpan(name.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                & OfInterrupt
            ) != 0;
    }
}
