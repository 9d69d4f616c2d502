using System.Text.Json;
using DataRelease.Analysis;
using DataRelease.Cli.Terminals;
using DataRelease.Ledgers;
using DataRelease.Releases;
using Spectre.Console;

namespace DataRelease.Cli.Tests;

/// <summary><c>status --watch</c>, as text in terminals of several kinds and where there is none.</summary>
public sealed class StatusWatchTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(100, true)]
    [InlineData(60, true)]
    [InlineData(100, false)]
    public void The_board_fits_its_terminal(int width, bool hasUnicode)
    {
        var shape = new TerminalShape(width, HasColour: false, hasUnicode);
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No }
        );
        console.Profile.Width = width;

        console.Write(new WatchBoard(shape).Draw(Report, _now, null));

        var text = string.Join('\n', writer.ToString().Split('\n').Select(line => line.TrimEnd()));
        text.Split('\n').ShouldAllBe(line => line.Length <= width);
        if (!hasUnicode)
            text.ShouldAllBe(character => character < 128);
        Snapshot.ShouldMatch($"watch.{width}{(hasUnicode ? "" : ".ascii")}.txt", text);
    }

    [Fact]
    public void A_sparkline_has_the_newest_values_and_gaps_for_what_was_not_measured()
    {
        var shape = new TerminalShape(80, false, HasUnicode: true);

        Sparkline.Of(shape, [9, 1, 2, null, 4], 4).ShouldBe("▁▃ █");
        Sparkline.Of(shape, [3, 3], 4).ShouldBe("▁▁");
        Sparkline.Of(shape, [double.NaN, null], 4).ShouldBe("  ");
        Sparkline.Of(shape with { HasUnicode = false }, [0, 7], 4).ShouldBe(".%");
    }

    [Fact]
    public async Task It_ends_when_nothing_waits_and_tells_only_what_is_new()
    {
        using var run = ToolRun.OfSql();
        await File.AppendAllTextAsync(
            run["data-release.yml"],
            "\nmonitor: {duration: 3s, metrics: [{name: one, provider: sql, query: select 1, interval: 1s, "
                + "success_condition: value = 1}]}\n",
            TestContext.Current.CancellationToken
        );
        (await run.RunAsync("release", "--detach")).Exit.ShouldBe(0);
        var watching = run.RunAsync("status", "--watch");
        while (!watching.IsCompleted)
        {
            await run.RunAsync("advance", "--wait", "5s");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        var (exit, text, error) = await watching;

        exit.ShouldBe(0);
        text.ShouldContain("r1 (1.0.0) is live");
        error.ShouldContain(" r1 monitor: monitoring; one success 1 (1 good, 0 failed); next look at ");
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[9..]).ToList();
        lines.ShouldBe(
            lines.Index().Where(pair => pair.Index == 0 || lines[pair.Index - 1] != pair.Item).Select(pair => pair.Item)
        );
    }

    [Fact]
    public async Task A_metric_that_took_a_release_back_is_named_in_annotations_documents_and_texts()
    {
        using var run = ToolRun.OfSql().With("GITHUB_ACTIONS", "true");
        (await run.RunAsync("release")).Exit.ShouldBe(0);
        await File.AppendAllTextAsync(
            run["data-release.yml"],
            "\nmonitor: {duration: 100ms, metrics: [{name: one, provider: sql, query: select 1, interval: 100ms, "
                + "count: 1, success_condition: value = 2}]}\n",
            TestContext.Current.CancellationToken
        );

        var (exit, text, error) = await run.RunAsync("release", "--output", "json");

        exit.ShouldBe((int)Errors.ExitCode.RolledBack);
        error.ShouldContain("::error title=DR");
        var annotation = error.Split('\n').Last(line => line.StartsWith("::error ", StringComparison.Ordinal));
        annotation.ShouldContain("one: 1 of 1 measurement failed");
        annotation.ShouldContain("value 1: value = 2 does not hold");
        using var released = JsonDocument.Parse(text);
        var monitoring = released.RootElement.GetProperty("monitoring");
        var failure = monitoring.GetProperty("outcome").GetProperty("failure");
        (failure.GetProperty("metric").GetString(), failure.GetProperty("value").GetDouble()).ShouldBe(("one", 1));
        monitoring.GetProperty("metrics")[0].GetProperty("verdict").GetString().ShouldBe("failed");
        var (_, report, _) = await run.RunAsync("report", "--release", "r2", "--format", "json", "--file", "-");
        using var reported = JsonDocument.Parse(report);
        JsonElement.DeepEquals(reported.RootElement.GetProperty("monitoring"), monitoring).ShouldBeTrue();
        var history = (await run.JsonAsync("history")).Json.RootElement.GetProperty("history")[0];
        JsonElement.DeepEquals(history.GetProperty("watch"), monitoring.GetProperty("outcome")).ShouldBeTrue();
        (await run.RunAsync("history")).Out.ShouldContain("rolled back by metric one (value 1) at ");
    }

    [Fact]
    public async Task Cancelled_it_is_over_and_the_release_goes_on()
    {
        using var run = ToolRun.OfSql();
        await File.AppendAllTextAsync(
            run["data-release.yml"],
            "\nmonitor: {duration: 3h, metrics: [{name: one, provider: sql, query: select 1, interval: 1h, "
                + "success_condition: value = 1}]}\n",
            TestContext.Current.CancellationToken
        );
        (await run.RunAsync("release", "--detach")).Exit.ShouldBe(0);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(3));

        var (exit, text, _) = await run.RunAsync(cancel.Token, "status", "--watch");

        exit.ShouldBe(0);
        text.ShouldContain("r1 (1.0.0) is live");
        (await run.JsonAsync("status"))
            .Json.RootElement.GetProperty("watch")
            .GetProperty("secondsLeft")
            .GetDouble()
            .ShouldBeGreaterThan(10_000);
    }

    private static ReleaseReport.Status Report =>
        new()
        {
            Environment = "prod",
            Live = new LiveSummary("r2", "2.0.0", _now.AddMinutes(-18)),
            Watch = new WatchSummary(
                "r2",
                "monitor",
                "monitoring",
                _now.AddSeconds(35),
                [
                    new WatchedMetric("orders_p95", MeasurementOutcome.Success, 12.3456, "", 6, 0, 0, 0)
                    {
                        Recent = [11, 12, 30, null, 12, 12.3456],
                    },
                    new WatchedMetric("fresh", MeasurementOutcome.Failure, 1, "", 5, 1, 0, 2) { Recent = [0, 0, 1] },
                    new WatchedMetric("traffic", null, null, "", 0, 0, 0, 0),
                ]
            )
            {
                Steps =
                [
                    new WatchedStep("build", StepState.Done),
                    new WatchedStep("swap", StepState.Done),
                    new WatchedStep("monitor", StepState.Waiting),
                ],
                SecondsLeft = 740,
            },
        };
}
