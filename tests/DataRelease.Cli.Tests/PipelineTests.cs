using DataRelease.Cli.Pipelines;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>
/// What pipelines are told: annotations, outputs, a summary; and nothing that a database could say in our name.
/// </summary>
public sealed class PipelineTests
{
    [Fact]
    public async Task GitHub_gets_annotations_on_the_models_own_lines_outputs_and_a_summary()
    {
        using var run = await RefusedAsync();
        run.With("GITHUB_ACTIONS", "true")
            .With("GITHUB_OUTPUT", run["output.txt"])
            .With("GITHUB_STEP_SUMMARY", run["summary.md"]);

        var (exit, _, error) = await run.RunAsync("release");

        exit.ShouldBe(3);
        var place =
            $"file="
            + run["models/marts/orders.sql"].Replace(":", "%3A", StringComparison.Ordinal).Replace('\\', '/')
            + $",line=1,col=1";
        error.ShouldContain(
            $"::error {place},title=DR5011%3A Checks refused the release::row_count of analytics.orders: 227 "
                + $"of 2400 rows are gone (2400 -> 2173 (-9.5 %25))\n"
        );
        (await ReadAsync(run["output.txt"])).ShouldBe(
            string.Join(
                '\n',
                "release-id=r2",
                "version=1.2.0",
                "state=failed",
                "live=r1",
                "live-version=1.0.0",
                "decision=refused",
                "error-code=DR5011",
                "summary=row_count of analytics.orders: 227 of 2400 rows are gone; row_count of analytics.stg_orders: "
                    + "227 of 2400 rows are gone; row_count of analytics.top_customers: 30 of 184 rows are gone",
                $"page={run["target/data-release/dev/r2.html"]}",
                "checks=48",
                "checks-failed=3",
                "checks-warned=0",
                "relations-changed=1",
                ""
            )
        );
        var summary = await ReadAsync(run["summary.md"]);
        summary.ShouldStartWith("### ⛔ data-release release: r2 (1.2.0), failed\n");
        summary.ShouldContain(
            "**What changed**\n\n| relation | change | |\n|---|---|---|\n| analytics.stg\\_orders | changed |  |\n"
        );
        summary.ShouldContain(
            "| ⛔ | row\\_count | analytics.orders | 2400 -&gt; 2173 (-9.5 %) | at most 5 % fewer, warn over "
                + "20 % | 227 of 2400 rows are gone |\n"
        );
    }

    /// <summary>The shipped pipelines take 0 without a release for a failure of the verb.</summary>
    [Fact]
    public async Task Refresh_and_promote_name_their_release()
    {
        using var run = ToolRun.OfSql().With("GITHUB_ACTIONS", "true");
        (await run.RunAsync("release")).Exit.ShouldBe(0);
        await File.AppendAllTextAsync(
            run["data-release.yml"],
            "\nmonitor: {duration: 1h, metrics: [{name: one, provider: sql, query: select 1, interval: 1h, "
                + "success_condition: value = 1}]}\n",
            TestContext.Current.CancellationToken
        );

        (await NamedAsync("refresh", "--detach")).ShouldBe("release-id=r2");
        (await NamedAsync("promote")).ShouldBe("release-id=r2");

        async Task<string> NamedAsync(params string[] args)
        {
            var file = run[$"{args[0]}.output"];
            var (exit, _, error) = await run.With("GITHUB_OUTPUT", file).RunAsync(args);
            exit.ShouldBe(0, error);
            return (await ReadAsync(file)).Split('\n')[0];
        }
    }

