using System.CommandLine;
using DataRelease.Cli.Pipelines;
using DataRelease.Cli.Terminals;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli;

/// <summary>
/// One command as it was typed: where it runs, how it prints, and the way from an error to an exit code.
/// </summary>
internal sealed class CommandSetting
{
    private readonly Surroundings _surroundings;
    private readonly CancellationToken _cancellation;
    private readonly string? _environment;
    private readonly string? _configFile;
    private readonly string? _jsonFile;
    private readonly string? _summaryFile;
    private readonly string? _reportFile;
    private readonly PipelineHost? _host;
    private ReleaseConfig? _config;

    public CommandSetting(
        Surroundings surroundings,
        CommonOptions common,
        ParseResult parse,
        CancellationToken cancellation
    )
    {
        _surroundings = surroundings;
        _cancellation = cancellation;
        Command = FullName(parse);
        ProjectDir = parse.GetValue(common.Project) ?? ".";
        _environment = parse.GetValue(common.Environment);
        _configFile = parse.GetValue(common.Config);
        ProfilesDir = parse.GetValue(common.ProfilesDir);
        Profile = parse.GetValue(common.Profile);
        IsJson = parse.GetValue(common.Output) == "json";
        _jsonFile = parse.GetValue(common.JsonFile);
        _summaryFile = parse.GetValue(common.SummaryFile);
        _reportFile = parse.GetValue(common.ReportFile);
        _host = PipelineHost.Of(parse.GetValue(common.Ci) ?? "auto", surroundings);
        IsQuiet = parse.GetValue(common.Verbosity) == "quiet";
        IsDebug = parse.GetValue(common.Verbosity) == "debug";
        IsPlain =
            parse.GetValue(common.NoColor)
            || !string.IsNullOrEmpty(surroundings.Variable("NO_COLOR"))
            || !surroundings.IsInteractive;
        SaysYes = parse.GetValue(common.Yes);
        Vars = parse.CommandResult.Command.Options.OfType<Option<string?>>().FirstOrDefault(IsVars) is { } vars
            ? parse.GetValue(vars)
            : null;

        static bool IsVars(Option<string?> option) => option.Name == "--vars";
    }

    public string Command { get; }

    /// <summary><c>backup create</c> for a verb of a verb.</summary>
    private static string FullName(ParseResult parse)
    {
        var names = new Stack<string>();
        for (
            var at = parse.CommandResult;
            at is { Parent: not null };
            at = at.Parent as System.CommandLine.Parsing.CommandResult
        )
            names.Push(at.Command.Name);
        return string.Join(' ', names);
    }

    public string ProjectDir { get; }

    public string? ProfilesDir { get; }

    public string? Profile { get; }

    /// <summary>dbt's variables, where the verb takes them.</summary>
    public string? Vars { get; }

    public string? Package { get; init; }

    public bool IsJson { get; }

    public bool IsQuiet { get; }

    public bool IsDebug { get; }

    public bool IsPlain { get; }

    public bool SaysYes { get; }

    public Surroundings Surroundings => _surroundings;

    public string? ConfigFile => _configFile;

    public string? RequestedEnvironment => _environment;

    /// <summary>Read when first needed; throws what is wrong with it.</summary>
    public ReleaseConfig Config =>
        _config ??= ConfigReader.Load(ProjectDir, _configFile, _surroundings.Variable, Engines.Names);

    /// <summary>Resolves the environment, runs one verb of the engine, and prints what it came to.</summary>
    public Task<int> RunEngineAsync(
        Func<Prompt, CancellationToken, Task>? ask,
        Func<ReleaseEngine, CancellationToken, Task<ReleaseReport>> work
    ) =>
        GuardAsync(async cancellation =>
        {
            await using var place = EnvironmentResolver.Resolve(this);
            if (ask is not null)
                await ask(PromptAt(place), cancellation);
            ReleaseReport report;
            await using (var events = ConsoleEvents.Create(this))
                report = await work(new ReleaseEngine(place.Environment, events, _surroundings.Clock), cancellation);
            return report;
        });

