using System.CommandLine;
using DataRelease.Builds.Packages;
using DataRelease.Checks;
using DataRelease.Cli.Help;
using DataRelease.Cli.Pipelines;
using DataRelease.Cli.Signals;
using DataRelease.Cli.Terminals;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli;

/// <summary>
/// One command with its options: where it runs, how it prints, and how its error becomes an exit code.
/// </summary>
internal sealed class CommandSetting
{
    private readonly Surroundings _surroundings;
    private readonly CancellationToken _cancellation;
    private readonly string? _environment;
    private readonly string? _configFile;
    private readonly string? _jsonFile;
    private readonly string? _summaryFile;
    private readonly string? _commentFile;
    private readonly string? _junitFile;
    private readonly string? _reportFile;
    private readonly PipelineHost? _host;
    private readonly Dictionary<string, Task<ReleasePackage>> _packages = new(StringComparer.Ordinal);
    private ReleaseConfig? _config;
    private CommandSignals? _signals;

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
        Preview = parse.GetValue(common.Preview);
        _configFile = parse.GetValue(common.Config);
        ProfilesDir = parse.GetValue(common.ProfilesDir);
        Profile = parse.GetValue(common.Profile);
        IsLines = parse.GetValue(common.Output) == "jsonl";
        IsJson = IsLines || parse.GetValue(common.Output) == "json";
        _jsonFile = parse.GetValue(common.JsonFile);
        _summaryFile = parse.GetValue(common.SummaryFile);
        _commentFile = parse.GetValue(common.CommentFile);
        _junitFile = parse.GetValue(common.JUnitFile);
        _reportFile = parse.GetValue(common.ReportFile);
        _host = PipelineHost.Of(parse.GetValue(common.Ci) ?? "auto", surroundings);
        IsQuiet = parse.GetValue(common.Verbosity) == "quiet";
        IsDebug = parse.GetValue(common.Verbosity) == "debug";
        IsPlain = !surroundings.IsInteractive;
        HasColour = !parse.GetValue(common.NoColor) && string.IsNullOrEmpty(surroundings.Variable("NO_COLOR"));
        SaysYes = parse.GetValue(common.Yes);
        ChangesNothing = IsPreview(parse);
        Vars = parse.CommandResult.Command.Options.OfType<Option<string?>>().FirstOrDefault(IsVars) is { } vars
            ? parse.GetValue(vars)
            : null;

