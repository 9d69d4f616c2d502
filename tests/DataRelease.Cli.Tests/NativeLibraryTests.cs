using System.Diagnostics;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>The tool where DuckDB's library can't be loaded, as on Alpine.</summary>
public sealed class NativeLibraryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_library_that_cant_be_loaded_is_an_error_that_says_what_to_do()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the tool is laid out with links, and broken as on another libc");
        Install();
        using var run = ToolRun.OfSql();

        var (exit, _, error) = await ToolAsync(run.Project, "release");

        exit.ShouldBe(1);
        error.ShouldContain("error DR4014: a native library can't be loaded on ");
        error.ShouldContain("'duckdb'");
        error.ShouldContain("on Alpine and other systems with musl use an image with glibc instead");
        error.ShouldNotContain("DR5000");
        (await ToolAsync(run.Project, "--help")).Exit.ShouldBe(0);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Links to the tool's files, with a library that the system's loader refuses.</summary>
    private void Install()
    {
        var source = AppContext.BaseDirectory;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = _folder[Path.GetRelativePath(source, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var name = Path.GetFileName(file);
            if (name == "libduckdb.so")
                File.WriteAllText(copy, "not for this C library");
            // The host looks for everything else beside the real file of these.
            else if (name.StartsWith("data-release.", StringComparison.Ordinal))
                File.Copy(file, copy);
            else
                File.CreateSymbolicLink(copy, file);
        }
    }

    private async Task<(int Exit, string Text, string Error)> ToolAsync(string project, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in new[] { _folder["data-release.dll"] }.Concat(args))
            start.ArgumentList.Add(arg);
        start.WorkingDirectory = project;
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await text, await error);
    }
}