    /// <summary>For questions; what it looks at for them shows no progress.</summary>
    public Prompt PromptAt(Place place) =>
        new(
            this,
            place.Environment,
            new ReleaseEngine(place.Environment, new PlainEvents(TextWriter.Null, quiet: true), _surroundings.Clock)
        );

    /// <summary>Runs the work and prints its report, or its error.</summary>
    public async Task<int> GuardAsync(Func<CancellationToken, Task<ReleaseReport>> work)
    {
        ReleaseReport report;
        try
        {
            report = await work(_cancellation);
        }
        catch (ReleaseException error)
        {
            report = Failed(error);
        }
        catch (OperationCanceledException)
        {
            report = Failed(new ReleaseException(ErrorCode.Cancelled, "cancelled"));
        }
        catch (Exception error) when (FileFaults.IsDiskFull(error))
        {
            report = Failed(FileFaults.DiskFull(error));
        }
        catch (Exception error) when (!IsDebug)
        {
            report = Failed(
                new ReleaseException(
                    ErrorCode.Unexpected,
                    $"{error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}",
                    inner: error
                )
            );
        }
        await PrintAsync(report);
        return (int)report.ExitCode;
    }

    private ReleaseReport Failed(ReleaseException error) =>
        new()
        {
            Environment = _environment ?? "",
            ExitCode = error.Code.Exit,
            Error = error,
        };

    private async Task PrintAsync(ReleaseReport report)
    {
        report = await WithPageAsync(report);
        if (IsJson)
            await _surroundings.Output.WriteLineAsync(JsonReport.Write(Command, report));
        else
            await TextReport.WriteAsync(
                Command,
                report,
                _surroundings.Output,
                TerminalShape.Of(_surroundings, IsPlain)
            );
        foreach (var problem in report.Problems.Where(problem => !IsQuiet || !problem.IsWarning))
            await _surroundings.Error.WriteLineAsync(
                PrintableText.Of((problem with { Where = Located(problem.Where) }).Format())
            );
        if (report.Error is { } error)
            await _surroundings.Error.WriteLineAsync(
                PrintableText.Of(
                    new ReleaseException(error.Code, error.Message, error.ToDo, Located(error.Where)).Format()
                )
            );
        await WriteFilesAsync(report);
    }

    /// <summary>The release's HTML report is there before the result that names it is printed.</summary>
    private async Task<ReleaseReport> WithPageAsync(ReleaseReport report)
    {
        if (report.Document is not { } document || Command == "report" || (!Config.Report.Html && _reportFile is null))
            return report;
        try
        {
            var path = _reportFile ?? ReportFiles.DefaultPath(this, report.Environment, $"{document.Release.Id}.html");
            await ReportFiles.WriteAsync(path, HtmlReport.Write(document), CancellationToken.None);
            return report with { ReportFile = path };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await WarnNotWrittenAsync(error);
            return report;
        }
    }

    private Task WarnNotWrittenAsync(Exception error) =>
        _surroundings.Error.WriteLineAsync(
            $"warning {ErrorCode.FileNotWritten.Id}: {PrintableText.Line(error.Message).TrimEnd('.')}; "
                + ErrorCode.FileNotWritten.Remedy
        );

    /// <summary>A file that can't be written is said, and changes nothing about what the command came to.</summary>
    private async Task WriteFilesAsync(ReleaseReport report)
    {
        try
        {
            if (_jsonFile is not null)
                await File.WriteAllTextAsync(_jsonFile, JsonReport.Write(Command, report));
            if (_host is not null)
                await _host.TellAsync(Command, ProjectDir, report, _summaryFile);
            else if (_summaryFile is not null)
                await MarkdownSummary.AppendAsync(_summaryFile, Command, report);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await WarnNotWrittenAsync(error);
        }
    }

    /// <summary>The place as the user can open it from where the command was typed.</summary>
    private SourceLocation? Located(SourceLocation? where) =>
        where is null
        || Path.IsPathRooted(where.File)
        || ProjectDir == "."
        || !File.Exists(Path.Combine(ProjectDir, where.File))
            ? where
            : where with
            {
                File = Path.Combine(ProjectDir, where.File),
            };
}
