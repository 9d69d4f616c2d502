using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>
/// How long green takes to answer, on every engine. Queries are real; the clock is a fake that moves by as much as a
/// query is to take, so that no test depends on how fast this machine is.
/// </summary>
public abstract class LatencySuite(Engine engine) : CheckSuite(engine)
{
    private readonly WatchedClock _clock = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("", 100, 110, CheckState.Pass, "p50 100 ms -> 110 ms, p95 100 ms -> 110 ms", "")]
    [InlineData(
        "",
        100,
        130,
        CheckState.Warn,
        "p50 100 ms -> 130 ms, p95 100 ms -> 130 ms",
        "its median is slower by more than 20 %"
    )]
    [InlineData(
        "",
        100,
        160,
        CheckState.Fail,
        "p50 100 ms -> 160 ms, p95 100 ms -> 160 ms",
        "its median is slower by more than 50 %"
    )]
    [InlineData("", 2, 6, CheckState.Pass, "p50 2 ms -> 6 ms, p95 2 ms -> 6 ms", "")]
    [InlineData(
        "min_difference: 1ms",
        2,
        6,
        CheckState.Fail,
        "p50 2 ms -> 6 ms, p95 2 ms -> 6 ms",
        "its median is slower by more than 50 %"
    )]
    [InlineData("fail_over: 100%", 100, 199, CheckState.Pass, "p50 100 ms -> 199 ms, p95 100 ms -> 199 ms", "")]
    [InlineData(
        "fail_over: 10",
        100,
        111,
        CheckState.Fail,
        "p50 100 ms -> 111 ms, p95 100 ms -> 111 ms",
        "its median is slower by more than 10 ms"
    )]
    [InlineData("runs: 5", 100, 50, CheckState.Pass, "p50 100 ms -> 50 ms", "")]
    [InlineData(
        "fail_unless: green_p95 <= 120 or green_p50 < blue_p50",
        100,
        130,
        CheckState.Fail,
        "p50 100 ms -> 130 ms, p95 100 ms -> 130 ms",
        "green_p95 <= 120 or green_p50 < blue_p50 does not hold"
    )]
    [InlineData(
        "runs: 5, fail_unless: green_p95 <= 120",
        100,
        100,
        CheckState.Inconclusive,
        "p50 100 ms -> 100 ms",
        "green_p95 <= 120 can't be decided, because a value is missing or not a number"
    )]
    [InlineData(
        "severity: warn",
        100,
        160,
        CheckState.Warn,
        "p50 100 ms -> 160 ms, p95 100 ms -> 160 ms",
        "its median is slower by more than 50 %"
    )]
    [InlineData(
        "name: page, query: 'select 1 from {relation} limit 1'",
        100,
        160,
        CheckState.Fail,
        "p50 100 ms -> 160 ms, p95 100 ms -> 160 ms",
        "page: its median is slower by more than 50 %"
    )]
    public async Task Greens_median_is_held_against_blues(
        string settings,
        int blue,
        int green,
        CheckState state,
        string value,
        string message
    )
    {
        Take((_, isBlue) => isBlue ? blue : green);

        var outcome = await CheckAsync(
            settings.Length > 0 ? $"- latency: {{{settings}}}" : "- latency",
            "select 1 as x",
            "select 1 as x"
        );

        (outcome.State, outcome.Value, outcome.Message).ShouldBe((state, value, message));
    }

    [Fact]
    public async Task Sides_take_turns_and_the_first_runs_do_not_count()
    {
        var asked = new List<bool>();
        Take(
            (run, isBlue) =>
            {
                asked.Add(isBlue);
                return run < 2 ? 10_000 : 100;
            }
        );

        var outcome = await CheckAsync("- latency: {runs: 3, warm_up: 2}", "select 1 as x", "select 1 as x");

        outcome.Value.ShouldBe("p50 100 ms -> 100 ms");
        asked.ShouldBe([true, false, false, true, true, false, false, true, true, false]);
    }

    [Fact]
    public async Task Runs_that_differ_too_much_among_themselves_are_inconclusive()
    {
        Take((run, _) => run % 2 == 0 ? 100 : 400);

        var outcome = await CheckAsync("- latency", "select 1 as x", "select 1 as x");

        (outcome.State, outcome.Message).ShouldBe(
            (CheckState.Inconclusive, "its runs differ from each other by 300 ms, and 50 ms are allowed")
        );
    }

    [Fact]
    public async Task A_slowness_that_stands_out_of_the_noise_fails()
    {
        Take((run, isBlue) => (run % 2 == 0 ? 100 : 170) + (isBlue ? 0 : 900));

        (await CheckAsync("- latency", "select 1 as x", "select 1 as x")).State.ShouldBe(CheckState.Fail);
    }

    [Fact]
    public async Task A_slow_tail_fails()
    {
        Take((run, isBlue) => !isBlue && run >= 17 ? 500 : 100);

        var outcome = await CheckAsync("- latency", "select 1 as x", "select 1 as x");

        (outcome.State, outcome.Message).ShouldBe((CheckState.Fail, "its 95th percentile is slower by more than 50 %"));
    }

    [Theory]
    [InlineData("query: 'select * from {relation} where nothing = 1'", "the query failed: ")]
    [InlineData("query: 'select * from {relation:nothing}'", "the release has no relation 'nothing'")]
    public async Task A_probe_that_fails_is_inconclusive(string settings, string message)
    {
        With = config => config with { Timeout = TimeSpan.Zero };

        var outcome = await CheckAsync($"- latency: {{{settings}}}", "select 1 as x", "select 1 as x");

        (outcome.State, outcome.Message[..message.Length]).ShouldBe((CheckState.Inconclusive, message));
    }

    [Fact]
    public async Task An_empty_relation_and_hostile_names_are_timed_like_others()
    {
        Take((_, _) => 100);
        await AddAsync("odd \"name\"; --", "select 1 as x where 1 = 0", "select 1 as x where 1 = 0");

        (await CheckAsync("- latency: {query: 'select * from {relation}'}"))
            .ShouldHaveSingleItem()
            .State.ShouldBe(CheckState.Pass);
    }

    [Fact]
    public async Task Slowness_that_ends_while_waiting_passes()
    {
        With = config => config with { Timeout = TimeSpan.FromHours(1), RetryEvery = TimeSpan.FromMinutes(1) };
        Take((run, isBlue) => isBlue || run > 22 ? 100 : 500);
        var checks = CheckAsync("- latency", "select 1 as x", "select 1 as x");
        await _clock.AdvanceWhenAwaitedAsync(TimeSpan.FromMinutes(1), checks, Cancellation);

        (await checks.WaitAsync(TimeSpan.FromSeconds(60), Cancellation)).State.ShouldBe(CheckState.Pass);
    }

    /// <summary>The clock moves with every probe.</summary>
    /// <param name="milliseconds">From the run, from 0, and whether it is blue.</param>
    private void Take(Func<int, bool, int> milliseconds)
    {
        Clock = _clock;
        var runs = new Dictionary<bool, int> { [true] = 0, [false] = 0 };
        Place.Ran = text =>
        {
            if (!text.Contains(") probe", StringComparison.Ordinal))
                return;
            var isBlue = text.Contains("\"blue\"", StringComparison.Ordinal);
            _clock.Advance(TimeSpan.FromMilliseconds(milliseconds(runs[isBlue]++, isBlue)));
        };
    }
}

public sealed class DuckDbLatencyTests() : LatencySuite(Engine.DuckDb);

public sealed class PostgresLatencyTests() : LatencySuite(Engine.Postgres);