    [Fact]
    public async Task Azure_gets_issues_variables_and_an_uploaded_summary()
    {
        using var run = await RefusedAsync();
        run.With("TF_BUILD", "True");

        var (_, _, error) = await run.RunAsync("release", "--summary-file", run["summary.md"]);

        error.ShouldContain("##vso[task.logissue type=error;sourcepath=");
        error.ShouldContain(
            "linenumber=1;columnnumber=1;code=DR5011]row_count of analytics.orders: 227 of 2400 rows are "
                + "gone (2400 -> 2173 (-9.5 %AZP25))\n"
        );
        error.ShouldContain("##vso[task.setvariable variable=releaseId;isOutput=true]r2\n");
        error.ShouldContain($"##vso[task.uploadsummary]{run["summary.md"]}");
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS", "true", "GITHUB_WORKSPACE", "::error file=")]
    [InlineData("TF_BUILD", "True", "BUILD_SOURCESDIRECTORY", "##vso[task.logissue type=error;sourcepath=")]
    public async Task Annotations_have_paths_from_the_repositorys_root(
        string host,
        string value,
        string root,
        string before
    )
    {
        using var run = await RefusedAsync();
        run.With(host, value);

        // The host's word for its root, and where it has none, the repository that the project is in.
        run.With(root, Path.GetDirectoryName(run.Project)!);
        (await run.RunAsync("release")).Error.ShouldContain($"{before}project/models/marts/orders.sql");
        run.With(root, "");
        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(run.Project)!, ".git"));
        await File.WriteAllTextAsync(
            Path.Combine(Path.GetDirectoryName(run.Project)!, ".git", "HEAD"),
            "ref: refs/heads/main\n",
            TestContext.Current.CancellationToken
        );
        (await run.RunAsync("release")).Error.ShouldContain($"{before}project/models/marts/orders.sql");
    }

    [Theory]
    [InlineData("--ci", "none")]
    [InlineData("--output", "json")]
    public async Task Standard_output_and_a_build_of_its_own_get_no_commands(string option, string value)
    {
        using var run = await RefusedAsync();
        run.With("GITHUB_ACTIONS", "true");

        var (_, text, error) = await run.RunAsync("release", option, value);

        text.ShouldNotContain("::error");
        if (option == "--ci")
            error.ShouldNotContain("::error");
    }

    [Fact]
    public async Task A_json_file_is_written_beside_the_text_and_a_place_that_can_not_be_written_is_a_warning()
    {
        using var run = ToolRun.OfShop();

        var (exit, text, error) = await run.RunAsync(
            "release",
            "--json-file",
            run["result.json"],
            "--summary-file",
            run["missing/summary.md"]
        );

        exit.ShouldBe(0);
        text.ShouldContain("is live");
        (await ReadAsync(run["result.json"])).ShouldContain("\"exitCode\": 0");
        error.ShouldContain("warning DR1006");
    }

    [Fact]
    public void A_summary_shows_text_of_a_database_as_text()
    {
        var evil =
            "<img src=x onerror=alert(1)> | ::error::x ##vso[task.x] `code` [link](http://x) @everyone "
            + "\u001b[31m\n# head";
        var report = new ReleaseReport.Released
        {
            Environment = "prod",
            Checks = [new CheckOutcome("sql", evil, CheckState.Fail, CheckSeverity.Fail, evil, "", evil)],
            Error = new ReleaseException(ErrorCode.ChecksFailed, evil),
            ExitCode = ExitCode.Refused,
        };

        var page = MarkdownSummary.Write("release", report);

        page.ShouldNotContain("<img");
        page.ShouldNotContain("##vso[");
        page.ShouldNotContain("\u001b");
        page.ShouldNotContain("[link](");
        page.ShouldNotContain("@everyone");
        page.Split('\n').Count(line => line.StartsWith('#')).ShouldBe(1);
        page.Split('\n')
            .Single(line => line.StartsWith("| ⛔", StringComparison.Ordinal))
            .Count(character => character == '|')
            .ShouldBe(7 + 3);
    }

    [Fact]
    public void A_summary_of_very_much_stays_below_what_a_pipeline_takes()
    {
        var checks = Enumerable
            .Range(0, 20_000)
            .Select(number => new CheckOutcome(
                "row_count",
                $"analytics.t{number}",
                CheckState.Fail,
                CheckSeverity.Fail,
                "1 -> 0",
                "",
                new string('x', 500)
            ))
            .ToList();

        var page = MarkdownSummary.Write(
            "release",
            new ReleaseReport.Released { Environment = "prod", Checks = checks }
        );

        page.Length.ShouldBeLessThan(200_000);
        page.ShouldContain("and 19800 more");
    }

    [Fact]
    public async Task A_failing_generic_test_is_an_error_on_its_line_of_the_yaml()
    {
        using var run = ToolRun.OfShop().With("DATARELEASE_DBT", Actor.FakeDbt);
        Directory.Delete(run["release"], recursive: true);
        await File.WriteAllTextAsync(
            run["fake-dbt.json"],
            System.Text.Json.JsonSerializer.Serialize(
                new
                {
                    on = "build",
                    does = "results",
                    manifest = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json"),
                    results = new[]
                    {
                        new
                        {
                            unique_id = "test.shop.unique_customers_customer_id.c5af1ff4b1",
                            status = "fail",
                            execution_time = 0.1,
                            failures = 3,
                            message = "Got 3 results, configured to fail if != 0",
                        },
                    },
                }
            ),
            TestContext.Current.CancellationToken
        );

        var (exit, _, error) = await run.RunAsync("release");

        exit.ShouldBe(3);
        var lines = await File.ReadAllLinesAsync(run["models/schema.yml"], TestContext.Current.CancellationToken);
        var line =
            Array.FindIndex(
                lines,
                Array.FindIndex(lines, text => text.Contains("name: customers", StringComparison.Ordinal)),
                text => text.Contains("unique", StringComparison.Ordinal)
            ) + 1;
        error.ShouldContain($"{run["models/schema.yml"]}({line},");
        error.ShouldContain("): error DR5010: unique_customers_customer_id: Got 3 results");
    }

    private static async Task<ToolRun> RefusedAsync()
    {
        var run = ToolRun.OfShop();
        await run.RunAsync("release");
        Repository.CopyExample("shop-v3", run.Project);
        return run;
    }

    private static async Task<string> ReadAsync(string path) =>
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
}
