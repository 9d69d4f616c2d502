using DataRelease.Analysis;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Analysis;

/// <summary>Metrics that the warehouse answers and those of commands, on every engine.</summary>
public abstract class MetricProviderSuite(Engine engine) : MetricSuite(engine)
{
    private const string Slow =
        "select count(*) as x from generate_series(1, 1000000) a(n) cross join generate_series(1, 1000000) b(n)";

    [Theory]
    [InlineData("select count(*) from {green:orders}", "value = 3", MeasurementOutcome.Success, 3.0, "")]
    [InlineData(
        "select count(*) from {green:orders}",
        "value > 3",
        MeasurementOutcome.Failure,
        3.0,
        "value > 3 does not hold"
    )]
    [InlineData(
        "select 1.5 as value, 2 as blue, 3 as green",
        "value + blue + green = 6.5",
        MeasurementOutcome.Success,
        1.5,
        ""
    )]
    [InlineData(
        "select (select count(*) from {blue:orders}) as blue, (select count(*) from {green:orders}) as green",
        "green >= blue",
        MeasurementOutcome.Failure,
        3.0,
        "green >= blue does not hold"
    )]
    [InlineData(
        "select max(x) from {green:orders} where x > 100",
        "value > 0",
        MeasurementOutcome.Inconclusive,
        null,
        "value > 0 can't be decided, because a value is missing"
    )]
    [InlineData(
        "select x from {green:orders} where x > 100",
        "value > 0",
        MeasurementOutcome.Inconclusive,
        null,
        "its query returned no row"
    )]
    [InlineData(
        "select x from {green:orders}",
        "value > 0",
        MeasurementOutcome.Error,
        null,
        "its query returned several rows; it must return one"
    )]
    [InlineData(
        "select cast(12345678901234567890123456789012345678 as decimal(38,0))",
        "value > 1000",
        MeasurementOutcome.Success,
        12345678901234567890123456789012345678.0,
        ""
    )]
    [InlineData("select interval '1 month'", "value > 0", MeasurementOutcome.Error, null, "not a number")]
    [InlineData("select 'much'", "value > 0", MeasurementOutcome.Error, null, "not a number")]
    [InlineData(
        "select cast('NaN' as double precision)",
        "value > 0",
        MeasurementOutcome.Error,
        null,
        "which is not a number"
    )]
    [InlineData(
        "select 1 as a, 2 as b",
        "value > 0",
        MeasurementOutcome.Error,
        null,
        "its query has the columns a, b; it must have one, or columns called value, blue and green"
    )]
    [InlineData(
        "select x from {green:gone}",
        "value > 0",
        MeasurementOutcome.Error,
        null,
        "the release has no relation 'gone'"
    )]
    [InlineData(
        "select count(*) from {blue:added}",
        "value > 0",
        MeasurementOutcome.Inconclusive,
        null,
        "analytics.added is not in blue"
    )]
    [InlineData("select y from {green:orders}", "value > 0", MeasurementOutcome.Error, null, "y")]
    public async Task A_query_gives_a_number(
        string query,
        string condition,
        MeasurementOutcome outcome,
        double? value,
        string message
    )
    {
        await AddAsync("orders", Series(4), Series(3));
        await AddAsync("added", null, Series(1));

        var measured = await MeasureAsync(
            $"{{name: a, provider: sql, query: \"{query}\", success_condition: {condition}}}"
        );

        measured.Outcome.ShouldBe(outcome, measured.Message);
        measured.Value.ShouldBe(value);
        if (message.Length == 0)
            measured.Message.ShouldBe("");
        else
            measured.Message.ShouldContain(message);
    }

    [Fact]
    public async Task A_query_never_writes()
    {
        await AddAsync("orders", Series(3), Series(3));
        await ExecuteAsync("create sequence green.numbers");

        var measured = await MeasureAsync(
            "{name: a, provider: sql, query: \"select nextval('green.numbers')\", success_condition: value > 0}"
        );

        measured.Outcome.ShouldBe(MeasurementOutcome.Error, measured.Message);
    }

