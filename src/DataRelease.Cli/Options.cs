using System.CommandLine;
using System.CommandLine.Completions;
using DataRelease.Cli.Help;
using DataRelease.Configuration;

namespace DataRelease.Cli;

/// <summary>Options that every verb has.</summary>
internal sealed class CommonOptions
{
    public Option<string> Project { get; } =
        new("--project")
        {
            Description = "The dbt project's folder",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".",
            Recursive = true,
        };

    public Option<string?> Environment { get; } =
        new("--environment", "-e")
        {
            Description = "Where to release to: a name in data-release.yml, or a dbt target",
            HelpName = "NAME",
            Recursive = true,
        };

    public Option<string?> Preview { get; } =
        new("--preview")
        {
            Description = "Work on the environment's preview of this name, such as pr-123, which never goes live",
            HelpName = "NAME",
            Recursive = true,
        };

    public Option<string?> Config { get; } =
        new("--config")
        {
            Description = "The configuration file instead of data-release.yml in the project",
            HelpName = "FILE",
            Recursive = true,
        };

    public Option<string?> ProfilesDir { get; } =
        new("--profiles-dir")
        {
            Description = "The folder of profiles.yml",
            HelpName = "DIR",
            Recursive = true,
        };

    public Option<string?> Profile { get; } =
        new("--profile")
        {
            Description = "The profile instead of the project's",
            HelpName = "NAME",
            Recursive = true,
        };

    public Option<string> Output { get; } =
        Words(
            "--output",
            "text",
            "How results are written to standard output: text, json (one document) or jsonl (a line an event)",
            "text",
            "json",
            "jsonl"
        );

    public Option<string> Verbosity { get; } =
        Words(
            "--verbosity",
            "normal",
            "How much progress is shown: quiet, normal or debug",
            "quiet",
            "normal",
            "debug"
        );

    public Option<string?> JsonFile { get; } =
        new("--json-file")
        {
            Description = "Write the JSON document to this file too",
            HelpName = "FILE",
            Recursive = true,
        };

    public Option<string> Ci { get; } =
        Words(
            "--ci",
            "auto",
            "Which pipeline is told of problems and results: auto, none, github or azure",
            "auto",
            "none",
            "github",
            "azure"
        );

    public Option<string?> SummaryFile { get; } =
        new("--summary-file")
        {
            Description = "Append a summary in Markdown to this file (GitHub's own by default)",
            HelpName = "FILE",
            Recursive = true,
        };

    public Option<string?> CommentFile { get; } =
        new("--comment-file")
        {
            Description = "Write the comment for a pull request in Markdown to this file; its first line is its marker",
            HelpName = "FILE",
            Recursive = true,
        };

    public Option<string?> JUnitFile { get; } =
        new("--junit-file")
        {
            Description = "Write the release's checks and tests in JUnit's XML to this file, for a CI's list of tests",
            HelpName = "FILE",
            Recursive = true,
        };

    public Option<string?> ReportFile { get; } =
        new("--report-file")
        {
            Description =
                "Where the HTML report of a release or a plan is written; default: a release's in dbt's target folder",
            HelpName = "FILE",
            Recursive = true,
        };

    public Option<bool> NoColor { get; } =
        new("--no-color") { Description = "No colours (so does NO_COLOR)", Recursive = true };

    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Ask nothing", Recursive = true };

    public void AddTo(Command root)
    {
        root.Options.Add(Project);
        Environment.CompletionSources.Add(context =>
            EnvironmentNames.Of(context.ParseResult.GetValue(Project) ?? ".").Select(name => new CompletionItem(name))
        );
        root.Options.Add(Environment);
        root.Options.Add(Preview);
        root.Options.Add(Config);
        root.Options.Add(ProfilesDir);
        root.Options.Add(Profile);
        root.Options.Add(Output);
        root.Options.Add(JsonFile);
        root.Options.Add(Ci);
        root.Options.Add(SummaryFile);
        root.Options.Add(CommentFile);
        root.Options.Add(JUnitFile);
        root.Options.Add(ReportFile);
        root.Options.Add(Verbosity);
        root.Options.Add(NoColor);
        root.Options.Add(Yes);
    }

    /// <summary>
    /// Refuses a word that begins with a dash: an argument would otherwise accept a misspelt option as its value.
    /// </summary>
    public static void RefuseOptions(System.CommandLine.Parsing.ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-')))
            result.AddError(
                result.Parent is System.CommandLine.Parsing.CommandResult { Command: var command }
                    ? UsageError.NoOption(command, token.Value)
                    : $"there is no option '{token.Value}'"
            );
    }

