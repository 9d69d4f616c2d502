using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Releases.Reporting;
using DataRelease.Reports.Documents;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>A release that is watched after its swap, and goes back by itself.</summary>
public abstract class MonitoringSuite(Engine engine) : ReleaseSuite(engine)
{
    // One look is enough to decide, but for what waits.
    private const string Good =
        "{name: rows, provider: sql, query: 'select count(*) from {green:events}', "
        + "success_condition: value >= 0, interval: 100ms, count: 2}";

    private const string Bad =
        "{name: rows, provider: sql, query: 'select count(*) from {green:events}', "
        + "success_condition: value > 1000, interval: 100ms, count: 1}";

    // Says nothing until somebody writes to the table.
    private const string Quiet =
        "{name: traffic, provider: sql, query: 'select max(v) from app.traffic', "
        + "success_condition: value > 0, interval: 100ms, count: 1}";

    [Fact]
    public async Task A_release_that_is_well_is_live_when_its_monitoring_is_over()
    {
        await OneAsync();
        Watch(Good);

        var report = await SecondAsync();

        report.Error?.Format().ShouldBeNull();
        report.Live!.Release.ShouldBe("r2");
        report.Watch.ShouldBeNull();
        report.Steps.Select(step => step.Name).ShouldContain("monitor");
        var status = await Engine().StatusAsync(Cancellation);
        status.Watch.ShouldBeNull();
        status.Monitoring!.Outcome.Verdict.ShouldBe(ReportedVerdict.Passed);
        var metric = (await DocumentAsync("r2")).Monitoring!.Metrics.ShouldHaveSingleItem();
        metric.Verdict.ShouldBe(ReportedMetricVerdict.Passed);
        (metric.During, metric.Successes, metric.FailureLimit).ShouldBe(("live", 2, 0));
        metric.Recent.Select(one => one.Value).ShouldBe([3, 3]);
        (await Engine().HistoryAsync(Cancellation))
            .Entries[0]
            .Ended.ShouldEndWith("; its monitoring passed: 2 measurements of 1 metric");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_engines_text_about_a_query_that_names_a_sensitive_column_is_shown_nowhere(bool isProbe)
    {
        await OneAsync();
        Config = Config with { Report = new ReportConfig { Sensitive = ["name"] } };
        var side = isProbe ? "relation" : "green";
        var query = $"select max(cast('secret-4242' || name as integer)) from {{{side}:events}}";
        var provider = isProbe ? "probe, samples: 30" : "sql, success_condition: value > 0, error_limit: 0";
        Watch($"{{name: m, query: \"{query}\", interval: 100ms, count: 1, provider: {provider}}}");

        await SecondAsync(detach: true);

        var told = await DocumentAsync("r2");
        var metric = told.Monitoring!.Metrics.ShouldHaveSingleItem();
        metric.Recent.ShouldHaveSingleItem().Message.ShouldContain("report.sensitive");
        foreach (
            var text in new[]
            {
                DocumentJson.Text(DocumentJson.Write(told)),
                MarkdownReport.Write(told),
                (await Engine().HistoryAsync(Cancellation)).Entries[0].Ended,
            }
        )
            text.ShouldNotContain("secret-4242");
    }

    [Fact]
    public async Task A_measurement_under_way_is_shown_with_its_values_and_what_comes_next()
    {
        await OneAsync();
        Watch(Good.Replace("100ms", "1h", StringComparison.Ordinal), duration: "3h");

        var begun = await SecondAsync(detach: true);

        var watch = begun.Monitoring!;
        watch.Outcome.Verdict.ShouldBe(ReportedVerdict.Measuring);
        watch.Next.ShouldStartWith("its monitoring ends at ");
        var metric = watch.Metrics.ShouldHaveSingleItem();
        metric.Verdict.ShouldBe(ReportedMetricVerdict.Measuring);
        metric.Recent.ShouldHaveSingleItem().Value.ShouldBe(3);
        var early = await Engine().AdvanceAsync(new WatchRequest(), Cancellation);
        early.Monitoring!.Metrics.ShouldHaveSingleItem().Recent.ShouldBe(metric.Recent);
    }

    [Fact]
    public async Task A_first_release_has_nothing_that_a_probe_could_compare_it_with_and_does_not_wait_for_it()
    {
        Watch(
            "{name: latency, provider: probe, query: 'select count(*) from {relation:events}', "
                + "interval: 100ms, count: 1}"
        );

        await OneAsync();

        (await Engine().StatusAsync(Cancellation)).Watch.ShouldBeNull();
    }

    [Fact]
    public async Task A_release_that_fails_its_monitoring_goes_back_by_itself()
    {
        await OneAsync();
        Watch(Bad);

        var report = await SecondAsync();

        report.ExitCode.ShouldBe(ExitCode.RolledBack);
        report.Error!.Code.ShouldBe(ErrorCode.MonitoringFailed);
        report.Error.Message.ShouldContain("r2 (2.0.0) is rolled back to r1 (1.0.0): rows: ");
        report.Error.Message.ShouldContain("value > 1000");
        report.Live!.Release.ShouldBe("r1");
        report.Release!.State.ShouldBe(ReleaseState.RolledBack);
        report.Document!.Decision.Outcome.ShouldBe(ReportedOutcome.RolledBack);
        report.Document.Decision.Sentence.ShouldStartWith("r2 (2.0.0) was live and was taken back: rows: ");
        MarkdownReport.Write(report.Document).ShouldNotContain("✅ data-release");
        (await Engine().ReportAsync(new ReportRequest { Release = "r2" }, Cancellation)).Summary.ShouldBe(
            report.Document.Decision.Sentence.TrimEnd('.')
        );
        (await EventsAsync()).ShouldBe(["1|a", "2|b"]);
        var watch = report.Document.Monitoring!;
        watch.Outcome.Verdict.ShouldBe(ReportedVerdict.Failed);
        var failure = watch.Outcome.Failure!;
        failure.Metric.ShouldBe("rows");
        failure.Value.ShouldBe(3);
        failure.Message.ShouldBe("value > 1000 does not hold");
        failure.At!.Value.ShouldBe(report.Release.LiveAt!.Value, TimeSpan.FromMinutes(2));
        var metric = watch.Metrics.ShouldHaveSingleItem();
        metric.Verdict.ShouldBe(ReportedMetricVerdict.Failed);
        (metric.Provider, metric.Condition, metric.Planned).ShouldBe(("sql", "value > 1000", 1));
        metric.Decisive.ShouldBe(metric.Recent.ShouldHaveSingleItem());
        var told = await DocumentAsync("r2");
        told.Monitoring!.Outcome.ShouldBe(watch.Outcome);
        var past = (await Engine().HistoryAsync(Cancellation)).Entries[0];
        past.Watch.ShouldBe(watch.Outcome);
        past.Ended.ShouldBe(
            $"rolled back by metric rows (value 3) at {failure.At.Value.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; "
                + "its data is kept"
        );
        var history = await Engine().HistoryAsync(Cancellation);
        history.Entries[0].Events.Select(one => one.What).ShouldContain("swap");
        (await Engine().StatusAsync(Cancellation)).Watch.ShouldBeNull();
    }

    [Theory]
    [InlineData(
        "provider: sql, query: 'select count(*) from {green:event}'",
        true,
        "the release has no relation 'event'"
    )]
    [InlineData("provider: http, url_env: DR_UNSET, path: a", true, "the variable DR_UNSET is not set")]
    [InlineData("provider: sql, query: 'select nothing from {green:events}'", false, "the warehouse refuses its query")]
    public async Task A_metric_that_can_not_be_measured_is_refused_before_the_swap(
        string metric,
        bool isPlanned,
        string message
    )
    {
        await OneAsync();
        Watch($"{{name: rows, {metric}, interval: 100ms, success_condition: value > 0}}");

        var planned = await Engine().PlanAsync(new DeployRequest(), Cancellation);
        var report = await SecondAsync();

        planned.Error?.Code.ShouldBe(ErrorCode.MetricUnusable);
        (planned.Error is not null).ShouldBe(isPlanned);
        report.ExitCode.ShouldBe(ExitCode.Usage);
        report.Error!.Format().ShouldStartWith("c.yml(5,7): error DR6020: metric 'rows': ");
        report.Error.Message.ShouldContain(message);
        (await LiveAsync()).ShouldBe("r1");
    }

    [Fact]
    public async Task Nothing_measured_is_never_success_and_values_that_come_end_the_waiting()
    {
        await OneAsync();
        await Place.ExecuteAsync("create schema app");
        await Place.ExecuteAsync("create table app.traffic (v integer)");
        Watch(Quiet, duration: "100ms");

        var begun = await SecondAsync(detach: true);

        begun.ExitCode.ShouldBe(ExitCode.Done);
        begun.Live!.Release.ShouldBe("r2");
        begun.Watch!.NextAt.ShouldNotBeNull();
        for (var look = 0; look < 3; look++)
        {
            await DueAsync();
            var waits = await Engine().AdvanceAsync(new WatchRequest(), Cancellation);
            waits.Error?.Format().ShouldBeNull();
            waits.Watch!.For.ShouldContain("traffic");
        }
        await Place.ExecuteAsync("insert into app.traffic values (1)");
        await DueAsync();

        var over = await Engine().AdvanceAsync(new WatchRequest(), Cancellation);

        over.Error?.Format().ShouldBeNull();
        over.Watch.ShouldBeNull();
        over.Live!.Release.ShouldBe("r2");
        (await Engine().AdvanceAsync(new WatchRequest(), Cancellation)).Summary.ShouldBe("nothing waits");
    }

    [Fact]
    public async Task Called_too_early_nothing_is_measured_and_it_says_when_to_come_again()
    {
        await OneAsync();
        Watch(Good.Replace("100ms", "1h", StringComparison.Ordinal), duration: "3h");
        var begun = await SecondAsync(detach: true);
        var measured = begun.Watch!.Metrics[0].Successes;

        var again = await Engine().AdvanceAsync(new WatchRequest(), Cancellation);

        again.ExitCode.ShouldBe(ExitCode.Done);
        again.Watch!.NextAt.ShouldBe(begun.Watch.NextAt);
        again.Watch.Metrics[0].Successes.ShouldBe(measured);
    }

    [Fact]
    public async Task A_person_can_roll_back_while_a_release_is_watched()
    {
        await OneAsync();
        Watch(Good, duration: "1h");
        var watching = SecondAsync();
        while (!watching.IsCompleted && (await LiveAsync()) != "r2")
            await Task.Yield();

        ReleaseReport.Released back;
        do back = await Engine()
            .RollbackAsync(new RollbackRequest { AcceptLoss = true, Wait = TimeSpan.FromSeconds(20) }, Cancellation);
        while (back.ExitCode == ExitCode.Busy);
        back.Error?.Format().ShouldBeNull();

        var report = await watching;
        report.ExitCode.ShouldBe(ExitCode.Done);
        report.Live!.Release.ShouldBe("r1");
        report.Summary.ShouldContain("r2 is no longer live");
    }

    [Fact]
    public async Task Rows_written_since_the_swap_are_not_lost_without_the_policy_that_says_so()
    {
        await OneAsync();
        Watch(Bad.Replace("count: 1", "count: 1, initial_delay: 1h", StringComparison.Ordinal), duration: "2h");
        await SecondAsync(detach: true);
        await WriteAsync();
        Watch(Bad, duration: "2h");
        await Engine().ResumeAsync(new RecoveryRequest { Detach = true }, Cancellation);
        await DueAsync();

        var stays = await Engine().ResumeAsync(new RecoveryRequest { Detach = true }, Cancellation);

        stays.ExitCode.ShouldBe(ExitCode.Failed);
        stays.Error!.Code.ShouldBe(ErrorCode.MonitoringFailedStays);
        stays.Error.Message.ShouldContain(ErrorCode.WritesLost.Id);
        stays.Live!.Release.ShouldBe("r2");

        Watch(Bad, duration: "2h", onWrites: "carry");
        var back = await Engine().AdvanceAsync(new WatchRequest(), Cancellation);
        back.ExitCode.ShouldBe(ExitCode.RolledBack);
        back.Carried.ShouldNotBeEmpty();
        (await EventsAsync()).ShouldContain("7|new");
    }

    [Fact]
    public async Task What_is_paused_goes_on_only_when_somebody_says_so()
    {
        await OneAsync();
        Watch(Bad.Replace("count: 1", "count: 1, initial_delay: 1h", StringComparison.Ordinal), duration: "2h");
        await SecondAsync(detach: true);

        (await Engine().PauseAsync(new WatchRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().AdvanceAsync(new WatchRequest(), Cancellation)).Summary.ShouldContain("paused");
        (await Engine().StatusAsync(Cancellation)).Watch!.For.ShouldBe("paused");

        var promoted = await Engine().PromoteAsync(new WatchRequest(), Cancellation);
        promoted.Error?.Format().ShouldBeNull();
        promoted.Live!.Release.ShouldBe("r2");
        (await Engine().StatusAsync(Cancellation)).Watch.ShouldBeNull();
        (await Engine().PromoteAsync(new WatchRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingWaits);
    }

    [Fact]
    public async Task Abort_takes_what_is_watched_back()
    {
        await OneAsync();
        Watch(Good, duration: "1h");
        await SecondAsync(detach: true);

        var aborted = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);

        aborted.Error?.Format().ShouldBeNull();
        (await LiveAsync()).ShouldBe("r1");
    }

    [Fact]
    public async Task Blue_stays_while_what_is_live_is_watched_and_for_the_window_after_it()
    {
        await OneAsync();
        Watch(Good, duration: "1h");
        await SecondAsync(detach: true);

        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await HasSchemaAsync("analytics__r1")).ShouldBeTrue();

        Config = Config with { Retention = Config.Retention with { Window = TimeSpan.FromDays(7) } };
        await Engine().PromoteAsync(new WatchRequest(), Cancellation);
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await HasSchemaAsync("analytics__r1")).ShouldBeTrue();

        Config = Config with { Retention = Config.Retention with { Window = TimeSpan.FromTicks(1) } };
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_live_again_after_a_rollback_is_compared_with_what_it_replaced()
    {
        await ReleaseAsync(With(10));
        Watch(
            "{name: amount, provider: sql, query: 'select (select max(id) from {green:orders}) as green, "
                + "(select max(id) from {blue:orders}) as blue', failure_condition: green > blue * 1.5, "
                + "interval: 100ms}",
            duration: "2h"
        );
        await ReleaseAsync(With(12) with { Detach = true });
        await ReleaseAsync(With(4) with { Detach = true });
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r2");
        var taken = await TakenAsync();

        for (var look = 0; look < 50 && await TakenAsync() == taken; look++)
        {
            await DueAsync();
            var report = await Engine().AdvanceAsync(new WatchRequest(), Cancellation);
            report.Error?.Format().ShouldBeNull();
            report.Live!.Release.ShouldBe("r2");
        }

        (await TakenAsync()).ShouldBeGreaterThan(taken);
        (await Engine().ValidateAsync(new ValidateRequest { Live = true }, Cancellation)).Checks.ShouldAllBe(check =>
            !check.Message.Contains("r3", StringComparison.Ordinal)
        );

        async Task<int> TakenAsync() => (await Engine().StatusAsync(Cancellation)).Watch!.Metrics[0].Successes;
    }

    [Fact]
    public async Task The_time_in_which_another_release_was_live_is_not_watched()
    {
        await ReleaseAsync(With(1));
        Watch("{name: one, provider: sql, query: select 1, success_condition: value = 1}", duration: "2h");
        await ReleaseAsync(With(2) with { Detach = true });
        var hourAgo = new DataRelease.Analysis.AnalysisState { SeenAt = DateTimeOffset.UtcNow.AddHours(-1) };
        await KeepAsync(2, "analysis.json", hourAgo.ToJson());
        await ReleaseAsync(With(3) with { Detach = true });
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Live!.Release.ShouldBe("r2");

        var report = await Engine().ResumeAsync(new RecoveryRequest { Detach = true }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Watch!.SecondsLeft!.Value.ShouldBeGreaterThan(TimeSpan.FromHours(1.5).TotalSeconds);
    }

    [Fact]
    public async Task Abort_without_a_name_never_guesses_between_what_is_watched_and_what_failed()
    {
        await OneAsync();
        Watch(Good, duration: "1h");
        await SecondAsync(detach: true);
        Project.With("broken", "select id from no_such_table");
        (await Engine().ReleaseAsync(new DeployRequest { Detach = true }, Cancellation)).ExitCode.ShouldBe(
            ExitCode.Failed
        );
        (await HasSchemaAsync("analytics__r3")).ShouldBeTrue();

        var aborted = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);
        var previewed = await Engine().PreviewAbortAsync(new RecoveryRequest(), Cancellation);

        foreach (var report in new ReleaseReport[] { aborted, previewed })
        {
            report.Error!.Code.ShouldBe(ErrorCode.CandidatesSeveral);
            report.Error.Message.ShouldBe("r2 (2.0.0) is live and watched, and r3 (2.0.0) is failed");
            report.Error.ToDo.ShouldBe(
                "data-release abort --release r3 drops r3; data-release rollback goes back from r2"
            );
        }
        (await LiveAsync()).ShouldBe("r2");
        (await Engine().AbortAsync(new RecoveryRequest { Release = "r3" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await HasSchemaAsync("analytics__r3")).ShouldBeFalse();
        (await LiveAsync()).ShouldBe("r2");
    }

    [Fact]
    public async Task Who_follows_a_release_that_another_process_took_back_ends_as_that_process_did()
    {
        await OneAsync();
        await Place.ExecuteAsync("create schema app", "create table app.verdict as select 0 as bad");
        Watch(
            "{name: verdict, provider: sql, query: 'select bad from app.verdict', failure_condition: value > 0, "
                + "interval: 3s}",
            duration: "2h"
        );
        var following = SecondAsync();
        while (
            !following.IsCompleted
            && (await Engine().StatusAsync(Cancellation)).Watch
                is not { NextAt: not null, Metrics: [{ Successes: > 0 }] }
        )
            await Task.Delay(50, Cancellation);
        await Place.ExecuteAsync("update app.verdict set bad = 1");
        await KeepAsync(
            2,
            "analysis.json",
            new DataRelease.Analysis.AnalysisState { SeenAt = DateTimeOffset.UtcNow }.ToJson()
        );

        var taken = await Engine()
            .ResumeAsync(new RecoveryRequest { Detach = true, Wait = TimeSpan.FromSeconds(20) }, Cancellation);
        var followed = await following;

        taken.ExitCode.ShouldBe(ExitCode.RolledBack, taken.Error?.Format());
        followed.ExitCode.ShouldBe(ExitCode.RolledBack);
        followed.Error!.Code.ShouldBe(ErrorCode.MonitoringFailed);
        followed.Error.Message.ShouldStartWith("r2 (2.0.0) is rolled back: verdict: ");
        followed.Live!.Release.ShouldBe("r1");
    }

    /// <summary>r1 of an incremental model, with keys that its rows are told apart by.</summary>
    private async Task OneAsync()
    {
        Config = Config with
        {
            Validate = new ValidateConfig { Checks = [new DataDiffSettings { Relations = ["events"], Key = ["id"] }] },
        };
        Project.With("events", "select 1 as id, 'a' as name union all select 2, 'b'", "incremental");
        await ReleaseAsync();
    }

    private Task<ReleaseReport.Released> SecondAsync(bool detach = false)
    {
        Project.With("events", "select 3 as id, 'c' as name", "incremental");
        Project.Version = "2.0.0";
        return Engine().ReleaseAsync(new DeployRequest { Detach = detach }, Cancellation);
    }

    private Task WriteAsync() => Place.ExecuteAsync("insert into analytics__r2.events values (7, 'new'), (8, 'new')");

    private Task<IReadOnlyList<string>> EventsAsync() => ReadAsync("select id, name from analytics.events order by id");

    private void Watch(string metric, string duration = "150ms", string onWrites = "refuse") =>
        Config = Config with
        {
            Monitor = ConfigReader
                .Read(
                    $"monitor:\n  duration: {duration}\n  on_writes: {onWrites}\n  metrics:\n    - {metric}\n",
                    "c.yml",
                    CheckKinds.All
                )
                .Monitor,
        };

    private async Task<ReportDocument> DocumentAsync(string release) =>
        (
            (ReleaseReport.Reported)await Engine().ReportAsync(new ReportRequest { Release = release }, Cancellation)
        ).Document;

    private async Task<string?> LiveAsync() => (await Engine().StatusAsync(Cancellation)).Live?.Release;

    /// <summary>Waits until the next look is due, by what the environment itself says.</summary>
    private async Task DueAsync()
    {
        var watch = (await Engine().StatusAsync(Cancellation)).Watch!;
        while (watch.NextAt > DateTimeOffset.UtcNow)
            await Task.Yield();
    }
}

public sealed class DuckDbMonitoring() : MonitoringSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresMonitoring() : MonitoringSuite(Testing.Engines.Engine.Postgres);
