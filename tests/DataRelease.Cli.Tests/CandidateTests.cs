using DataRelease.Cli.Pipelines;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>Where a candidate comes from, and what a person is asked before something goes live.</summary>
public sealed class CandidateTests
{
    private const string Sha = "1111111111111111111111111111111111111111";

    [Fact]
    public async Task In_GitHub_a_candidate_carries_branch_commit_and_who()
    {
        using var run = ToolRun
            .OfShop()
            .With("GITHUB_ACTIONS", "true")
            .With("GITHUB_SHA", Sha)
            .With("GITHUB_HEAD_REF", "feature/x")
            .With("GITHUB_REF_NAME", "17/merge")
            .With("GITHUB_ACTOR", "octocat")
            .With("GITHUB_STEP_SUMMARY", "")
            .With("GITHUB_OUTPUT", "");

        (await run.RunAsync("deploy", "--summary-file", run["summary.md"])).Exit.ShouldBe(0);

        (await run.RunAsync("status")).Out.ShouldContain("validated  r1 (1.0.0) of ");
        (await run.RunAsync("status")).Out.ShouldContain(" UTC, feature/x at 11111111, by octocat\n");
        var (_, json) = await run.JsonAsync("status");
        var release = json.RootElement.GetProperty("releases")[0];
        release.GetProperty("branch").GetString().ShouldBe("feature/x");
        release.GetProperty("commit").GetString().ShouldBe(Sha);
        release.GetProperty("createdBy").GetString().ShouldBe("octocat");
        (await File.ReadAllTextAsync(run["summary.md"], TestContext.Current.CancellationToken)).ShouldContain(
            "From branch feature/x, commit 111111111111, by octocat."
        );

        (await run.RunAsync("swap", "--release", "r1", "--commit", "2222222")).Exit.ShouldBe(3);
        (await run.RunAsync("swap", "--commit", Sha[..12])).Exit.ShouldBe(0);
    }

    [Fact]
    public void In_Azure_DevOps_the_pull_requests_branch_is_the_source_and_names_are_short()
    {
        using var folder = new TempFolder();
        var variables = new Dictionary<string, string>
        {
            ["TF_BUILD"] = "True",
            ["BUILD_SOURCEVERSION"] = Sha,
            ["BUILD_SOURCEBRANCH"] = "refs/pull/17/merge",
            ["SYSTEM_PULLREQUEST_SOURCEBRANCH"] = "refs/heads/feature/x",
            ["BUILD_REQUESTEDFOR"] = "Ada L.",
        };

        ReleaseOrigin
            .Of(folder.Path, variables.GetValueOrDefault)
            .ShouldBe(new ReleaseOrigin(Sha, "feature/x", "Ada L."));

        variables.Remove("SYSTEM_PULLREQUEST_SOURCEBRANCH");
        variables["BUILD_SOURCEBRANCH"] = "refs/heads/main";
        ReleaseOrigin.Of(folder.Path, variables.GetValueOrDefault).Branch.ShouldBe("main");
    }

    [Fact]
    public void Elsewhere_git_says_branch_and_commit_and_a_checked_out_commit_beats_the_pipelines_word()
    {
        using var folder = new TempFolder();
        folder.Write(".git/HEAD", "ref: refs/heads/topic/y\n");
        folder.Write(".git/refs/heads/topic/y", $"{Sha}\n");
        folder.Write("project/dbt_project.yml", "");

        ReleaseOrigin.Of(folder["project"], _ => null).ShouldBe(new ReleaseOrigin(Sha, "topic/y", null));
        ReleaseOrigin
            .Of(
                folder["project"],
                new Dictionary<string, string>
                {
                    ["GITHUB_ACTIONS"] = "true",
                    ["GITHUB_SHA"] = new string('2', 40),
                    ["GITHUB_REF_NAME"] = "main",
                }.GetValueOrDefault
            )
            .ShouldBe(new ReleaseOrigin(Sha, "main", null));
    }

