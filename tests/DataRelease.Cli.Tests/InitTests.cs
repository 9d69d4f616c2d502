using DataRelease.Builds.Dbt;
using DataRelease.Checks;
using DataRelease.Cli.Init;
using DataRelease.Configuration;

namespace DataRelease.Cli.Tests;

/// <summary><c>init</c> looks at the folder, asks what files can't say, and loosens nothing.</summary>
public sealed class InitTests : IDisposable
{
    private const string Profile = """
        shop:
          target: dev
          outputs:
            dev: {type: duckdb, path: shop.duckdb, schema: analytics}
            prod: {type: postgres, host: "{{ env_var('NOBODY_SET_THIS') }}", schema: analytics}
        """;

    private readonly ToolRun _run = ToolRun.OfShop();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_targets_of_the_profile_stand_in_the_file()
    {
        Write("profiles.yml", Profile);

        (await _run.RunAsync("init")).Exit.ShouldBe(0);

        var text = Read("data-release.yml");
        text.ShouldStartWith("# yaml-language-server: $schema=https://");
        text.ShouldContain("#   dev: duckdb, schema analytics (the profile's default)\n");
        text.ShouldContain("#   prod: postgres, schema analytics\n");
        Config(text).Environments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\n", "prod")]
    [InlineData("dev\n", "dev")]
    public async Task Whoever_is_at_a_terminal_says_which_environment_is_protected(string answer, string expected)
    {
        Write("profiles.yml", Profile);

        var (exit, text, error) = await _run.AnsweringAsync(answer, "init");

        exit.ShouldBe(0, error);
        error.ShouldContain("The profile has the targets dev, prod.");
        text.ShouldContain($"data-release plan -e {expected}");
        var config = Config(Read("data-release.yml"));
        config.Environments.Keys.ShouldBe([expected]);
        config.Environments[expected].IsProtected.ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_that_is_no_target_writes_nothing()
    {
        Write("profiles.yml", Profile);

        var (exit, _, error) = await _run.AnsweringAsync("staging\n", "init");

        exit.ShouldNotBe(0);
        error.ShouldContain("'staging' is not among the targets dev, prod; nothing was written");
        File.Exists(_run["data-release.yml"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_profile_that_is_not_here_is_said_in_the_file()
    {
        File.Delete(_run["profiles.yml"]);
        _run.With("HOME", _run.Project);

        (await _run.RunAsync("init")).Exit.ShouldBe(0);

        Read("data-release.yml")
            .ShouldContain("# Environments are targets of the profile. It was not read: no profiles.yml");
    }

    [Fact]
    public async Task A_folder_without_a_project_gets_no_file_and_hears_what_could_be_meant()
    {
        using var nothing = ToolRun.OfNothing();

        var (exit, _, error) = await nothing.RunAsync("init");

        exit.ShouldBe(2);
        error.ShouldContain("there is no dbt_project.yml in ");
        error.ShouldContain("data-release init --sql starts a project of plain SQL");
        Directory.EnumerateFileSystemEntries(nothing.Project).ShouldBeEmpty();
    }

    [Fact]
    public async Task Queries_that_are_there_get_a_configuration_and_no_example()
    {
        using var queries = ToolRun.OfNothing();
        Directory.CreateDirectory(queries["models"]);
        await File.WriteAllTextAsync(queries["models/numbers.sql"], "select 1 as n", Cancellation);

        (await queries.RunAsync("init", "--sql")).Exit.ShouldBe(0);

        Directory.GetFiles(queries["models"]).Length.ShouldBe(1);
        Directory.Exists(queries["seeds"]).ShouldBeFalse();
        (await queries.RunAsync("release")).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task A_dbt_project_is_not_made_a_project_of_plain_sql()
    {
        var (exit, _, error) = await _run.RunAsync("init", "--sql");

        exit.ShouldBe(2);
        error.ShouldContain("so the folder is a dbt project; data-release init, without --sql");
    }

    [Fact]
    public void The_limits_in_the_file_are_those_that_hold_without_it()
    {
        var config = Config(Uncommented(ConfigText.Of(new ProjectLook("the dbt project 'shop'"), null)));

        var rows = config.Validate.Checks.OfType<RowCountSettings>().ShouldHaveSingleItem();
        rows.MaxLoss.ShouldBe(new Tolerance(5, IsPercent: true));
        rows.WarnOver.ShouldBe(new Tolerance(20, IsPercent: true));
        rows.FailOver.ShouldBeNull();
        config.Swap.Budget.ShouldBe(new ReleaseConfig().Swap.Budget);
        config.Retention.Keep.ShouldBe(new ReleaseConfig().Retention.Keep);
    }

    [Fact]
    public void A_relation_that_the_project_identifies_is_the_example_of_a_diff()
    {
        var look = new ProjectLook("the dbt project 'shop'") { Keyed = ("customers", ["customer_id"]) };

        ConfigText
            .Of(look, null)
            .ShouldContain("- data_diff: {relations: [customers], key: [customer_id], max_removed: 0}");
    }

    [Theory]
    [InlineData("on")]
    [InlineData("it's")]
    [InlineData("two words: and a colon")]
    public void A_name_that_yaml_would_read_as_something_else_is_quoted(string name)
    {
        var look = new ProjectLook("the dbt project 'shop'")
        {
            Profile = "shop",
            Targets = [new DbtOutput(name, "duckdb", "analytics", IsDefault: true)],
        };

        Config(ConfigText.Of(look, name)).Environments.Keys.ShouldBe([name]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ReleaseConfig Config(string text) =>
        ConfigReader.Read(text, "data-release.yml", CheckKinds.All, Engines.Names);

    /// <summary>The text with the settings that it shows as comments; what is no setting stays a comment.</summary>
    private static string Uncommented(string text) =>
        string.Join(
            '\n',
            text.Split('\n')
                .SkipWhile(line => !line.StartsWith("# build:", StringComparison.Ordinal))
                .Where(line => !line.Contains("What is checked", StringComparison.Ordinal))
                .Select(line => line.StartsWith("# ", StringComparison.Ordinal) ? line[2..] : line)
        );

    private void Write(string file, string text) => File.WriteAllText(_run[file], text);

    private string Read(string file) => File.ReadAllText(_run[file]);
}
