using System.Globalization;

namespace DataRelease.Testing;

/// <summary>Whether a test can interrupt a process that it starts.</summary>
public static class Interrupts
{
    private const int OfInterrupt = 1 << (2 - 1);

    /// <summary>
    /// Why not; null if it can. A shell starts jobs in the background with SIGINT ignored, and everything that they
    /// start inherits that: an interrupt would be waited for without end.
    /// </summary>
    public static string? WhyNot =>
        OperatingSystem.IsWindows() ? "a test can't send Ctrl+C to one process on Windows"
        : IsIgnored() ? "this process was started with SIGINT ignored, as a job in the background is"
        : null;

    /// <summary>By proc(5): <c>SigIgn</c> is a mask in hexadecimal. Where there is no such file, it is heard.</summary>
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