    [Fact]
    public async Task At_a_terminal_a_swap_asks_which_candidate_is_meant()
    {
        using var run = await TwoCandidatesAsync();

        var (exit, _, error) = await run.AnsweringAsync("\n", "swap");
        exit.ShouldBe(2);
        error.ShouldContain("2 candidates wait in dev:\n  1  r2 (1.0.0), ");
        error.ShouldContain("DR1005");

        var (done, text, _) = await run.AnsweringAsync("2\n", "swap");
        done.ShouldBe(0);
        text.ShouldContain("r1 (1.0.0) is live");
    }

    [Fact]
    public async Task With_nobody_there_a_swap_among_several_is_refused_in_text_and_in_json()
    {
        using var run = await TwoCandidatesAsync();

        (await run.RunAsync("swap")).Error.ShouldContain("DR5030");
        var (exit, json) = await run.JsonAsync("swap");
        exit.ShouldBe(3);
        json.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe("DR5030");
    }

    [Fact]
    public async Task A_protected_environment_is_asked_about_also_where_its_facts_can_not_be_read()
    {
        using var run = ToolRun.OfSql();
        var file = run["data-release.yml"];
        File.WriteAllText(
            file,
            File.ReadAllText(file)
                .Replace(
                    "environments:\n",
                    "environments:\n  far: {type: duckdb, path: data-release.yml, schema: a, protected: true}\n",
                    StringComparison.Ordinal
                )
        );

        var (exit, _, error) = await run.AnsweringAsync("n\n", "release", "-e", "far");

        exit.ShouldBe(2);
        error.ShouldContain("'far' is protected, and what is live there can't be read: ");
        error.ShouldContain("nothing was done");
    }

    [Fact]
    public async Task A_rollback_is_asked_about_with_what_it_would_change()
    {
        using var run = ToolRun.OfShop();
        await run.RunAsync("release");
        await run.RunAsync("release");

        var (exit, _, error) = await run.AnsweringAsync("no\n", "rollback");
        exit.ShouldBe(2);
        error.ShouldContain("dev: r2 (1.0.0) -> r1 (1.0.0), 16 relations, 0 rows written since. Go on? [y/N] ");

        (await run.AnsweringAsync("y\n", "rollback")).Out.ShouldContain("r1 (1.0.0) is live again");
    }

    [Theory]
    [InlineData("release")]
    [InlineData("swap")]
    [InlineData("rollback")]
    [InlineData("prune")]
    public async Task A_protected_environment_needs_yes_where_nobody_can_be_asked(string verb)
    {
        using var run = await ProtectedAsync();

        var (exit, _, error) = await run.RunAsync(verb);
        exit.ShouldBe(2);
        error.ShouldContain("error DR1005: 'dev' is protected, and there is no terminal to ask for confirmation");
        (await run.JsonAsync(verb)).Exit.ShouldBe(2);

        (await run.RunAsync(verb, "--yes")).Exit.ShouldBe(0);
    }

    [Theory]
    [InlineData("release", "dev is protected, and r2 (1.0.0) is live.")]
    [InlineData("swap", "dev is protected: r2 (1.0.0) -> r3 (1.0.0), ")]
    public async Task A_protected_environment_asks_at_a_terminal(string verb, string fact)
    {
        using var run = await ProtectedAsync();

        var (exit, _, error) = await run.AnsweringAsync("\n", verb);
        exit.ShouldBe(2);
        error.ShouldContain(fact);

        (await run.AnsweringAsync("y\n", verb)).Exit.ShouldBe(0);
    }

    private static async Task<ToolRun> TwoCandidatesAsync()
    {
        var run = ToolRun.OfShop();
        (await run.RunAsync("deploy")).Exit.ShouldBe(0);
        (await run.RunAsync("deploy")).Exit.ShouldBe(0);
        return run;
    }

    private static async Task<ToolRun> ProtectedAsync()
    {
        var run = ToolRun.OfShop();
        await run.RunAsync("release");
        await run.RunAsync("release");
        await run.RunAsync("deploy");
        await File.WriteAllTextAsync(
            run["data-release.yml"],
            "environments:\n  dev: {protected: true}\n",
            TestContext.Current.CancellationToken
        );
        return run;
    }
}
