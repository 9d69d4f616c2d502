using System.ComponentModel;
using System.Diagnostics;

namespace DataRelease.Cli;

/// <summary>Opens a file with this machine's program for it.</summary>
internal static class Opening
{
    /// <summary>False if no such program exists.</summary>
    public static bool Open(string path, Func<string, string?> variable)
    {
        var start =
            variable("BROWSER") is { Length: > 0 } browser ? new ProcessStartInfo(browser)
            : OperatingSystem.IsMacOS() ? new ProcessStartInfo("open")
            : OperatingSystem.IsWindows() ? new ProcessStartInfo(path) { UseShellExecute = true }
            : new ProcessStartInfo("xdg-open");
        if (!start.UseShellExecute)
            start.ArgumentList.Add(path);
        try
        {
            using var process = Process.Start(start);
            return process is not null;
        }
        catch (Exception error) when (error is Win32Exception or FileNotFoundException)
        {
            return false;
        }
    }
}
