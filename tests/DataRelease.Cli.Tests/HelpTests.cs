using System.CommandLine;
using System.Text.Json;
using DataRelease.Cli.Help;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>What the tool says before it does anything: help, mistakes, completion.</summary>
public sealed class HelpTests
{
    private static readonly string[] _examples = ["  data-release ", "  source "];

    [Fact]
    public async Task The_name_alone_is_help()
    {
        await using var stdout = new StringWriter();

        var exit = await CommandLine.RunAsync(
            [],
            stdout,
            TextWriter.Null,
            _ => null,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

        exit.ShouldBe(0);
        stdout.ToString().ShouldContain("\nBegin\n  init");
    }

    [Fact]
    public void Every_verb_is_in_one_group() =>
        HelpPage
            .Groups.SelectMany(group => group.Verbs)
            .Order(StringComparer.Ordinal)
            .ShouldBe(Root().Subcommands.Select(command => command.Name).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(200)]
    public void Help_fits_its_terminal(int width)
    {
        var root = Root();
        foreach (var command in root.Subcommands.SelectMany(sub => sub.Subcommands.Prepend(sub)).Prepend(root))
        {
            var page = HelpPage.Of(command, root, width);
            page.Split('\n')
                .Where(line =>
                    !_examples.Any(example => line.StartsWith(example, StringComparison.Ordinal))
                    // The rest of an example is one word, which can't be broken.
                    && line.Trim().Contains(' ', StringComparison.Ordinal)
                )
                .ShouldAllBe(line => line.Length <= width);
        }
        Snapshot.ShouldMatch($"help.{width}.txt", HelpPage.Of(root, root, width));
        Snapshot.ShouldMatch(
            $"help.swap.{width}.txt",
            HelpPage.Of(root.Subcommands.Single(command => command.Name == "swap"), root, width)
        );
    }

    [Theory]
    [InlineData("there is no command 'relese', did you mean 'release'?", "relese")]
    [InlineData("there is no option '--relase', did you mean '--release'?", "swap", "--relase", "r1")]
    [InlineData("there is no option '--selct', did you mean '--select'?", "release", "--selct", "orders")]
    [InlineData("there is no option '--enviroment', did you mean '--environment'?", "status", "--enviroment=prod")]
    [InlineData("there is no command 'backup crate', did you mean 'create'?", "backup", "crate")]
    [InlineData("data-release backup takes one of create, list, verify, restore, drop", "backup")]
    public async Task A_mistake_is_one_error_with_what_may_have_been_meant(string message, params string[] args)
    {
        using var run = ToolRun.OfShop();

        var (exit, text, error) = await run.RunAsync(args);

        exit.ShouldBe(2);
        text.ShouldBeEmpty();
        error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldStartWith($"error DR1000: {message}");
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    public async Task A_mistake_is_a_document_too_where_one_was_asked_for(string format)
    {
        using var run = ToolRun.OfShop();

        var (exit, text, _) = await run.RunAsync("relese", "--output", format);

        exit.ShouldBe(2);
        var document = JsonDocument.Parse(text).RootElement;
        if (format == "jsonl")
            document = document.GetProperty("document");
        document.GetProperty("exitCode").GetInt32().ShouldBe(2);
        document.GetProperty("error").GetProperty("code").GetString().ShouldBe("DR1000");
    }

    [Fact]
    public async Task Jsonl_streams_what_happens_and_ends_with_the_result()
    {
        using var run = ToolRun.OfShop();

        var (exit, text, error) = await run.RunAsync("release", "--output", "jsonl");

        exit.ShouldBe(0);
        error.ShouldNotContain("ok   ");
        var lines = text.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var events = lines.Select(line => line.GetProperty("event").GetString()).ToList();
        events[..2].ShouldContain("step started");
        events.ShouldContain("node finished");
        events[^1].ShouldBe("result");
        events.Count(name => name == "result").ShouldBe(1);
        lines[^1].GetProperty("document").GetProperty("live").GetProperty("release").GetString().ShouldBe("r1");
    }

    [Theory]
    [InlineData("bash", "complete -F _data_release data-release")]
    [InlineData("zsh", "compdef _data_release data-release")]
    [InlineData("fish", "complete -c data-release")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName data-release")]
    public async Task Completion_has_a_script_for_each_shell(string shell, string line)
    {
        var (exit, text) = await PlainAsync("completion", shell);

        exit.ShouldBe(0);
        text.ShouldContain(line);
    }

    [Fact]
    public async Task Completion_knows_commands_options_and_environments()
    {
        using var run = ToolRun.OfShop();

        (await PlainAsync("[suggest:16]", "data-release sta")).Text.ShouldContain("status\n");
        (await PlainAsync("[suggest:24]", "data-release swap --comm")).Text.ShouldContain("--commit\n");
        var line = $"data-release status --project {run.Project} -e ";
        var text = (await PlainAsync($"[suggest:{line.Length}]", line)).Text;
        text.ShouldContain("dev\n");
        text.ShouldContain("postgres\n");
    }

    [Fact]
    public async Task Completion_knows_releases_and_relations_without_the_database()
    {
        using var run = ToolRun.OfShop();
        (await run.RunAsync("release")).Exit.ShouldBe(0);
        (await run.RunAsync("status")).Exit.ShouldBe(0);
        await File.WriteAllTextAsync(run.Database, "no database", TestContext.Current.CancellationToken);

        (await SuggestedAsync(run, "rollback", "--to ")).ShouldBe(["r1", "1.0.0"], ignoreOrder: true);
        (await SuggestedAsync(run, "swap -e dev", "--release ")).ShouldBe(["r1"]);
        (await SuggestedAsync(run, "swap -e prod", "--release ")).ShouldBeEmpty();
        (await SuggestedAsync(run, "diff", "--against r")).ShouldContain("r1");
        (await SuggestedAsync(run, "diff", "daily_")).ShouldContain("daily_revenue");
        (await SuggestedAsync(run, "release", "--select ord")).ShouldContain("orders");
        (await File.ReadAllTextAsync(run.Database, TestContext.Current.CancellationToken)).ShouldBe("no database");
    }

    [Fact]
    public async Task Completion_says_nothing_where_there_is_nothing()
    {
        using var run = ToolRun.OfNothing();

        (await SuggestedAsync(run, "rollback", "--to ")).ShouldBeEmpty();
        (await SuggestedAsync(run, "release", "--select ")).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(run.Project).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_that_only_looks_makes_no_target_folder_for_completion()
    {
        using var run = ToolRun.OfShop();
        (await run.RunAsync("release")).Exit.ShouldBe(0);
        Directory.Delete(run["target"], recursive: true);

        (await run.RunAsync("status")).Exit.ShouldBe(0);
        (await run.RunAsync("history")).Exit.ShouldBe(0);

        Directory.Exists(run["target"]).ShouldBeFalse();
    }

    private static async Task<IReadOnlyList<string>> SuggestedAsync(ToolRun run, string command, string word)
    {
        var line = $"data-release {command} --project {run.Project} {word}";
        var (exit, text) = await PlainAsync($"[suggest:{line.Length}]", line);
        exit.ShouldBe(0);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(one => !one.StartsWith('-'))];
    }

    [Fact]
    public async Task Report_opens_its_page_in_the_browser_that_is_named()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("the browser is a script of bash");
        using var run = ToolRun.OfShop();
        await run.RunAsync("release");
        await File.WriteAllTextAsync(
            run["browser.sh"],
            $"#!/bin/sh\necho \"$1\" > '{run["opened.txt"]}.part'\n"
                + $"mv '{run["opened.txt"]}.part' '{run["opened.txt"]}'\n",
            TestContext.Current.CancellationToken
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(run["browser.sh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        run.With("BROWSER", run["browser.sh"]);

        (await run.RunAsync("report", "--open")).Exit.ShouldBe(0);

        for (var waited = 0; waited < 100 && !File.Exists(run["opened.txt"]); waited++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        (await File.ReadAllTextAsync(run["opened.txt"], TestContext.Current.CancellationToken))
            .Trim()
            .ShouldBe(run["target/data-release/dev/r1.html"]);
        run.With("BROWSER", run["no-such-browser"]);
        (await run.RunAsync("report", "--open")).Out.ShouldContain("set BROWSER");
    }

    [Fact]
    public async Task A_release_that_can_not_begin_writes_nothing()
    {
        using var run = ToolRun.OfShop().With("PATH", "");
        Directory.Delete(run["release"], recursive: true);

        foreach (var verb in new[] { "release", "deploy" })
        {
            var (exit, _, error) = await run.RunAsync(verb);
            exit.ShouldBe(2);
            error.ShouldContain("error DR2000: 'dbt' is not on PATH");
        }

        File.Exists(run.Database).ShouldBeFalse();
        (await run.RunAsync("status")).Out.ShouldContain("nothing has been released here yet");
    }

    [Fact]
    public async Task A_wrong_folder_is_told_by_its_whole_path_with_what_may_have_been_meant()
    {
        using var run = ToolRun.OfShop();

        (await ErrorAsync(run["models/marts"])).ShouldContain(
            $"there is no dbt_project.yml in '{run["models/marts"]}'; the project is above: --project \"{run.Project}\""
        );
        (await ErrorAsync(Path.GetDirectoryName(run.Project)!)).ShouldContain(
            $"the project is below: --project \"{run.Project}\""
        );
        (await ErrorAsync(run["nowhere"])).ShouldContain($"there is no folder '{run["nowhere"]}'");
        using var folder = new TempFolder();
        folder.Write("models/a.sql", "select 1 as id");
        (await ErrorAsync(folder.Path)).ShouldContain("data-release init --sql");
    }

    [Fact]
    public async Task A_refusal_names_the_change_that_explains_it()
    {
        using var run = ToolRun.OfShop();
        await run.RunAsync("release");
        Repository.CopyExample("shop-v3", run.Project);

        var (_, text, _) = await run.RunAsync("release");

        text.ShouldContain("3 checks refused; 1 changed model explains all of them: analytics.stg_orders\n");
        (await run.RunAsync("report", "--format", "markdown", "--file", "-")).Out.ShouldContain(
            "**Why:** 3 checks refused; 1 changed model explains all of them: analytics.stg\\_orders."
        );
    }

    private static RootCommand Root() =>
        Commands.Root(new Surroundings(TextWriter.Null, TextWriter.Null, _ => null, TimeProvider.System));

    private static async Task<string> ErrorAsync(string project)
    {
        await using var stderr = new StringWriter();
        await CommandLine.RunAsync(
            ["status", "--project", project],
            TextWriter.Null,
            stderr,
            _ => null,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        return stderr.ToString();
    }

    private static async Task<(int Exit, string Text)> PlainAsync(params string[] args)
    {
        await using var stdout = new StringWriter { NewLine = "\n" };
        var exit = await CommandLine.RunAsync(
            args,
            stdout,
            TextWriter.Null,
            _ => null,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );
        return (exit, stdout.ToString());
    }
}
