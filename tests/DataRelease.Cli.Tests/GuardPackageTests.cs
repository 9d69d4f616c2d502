namespace DataRelease.Cli.Tests;

/// <summary><c>init --guard</c>.</summary>
public sealed class GuardPackageTests
{
    [Fact]
    public async Task The_package_is_written_and_declared_where_none_is()
    {
        using var run = ToolRun.OfShop();
        var cancellation = TestContext.Current.CancellationToken;

        var (exit, _, error) = await run.RunAsync(cancellation, "init", "--guard");

        exit.ShouldBe(0, error);
        File.ReadAllText(run["packages.yml"]).ShouldBe("packages:\n  - local: data_release_guard\n");
        File.ReadAllText(run["data_release_guard/dbt_project.yml"]).ShouldContain("stop_on_live()");
        File.ReadAllText(run["data_release_guard/macros/stop_on_live.sql"]).ShouldContain("macro stop_on_live");
        (await run.RunAsync(cancellation, "init", "--guard")).Out.ShouldContain("packages.yml has it already");
        File.WriteAllText(run["packages.yml"], "packages:\n  - package: a/b\n    version: 1.0.0\n");
        (await run.RunAsync(cancellation, "init", "--guard")).Out.ShouldContain("add '- local: data_release_guard'");
        File.ReadAllText(run["packages.yml"]).ShouldNotContain("local:");
    }

    [Fact]
    public async Task A_folder_without_a_dbt_project_is_refused()
    {
        using var run = ToolRun.OfNothing();

        var (exit, _, error) = await run.RunAsync(TestContext.Current.CancellationToken, "init", "--guard");

        exit.ShouldBe(2);
        error.ShouldContain("dbt_project.yml");
        Directory.EnumerateFileSystemEntries(run.Project).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_warehouse_without_rights_says_that_it_has_no_means()
    {
        using var run = ToolRun.OfShop();
        var cancellation = TestContext.Current.CancellationToken;
        (await run.RunAsync(cancellation, "release")).Exit.ShouldBe(0);

        var (exit, text, error) = await run.RunAsync(cancellation, "doctor", "--guard");

        exit.ShouldBe(0, error);
        text.ShouldContain("data-release init --guard");
    }
}
