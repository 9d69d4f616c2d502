using System.Diagnostics;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>Other processes.</summary>
internal static class Actor
{
    private static string Configuration =>
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The fake dbt's executable.</summary>
    public static string FakeDbt =>
        Repository.PathOf(
            "artifacts",
            "bin",
            "DataRelease.Actors",
            Configuration,
            OperatingSystem.IsWindows() ? "DataRelease.Actors.exe" : "DataRelease.Actors"
        );

    /// <summary>Starts an actor.</summary>
    public static Process Start(string folder, params string[] args) => Start(FakeDbt, folder, args);

    /// <summary>Starts the tool as a process of its own.</summary>
    public static Process StartTool(string project, params string[] args) =>
        Start(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "data-release.exe" : "data-release"),
            project,
            [.. args, "--project", project]
        );

    private static Process Start(string file, string folder, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(file)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        start.Environment["CI"] = "true";
        return Process.Start(start)!;
    }
}