        static bool IsVars(Option<string?> option) => option.Name == "--vars";
    }

    /// <summary>True with <c>--dry-run</c>, and for <c>doctor</c> without <c>--fix</c>.</summary>
    private static bool IsPreview(ParseResult parse)
    {
        var flags = parse.CommandResult.Command.Options.OfType<Option<bool>>().ToList();
        return flags.FirstOrDefault(flag => flag.Name == "--dry-run") is { } dryRun && parse.GetValue(dryRun)
            || flags.FirstOrDefault(flag => flag.Name == "--fix") is { } fix && !parse.GetValue(fix);
    }

    public string Command { get; }

    /// <summary>
    /// Opens a package once for the whole command. Its migrations and its models belong together, also if another
    /// package is written to the same path meanwhile.
    /// </summary>
    public Task<ReleasePackage> OpenPackageAsync(string path, CancellationToken cancellation)
    {
        lock (_packages)
        {
            if (!_packages.TryGetValue(path, out var opening) || opening.IsFaulted || opening.IsCanceled)
                _packages[path] = opening = ReleasePackage.OpenAsync(path, cancellation);
            return opening;
        }
    }

    /// <summary>The command's full name, <c>backup create</c> for a verb of a verb.</summary>
    public static string FullName(ParseResult parse)
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

    /// <summary>dbt's variables, if the verb takes them.</summary>
    public string? Vars { get; }

    public string? Package { get; init; }

    /// <summary>The dacpac of what stands in the database before the first release, if it is named.</summary>
    public string? Against { get; init; }

    /// <summary>True if names that a dacpac lacks may be dropped; null if the verb does not say.</summary>
    public bool? AllowBreaking { get; init; }

    /// <summary>True if somebody named a file for the report.</summary>
    public bool HasReportFile => _reportFile is not null;

    /// <summary>True if standard output is JSON: one document, or one line for each event.</summary>
    public bool IsJson { get; }

    /// <summary>True if standard output has one line for each event.</summary>
    public bool IsLines { get; }

    public bool IsQuiet { get; }

    public bool IsDebug { get; }

    /// <summary>True if nobody watches: progress is then one line for each event, not a moving display.</summary>
    public bool IsPlain { get; }

    /// <summary>False with NO_COLOR and --no-color, which switch off colours and nothing else.</summary>
    public bool HasColour { get; }

    public bool SaysYes { get; }

    /// <summary>True if the command may change nothing.</summary>
    public bool ChangesNothing { get; }

    /// <summary>Receives every statement's text; null without debug output.</summary>
    public Action<string>? Statements =>
        IsDebug
            ? text =>
            {
                _surroundings.Error.WriteLine(PrintableText.Line($"sql: {text}"));
                _signals?.Statement(text);
            }
            : null;

    public Surroundings Surroundings => _surroundings;

    public string? ConfigFile => _configFile;

    public string? RequestedEnvironment => _environment;

    /// <summary>The preview that the environment's name means, or null.</summary>
    public string? Preview { get; }

    /// <summary>The request to override a policy for this reason; null without a reason.</summary>
    public OverrideRequest? Override(string? because) =>
        string.IsNullOrWhiteSpace(because) ? null : new OverrideRequest(because, Person);

    /// <summary>
    /// The person who runs the command: the one for whom the pipeline works, otherwise this machine's user.
    /// </summary>
    public string Person =>
        ReleaseOrigin.Of(ProjectDir, _surroundings.Variable).By
        ?? $"{System.Environment.UserName}@{System.Environment.MachineName}";

    /// <summary>The configuration, read when it is first needed; throws if it is wrong.</summary>
    public ReleaseConfig Config =>
        _config ??= ConfigReader.Load(ProjectDir, _configFile, _surroundings.Variable, CheckKinds.All, Engines.Names);

    /// <summary>Resolves the environment, runs one verb of the engine and prints the report.</summary>
    public Task<int> RunEngineAsync<T>(
        Func<Prompt, CancellationToken, Task>? ask,
        Func<ReleaseEngine, CancellationToken, Task<T>> work
    )
        where T : ReleaseReport =>
        GuardAsync(async cancellation =>
        {
            await using var place = EnvironmentResolver.Resolve(this);
            // Nothing of a preview goes live, so nothing is asked.
            if (ask is not null && Preview is null)
                await ask(PromptAt(place), cancellation);
            await using var events = Events();
            return await work(new ReleaseEngine(place.Environment, events, _surroundings.Clock), cancellation);
        });

    /// <summary>
    /// The same for a verb that builds. The builder is chosen before anything is asked or written, so that a release
    /// that can't begin takes no number.
    /// </summary>
    public Task<int> RunBuildAsync(
        bool isPreview,
        Func<Prompt, CancellationToken, Task> ask,
        Func<ReleaseEngine, CancellationToken, Task<ReleaseReport>> work
    ) =>
        GuardAsync(async cancellation =>
        {
            await using var place = EnvironmentResolver.Resolve(this);
            if (!isPreview)
                await (await place.Environment.Builder(cancellation)).DisposeAsync();
            if (Preview is null)
                await ask(PromptAt(place), cancellation);
            await using var events = Events();
            return await work(new ReleaseEngine(place.Environment, events, _surroundings.Clock), cancellation);
        });

    /// <summary>The prompt for questions; what it reads for them shows no progress.</summary>
    public Prompt PromptAt(Place place) =>
        new(
            this,
            place.Environment,
            new ReleaseEngine(place.Environment, new PlainEvents(TextWriter.Null, quiet: true), _surroundings.Clock)
        );

    /// <summary>The receivers of a command's events: the display, and the signals for those who don't watch.</summary>
    public FannedEvents Events() => new(_signals!, ConsoleEvents.Create(this));

    /// <summary>Prints a warning; the command's result stays the same.</summary>
    public Task WarnAsync(ErrorCode code, string text) => _surroundings.Error.WriteLineAsync(Warning(code, text));

    /// <summary>The same, for code that can't await.</summary>
    public void Warn(ErrorCode code, string text) => _surroundings.Error.WriteLine(Warning(code, text));

    private static string Warning(ErrorCode code, string text) =>
        $"warning {code.Id}: {PrintableText.Line(text)}; {code.Remedy}";

    /// <summary>Runs the work and prints its report or its error.</summary>
    public async Task<int> GuardAsync<T>(Func<CancellationToken, Task<T>> work)
        where T : ReleaseReport
    {
        using var signals = _signals = CommandSignals.Begin(this);
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
        catch (Exception error) when (NativeFaults.IsLibraryMissing(error))
        {
            report = Failed(NativeFaults.LibraryMissing(error));
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
        report = await WithoutPagesOfGoneAsync(await WithPageAsync(report));
        var lost = await TryPrintAsync(report);
        await WriteFilesAsync(report);
        await ReleaseNames.KeepAsync(this, report);
        await signals.TellAsync(report);
        // Who asked for a document and got none must not take the command for done.
        return (int)(lost && IsJson && report.ExitCode == ExitCode.Done ? ExitCode.Failed : report.ExitCode);
    }

    /// <summary>
    /// Prints the report. A reader that is gone, or a full disk behind the output, changes nothing of what the command
    /// did, and must not keep its files and signals from being written.
    /// </summary>
    /// <returns>True if the output was lost.</returns>
    private async Task<bool> TryPrintAsync(ReleaseReport report)
    {
        try
        {
            await PrintAsync(report);
            await _surroundings.Output.FlushAsync();
            return false;
        }
        catch (IOException trouble)
        {
            try
            {
                await WarnAsync(ErrorCode.FileNotWritten, $"the output is lost: {trouble.Message.TrimEnd('.')}");
            }
            catch (IOException)
            {
                // The same disk is behind the errors.
            }
            return true;
        }
    }

    private ReleaseReport.Ended Failed(ReleaseException error) =>
        new()
        {
            Environment = _environment ?? "",
            ExitCode = error.Code.Exit,
            Error = error,
        };

    private async Task PrintAsync(ReleaseReport report)
    {
        if (IsJson)
        {
            var document = JsonReport.Write(Command, report);
            await _surroundings.Output.WriteLineAsync(IsLines ? JsonLines.Result(document) : document);
        }
        else
            await TextReport.WriteAsync(
                report,
                _surroundings.Output,
                TerminalShape.Of(_surroundings, HasColour && !IsPlain)
            );
        foreach (
            var problem in report.Problems.Where(problem =>
                (!IsQuiet || !problem.IsWarning) && !IsToldBy(report.Error, problem)
            )
        )
            await _surroundings.Error.WriteLineAsync(
                PrintableText.Of((problem with { Where = Located(problem.Where) }).Format())
            );
        if (report.Error is { } error)
            await _surroundings.Error.WriteLineAsync(
                PrintableText.Of(
                    new ReleaseException(error.Code, error.Message, error.ToDo, Located(error.Where)).Format()
                )
            );
    }

    /// <summary>
    /// True if the error itself already names the problem and its place, so that nothing is printed twice.
    /// </summary>
    private static bool IsToldBy(ReleaseException? error, Problem problem) =>
        error is { Where: { } where }
        && where == problem.Where
        && error.Code == problem.Code
        && error.Message.Contains(problem.Message, StringComparison.Ordinal);

    /// <summary>
    /// Writes the HTML report of the release, or of a plan, before the result that names the page is printed.
    /// </summary>
    private async Task<ReleaseReport> WithPageAsync(ReleaseReport report)
    {
        try
        {
            if (report is ReleaseReport.Planned { Page: { } plan } && _reportFile is { } file)
            {
                await ReportFiles.WriteAsync(file, HtmlReport.Write(plan), CancellationToken.None);
                return report with { ReportFile = file };
            }
            if (report is not ReleaseReport.Released { Document: { } document })
                return report;
            if (!Config.Report.Html && _reportFile is null)
                return report;
            var path = _reportFile ?? ReportFiles.DefaultPath(this, report.Environment, $"{document.Release.Id}.html");
            await ReportFiles.WriteAsync(path, ReportFiles.Page(document, path), CancellationToken.None);
            return report with { ReportFile = path };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await WarnNotWrittenAsync(error);
            return report;
        }
    }

    /// <summary>Removes the reports of releases that are gone.</summary>
    private async Task<ReleaseReport> WithoutPagesOfGoneAsync(ReleaseReport report)
    {
        if (report is not ReleaseReport.Pruned { Gone: { Count: > 0 } gone })
            return report;
        try
        {
            return ReportFiles.Prune(this, report.Environment, gone) is > 0 and var count
                ? report with
                {
                    Summary = $"{report.Summary}; {count} report{(count == 1 ? "" : "s")} removed",
                }
                : report;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await WarnNotWrittenAsync(error);
            return report;
        }
    }

    private Task WarnNotWrittenAsync(Exception error) =>
        WarnAsync(ErrorCode.FileNotWritten, error.Message.TrimEnd('.'));

    /// <summary>A file that can't be written is only reported; the command's result stays the same.</summary>
    private async Task WriteFilesAsync(ReleaseReport report)
    {
        try
        {
            if (_jsonFile is not null)
                await File.WriteAllTextAsync(_jsonFile, JsonReport.Write(Command, report));
            if (_commentFile is not null)
                await File.WriteAllTextAsync(_commentFile, PullRequestComment.Write(Command, report));
            if (_junitFile is not null && report.Documented() is { } document)
                await ReportFiles.WriteAsync(_junitFile, JUnitReport.Write(document), CancellationToken.None);
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

    /// <summary>The place with a path that the user can open from the current folder.</summary>
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