    /// <summary>
    /// Refuses empty files and folders, which come from pipeline variables without a value. The options of every verb
    /// may be empty, which means not given.
    /// </summary>
    public static void RefuseEmptyPlaces(Command command)
    {
        foreach (var option in command.Options.Where(IsPlace))
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                    result.AddError($"{option.Name} needs a value: the name of a file or folder");
            });
        foreach (var sub in command.Subcommands)
            RefuseEmptyPlaces(sub);

        static bool IsPlace(Option option) =>
            !option.Recursive && option.HelpName is "FILE" or "DIR" or "FOLDER" or "PATH";
    }

    public static Option<TimeSpan?> Duration(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "TIME",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (ConfigValues.Duration(text) is { } span)
                    return span;
                result.AddError($"'{text}' is not a duration such as 30s, 10m or 30d");
                return null;
            },
        };

    /// <summary>For verbs that can make a release live.</summary>
    public static Option<string?> Override() =>
        new("--because")
        {
            Description = "The reason to override a freeze that allows it; the history shows it",
            HelpName = "TEXT",
        };

    public static Option<ReleaseStrategy?> Strategy() =>
        new("--strategy")
        {
            Description =
                $"How it goes live: {string.Join(" or ", ReleaseStrategies.Words)}; default: what "
                + "data-release.yml says",
            HelpName = "NAME",
            CompletionSources = { _ => ReleaseStrategies.Words.Select(word => new CompletionItem(word)) },
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (ReleaseStrategies.Of(text) is { } found)
                    return found;
                result.AddError(
                    $"--strategy is '{text}'; it must be {string.Join(" or ", ReleaseStrategies.Words)}"
                        + (
                            ConfigValues.Nearest(text, ReleaseStrategies.Words) is { } near
                                ? $"; did you mean '{near}'?"
                                : ""
                        )
                );
                return null;
            },
        };

    public static Option<int?> Number(string name, string description, int least) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            Validators =
            {
                result =>
                {
                    if (
                        result.Tokens.Count == 1
                        && (!int.TryParse(result.Tokens[0].Value, out var number) || number < least)
                    )
                        result.AddError($"{name} must be a whole number of at least {least}");
                },
            },
        };

    private static Option<string> Words(string name, string standard, string description, params string[] words)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            DefaultValueFactory = _ => standard,
            Recursive = true,
        };
        option.AcceptOnlyFromAmong(words);
        return option;
    }
}

/// <summary>The options of verbs that build.</summary>
internal sealed class BuildArguments
{
    public Argument<string?> Package { get; } =
        new("package")
        {
            Description = "A release package (.nupkg) instead of the project",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => null,
            Validators = { CommonOptions.RefuseOptions },
        };

    public Option<string[]> Select { get; } =
        new("--select", "-s")
        {
            Description = "dbt selectors of what to build",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };

    public Option<string[]> Exclude { get; } =
        new("--exclude")
        {
            Description = "dbt selectors of what to leave out",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };

    public Option<string?> Vars { get; } =
        new("--vars") { Description = "dbt variables as a YAML mapping", HelpName = "YAML" };

    public Option<int?> Threads { get; } = CommonOptions.Number("--threads", "Parallelism of the build", 1);

    public Option<bool> FullRefresh { get; } =
        new("--full-refresh") { Description = "Build incremental models from nothing instead of from a copy of blue" };

    public Option<bool> Reuse { get; } =
        new("--reuse")
        {
            Description =
                "Share relations whose code, settings and inputs are the same as blue's instead of " + "building them",
        };

    public Option<bool> Full { get; } =
        new("--no-reuse") { Description = "Build every relation, whatever build.reuse says" };

    public Option<bool> Retest { get; } =
        new("--retest") { Description = "Run the tests of relations that are shared, too" };

    public Option<string?> Version { get; } =
        new("--release-version")
        {
            Description = "The version to record instead of the project's",
            HelpName = "VERSION",
        };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Package);
        command.Options.Add(Select);
        command.Options.Add(Exclude);
        command.Options.Add(Vars);
        command.Options.Add(Threads);
        command.Options.Add(FullRefresh);
        command.Options.Add(Reuse);
        command.Options.Add(Full);
        command.Options.Add(Retest);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Reuse) && result.GetValue(Full))
                result.AddError("--reuse and --no-reuse exclude each other");
        });
        command.Options.Add(Version);
    }
}
