using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>A folder with a project, and the tool run in it through its own entry.</summary>
public sealed class ToolRun : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new() { ["CI"] = "true" };

    /// <summary>The project's folder.</summary>
    public string Project => _folder["project"];

    /// <summary>The DuckDB file that the shop is released to.</summary>
    public string Database => Path.Combine(Project, "shop.duckdb");

    /// <summary>A path in the project.</summary>
    public string this[string relative] => Path.Combine(Project, relative);

    /// <summary>A project of the shop's version, its package with it.</summary>
    public static ToolRun OfShop(params string[] layers)
    {
        var run = new ToolRun();
        foreach (var layer in layers.Prepend("shop"))
            Repository.CopyExample(layer, run.Project);
        return run;
    }

    /// <summary>The example of plain SQL.</summary>
    public static ToolRun OfSql()
    {
        var run = new ToolRun();
        Repository.CopyExample("sql", run.Project);
        return run;
    }

    /// <summary>An empty folder.</summary>
    public static ToolRun OfNothing()
    {
        var run = new ToolRun();
        Directory.CreateDirectory(run.Project);
        return run;
    }

    /// <summary>Sets a variable for the tool.</summary>
    public ToolRun With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    /// <summary>Runs the tool.</summary>
    public Task<(int Exit, string Out, string Error)> RunAsync(CancellationToken cancellation, params string[] args) =>
        RunInAsync(Project, args, cancellation);

    /// <summary>Runs the tool for a project in another folder.</summary>
    public Task<(int Exit, string Out, string Error)> InAsync(string folder, params string[] args) =>
        RunInAsync(folder, args, TestContext.Current.CancellationToken);

    private async Task<(int Exit, string Out, string Error)> RunInAsync(
        string folder,
        string[] args,
        CancellationToken cancellation
    )
    {
        await using var stdout = new StringWriter();
        await using var stderr = new StringWriter();
        var exit = await CommandLine.RunAsync(
            [.. args, "--project", folder],
            stdout,
            TextWriter.Synchronized(stderr),
            _variables.GetValueOrDefault,
            TimeProvider.System,
            cancellation
        );
        return (exit, stdout.ToString(), stderr.ToString());
    }

    /// <summary>Runs the tool.</summary>
    public Task<(int Exit, string Out, string Error)> RunAsync(params string[] args) =>
        RunAsync(TestContext.Current.CancellationToken, args);

    /// <summary>Runs the tool with somebody who answers its questions, a line each.</summary>
    public async Task<(int Exit, string Out, string Error)> AnsweringAsync(string answers, params string[] args)
    {
        await using var stdout = new StringWriter();
        await using var stderr = new StringWriter();
        var exit = await CommandLine.RunAsync(
            [.. args, "--project", Project],
            new Surroundings(stdout, TextWriter.Synchronized(stderr), _variables.GetValueOrDefault, TimeProvider.System)
            {
                Input = new StringReader(answers),
            },
            TestContext.Current.CancellationToken
        );
        return (exit, stdout.ToString(), stderr.ToString());
    }

    /// <summary>Runs the tool with an output on a full disk.</summary>
    public async Task<(int Exit, string Error)> OnFullDiskAsync(params string[] args)
    {
        await using var stdout = new FullDisk();
        await using var stderr = new StringWriter();
        var exit = await CommandLine.RunAsync(
            [.. args, "--project", Project],
            stdout,
            TextWriter.Synchronized(stderr),
            _variables.GetValueOrDefault,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        return (exit, stderr.ToString());
    }

    private sealed class FullDisk : TextWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");
    }

    /// <summary>Runs the tool with JSON output, whose document fits the published schema whatever the verb.</summary>
    public async Task<(int Exit, JsonDocument Json)> JsonAsync(params string[] args)
    {
        var (exit, text, _) = await RunAsync([.. args, "--output", "json"]);
        var document = JsonDocument.Parse(text);
        JsonSchemaSubset.ShouldFit(document);
        return (exit, document);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