    [Theory]
    [InlineData("provider: sql, query: \"{0}\", success_condition: value > 0", "it took longer than 0.3 s")]
    [InlineData(
        "provider: probe, query: \"select * from ({0}) s, {{relation:orders}} o\"",
        "it took longer than 0.3 s"
    )]
    public async Task What_takes_too_long_is_an_error_and_ends(string metric, string message)
    {
        await AddAsync("orders", Series(3), Series(3));
        var start = TimeProvider.System.GetTimestamp();

        var measured = await MeasureAsync(
            $"{{name: a, timeout: 300ms, {metric.Replace("{0}", Slow).Replace("{{", "{").Replace("}}", "}")}}}"
        );

        measured.Outcome.ShouldBe(MeasurementOutcome.Error);
        measured.Message.ShouldBe(message);
        TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_command_that_is_cancelled_measures_nothing_more()
    {
        await AddAsync("orders", Series(3), Series(3));
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var run = new AnalysisRun(
            Config($"{{name: a, provider: sql, query: \"{Slow}\", success_condition: value > 0}}"),
            await ScopeAsync()
        );
        cancelled.CancelAfter(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(() =>
            run.AdvanceAsync(AnalysisState.Begin(Start), Start, cancelled.Token)
        );
    }

    [Fact]
    public async Task A_probe_of_equal_sides_succeeds_and_shows_both()
    {
        await AddAsync("orders", Series(500), Series(500));

        var measured = await MeasureAsync(
            "{name: a, provider: probe, query: \"select count(*) from {relation:orders}\", tolerance: 100%}"
        );

        measured.Outcome.ShouldBe(MeasurementOutcome.Success, measured.Message);
        measured.Message.ShouldMatch(@"^p95 [\d.]+ ms on blue, [\d.]+ ms on green, 100 and 100 runs; p = ");
        measured.Blue.ShouldNotBeNull();
        measured.Green.ShouldBe(measured.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", success_condition: value < 1.3 * blue, measure: p50")]
    [InlineData(", success_condition: value > 0.7 * blue, measure: throughput")]
    public async Task A_probe_that_is_slower_on_green_fails(string condition)
    {
        await AddAsync("orders", Series(1), null, "view");
        // Milliseconds on either engine, so that what runs beside the test does not hide them.
        var rows = Place.Engine.IsServer ? 300_000 : 5_000_000;
        await AddAsync("orders", null, $"select sum(n) as x from generate_series(1, {rows}) as t(n)", "view");

        var measured = await MeasureAsync(
            $"{{name: a, provider: probe, query: \"select sum(x) from {{relation:orders}}\", samples: 30{condition}}}"
        );

        measured.Outcome.ShouldBe(MeasurementOutcome.Failure, measured.Message);
    }

    [Fact]
    public async Task A_probe_that_fails_on_green_alone_fails()
    {
        await AddAsync("orders", "select 1 as x", "select 1 as y");

        var measured = await MeasureAsync(
            "{name: a, provider: probe, query: \"select x from {relation:orders}\", samples: 30}"
        );

        measured.Outcome.ShouldBe(MeasurementOutcome.Failure, measured.Message);
        measured.Message.ShouldStartWith("30 of 30 runs failed on green, 0 of 30 on blue: ");
    }

    [Fact]
    public async Task A_probe_of_a_new_relation_has_nothing_to_compare_with()
    {
        await AddAsync("orders", null, Series(3));

        var measured = await MeasureAsync("{name: a, provider: probe, query: \"select x from {relation:orders}\"}");

        measured.Outcome.ShouldBe(MeasurementOutcome.Inconclusive);
        measured.Message.ShouldBe("analytics.orders is not in blue");
    }

    [Theory]
    [InlineData(
        "{null_rate: {relations: orders, columns: x, fail_unless: green = 0}}",
        MeasurementOutcome.Failure,
        "analytics.orders"
    )]
    [InlineData(
        "{null_rate: {relations: orders, columns: x, fail_unless: green < 0.9}}",
        MeasurementOutcome.Success,
        "analytics.orders"
    )]
    [InlineData("{row_count: {relations: orders}}", MeasurementOutcome.Success, "")]
    [InlineData("{row_count: {relations: orders, fail_over: 10%}}", MeasurementOutcome.Failure, "analytics.orders")]
    [InlineData(
        "{row_count: {relations: orders, fail_over: 10%, severity: warn}}",
        MeasurementOutcome.Success,
        "analytics.orders"
    )]
    [InlineData(
        "{freshness: {relations: orders, column: at, max_age: 1h}}",
        MeasurementOutcome.Failure,
        "analytics.orders"
    )]
    [InlineData(
        "{freshness: {relations: other, column: at, max_age: 1h}}",
        MeasurementOutcome.Inconclusive,
        "analytics.other"
    )]
    [InlineData(
        "{freshness: {relations: other, column: at, max_age: 1h, on_inconclusive: fail}}",
        MeasurementOutcome.Failure,
        "analytics.other"
    )]
    [InlineData(
        "{sql: {query: 'select * from {green:orders} where x is null'}}",
        MeasurementOutcome.Failure,
        "it found 1 row"
    )]
    [InlineData("schema", MeasurementOutcome.Success, "")]
    public async Task Any_check_can_be_run_again(string check, MeasurementOutcome outcome, string message)
    {
        const string At = "cast('2020-01-01 00:00:00' as timestamp) as at";
        await AddAsync(
            "orders",
            $"select 1 as x, {At} union all select 2, {At[..^6]}",
            $"select 1 as x, {At} union all select null, {At[..^6]} union all select 3, {At[..^6]}"
        );
        await AddAsync("other", $"select {At} where 1 = 0", $"select {At} where 1 = 0");

        var measured = await MeasureAsync($"{{name: a, provider: check, check: {check}}}");

        measured.Outcome.ShouldBe(outcome, measured.Message);
        measured.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("exit 0", "", MeasurementOutcome.Success, null, "")]
    [InlineData("echo 12; exit 0", "", MeasurementOutcome.Success, 12.0, "")]
    [InlineData("echo too slow; exit 1", "", MeasurementOutcome.Failure, null, "too slow")]
    [InlineData("echo broken >&2; exit 2", "", MeasurementOutcome.Error, null, "it exited with 2: broken")]
    [InlineData("exit 75", "", MeasurementOutcome.Inconclusive, null, "it exited with 75")]
    [InlineData("echo looking; echo 12.5", "value < 13", MeasurementOutcome.Success, 12.5, "")]
    [InlineData("echo 12.5; echo", "value < 12", MeasurementOutcome.Failure, 12.5, "value < 12 does not hold")]
    [InlineData("true", "value < 12", MeasurementOutcome.Inconclusive, null, "it wrote no line")]
    [InlineData("echo much", "value < 12", MeasurementOutcome.Error, null, "its last line is 'much', not a number")]
    [InlineData("echo NaN", "value < 12", MeasurementOutcome.Error, null, "value is NaN, which is not a number")]
    [InlineData("echo 1; exit 1", "value < 12", MeasurementOutcome.Error, null, "it exited with 1")]
    [InlineData("yes | head -c 30000000; echo; echo 7", "value = 7", MeasurementOutcome.Success, 7.0, "")]
    [InlineData(
        "echo \"$DATARELEASE_ENVIRONMENT $DATARELEASE_BLUE $DATARELEASE_GREEN $1\"; exit 1",
        "",
        MeasurementOutcome.Failure,
        null,
        "prod r1 r2 a b; $(c)"
    )]
    [InlineData("sleep 60", "", MeasurementOutcome.Error, null, "it took longer than 3 s")]
    public async Task A_command_says_it_by_exit_code_and_last_line(
        string script,
        string condition,
        MeasurementOutcome outcome,
        double? value,
        string message
    )
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the command is a shell script");
            return;
        }
        await File.WriteAllTextAsync(Folder["measure"], $"#!/bin/sh\n{script}\n", Cancellation);
        File.SetUnixFileMode(Folder["measure"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var measured = await MeasureAsync(
            "{name: a, provider: command, timeout: 3s, command: [./measure, 'a b; $(c)']"
                + (condition.Length > 0 ? $", success_condition: {condition}" : "")
                + "}"
        );

        measured.Outcome.ShouldBe(outcome, measured.Message);
        measured.Value.ShouldBe(value);
        measured.Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("provider: sql, query: 'select count(*) from {green:orders}', success_condition: value > 0", null)]
    [InlineData("provider: sql, query: 'select count(*) from {green:added}', success_condition: value > 0", null)]
    [InlineData("provider: sql, query: 'select 1 as blue, 2 as green', success_condition: value > blue", null)]
    [InlineData("provider: probe, query: 'select * from {relation:orders}'", null)]
    [InlineData("provider: check, check: {row_count: {relations: orders}}", null)]
    [InlineData("provider: command, command: sh", null)]
    [InlineData("provider: http, url: 'http://a', headers_env: {X: SET}, path: a, success_condition: value > 0", null)]
    [InlineData(
        "provider: sql, query: 'select count(*) from {green:order}', success_condition: value > 0",
        "the release has no relation 'order'"
    )]
    [InlineData("provider: sql, query: 'select nothing from {green:orders}', success_condition: value > 0", "nothing")]
    [InlineData(
        "provider: sql, query: 'select count(*) from {green:orders}', success_condition: value > blue",
        "'value > blue' refers to blue, but the query has no column 'blue'"
    )]
    [InlineData(
        "provider: sql, query: 'select 1 as a, 2 as b', success_condition: value > 0",
        "its query has the columns a, b"
    )]
    [InlineData("provider: probe, query: 'select x from {relation:orders} where'", "the warehouse refuses its query")]
    [InlineData(
        "provider: check, check: {row_count: {relations: order}}",
        "no relation of the release has such a name"
    )]
    [InlineData(
        "provider: statistics, relations: order, success_condition: value > 0",
        "no relation of the release is called order"
    )]
    [InlineData("provider: command, command: ./nothing", "there is no executable './nothing'")]
    [InlineData("provider: command, command: no-such-program", "there is no executable 'no-such-program'")]
    [InlineData(
        "provider: http, url: 'http://a', bearer_env: UNSET, path: a, success_condition: value > 0",
        "the variable UNSET is not set"
    )]
    [InlineData("provider: http, url_env: SET, path: a, success_condition: value > 0", "the variable SET holds no URL")]
    public async Task A_metric_that_can_not_be_measured_is_found_before(string metric, string? problem)
    {
        Variables["SET"] = "s3cret";
        await AddAsync("orders", Series(3), null);
        // New in this release, so nobody can have its query prepared.
        await AddAsync("added", null, null);

        var found = await ExamineAsync($"{{name: a, {metric}}}");

        if (problem is null)
            found.Where(one => !one.Contains("'added'")).ShouldBeEmpty();
        else
            found.ShouldHaveSingleItem().ShouldContain(problem);
    }
}

public sealed class DuckDbMetricProviders() : MetricProviderSuite(Engine.DuckDb)
{
    [Fact]
    public async Task Statistics_that_the_engine_has_not_are_said_before_and_inconclusive_after()
    {
        await AddAsync("orders", Series(3), Series(3));
        const string Metric = "{name: a, provider: statistics, success_condition: value > 0}";

        (await ExamineAsync(Metric)).ShouldBe(["duckdb does not count queries"]);
        var measured = await MeasureAsync(Metric);
        measured.Outcome.ShouldBe(MeasurementOutcome.Inconclusive);
        measured.Message.ShouldBe("duckdb does not count queries");
    }
}

public sealed class PostgresMetricProviders() : MetricProviderSuite(Engine.Postgres)
{
    [Fact]
    public async Task Statistics_that_the_database_has_not_are_said_with_what_to_do()
    {
        await AddAsync("orders", Series(3), Series(3));

        (await ExamineAsync("{name: a, provider: statistics, success_condition: value > 0}"))
            .ShouldHaveSingleItem()
            .ShouldContain("create extension pg_stat_statements");
    }

    [Fact]
    public async Task Statistics_count_what_others_asked_before_and_since()
    {
        Assert.SkipUnless(
            (string?)await Session.ScalarAsync(Sql.Raw("show shared_preload_libraries"), Cancellation)
                is "pg_stat_statements",
            "the server does not load pg_stat_statements"
        );
        await AddAsync("orders", Series(3), Series(3));
        await AddAsync("other", Series(3), Series(3));
        await ExecuteAsync(
            "create extension pg_stat_statements",
            "create schema analytics",
            "create view analytics.orders as select * from blue.orders",
            "create view analytics.other as select * from blue.other"
        );
        var role = await Place.Postgres!.CreateRoleAsync("bi", Cancellation);
        await ExecuteAsync(
            $"grant usage on schema analytics to {role}",
            $"grant select on all tables in schema analytics to {role}"
        );
        var config = Config(
            "{name: rows, provider: statistics, relations: orders, measure: rows, success_condition: green = blue}",
            "{name: mean, provider: statistics, relations: orders, failure_condition: value > 10000}",
            "{name: calls, provider: statistics, relations: orders, measure: calls, success_condition: green > 0}",
            $"{{name: others, provider: statistics, roles: postgres, success_condition: value > 0}}"
        );
        var run = new AnalysisRun(config, await ScopeAsync());
        (await AnalysisExamination.FindAsync(config, await ScopeAsync(), Cancellation)).ShouldBeEmpty();

        await ReadAsync(role, 12, "select * from analytics.orders");
        var state = await run.StartAsync(Start, Cancellation);
        var early = await run.AdvanceAsync(state, Start, Cancellation);
        early.Taken[0].Outcome.ShouldBe(MeasurementOutcome.Inconclusive);
        early.Taken[0].Message.ShouldBe("12 calls before and 0 since; 10 are needed");

        await ExecuteAsync("create or replace view analytics.orders as select * from green.orders where x < 3");
        await ReadAsync(role, 15, "select * from \"analytics\".\"orders\" o");
        await ReadAsync(role, 20, "select * from analytics.other");
        var late = await run.AdvanceAsync(early.State, Start.AddMinutes(1), Cancellation);

        late.Taken[0]
            .ShouldBe(late.Taken[0] with { Value = 2, Blue = 3, Green = 2, Outcome = MeasurementOutcome.Failure });
        late.Taken[0].Message.ShouldBe("green = blue does not hold; 12 calls before and 15 since");
        late.Taken[1].Outcome.ShouldBe(MeasurementOutcome.Success, late.Taken[1].Message);
        late.Taken[2].Outcome.ShouldBe(MeasurementOutcome.Success, late.Taken[2].Message);
        late.Verdict.ShouldBeOfType<AnalysisVerdict.Failed>().Metric.ShouldBe("rows");

        // Other tests on this server count too: only this database's counts go.
        await ExecuteAsync(
            "select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)"
        );
        var reset = await run.AdvanceAsync(
            early.State with
            {
                SeenAt = Start.AddMinutes(1),
            },
            Start.AddMinutes(2),
            Cancellation
        );
        reset.Taken[0].Outcome.ShouldBe(MeasurementOutcome.Inconclusive);
        reset.Taken[0].Message.ShouldContain("were reset");
    }

    private async Task ReadAsync(string role, int times, string query)
    {
        await using var warehouse = new Postgres.PostgresWarehouse(Place.Postgres!.ConnectionStringOf(role));
        await using var session = await warehouse.OpenAsync(Cancellation);
        for (var time = 0; time < times; time++)
            await session.QueryAsync(Sql.Raw(query), row => row.GetValue(0), Cancellation);
    }
}
