namespace DataRelease.Cli.Tests;

/// <summary>Policies through the commands that people type, with an environment that is in another file.</summary>
public sealed class PolicyTests
{
    private static readonly string _sha = new('1', 40);

    [Fact]
    public async Task A_release_goes_from_staging_to_prod_with_an_approval_and_not_before()
    {
        using var run = Shop("require: [{environment: staging, soak: 1ms}, {approvals: 1}]");

        var (exit, text, error) = await run.RunAsync("release", "-e", "prod");
        exit.ShouldBe(3);
        error.ShouldContain("error DR7062: require approvals: 0 of 1: nobody has approved it");
        error.ShouldContain("error DR7060: require staging: nothing was ever released in 'staging'");
        error.ShouldNotContain("DR5000");

        (await run.RunAsync("approve", "-e", "prod")).Out.ShouldContain("r1 can't go live yet: require staging: ");
        (await run.RunAsync("status", "-e", "prod")).Out.ShouldNotContain("data-release swap");
        var (_, json) = await run.JsonAsync("status", "-e", "prod");
        json.RootElement.GetProperty("releases")[0].GetProperty("missing").GetArrayLength().ShouldBe(1);
        (await run.RunAsync("release", "-e", "staging")).Exit.ShouldBe(0);
        (await run.RunAsync("status", "-e", "prod")).Out.ShouldContain("r1 waits: data-release swap");

        (exit, text, error) = await run.RunAsync("swap", "-e", "prod");
        error.ShouldNotContain("error");
        exit.ShouldBe(0);
        text.ShouldContain("r1 (1.0.0) is live");
        (await run.RunAsync("history", "-e", "prod")).Out.ShouldContain("approved by ");
    }

    [Fact]
    public async Task Plan_and_dry_run_say_what_each_policy_would_do()
    {
        using var run = Shop("freeze: {name: always, cron: '* * * * *', duration: 2d, override: because}");

        var plan = await run.RunAsync("plan", "-e", "prod");
        plan.Exit.ShouldBe(0);
        plan.Out.ShouldContain("POLICY");
        plan.Out.ShouldContain("freeze always  refuse  in force until ");
        var (_, json) = await run.JsonAsync("release", "-e", "prod", "--dry-run");
        var policy = json.RootElement.GetProperty("policies")[0];
        policy.GetProperty("state").GetString().ShouldBe("refuse");
        policy.GetProperty("code").GetString().ShouldBe("DR7061");
        policy.GetProperty("line").GetInt32().ShouldBe(6);

        (await run.RunAsync("release", "-e", "prod")).Exit.ShouldBe(3);
        (await run.RunAsync("swap", "-e", "prod", "--because", "prices are wrong")).Exit.ShouldBe(0);
        (await run.RunAsync("history", "-e", "prod")).Out.ShouldContain("prices are wrong");
    }

    [Fact]
    public async Task Tests_that_are_left_out_are_refused_before_anything_is_built()
    {
        using var run = Shop("skip: never");
        await File.WriteAllTextAsync(
            run["tests/no_day_twice.sql"],
            "select d.day from $schema$.daily_revenue d join $schema$.orders_by_channel o on 1 = 0\n",
            TestContext.Current.CancellationToken
        );

        var refused = await run.RunAsync("release", "-e", "prod", "--exclude", "no_day_twice");

        refused.Error.ShouldContain(
            "data-release.yml(6,11): error DR7063: skip: never: 1 test of what is built left out: no_day_twice"
        );
        refused.Exit.ShouldBe(3);
        (await run.RunAsync("release", "-e", "prod")).Exit.ShouldBe(0);
    }

    [Theory]
    [InlineData("advance")]
    [InlineData("promote")]
    [InlineData("pause")]
    [InlineData("refresh")]
    [InlineData("resume")]
    public async Task What_goes_on_in_a_protected_environment_is_asked_first(string verb)
    {
        using var run = Shop("protected: true");
        (await run.RunAsync("release", "-e", "prod", "--yes")).Exit.ShouldBe(0);

        var nobody = await run.RunAsync(verb, "-e", "prod");
        var no = await run.AnsweringAsync("n\n", verb, "-e", "prod");

        nobody.Exit.ShouldBe(2);
        nobody.Error.ShouldContain("DR1005");
        no.Exit.ShouldBe(2);
        no.Error.ShouldContain("prod is protected, and r1 (1.0.0) is live. ");
        (await run.RunAsync(verb, "-e", "prod", "--yes")).Error.ShouldNotContain("DR1005");
    }

    private static ToolRun Shop(string policy)
    {
        var run = ToolRun.OfSql().With("GITHUB_ACTIONS", "true").With("GITHUB_SHA", _sha);
        run.With("GITHUB_STEP_SUMMARY", "").With("GITHUB_OUTPUT", "").With("GITHUB_ACTOR", "ada");
        File.WriteAllText(
            run["data-release.yml"],
            $$"""
            project: {name: shop_sql, version: 1.0.0, materialized: table}
            migrations: {schema: shop_state}
            environments:
              staging: {type: duckdb, path: staging.duckdb, schema: analytics}
              prod:
                {{policy}}
                type: duckdb
                path: prod.duckdb
                schema: analytics
            """
        );
        return run;
    }
}
