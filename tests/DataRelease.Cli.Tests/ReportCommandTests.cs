using System.Text.Json;
using System.Xml.Linq;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary><c>report</c> and the page that a release leaves, as a user types and finds them.</summary>
public sealed class ReportCommandTests
{
    [Fact]
    public async Task A_release_leaves_a_page_that_only_its_user_can_read_and_says_where()
    {
        using var run = ToolRun.OfShop();

        var (exit, text, _) = await run.RunAsync("release");

        exit.ShouldBe(0);
        var page = run["target/data-release/dev/r1.html"];
        text.ShouldContain($"report: {page}");
        (await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken)).ShouldStartWith("<!doctype html>");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(page).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(Path.GetDirectoryName(page)!).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Pages_of_releases_that_are_pruned_go_with_them_and_no_others()
    {
        using var run = ToolRun.OfShop();
        foreach (var _ in Enumerable.Range(1, 3))
            (await run.RunAsync("release")).Exit.ShouldBe(0);
        (
            await run.RunAsync("report", "--release", "r1", "--format", "json", "--file", run["mine/r1.json"])
        ).Exit.ShouldBe(0);
        File.Copy(run["target/data-release/dev/r1.html"], run["target/data-release/dev/r1.md"]);
        File.Copy(run["target/data-release/dev/r1.html"], run["target/data-release/dev/r77.html"]);
        File.Copy(run["target/data-release/dev/r1.html"], run["target/data-release/dev/notes-on-r1.html"]);

        var (_, dry, _) = await run.RunAsync("prune", "--keep", "1", "--dry-run");
        File.Exists(run["target/data-release/dev/r1.html"]).ShouldBeTrue(dry);
        var (exit, text, _) = await run.RunAsync("prune", "--keep", "1", "--yes");

        exit.ShouldBe(0);
        text.ShouldContain("2 reports removed");
        Directory
            .GetFiles(run["target/data-release/dev"])
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["notes-on-r1.html", "r2.html", "r3.html", "r77.html"]);
        File.Exists(run["mine/r1.json"]).ShouldBeTrue();
        (await run.RunAsync("prune", "--keep", "1", "--yes")).Out.ShouldNotContain("removed");
    }

    [Fact]
    public async Task Another_place_can_be_named_for_one_release_or_for_all_and_the_page_can_be_turned_off()
    {
        using var run = ToolRun.OfShop();
        (await run.JsonAsync("release", "--report-file", run["here/report.html"]))
            .Json.RootElement.GetProperty("report")
            .GetString()
            .ShouldBe(run["here/report.html"]);
        File.Exists(run["here/report.html"]).ShouldBeTrue();

        await File.WriteAllTextAsync(
            run["data-release.yml"],
            "report: {dir: pages}\n",
            TestContext.Current.CancellationToken
        );
        (await run.RunAsync("release")).Exit.ShouldBe(0);
        File.Exists(run["pages/r2.html"]).ShouldBeTrue();

        await File.WriteAllTextAsync(
            run["data-release.yml"],
            "report: {html: false}\n",
            TestContext.Current.CancellationToken
        );
        (await run.JsonAsync("release")).Json.RootElement.GetProperty("report").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_page_that_can_not_be_written_is_a_warning()
    {
        using var run = ToolRun.OfShop();
        await File.WriteAllTextAsync(run["target"], "in the way", TestContext.Current.CancellationToken);

        var (exit, text, error) = await run.RunAsync("release");

        exit.ShouldBe(0);
        text.ShouldContain("is live");
        error.ShouldContain("warning DR1006");
    }

    [Fact]
    public async Task Every_format_is_drawn_from_the_ledger()
    {
        using var run = ToolRun.OfShop();
        await run.RunAsync("release");
        Repository.CopyExample("shop-v3", run.Project);
        await run.RunAsync("release");

        var (exit, markdown, _) = await run.RunAsync("report", "--format", "markdown");
        exit.ShouldBe(0);
        markdown.ShouldStartWith("### ⛔ data-release r2 (1.2.0), failed");
        var (_, json, _) = await run.RunAsync("report", "--release", "r1", "--format", "json");
        using (var document = JsonDocument.Parse(json))
        {
            document.RootElement.GetProperty("release").GetProperty("id").GetString().ShouldBe("r1");
            document
                .RootElement.GetProperty("nodes")
                .EnumerateArray()
                .ShouldAllBe(node => node.GetProperty("startedAt").ValueKind == JsonValueKind.String);
        }
        var (_, junit, _) = await run.RunAsync("report", "--format", "junit");
        var (_, refused, _) = await run.RunAsync("report", "--format", "json");
        using (var document = JsonDocument.Parse(refused))
            XDocument
                .Parse(junit)
                .Descendants("failure")
                .Count()
                .ShouldBe(
                    document
                        .RootElement.GetProperty("checks")
                        .EnumerateArray()
                        .Count(check => check.GetProperty("refuses").GetBoolean())
                );
        var (_, told, _) = await run.RunAsync("report", "--file", run["out/r2.html"]);
        told.ShouldContain($"report: {run["out/r2.html"]}");
        (await File.ReadAllTextAsync(run["out/r2.html"], TestContext.Current.CancellationToken)).ShouldContain(
            "Content-Security-Policy"
        );
    }

    [Fact]
    public async Task Durations_and_starts_of_dbts_nodes_reach_the_report_of_a_build_that_failed()
    {
        using var run = ToolRun.OfShop().With("DATARELEASE_DBT", Actor.FakeDbt);
        Directory.Delete(run["release"], recursive: true);
        await File.WriteAllTextAsync(
            run["fake-dbt.json"],
            JsonSerializer.Serialize(
                new
                {
                    on = "build",
                    does = "results",
                    manifest = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "manifest.compile.json"),
                    results = new object[]
                    {
                        new
                        {
                            unique_id = "model.shop.orders",
                            status = "error",
                            execution_time = 1.5,
                            failures = (int?)null,
                            message = "broken",
                            timing = new[]
                            {
                                new { name = "execute", started_at = "2026-11-22T21:31:24.5Z" },
                                new { name = "compile", started_at = "2026-11-22T21:31:23.25Z" },
                            },
                        },
                        new
                        {
                            unique_id = "model.shop.customers",
                            status = "skipped",
                            execution_time = 0.0,
                            failures = (int?)null,
                            message = "",
                            timing = Array.Empty<object>(),
                        },
                    },
                }
            ),
            TestContext.Current.CancellationToken
        );
        (await run.RunAsync("release")).Exit.ShouldBe(1);

        var (_, json, _) = await run.RunAsync("report", "--format", "json");

        using var document = JsonDocument.Parse(json);
        document.RootElement.GetProperty("decision").GetProperty("outcome").GetString().ShouldBe("failed");
        var nodes = document
            .RootElement.GetProperty("nodes")
            .EnumerateArray()
            .ToDictionary(node => node.GetProperty("name").GetString()!);
        nodes["orders"].GetProperty("seconds").GetDouble().ShouldBe(1.5);
        nodes["orders"]
            .GetProperty("startedAt")
            .GetDateTimeOffset()
            .ShouldBe(new DateTimeOffset(2026, 11, 22, 21, 31, 23, 250, TimeSpan.Zero));
        nodes["customers"].GetProperty("startedAt").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_trend_is_a_page_or_json()
    {
        using var run = ToolRun.OfShop();
        await run.RunAsync("release");

        (await run.RunAsync("report", "--trend", "5")).Exit.ShouldBe(0);
        File.Exists(run["target/data-release/dev/trend.html"]).ShouldBeTrue();
        var (_, json, _) = await run.RunAsync("report", "--trend", "5", "--format", "json");
        using var document = JsonDocument.Parse(json);
        document.RootElement.GetProperty("releases").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData(2, "DR1000", "--trend", "5", "--release", "r1")]
    [InlineData(2, "DR1000", "--trend", "5", "--format", "junit")]
    [InlineData(2, "DR1000", "--trend", "0")]
    [InlineData(2, "DR1000", "--format", "pdf")]
    [InlineData(1, "DR6200", "--file", "dbt_project.yml/r1.html")]
    public async Task What_can_not_be_written_is_an_error(int exit, string code, params string[] options)
    {
        using var run = ToolRun.OfShop();
        await run.RunAsync("release");

        var (ended, _, error) = await run.RunAsync([
            "report",
            .. options.Select(option => option.StartsWith("dbt_", StringComparison.Ordinal) ? run[option] : option),
        ]);

        ended.ShouldBe(exit);
        error.ShouldContain($"error {code}");
    }

    [Fact]
    public async Task With_json_output_the_report_is_in_a_file_and_the_result_fits_the_schema()
    {
        using var schema = JsonDocument.Parse(
            await File.ReadAllTextAsync(
                Repository.PathOf("docs", "output.schema.json"),
                TestContext.Current.CancellationToken
            )
        );
        using var run = ToolRun.OfShop();
        await run.RunAsync("release");

        var (exit, result) = await run.JsonAsync("report", "--format", "junit");

        exit.ShouldBe(0);
        result.RootElement.GetProperty("report").GetString().ShouldBe(run["target/data-release/dev/r1.xml"]);
        var misfits = new List<string>();
        JsonSchemaSubset.Check(schema.RootElement, schema.RootElement, result.RootElement, "report", misfits);
        misfits.ShouldBeEmpty();
    }
}
