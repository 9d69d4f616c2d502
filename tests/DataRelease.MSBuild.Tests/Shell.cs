using System.Diagnostics;

namespace DataRelease.MSBuild.Tests;

/// <summary>Runs programs.</summary>
internal static class Shell
{
    /// <summary>Runs to the end, both outputs in one text.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, $"{await output}{await error}");
    }
}
