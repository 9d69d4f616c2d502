using DataRelease.Reports;
using Microsoft.Extensions.Time.Testing;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>How new the newest row is, on every engine.</summary>
public abstract class FreshnessSuite(Engine engine) : CheckSuite(engine)
{
    private static readonly DateTimeOffset _now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("{column: x}", "2026-06-01 10:00:00", "2026-06-01 10:00:00", CheckState.Pass, "")]
    [InlineData(
        "{column: x}",
        "2026-06-01 10:00:00",
        "2026-06-01 09:59:59",
        CheckState.Fail,
        "x: it is more than 0 s behind blue"
    )]
    [InlineData("{column: x, max_lag: 1h}", "2026-06-01 10:00:00", "2026-06-01 09:00:00", CheckState.Pass, "")]
    [InlineData("{column: x, max_age: 2h}", "2026-06-01 11:00:00", "2026-06-01 10:00:00", CheckState.Pass, "")]
    [InlineData(
        "{column: x, max_age: 2h}",
        "2026-06-01 11:00:00",
        "2026-06-01 09:30:00",
        CheckState.Fail,
        "x: it is older than 2 h"
    )]
    [InlineData(
        "{column: x, warn_age: 1h, max_age: 3h}",
        "2026-06-01 10:00:00",
        "2026-06-01 10:00:00",
        CheckState.Warn,
        "x: it is older than 60 min"
    )]
    [InlineData(
        "{column: x, max_age: 2h, severity: warn}",
        "2026-01-01 00:00:00",
        "2026-01-01 00:00:00",
        CheckState.Warn,
        "x: it is older than 2 h"
    )]
    [InlineData(
        "{column: y, relations: [orders]}",
        "2026-01-01 00:00:00",
        "2026-01-01 00:00:00",
        CheckState.Inconclusive,
        "y: there is no such column"
    )]
    public async Task Greens_newest_is_held_against_now_and_against_blues(
        string settings,
        string blue,
        string green,
        CheckState state,
        string message
    )
    {
        Clock = new FakeTimeProvider(_now);

        var outcome = await CheckAsync(
            $"- freshness: {settings}",
            Column("timestamp", $"'{blue}'", "null"),
            Column("timestamp", $"'{green}'", "null")
        );

        (outcome.State, outcome.Message).ShouldBe((state, message));
    }

    [Theory]
    [InlineData("timestamp with time zone", "'2026-06-01 12:30:00+02'", "x 2026-06-01 10:30:00, 90 min old")]
    [InlineData("date", "'2026-05-30'", "x 2026-05-30 00:00:00, 2.5 d old")]
    public async Task Dates_and_instants_of_a_zone_are_moments_too(string type, string green, string value)
    {
        Clock = new FakeTimeProvider(_now);

        (await CheckAsync("- freshness: {column: x}", Column(type, green), Column(type, green))).Value.ShouldBe(value);
    }

    [Theory]
    [InlineData("timestamp with time zone", "'2026-06-01 12:30:00+02'", "x 2026-06-01 10:30:00, 90 min old")]
    [InlineData("timestamp", "'2026-06-01 10:30:00'", "x 2026-06-01 10:30:00, 90 min old")]
    [InlineData("date", "'2026-05-30'", "x 2026-05-30 00:00:00, 2.5 d old")]
    public async Task The_sessions_own_time_zone_changes_no_age(string type, string green, string value)
    {
        Clock = new FakeTimeProvider(_now);
        await AddAsync("orders", Column(type, green), Column(type, green));
        await ExecuteAsync("set timezone = 'Asia/Tokyo'");

        (await CheckAsync("- freshness: {column: x}")).ShouldHaveSingleItem().Value.ShouldBe(value);
    }

    [Theory]
    [InlineData("0001-01-01 00:00:00", CheckState.Fail, "x: it is older than 60 min")]
    [InlineData("9999-12-31 23:59:59", CheckState.Warn, "x: it lies in the future, so its age is unknown")]
    [InlineData("2026-06-03 12:00:00", CheckState.Warn, "x: it lies in the future, so its age is unknown")]
    [InlineData("2026-06-01 20:00:00", CheckState.Pass, "")]
    public async Task Any_year_is_a_moment_and_the_future_has_no_age(string green, CheckState state, string message)
    {
        Clock = new FakeTimeProvider(_now);

        var outcome = await CheckAsync(
            "- freshness: {column: x, max_age: 1h}",
            Column("timestamp", $"'{green}'"),
            Column("timestamp", $"'{green}'")
        );

        (outcome.State, outcome.Message).ShouldBe((state, message));
    }

    [Fact]
    public async Task The_future_hides_no_lag_behind_blue()
    {
        Clock = new FakeTimeProvider(_now);

        var outcome = await CheckAsync(
            "- freshness: {column: x, max_age: 2d, max_lag: 1h}",
            Column("timestamp", "'2026-06-10 00:00:00'"),
            Column("timestamp", "'2026-06-05 00:00:00'")
        );

        (outcome.State, outcome.Message).ShouldBe((CheckState.Fail, "x: it is more than 60 min behind blue"));
    }

    [Fact]
    public async Task What_was_measured_is_the_newest_value_and_not_its_age()
    {
        var clock = new FakeTimeProvider(_now);
        Clock = clock;
        await AddAsync("orders", Column("timestamp", "'2026-01-01'"), Column("timestamp", "'2026-01-01'"));
        async Task<CheckOutcome> AgainAsync() =>
            (await CheckAsync("- freshness: {column: x, max_age: 1h}")).ShouldHaveSingleItem();
        var first = await AgainAsync();
        var accepted = Acceptance.Of(first, "ada", _now, "known");

        clock.Advance(TimeSpan.FromDays(3));
        var older = await AgainAsync();
        await ExecuteAsync("insert into green.orders values (timestamp '2026-01-02 00:00:00')");
        var other = await AgainAsync();

        older.Value.ShouldNotBe(first.Value);
        accepted.Covers(older).ShouldBeTrue();
        accepted.Covers(other).ShouldBeFalse();
    }

    [Theory]
    [InlineData("timestamp", "", "x: green is empty")]
    [InlineData("timestamp", "null", "x: green has no value in it")]
    [InlineData("timestamp", "'infinity'", "x: green")]
    [InlineData("integer", "1", "x: ")]
    public async Task What_has_no_newest_moment_is_inconclusive(string type, string green, string message)
    {
        var outcome = await CheckAsync(
            "- freshness: {column: x, max_age: 1h}",
            Column(type, green.Length > 0 ? [green] : []),
            Column(type, green.Length > 0 ? [green] : [])
        );

        (outcome.State, outcome.Message[..Math.Min(message.Length, outcome.Message.Length)]).ShouldBe(
            (CheckState.Inconclusive, message)
        );
    }

    [Fact]
    public async Task The_first_release_is_held_against_now()
    {
        Clock = new FakeTimeProvider(_now);

        (
            await CheckAsync(
                "- freshness: {column: x, max_age: 1d}",
                null,
                Column("timestamp", "'2026-05-01 00:00:00'")
            )
        ).State.ShouldBe(CheckState.Fail);
    }

    [Fact]
    public async Task A_view_that_waiting_can_help_is_asked_again_until_it_is_fresh()
    {
        var clock = new WatchedClock(_now);
        Clock = clock;
        With = config => config with { Timeout = TimeSpan.FromMinutes(10), RetryEvery = TimeSpan.FromMinutes(1) };
        await ExecuteAsync(
            "create schema outside",
            "create table outside.events as select timestamp '2026-06-01 08:00:00' as x"
        );
        await AddAsync("orders", "select x from outside.events", "select x from outside.events", "view");
        var checks = CheckAsync("- freshness: {column: x, max_age: 2h}");
        await clock.AdvanceWhenAwaitedAsync(TimeSpan.FromSeconds(59), checks, Cancellation);
        await Place.ExecuteAsync("insert into outside.events values (timestamp '2026-06-01 12:00:00')");
        clock.Advance(TimeSpan.FromSeconds(1));

        var outcome = (await checks.WaitAsync(TimeSpan.FromSeconds(60), Cancellation)).ShouldHaveSingleItem();

        outcome.State.ShouldBe(CheckState.Pass);
        Events
            .Of<ReleaseEvent.CheckFinished>()
            .Select(told => told.Outcome)
            .Where(told => told.Name == "freshness")
            .Select(told => told.State)
            .ShouldBe([CheckState.Fail, CheckState.Pass]);
    }

    [Fact]
    public async Task Waiting_ends_with_the_time_that_validation_has()
    {
        var clock = new WatchedClock(_now);
        Clock = clock;
        With = config => config with { Timeout = TimeSpan.FromSeconds(150), RetryEvery = TimeSpan.FromMinutes(1) };
        await ExecuteAsync(
            "create schema outside",
            "create table outside.events as select timestamp '2026-06-01 08:00:00' as x"
        );
        await AddAsync("orders", "select x from outside.events", "select x from outside.events", "view");
        var checks = CheckAsync("- freshness: {column: x, max_age: 2h}");
        for (var wait = 1; wait <= 2; wait++)
            await clock.AdvanceWhenAwaitedAsync(TimeSpan.FromMinutes(1), checks, Cancellation);

        (await checks.WaitAsync(TimeSpan.FromSeconds(60), Cancellation))
            .ShouldHaveSingleItem()
            .State.ShouldBe(CheckState.Fail);
        Events
            .Of<ReleaseEvent.Progressed>()
            .Count(told => told.Text.Contains("again in", StringComparison.Ordinal))
            .ShouldBe(2);
    }

    [Theory]
    [InlineData("- freshness: {column: x, max_age: 2h}", "table")]
    [InlineData("- freshness: {column: x, max_age: 2h}\n- sql: {query: 'select 1'}", "view")]
    public async Task A_table_and_a_release_that_is_refused_anyway_are_not_waited_for(string checks, string kind)
    {
        Clock = new FakeTimeProvider(_now);
        With = config => config with { Timeout = TimeSpan.FromHours(1), RetryEvery = TimeSpan.FromMinutes(1) };
        Events.When(
            happened =>
                happened is ReleaseEvent.Progressed { Text: var text }
                && text.Contains("again in", StringComparison.Ordinal),
            () => throw new InvalidOperationException("it is waited for")
        );
        await ExecuteAsync(
            "create schema outside",
            "create table outside.events as select timestamp '2026-06-01 08:00:00' as x"
        );
        await AddAsync("orders", "select x from outside.events", "select x from outside.events", kind);

        var outcomes = await CheckAsync(checks);

        outcomes.ShouldAllBe(outcome => outcome.State == CheckState.Fail);
    }
}

public sealed class DuckDbFreshnessTests() : FreshnessSuite(Engine.DuckDb);

public sealed class PostgresFreshnessTests() : FreshnessSuite(Engine.Postgres);
