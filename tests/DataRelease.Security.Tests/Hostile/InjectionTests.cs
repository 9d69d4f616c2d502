using System.Text.Json;
using DataRelease.Cli;
using DataRelease.Cli.Tests;
using DataRelease.Testing;
using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Hostile;

/// <summary>Text of a database, of dbt and of files stays text wherever it is shown.</summary>
public sealed class InjectionTests
{
    private static readonly string[] _outputs =
    [
        "release-id",
        "version",
        "state",
        "live",
        "live-version",
        "decision",
        "error-code",
        "summary",
        "page",
        "checks",
        "checks-failed",
        "checks-warned",
        "relations-changed",
    ];

    [Fact]
    public void Each_payload_is_text_in_a_line_and_in_a_paragraph()
    {
        foreach (var payload in Injection.Payloads.Append(Injection.All))
        {
            Injection.IsHarmlessLog(PrintableText.Of(payload), payload);
            Injection.IsHarmlessLog(PrintableText.Line(payload), payload);
            PrintableText.Line(payload).ShouldNotContain("\n");
        }
    }

    [Theory]
    [InlineData(
        "\u0645\u0631\u062d\u0628\u0627 \ud83d\udc69\u200d\ud83d\udcbb e\u0301 \u05e9\u05dc\u05d5\u05dd "
            + "1::int a#b # [x] C:\\x"
    )]
    [InlineData("select x::text, y :: date from t -- # comment ## done")]
    public void What_people_write_is_left_as_it_is(string text) => PrintableText.Of(text).ShouldBe(text);

    [Theory]
    [InlineData(On.DuckDb, "github")]
    [InlineData(On.DuckDb, "azure")]
    [InlineData(On.Postgres, "none")]
    public async Task Names_rows_comments_and_errors_of_a_database_are_text_everywhere(On engine, string pipeline)
    {
        await using var shop = await SmallShop.CreateAsync(engine);
        var run = shop
            .Run.With("GITHUB_OUTPUT", shop.Run["output.txt"])
            .With("GITHUB_STEP_SUMMARY", shop.Run["summary.md"]);
        var evil = Injection.All;
        var literal = shop.Engine.Literal(evil);
        string Name(string begin) => $"{begin} \u001b[31m ##vso[x] \n::error::x";
        void Write(string version, string value, string failing)
        {
            shop.Project(version)
                .Model(
                    Name("m"),
                    $"select 1 as id, {value} as \"{Name("c")}\", {value} as plain union all select 2, 'same', 'x'",
                    config: new { persist_docs = new { relation = true, columns = true } }
                )
                .Test(Name("t"), failing, [Name("m")])
                .Write();
        }
        // Seeds and models are files: a name that is none is the manifest's alone.
        var packages = run["evil"];
        async Task<string> PackAsync(string version, string value, string failing)
        {
            Write(version, value, failing);
            var (exit, text, error) = await run.RunAsync("pack", "--out", packages);
            exit.ShouldBe(0, text + error);
            return Path.Combine(packages, $"made_up.{version}.nupkg");
        }
        var first = await PackAsync("1.0.0", "'a'", "select 1 where 1 = 0");
        var second = await PackAsync("2.0.0", literal, "select 1 where 1 = 0");
        var broken = await PackAsync("3.0.0", literal, $"select cast({literal} as integer)");

        foreach (
            var verb in new string[][]
            {
                ["plan", first],
                ["release", first, "--release-version", evil],
                ["deploy", second],
                ["diff", "--key", "id"],
                ["swap"],
                ["release", broken, "--release-version", evil],
                ["status"],
                ["history"],
                ["doctor"],
                ["rollback", "--to", evil],
                ["release", evil],
                ["status", "-e", evil],
                ["diff", evil],
                ["report", "--release", "r3"],
                ["report", "--format", "markdown"],
                ["report", "--format", "junit"],
                ["report", "--format", "json"],
                ["report", "--release", evil],
            }
        )
        {
            foreach (var output in new[] { "text", "json" })
            {
                if (output == "json" && verb[0] is "release" or "deploy" or "swap" or "report")
                    continue;
                var (_, text, error) = await run.RunAsync([
                    .. verb,
                    "--ci",
                    pipeline,
                    "--output",
                    output,
                    "--json-file",
                    run["result.json"],
                    "--summary-file",
                    run["summary.md"],
                ]);
                Injection.IsHarmlessLog(text, $"stdout of {verb[0]}");
                Injection.IsHarmlessLog(error, $"stderr of {verb[0]}");
                if (output == "json")
                    JsonDocument.Parse(text).Dispose();
            }
        }

        foreach (
            var file in Directory
                .EnumerateFiles(run.Project, "*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file) is ".json" or ".xml" or ".md" or ".html" or ".txt")
        )
        {
            if (file.EndsWith("manifest.json", StringComparison.Ordinal))
                continue;
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            switch (Path.GetExtension(file))
            {
                case ".md":
                    Injection.IsHarmlessMarkdown(text, file);
                    break;
                case ".html":
                    Injection.IsHarmlessHtml(text, file);
                    break;
                default:
                    Injection.IsHarmlessLog(text, file);
                    break;
            }
        }
        if (pipeline == "github")
            foreach (var line in await File.ReadAllLinesAsync(run["output.txt"], TestContext.Current.CancellationToken))
                _outputs.ShouldContain(line.Split('=')[0], line);
    }

    [Theory]
    [InlineData("github")]
    [InlineData("azure")]
    public async Task What_dbt_says_is_text_everywhere(string pipeline)
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
                    results = new[]
                    {
                        new
                        {
                            unique_id = "test.shop.unique_customers_customer_id.c5af1ff4b1",
                            status = "fail",
                            execution_time = 0.1,
                            failures = 3,
                            message = Injection.All,
                        },
                        new
                        {
                            unique_id = $"model.shop.{Injection.All}",
                            status = "error",
                            execution_time = 0.1,
                            failures = 3,
                            message = Injection.All,
                        },
                    },
                }
            ),
            TestContext.Current.CancellationToken
        );

        var (exit, text, error) = await run.RunAsync(
            "release",
            "--ci",
            pipeline,
            "--summary-file",
            run["summary.md"],
            "--json-file",
            run["result.json"]
        );

        exit.ShouldBe(1, error);
        Injection.IsHarmlessLog(text, "stdout");
        Injection.IsHarmlessLog(error, "stderr");
        Injection.IsHarmlessMarkdown(
            await File.ReadAllTextAsync(run["summary.md"], TestContext.Current.CancellationToken),
            "summary"
        );
        Injection.IsHarmlessLog(
            await File.ReadAllTextAsync(run["result.json"], TestContext.Current.CancellationToken),
            "json"
        );
    }
}
