using System.Diagnostics;
using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Reliability.Tests;

/// <summary>The tool on one project and one world: in this process, or as a watched process of its own.</summary>
public sealed class Tool(string project, World world, IReadOnlyDictionary<string, string>? overrides = null)
{
    private readonly IReadOnlyDictionary<string, string> _overrides = overrides ?? new Dictionary<string, string>();

    private static string Configuration =>
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The same with other variables, for instance through a proxy.</summary>
    public Tool Through(IReadOnlyDictionary<string, string> variables) => new(project, world, variables);

    /// <summary>Runs it here.</summary>
    public async Task<(int Exit, string Out, string Error)> RunAsync(
        CancellationToken cancellation,
        params string[] args
    )
    {
        await using var stdout = new StringWriter();
        await using var stderr = new StringWriter();
        var exit = await Cli.CommandLine.RunAsync(
            [.. args, "--project", project],
            stdout,
            TextWriter.Synchronized(stderr),
            Variable,
            TimeProvider.System,
            cancellation
        );
        return (exit, stdout.ToString(), stderr.ToString());
    }

    /// <summary>Runs it here with JSON output.</summary>
    public async Task<(int Exit, JsonElement Json)> JsonAsync(CancellationToken cancellation, params string[] args)
    {
        var (exit, text, _) = await RunAsync(cancellation, [.. args, "--output", "json"]);
        using var document = JsonDocument.Parse(text);
        return (exit, document.RootElement.Clone());
    }

    /// <summary>Starts it as a process whose seam is watched, see <c>WatchedTool</c>.</summary>
    public Process Start(IEnumerable<(string Variable, string Value)> watch, params string[] args)
    {
        // One that was compiled ahead of time starts sooner.
        var program = Environment.GetEnvironmentVariable("DATARELEASE_KILL_TOOL") is { Length: > 0 } given
            ? given
            : Repository.PathOf(
                "artifacts",
                "bin",
                "DataRelease.Actors",
                Configuration,
                OperatingSystem.IsWindows() ? "DataRelease.Actors.exe" : "DataRelease.Actors"
            );
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = project,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var arg in args.Prepend("tool").Append("--project").Append(project))
            start.ArgumentList.Add(arg);
        start.Environment["CI"] = "true";
        // No files of the runtime's own that a killed process would leave.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // It lives for a second.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in world.Variables.Concat(_overrides))
            start.Environment[name] = value;
        foreach (var (name, value) in watch)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it as a process to its end, whatever that is.</summary>
    public async Task<Ended> EndAsync(
        IEnumerable<(string Variable, string Value)> watch,
        string[] args,
        CancellationToken cancellation
    )
    {
        using var process = Start(watch, args);
        return await EndAsync(process, cancellation);
    }

    /// <summary>Waits for a process to end.</summary>
    public static async Task<Ended> EndAsync(Process process, CancellationToken cancellation)
    {
        var id = process.Id;
        var stdout = process.StandardOutput.ReadToEndAsync(cancellation);
        var stderr = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Ended(id, process.ExitCode, await stdout, await stderr);
    }

    /// <summary>Folders in the temporary folder that a process left.</summary>
    public static IReadOnlyList<string> LeftBy(int pid) =>
        [
            .. Directory
                .EnumerateFileSystemEntries(Path.GetTempPath(), $"data-release-*-{pid}-*")
                .Select(path => Path.GetFileName(path)!),
        ];

    private string? Variable(string name) =>
        _overrides.GetValueOrDefault(name)
        ?? world.Variables.GetValueOrDefault(name)
        ?? (
            name is "CI" ? "true"
            : name is "PATH" ? Environment.GetEnvironmentVariable(name)
            : null
        );

    /// <summary>How a process ended.</summary>
    /// <param name="Pid">Its number.</param>
    /// <param name="Exit">137 if it was killed.</param>
    /// <param name="Out">Its results.</param>
    /// <param name="Error">Its progress.</param>
    public sealed record Ended(int Pid, int Exit, string Out, string Error);
}
