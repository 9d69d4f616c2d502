using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>What is typed: verbs, help, mistakes.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_names_every_verb()
    {
        using var run = ToolRun.OfShop();

        var (exit, text, _) = await run.RunAsync("--help");

        exit.ShouldBe(0);
        foreach (
            var verb in new[]
            {
                "init",
                "doctor",
                "plan",
                "deploy",
                "validate",
                "diff",
                "swap",
                "release",
                "rollback",
                "resume",
                "abort",
                "status",
                "history",
                "prune",
                "leave",
                "pack",
                "certify",
            }
        )
            text.ShouldContain($"\n  {verb}");
    }

    [Theory]
    [InlineData("release")]
    [InlineData("diff")]
    [InlineData("rollback")]
    public async Task Help_of_a_verb_has_an_example(string verb)
    {
        using var run = ToolRun.OfShop();

        (await run.RunAsync(verb, "--help")).Out.ShouldContain($"data-release {verb}");
    }

    [Theory]
    [InlineData("relese")]
    [InlineData("release", "--no-such-option")]
    [InlineData("release", "--wait", "soon")]
    [InlineData("release", "--threads", "0")]
    [InlineData("status", "--output", "yaml")]
    [InlineData("backup", "create", "--tables", "a.b", "--to", "")]
    [InlineData("pack", "--out", " ")]
    [InlineData("report", "--file", "")]
    public async Task A_wrong_command_line_ends_with_2_and_a_code(params string[] args)
    {
        using var run = ToolRun.OfShop();

        var (exit, _, error) = await run.RunAsync(args);

        exit.ShouldBe(2);
        error.ShouldContain("error DR1000: ");
    }

    [Fact]
    public async Task Init_writes_a_configuration_that_reads_as_no_configuration()
    {
        using var run = ToolRun.OfShop();

        (await run.RunAsync("init")).Exit.ShouldBe(0);

        (await run.RunAsync("plan")).Exit.ShouldBe(0);
        var again = await run.RunAsync("init");
        again.Exit.ShouldBe(2);
        again.Error.ShouldContain("exists");
    }

    [Fact]
    public async Task An_unknown_key_is_named_with_its_place_and_a_suggestion()
    {
        using var run = ToolRun.OfShop();
        await File.WriteAllTextAsync(
            run["data-release.yml"],
            "swap:\n  bugdet: 5m\n",
            TestContext.Current.CancellationToken
        );

        var (exit, text, error) = await run.RunAsync("release");

        exit.ShouldBe(2);
        text.ShouldBeEmpty();
        error.ShouldStartWith(
            $"{run["data-release.yml"]}(2,3): error DR1001: unknown key 'swap.bugdet', did you mean 'budget'?"
        );
        File.Exists(run.Database).ShouldBeFalse();
    }

    [Fact]
    public async Task A_missing_project_is_an_error_that_says_so()
    {
        using var folder = new TempFolder();
        await using var stdout = new StringWriter();
        await using var stderr = new StringWriter();

        var exit = await CommandLine.RunAsync(
            ["release", "--project", folder.Path],
            stdout,
            stderr,
            _ => null,
            TimeProvider.System,
            TestContext.Current.CancellationToken
        );

        exit.ShouldBe(2);
        stderr.ToString().ShouldContain("dbt_project.yml");
    }

    [Theory]
    [InlineData("-e", "nowhere")]
    [InlineData("--profile", "nobody")]
    public async Task An_unknown_target_or_profile_lists_those_that_there_are(string option, string value)
    {
        using var run = ToolRun.OfShop();

        var (exit, _, error) = await run.RunAsync("release", option, value);

        exit.ShouldBe(2);
        error.ShouldContain(value);
        error.ShouldContain(option == "-e" ? "postgres" : "shop");
    }

    [Fact]
    public async Task A_full_disk_behind_the_output_loses_neither_files_nor_the_exit_code()
    {
        using var run = ToolRun.OfSql();

        var (exit, error) = await run.OnFullDiskAsync("release", "--json-file", run["result.json"]);

        exit.ShouldBe(0);
        error.ShouldContain("warning DR1006: the output is lost: No space left on device");
        File.ReadAllText(run["result.json"]).ShouldContain("\"exitCode\": 0");
        (await run.OnFullDiskAsync("status", "--output", "json")).Exit.ShouldBe(1);
    }

    [Fact]
    public async Task Without_dbt_a_stale_package_names_the_file_that_changed()
    {
        using var run = ToolRun.OfShop().With("PATH", "");
        await File.AppendAllTextAsync(
            run["models/marts/orders.sql"],
            "\n-- changed\n",
            TestContext.Current.CancellationToken
        );

        var (exit, _, error) = await run.RunAsync("release");

        exit.ShouldBe(2);
        error.ShouldContain("models/marts/orders.sql");
        error.ShouldContain("dbt");
    }
}
