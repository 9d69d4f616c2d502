using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;

namespace DataRelease.Cli.Tests;

/// <summary>Traces and metrics, as .NET's own listeners and as a collector find them.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_release_is_one_trace_below_the_pipelines_own_with_spans_for_steps_and_nodes()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DataRelease",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString() == trace)
                    spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var run = ToolRun.OfSql().With("TRACEPARENT", $"00-{trace}-00f067aa0ba902b7-01");

        (await run.RunAsync("release")).Exit.ShouldBe(0);

        var root = spans.Single(span => span.OperationName == "data-release release");
        root.ParentSpanId.ToHexString().ShouldBe("00f067aa0ba902b7");
        root.GetTagItem("deployment.environment.name").ShouldBe("dev");
        root.GetTagItem("data_release.release").ShouldBe("r1");
        root.GetTagItem("data_release.outcome").ShouldBe("live");
        root.GetTagItem("process.exit.code").ShouldBe(0);
        root.Status.ShouldBe(ActivityStatusCode.Unset);
        var steps = spans.Where(span => span.ParentSpanId == root.SpanId).ToList();
        steps.Select(step => step.OperationName).ShouldBe(["migrate", "plan", "carry", "build", "validate", "swap"]);
        var build = steps.Single(step => step.OperationName == "build");
        var nodes = spans.Where(span => span.ParentSpanId == build.SpanId).ToList();
        nodes.ShouldContain(span => span.OperationName == "model daily_revenue");
        nodes.ShouldAllBe(span => span.GetTagItem("dbt.unique_id") != null);
        nodes.ShouldAllBe(span => span.StartTimeUtc >= build.StartTimeUtc.AddMilliseconds(-1));
    }

    [Fact]
    public async Task A_refused_release_is_an_error_with_its_code_and_no_message()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DataRelease",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString() == trace)
                    spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var run = ToolRun.OfSql().With("TRACEPARENT", $"00-{trace}-00f067aa0ba902b7-01");
        await File.WriteAllTextAsync(
            run["tests/fails.sql"],
            "select 'a secret row' as wrong from $schema$.daily_revenue limit 1\n",
            TestContext.Current.CancellationToken
        );

        (await run.RunAsync("release")).Exit.ShouldBe(3);

        var root = spans.Single(span => span.OperationName == "data-release release");
        root.Status.ShouldBe(ActivityStatusCode.Error);
        root.GetTagItem("error.type").ShouldBeOfType<string>().ShouldStartWith("DR");
        root.GetTagItem("data_release.outcome").ShouldBe("refused");
        spans.ShouldAllBe(span => span.StatusDescription == null || !span.StatusDescription.Contains("secret"));
        spans.Count(span => span.Status == ActivityStatusCode.Error).ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Releases_refusals_and_rollbacks_are_counted()
    {
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == "DataRelease")
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    if (tag.Key == "deployment.environment.name" && tag.Value as string == "counted")
                        counts.AddOrUpdate(instrument.Name, value, (_, before) => before + value);
                }
            }
        );
        listener.Start();
        using var run = ToolRun.OfSql();
        await File.WriteAllTextAsync(
            run["data-release.yml"],
            (await File.ReadAllTextAsync(run["data-release.yml"], TestContext.Current.CancellationToken))
                .Replace("dev:", "counted:", StringComparison.Ordinal)
                .Replace("default_environment: dev", "default_environment: counted", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );

        (await run.RunAsync("release", "-e", "counted")).Exit.ShouldBe(0);
        (await run.RunAsync("release", "-e", "counted")).Exit.ShouldBe(0);
        (await run.RunAsync("rollback", "-e", "counted", "--yes")).Exit.ShouldBe(0);
        await File.WriteAllTextAsync(
            run["tests/fails.sql"],
            "select 1 as wrong from $schema$.daily_revenue limit 1\n",
            TestContext.Current.CancellationToken
        );
        (await run.RunAsync("release", "-e", "counted")).Exit.ShouldBe(3);

        counts["data_release.releases"].ShouldBe(2);
        counts["data_release.rollbacks"].ShouldBe(1);
        counts["data_release.refusals"].ShouldBe(1);
        counts.ShouldNotContainKey("data_release.failures");
    }

    [Fact]
    public async Task The_tool_sends_spans_and_metrics_where_the_standard_variables_say()
    {
        using var collector = new WebhookListener();
        using var run = ToolRun.OfSql();

        var exit = await ToolAsync(
            run,
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url("").TrimEnd('/')),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("TRACEPARENT", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            ]
        );

        exit.ShouldBe(0);
        var traces = Text(collector, "/v1/traces");
        traces.ShouldContain("data-release release");
        traces.ShouldContain("model daily_revenue");
        traces.ShouldContain(Encoding.Latin1.GetString(Convert.FromHexString("4bf92f3577b34da6a3ce929d0e0e4736")));
        Text(collector, "/v1/metrics").ShouldContain("data_release.releases");
    }

    [Fact]
    public async Task A_collector_that_is_not_there_costs_no_release_and_little_time()
    {
        using var run = ToolRun.OfSql();
        var start = Stopwatch.StartNew();

        var exit = await ToolAsync(
            run,
            [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]
        );

        exit.ShouldBe(0);
        start.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("collector:4317")]
    [InlineData("file:///spans")]
    [InlineData("nowhere")]
    public async Task An_endpoint_that_is_no_address_is_a_warning_and_nothing_is_sent(string address)
    {
        using var run = ToolRun.OfSql();
        using var tool = Start(run, [("OTEL_EXPORTER_OTLP_ENDPOINT", address)], "status");
        var (text, error) = (
            tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);

        tool.ExitCode.ShouldBe(0, await text);
        (await error).ShouldContain("warning DR9081: OTEL_EXPORTER_OTLP_ENDPOINT is not an http or https address");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_sdk_is_loaded_only_where_it_is_asked_for(bool asked)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var run = ToolRun.OfSql();
        await File.AppendAllTextAsync(
            run["data-release.yml"],
            "\nmonitor: {duration: 30s, metrics: [{name: one, provider: sql, query: select 1, interval: 10s, "
                + "success_condition: value = 1}]}\n",
            TestContext.Current.CancellationToken
        );
        using var tool = Start(run, asked ? [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")] : [], "release");
        try
        {
            // Progress is told after all that a command needs to begin is loaded.
            while (await tool.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.Contains("next look", StringComparison.Ordinal))
                    break;
            }
            var maps = await File.ReadAllTextAsync($"/proc/{tool.Id}/maps", TestContext.Current.CancellationToken);

            maps.ShouldContain("DataRelease.Core.dll");
            maps.Contains("OpenTelemetry", StringComparison.Ordinal).ShouldBe(asked);
            // DacFx and its parser wait for a dacpac.
            maps.ShouldNotContain("Microsoft.SqlServer.Dac");
            maps.ShouldNotContain("ScriptDom");
            maps.ShouldNotContain("DataRelease.Dacpac");
            if (!asked)
                maps.ShouldNotContain("Polly");
        }
        finally
        {
            tool.Kill();
        }
    }

    private static string Text(WebhookListener collector, string path) =>
        string.Concat(collector.All.Where(one => one.Path == path).Select(one => Encoding.Latin1.GetString(one.Body)));

    private static async Task<int> ToolAsync(ToolRun run, (string Name, string Value)[] variables)
    {
        using var tool = Start(run, variables, "release");
        var (text, error) = (
            tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(text, error);
        return tool.ExitCode;
    }

    private static Process Start(ToolRun run, (string Name, string Value)[] variables, string verb)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "data-release.exe" : "data-release")
        )
        {
            WorkingDirectory = run.Project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { verb, "--project", run.Project })
            start.ArgumentList.Add(argument);
        start.Environment["CI"] = "true";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
