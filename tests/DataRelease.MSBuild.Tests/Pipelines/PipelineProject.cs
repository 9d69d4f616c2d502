using System.Text.RegularExpressions;
using DataRelease.Testing;
using YamlDotNet.RepresentationModel;

namespace DataRelease.MSBuild.Tests.Pipelines;

/// <summary>
/// A project that <c>dotnet new data-release</c> made, in which the lines of its pipelines are run as a runner would:
/// every script under bash, the action's and the template's own script with their inputs. Only what checks out or
/// installs (checkout, .NET, Python, pip) is the machine's.
/// </summary>
public sealed partial class PipelineProject : IAsyncDisposable
{
    public const string Sha = "1111111111111111111111111111111111111111";
    public const string Postgres = "postgres";
    public const string SqlServer = "sqlserver";

    private readonly DataProject _project;
    private readonly PostgresDatabase _prod;
    private readonly PostgresDatabase _staging;
    private readonly string _warehouse;

    private PipelineProject(DataProject project, PostgresDatabase prod, PostgresDatabase staging, string warehouse) =>
        (_project, _prod, _staging, _warehouse) = (project, prod, staging, warehouse);

    /// <summary>What a host knows: <c>github.sha</c>, <c>vars.PGHOST</c>, <c>Build.SourceBranch</c>, ….</summary>
    public Dictionary<string, string> Values { get; } = [];

    /// <summary>What the last script of the tool said.</summary>
    public string Said { get; set; } = "";

    /// <summary>Scripts that ran, in order.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>A path in the project.</summary>
    public string this[string relative] => _project[relative];

    /// <summary>Makes one in an empty folder from the packed template, with a feed of the packed packages.</summary>
    public static async Task<PipelineProject> CreateAsync(Packed packed, string warehouse = Postgres)
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (OperatingSystem.IsWindows())
            Assert.Skip("the scripts are bash's");
        var prod = await PostgresServer.CreateDatabaseAsync(cancellation);
        var staging = await PostgresServer.CreateDatabaseAsync(cancellation);
        var project = new DataProject(packed, "New.Data");
        Directory.CreateDirectory(project.Folder);
        project.With("DOTNET_CLI_HOME", project["../home"]);
        project.With("NUGET_PACKAGES", project["../packages"]);
        foreach (
            var args in new string[][]
            {
                ["new", "install", Path.Combine(packed.Feed, $"DataRelease.Templates.{Packed.Version}.nupkg")],
                [
                    "new",
                    "data-release",
                    "--name",
                    "New.Data",
                    "--output",
                    ".",
                    "--feed",
                    packed.Feed,
                    "--warehouse",
                    warehouse,
                ],
            }
        )
        {
            var (exit, output) = await project.DotnetAsync(args);
            exit.ShouldBe(0, output);
        }
        var made = new PipelineProject(project, prod, staging, warehouse);
        made.Stub("pip", "test -f requirements.txt && echo \"$@\" >> pip.txt");
        return made;
    }

    /// <summary>Why nothing can be built in the project's warehouse here, or null.</summary>
    public string? WhyNotBuilt => _warehouse == SqlServer ? "no SQL Server" : WhyNoDbt;

    /// <summary>Why nothing can be built here, or null.</summary>
    public static string? WhyNoDbt =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "dbt")))
            ? null
            : "no dbt on PATH";

    /// <summary>The variables that a user sets at the host for the warehouse. Nothing listens on port 1.</summary>
    public IReadOnlyDictionary<string, string> Connection =>
        _warehouse == SqlServer
            ? new Dictionary<string, string>
            {
                ["SQLSERVER_HOST"] = "127.0.0.1",
                ["SQLSERVER_PORT"] = "1",
                ["SQLSERVER_USER"] = "nobody",
                ["SQLSERVER_DATABASE"] = "prod",
                ["SQLSERVER_DATABASE_STAGING"] = "staging",
            }
            : new Dictionary<string, string>
            {
                ["PGHOST"] = _prod.Host,
                ["PGPORT"] = $"{_prod.Port}",
                ["PGUSER"] = _prod.User,
                ["PGDATABASE"] = _prod.Name,
                ["PGDATABASE_STAGING"] = _staging.Name,
            };

    /// <summary>The password, which is a secret.</summary>
    public string Password => _prod.Password.Length > 0 ? _prod.Password : "none";

    /// <summary>Runs a script of the pipeline under bash.</summary>
    public async Task<(int Exit, string Output)> BashAsync(
        string script,
        IReadOnlyDictionary<string, string> environment,
        params string[] args
    )
    {
        Ran.Add(script);
        var start = _project.Start();
        start.FileName = "bash";
        foreach (var arg in args.Length > 0 ? args : ["-e", "-o", "pipefail", "-c", script])
            start.ArgumentList.Add(arg);
        start.Environment["PATH"] = $"{_project["../bin"]}{Path.PathSeparator}{start.Environment["PATH"]}";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return await Shell.RunAsync(start, TestContext.Current.CancellationToken);
    }

    /// <summary>A pipeline's file of the project.</summary>
    public YamlMappingNode Read(string relative)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(_project[relative]);
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    /// <summary>
    /// A text with its expressions put in: names that <see cref="Values"/> has, texts in quotes, and, or, equality.
    /// </summary>
    public string Evaluate(string text) =>
        Macro()
            .Replace(Expression().Replace(text, match => Value(match.Groups[1].Value)), match =>
                Values.GetValueOrDefault(match.Groups[1].Value, match.Value)
            );

    /// <summary>The value of an expression.</summary>
    public string Value(string expression)
    {
        var either = expression.Split("||", 2);
        if (either.Length == 2)
            return Value(either[0]) is { Length: > 0 } and not "false" ? Value(either[0]) : Value(either[1]);
        var both = expression.Split("&&", 2);
        if (both.Length == 2)
            return Value(both[0]) is { Length: > 0 } and not "false" ? Value(both[1]) : "";
        var sides = expression.Split("==", 2);
        if (sides.Length == 2)
            return Value(sides[0]) == Value(sides[1]) ? "true" : "false";
        var term = expression.Trim();
        return term is ['\'', .., '\''] ? term[1..^1] : Values.GetValueOrDefault(term, "");
    }

    /// <summary>A mapping's entries as texts, expressions put in.</summary>
    public Dictionary<string, string> Texts(YamlMappingNode? node) =>
        node?.ToDictionary(pair => pair.Key.ToString(), pair => Evaluate(pair.Value.ToString())) ?? [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _project.Dispose();
        await _prod.DisposeAsync();
        await _staging.DisposeAsync();
    }

    private void Stub(string program, string does)
    {
        _project.Write($"../bin/{program}", $"#!/usr/bin/env bash\n{does}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                _project[$"../bin/{program}"],
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
    }

    [GeneratedRegex(@"\$\{\{(.*?)\}\}")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\$\(([A-Za-z0-9_.-]+)\)")]
    private static partial Regex Macro();
}
