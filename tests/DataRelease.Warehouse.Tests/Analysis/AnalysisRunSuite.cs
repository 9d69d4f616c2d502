using DataRelease.Analysis;
using DataRelease.Errors;

namespace DataRelease.Warehouse.Tests.Analysis;

/// <summary>
/// An analysis from its beginning to its verdict, as a process that stays and as ones that come and go.
/// </summary>
public abstract class AnalysisRunSuite(Engine engine) : MetricSuite(engine)
{
    private const string Count = "provider: sql, query: 'select count(*) from {green:orders}'";

    [Fact]
    public async Task What_is_due_is_measured_and_the_time_passes()
    {
        await AddAsync("orders", Series(3), Series(3));
        var run = new AnalysisRun(
            Config(
                $"{{name: rows, {Count}, success_condition: value = 3, interval: 10m}}",
                $"{{name: late, {Count}, success_condition: value = 3, initial_delay: 15m, count: 1}}",
                $"{{name: shown, {Count}, success_condition: value = 4, dry_run: true, interval: 10m}}",
                "{name: nulls, provider: check, count: 1, "
                    + "check: {sql: {query: 'select * from {green:orders} where x is null'}}}",
                "{name: fast, provider: probe, query: 'select count(*) from {relation:orders}', "
                    + "tolerance: 900%, samples: 30, count: 1}"
            ),
            await ScopeAsync()
        );
        var state = await run.StartAsync(Start, Cancellation);
        var names = new List<string>();
        AnalysisVerdict verdict = new AnalysisVerdict.Running(Start);
        for (var minute = 0; minute <= 30; minute += 5)
        {
            // Each look is another process.
            var progress = await run.AdvanceAsync(
                AnalysisState.FromJson(state.ToJson())!,
                Start.AddMinutes(minute),
                Cancellation
            );
            (state, verdict) = (progress.State, progress.Verdict);
            names.AddRange(progress.Taken.Select(taken => $"{minute} {taken.Metric} {taken.Outcome}"));
        }

        names.ShouldBe([
            "0 rows Success",
            "0 shown Failure",
            "0 nulls Success",
            "0 fast Success",
            "10 rows Success",
            "10 shown Failure",
            "15 late Success",
            "20 rows Success",
            "20 shown Failure",
        ]);
        verdict.ShouldBe(new AnalysisVerdict.Passed("6 measurements of 4 metrics"));
    }

    [Fact]
    public async Task A_failure_says_which_metric_why_and_when_and_nothing_is_measured_after_it()
    {
        await AddAsync("orders", Series(3), Series(2));
        var run = new AnalysisRun(
            Config(
                "{name: rows, provider: sql, query: 'select (select count(*) from {blue:orders}) as blue, "
                    + "(select count(*) from {green:orders}) as green', success_condition: value >= blue}"
            ),
            await ScopeAsync()
        );

        var progress = await run.AdvanceAsync(AnalysisState.Begin(Start), Start, Cancellation);

        progress
            .Verdict.ShouldBeOfType<AnalysisVerdict.Failed>()
            .Why.ShouldBe(
                "1 of 1 measurement failed, none is allowed: 12:00:00Z value 2, blue 3: value >= blue does not hold"
            );
        var again = await run.AdvanceAsync(progress.State, Start.AddHours(1), Cancellation);
        again.Taken.ShouldBeEmpty();
        again.Verdict.ShouldBeOfType<AnalysisVerdict.Failed>();
    }

    [Fact]
    public async Task A_value_that_dotnet_can_not_hold_keeps_no_other_metric_from_failing()
    {
        await AddAsync("orders", Series(3), Series(3));
        var run = new AnalysisRun(
            Config(
                "{name: odd, provider: sql, query: \"select interval '400 years'\", success_condition: value > 0}",
                "{name: bad, provider: sql, query: 'select 5000', success_condition: value < 100}"
            ),
            await ScopeAsync()
        );

        var progress = await run.AdvanceAsync(AnalysisState.Begin(Start), Start, Cancellation);

        progress.Verdict.ShouldBeOfType<AnalysisVerdict.Failed>().Metric.ShouldBe("bad");
    }

    [Fact]
    public async Task Measuring_twice_at_once_measures_once_more_at_most_and_breaks_nothing()
    {
        await AddAsync("orders", Series(3), Series(3));
        var run = new AnalysisRun(Config($"{{name: rows, {Count}, success_condition: value = 3}}"), await ScopeAsync());
        var state = await run.StartAsync(Start, Cancellation);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => run.AdvanceAsync(state, Start, Cancellation)));

        both.ShouldAllBe(one => one.Taken.Count == 1 && one.Verdict is AnalysisVerdict.Running);
    }

    [Fact]
    public async Task What_can_not_be_measured_is_one_error_with_each_place()
    {
        await AddAsync("orders", Series(3), Series(3));
        var config = Config(
            "{name: rows, provider: sql, query: 'select count(*) from {green:order}', success_condition: value = 3}",
            "{name: script, provider: command, command: ./nothing}"
        );
        var scope = await ScopeAsync();

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            AnalysisExamination.RequireAsync(config, scope, Cancellation)
        );

        error.Code.ShouldBe(ErrorCode.MetricUnusable);
        error
            .Format()
            .ReplaceLineEndings("\n")
            .ShouldStartWith(
                "data-release.yml(3,7): error DR6020: metric 'rows': the release has no relation 'order'\n"
                    + "data-release.yml(4,7): error DR6020: metric 'script': there is no executable './nothing'; "
            );
    }
}

public sealed class DuckDbAnalysisRuns() : AnalysisRunSuite(Engine.DuckDb);

public sealed class PostgresAnalysisRuns() : AnalysisRunSuite(Engine.Postgres);
