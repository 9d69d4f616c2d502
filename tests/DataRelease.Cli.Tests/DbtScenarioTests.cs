using System.Diagnostics;
using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>
/// A dbt that misbehaves, played by a fake with recorded material: an honest error, nothing left running or lying
/// about.
/// </summary>
public sealed class DbtScenarioTests : IDisposable
{
    private static readonly string _assets = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb");

    private readonly ToolRun _run = ToolRun.OfShop().With("DATARELEASE_DBT", Actor.FakeDbt);

    public DbtScenarioTests() => Directory.Delete(_run["release"], recursive: true);

    [Theory]
    [InlineData("garbage", 1, "DR2002", "something {not json")]
    [InlineData("disagree", 1, "DR2004", "run_results.json has failed nodes")]
    [InlineData("no-results", 1, "DR2002", "ended with 0")]
    [InlineData("broken-results", 1, "DR2004", "can't be read")]
    public async Task A_dbt_that_does_not_end_as_it_should_is_an_error(string does, int exit, string code, string says)
    {
        Play(new { on = "build", does });

        var (got, _, error) = await _run.RunAsync("release");

        got.ShouldBe(exit, error);
        error.ShouldContain(code);
        error.ShouldContain(says);
        error.ShouldNotContain("   at ");
        await NothingLiesAboutAsync();
    }

    [Theory]
    [InlineData("build.failing_test", 3, "DR5010", "accepted_values")]
    [InlineData("build.sql_error", 1, "DR5009", "model.shop.")]
    [InlineData("build.database_down", 1, "DR2002", "")]
    [InlineData("build.broken_ref", 1, "DR2002", "depends on a node named")]
    public async Task What_real_dbt_printed_is_told_as_it_was(string recording, int exit, string code, string says)
    {
        Play(
            new
            {
                on = "build",
                does = "recorded",
                assets = Repository.PathOf("tests", "assets", "dbt-1.7", "postgres", recording),
            }
        );

        var (got, _, error) = await _run.RunAsync("release");

        got.ShouldBe(exit, error);
        error.ShouldContain(code);
        error.ShouldContain(says);
        await NothingLiesAboutAsync();
    }

