using System.Diagnostics;
using System.Globalization;
using DataRelease.Testing;

namespace DataRelease.Benchmarks;

/// <summary>Medians, processes and printed ratios.</summary>
internal static class Measure
{
    /// <summary>A line with what was measured, the baseline, their ratio and the goal.</summary>
    public static void Print(string what, double seconds, string baseline, double baselineSeconds, double goal)
    {
        var ratio = seconds / baselineSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {seconds * 1000:0} ms; {baseline}: {baselineSeconds * 1000:0} ms; ratio {ratio:0.00}"
                    + $", goal {goal:0.00}{(ratio <= goal ? "" : "  MISSED")}"
            )
        );
    }

    /// <summary>The same of what takes less than a millisecond.</summary>
    public static void PrintShort(string what, double seconds, string baseline, double baselineSeconds, double goal)
    {
        var ratio = seconds / baselineSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {seconds * 1000:0.000} ms; {baseline}: {baselineSeconds * 1000:0.000} ms; ratio {ratio:0.00}"
                    + $", goal {goal:0.00}{(ratio <= goal ? "" : "  MISSED")}"
            )
        );
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1
            ? sorted[sorted.Count / 2]
            : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Seconds, and what it printed.</returns>
    public static async Task<(double Seconds, string Output)> RunAsync(
        string file,
        string folder,
        IReadOnlyList<string> args,
        CancellationToken cancellation,
        int expected = 0
    )
    {
        var start = new ProcessStartInfo(file)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        start.Environment["CI"] = "true";
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return process.ExitCode == expected
            ? (seconds, output)
            : throw new InvalidOperationException(
                $"{file} {string.Join(' ', args)} ended with {process.ExitCode}:\n{output}\n{await errors}"
            );
    }

    /// <summary>An executable of this solution compiled ahead of time, as the packages ship it.</summary>
    public static async Task<string> ShippedAsync(
        string project,
        string name,
        string folder,
        CancellationToken cancellation
    )
    {
        await RunAsync(
            "dotnet",
            Repository.PathOf("src", project),
            [
                "publish",
                "--configuration",
                "Release",
                "--use-current-runtime",
                "--no-self-contained",
                "-p:PublishReadyToRun=true",
                "--output",
                folder,
                "--verbosity",
                "quiet",
            ],
            cancellation
        );
        return Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name);
    }

    /// <summary>An executable of this solution, as this benchmark was built.</summary>
    public static string Executable(string project, string name) =>
        Repository.PathOf(
            "artifacts",
            "bin",
            project,
            Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)),
            OperatingSystem.IsWindows() ? $"{name}.exe" : name
        );
}