    [Fact]
    public async Task Nodes_of_every_kind_and_state_are_told_in_dbts_words_and_each_failure_once()
    {
        Play(
            new
            {
                on = "build",
                does = "recorded",
                assets = Repository.PathOf("tests", "assets", "dbt-1.10", "duckdb", "build.kinds"),
            }
        );

        var (exit, text, error) = await _run.RunAsync("release");

        exit.ShouldBe(1, error);
        text.ShouldContain("fails: actual differs from expected: …");
        text.ShouldNotContain("+++");
        var lines = error.ReplaceLineEndings("\n").Split('\n');
        string[] Of(string node) =>
            [
                .. lines
                    .Where(line => line.EndsWith($" {node}", StringComparison.Ordinal) || line.Contains($" {node}: "))
                    .Select(line => line.Trim().Split("  ")[0]),
            ];
        Of("unit_test fails").ShouldBe(["fail"]);
        Of("unit_test upper_is_upper").ShouldBe(["skipped"]);
        Of("exposure board_of_stg").ShouldBe(["no-op"]);
        Of("test warns").ShouldBe(["warn"]);
        Of("model micro_bad").ShouldBe(["partial success"]);
        Of("model stg").ShouldBe(["success"]);
        error.ShouldNotContain("....");
        error.ShouldContain(
            "3 of 18 nodes failed: model.kinds.micro_bad, model.kinds.micro, unit_test.kinds.orders.fails"
        );
        error.ShouldContain("micro_bad: PARTIAL SUCCESS (1/3): 2 batches failed: 2026-11-27, 2026-11-28");
        string[] told =
        [
            "error DR5010: unit_test.kinds.orders.fails: actual differs from expected:",
            "    | @@  | id | u |",
            "    | +++ | 1  | A |",
            "    | --- | 1  | B |",
        ];
        lines.SkipWhile(line => line != told[0]).Take(told.Length).ShouldBe(told);
        lines.Count(line => line.Contains("Could not convert string 'x'", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_hook_that_failed_and_is_in_no_result_is_dbts_own_error()
    {
        Play(
            new
            {
                on = "build",
                does = "recorded",
                assets = Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", "build.failing_hook"),
            }
        );

        var (exit, _, error) = await _run.RunAsync("release");

        exit.ShouldBe(1, error);
        error.ShouldContain("error DR2002: dbt build ended with 1: on-run-end failed, error:");
        error.ShouldContain("Table with name nowhere_at_all does not exist");
    }

    [Fact]
    public async Task A_node_that_would_be_written_to_live_is_refused_before_anything_is_built()
    {
        Play(new { on = "none", escapes = "model.shop.orders" });

        var (exit, _, error) = await _run.RunAsync("release");

        exit.ShouldBe(3);
        error.ShouldContain("models/marts/orders.sql(1,1): error DR5015");
        (await CallsAsync()).ShouldAllBe(call => call.StartsWith("parse ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dbt_that_is_too_old_is_refused()
    {
        Play(new { on = "none", version = "1.6.14" });

        var (exit, _, error) = await _run.RunAsync("release");

        exit.ShouldBe(2, error);
        error.ShouldContain("1.6.14");
    }

    [Fact]
    public async Task The_private_profile_has_another_schema_no_secret_and_no_other_reader()
    {
        await File.WriteAllTextAsync(
            _run["profiles.yml"],
            """
            shop:
              target: dev
              outputs:
                dev: {type: duckdb, path: shop.duckdb, schema: analytics, password: "{{ env_var('SHOP_SECRET') }}"}
            """,
            TestContext.Current.CancellationToken
        );
        _run.With("SHOP_SECRET", "tops3cret");
        Play(new { on = "build", does = "no-results" });

        var (_, text, error) = await _run.RunAsync("release", "--verbosity", "debug");

        var seen = await File.ReadAllTextAsync(_run["seen-profiles.yml"], TestContext.Current.CancellationToken);
        seen.ShouldContain("analytics__r1");
        seen.ShouldContain("env_var('SHOP_SECRET')");
        seen.ShouldNotContain("tops3cret");
        if (!OperatingSystem.IsWindows())
            (await File.ReadAllTextAsync(_run["seen-mode.txt"], TestContext.Current.CancellationToken)).ShouldBe(
                "600 700"
            );
        $"{text}{error}{string.Join('\n', await CallsAsync())}".ShouldNotContain("tops3cret");
        await NothingLiesAboutAsync();
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("hang-hard")]
    public async Task A_build_that_takes_too_long_is_stopped_and_leaves_no_process(string does)
    {
        Play(new { on = "build", does });

        var (exit, _, error) = await _run.With("DATARELEASE_BUILD_TIMEOUT", "3s").RunAsync("release");

        exit.ShouldBe(1, error);
        error.ShouldContain("3 s");
        await NoProcessIsLeftAsync();
        await NothingLiesAboutAsync();
    }

    [Fact]
    public async Task Cancelling_stops_dbt_gives_the_lease_back_and_can_be_resumed()
    {
        Play(new { on = "build", does = "hang" });
        using var cancel = new CancellationTokenSource();
        var release = _run.RunAsync(cancel.Token, "release");
        while (!File.Exists(_run["fake-dbt.pid"]) || new FileInfo(_run["fake-dbt.pid"]).Length == 0)
            await Task.Delay(50, TestContext.Current.CancellationToken);

        await cancel.CancelAsync();
        var (exit, _, error) = await release;

        exit.ShouldBe(130, error);
        await NoProcessIsLeftAsync();
        var (_, history) = await _run.JsonAsync("history");
        history.RootElement.GetProperty("releases")[0].GetProperty("state").GetString().ShouldBe("failed");
        (await _run.RunAsync("abort", "--release", "r1", "--yes")).Exit.ShouldBe(0);
        await NothingLiesAboutAsync();
    }

    [Fact]
    public async Task Options_are_passed_on_to_dbt()
    {
        Play(new { on = "build", does = "no-results" });

        await _run.RunAsync("release", "--threads", "3", "--full-refresh", "--vars", "{a: 1}");

        var build = (await CallsAsync()).Single(call => call.StartsWith("build ", StringComparison.Ordinal));
        build.ShouldContain("--threads 3");
        build.ShouldContain("--full-refresh");
        build.ShouldContain("--vars {a: 1}");
        build.ShouldContain("--target dev");
    }

    public void Dispose() => _run.Dispose();

    private void Play(object scenario)
    {
        var text = JsonSerializer.SerializeToNode(scenario)!;
        text["manifest"] = Path.Combine(_assets, "manifest.compile.json");
        File.WriteAllText(_run["fake-dbt.json"], text.ToJsonString());
    }

    private async Task<string[]> CallsAsync() =>
        await File.ReadAllLinesAsync(_run["fake-dbt.log"], TestContext.Current.CancellationToken);

    private async Task NoProcessIsLeftAsync()
    {
        var pid = int.Parse(
            await File.ReadAllTextAsync(_run["fake-dbt.pid"], TestContext.Current.CancellationToken),
            System.Globalization.CultureInfo.InvariantCulture
        );
        Should.Throw<ArgumentException>(() => Process.GetProcessById(pid));
    }

    /// <summary>The folders that this run's dbt was given; other tests of the process have theirs.</summary>
    private async Task NothingLiesAboutAsync()
    {
        var calls = (await CallsAsync())
            .Select(call => call.Split(' '))
            .Where(words => words.Contains("--profiles-dir"));
        var folders = calls.Select(words => words[Array.IndexOf(words, "--profiles-dir") + 1]).Distinct().ToList();

        folders.ShouldNotBeEmpty();
        folders.Where(Directory.Exists).ShouldBeEmpty();
    }
}
