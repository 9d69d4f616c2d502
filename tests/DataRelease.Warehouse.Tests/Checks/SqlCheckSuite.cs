using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>Queries of the user's own, on every engine.</summary>
public abstract class SqlCheckSuite(Engine engine) : CheckSuite(engine)
{
    [Theory]
    [InlineData("query: 'select * from {green} where x > 3'", CheckState.Pass, "no rows", "")]
    [InlineData("query: 'select * from {green} where x > 2'", CheckState.Fail, "1 row", "it found 1 row")]
    [InlineData("query: 'select * from {green}', severity: warn", CheckState.Warn, "3 rows", "it found 3 rows")]
    [InlineData(
        "query: 'select * from {green}', name: nothing at all",
        CheckState.Fail,
        "3 rows",
        "nothing at all: it found 3 rows"
    )]
    [InlineData(
        "query: 'select a.x from {green} a cross join {green} b cross join {green} c cross join {green} d "
            + "cross join {green} e cross join {green} f cross join {green} g'",
        CheckState.Fail,
        "more than 1000 rows",
        "it found more than 1000 rows"
    )]
    [InlineData("query: 'select count(*) from {green};', fail_unless: value = 3", CheckState.Pass, "3", "")]
    [InlineData(
        "query: 'select count(*) from {green}', fail_unless: value > 3, name: enough",
        CheckState.Fail,
        "3",
        "enough: value > 3 does not hold"
    )]
    [InlineData(
        "query: 'select count(*) from {green}', warn_unless: value > 3",
        CheckState.Warn,
        "3",
        "value > 3 does not hold"
    )]
    [InlineData(
        "query: 'select (select sum(x) from {green}) - (select sum(x) from {blue})', fail_unless: abs(value) < 1",
        CheckState.Fail,
        "3",
        "abs(value) < 1 does not hold"
    )]
    [InlineData(
        "query: 'select sum(x) from {green} where false', fail_unless: value > 1",
        CheckState.Inconclusive,
        "NULL",
        "value > 1 can't be decided, because a value is missing or not a number"
    )]
    [InlineData(
        "query: \"select 'abc'\", fail_unless: value > 1",
        CheckState.Inconclusive,
        "",
        "it returned a String, not a number"
    )]
    [InlineData(
        "query: \"select cast('NaN' as double precision)\", fail_unless: value > 1",
        CheckState.Inconclusive,
        "NaN",
        "value > 1 can't be decided, because a value is missing or not a number"
    )]
    [InlineData("query: 'select 2 > 1', fail_unless: value = 1", CheckState.Pass, "1", "")]
    [InlineData(
        "query: 'select x from {green}', fail_unless: value > 1",
        CheckState.Inconclusive,
        "3 rows",
        "it must return one row with one value"
    )]
    [InlineData(
        "query: 'select * from {green:nothing}'",
        CheckState.Inconclusive,
        "",
        "the release has no relation 'nothing'"
    )]
    [InlineData(
        "query: 'select * from {green:orders} where x > 3 -- {green} is no placeholder here'",
        CheckState.Pass,
        "no rows",
        ""
    )]
    public async Task A_query_finds_no_rows_or_meets_its_condition(
        string settings,
        CheckState state,
        string value,
        string message
    )
    {
        var outcome = await CheckAsync(
            $"- sql: {{{settings}}}",
            "select 1 as x union all select 2",
            "select 1 as x union all select 2 union all select 3"
        );

        (outcome.State, outcome.Value, outcome.Message).ShouldBe((state, value, message));
    }

    [Fact]
    public async Task A_query_that_fails_is_inconclusive_and_the_next_one_is_asked()
    {
        await AddAsync("orders", "select 1 as x", "select 1 as x");

        var outcomes = await CheckAsync(
            "- sql: {query: 'select nothing from {green}'}\n- sql: {query: 'select 1 where 1 = 0'}"
        );

        outcomes.Select(outcome => outcome.State).ShouldBe([CheckState.Inconclusive, CheckState.Pass]);
        outcomes[0].Message.ShouldStartWith("the query failed: ");
    }

    [Theory]
    [InlineData("delete from {green}")]
    [InlineData("drop table {blue}")]
    [InlineData("create table blue.evil as select 1 as x")]
    [InlineData("insert into {blue} values (9) returning x")]
    [InlineData("with gone as (delete from {blue} returning x) select * from gone")]
    [InlineData("select 1) q; drop table blue.orders; select * from (select 1")]
    [InlineData("select 1 from {green} -- ) \n) q cross join (select 2")]
    public async Task Nothing_that_a_query_does_writes(string query)
    {
        await AddAsync("orders", "select 1 as x", "select 1 as x");
        try
        {
            await CheckAsync(
                $"- sql:\n    query: |\n{string.Join('\n', query.Split('\n').Select(line => $"      {line}"))}"
            );
        }
        catch (Errors.ReleaseException refused)
        {
            refused.Code.ShouldBe(Errors.ErrorCode.ConfigInvalid);
        }

        (
            await Session.QueryAsync(
                Warehouses.Sql.Raw(
                    "select (select count(*) from blue.orders) * 10 + (select count(*) from green.orders)"
                ),
                row => Convert.ToInt32(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture),
                Cancellation
            )
        ).ShouldBe([11]);
        (await Warehouse.ReadRelationsAsync(Session, ["blue"], Cancellation)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("interval '400 years'")]
    [InlineData("interval '1 month'")]
    [InlineData("cast('24:00' as time)")]
    [InlineData("date '0001-01-01' - 40000")]
    [InlineData("cast(12345678901234567890123456789012345678 as decimal(38,0))")]
    public async Task Rows_are_counted_whatever_their_values_are(string value)
    {
        var outcome = await CheckAsync(
            $"- sql: {{query: \"select {value} from {{green}}\"}}",
            "select 1 as x",
            "select 1 as x"
        );

        (outcome.State, outcome.Message).ShouldBe((CheckState.Fail, "it found 1 row"));
    }

    [Theory]
    [InlineData("cast(12345678901234567890123456789012345678 as decimal(38,0))", "value > 1000", CheckState.Pass, "")]
    [InlineData(
        "-cast(1234567890123456789012345678901234567.5 as decimal(38,1))",
        "value > 0",
        CheckState.Fail,
        "value > 0 does not hold"
    )]
    [InlineData("interval '1 month'", "value > 0", CheckState.Inconclusive, "not a number")]
    [InlineData("cast('24:00' as time)", "value > 0", CheckState.Inconclusive, "not a number")]
    public async Task A_value_that_no_number_of_dotnet_holds_is_judged_or_inconclusive(
        string value,
        string condition,
        CheckState state,
        string message
    )
    {
        var outcome = await CheckAsync(
            $"- sql: {{query: \"select {value} from {{green}}\", fail_unless: {condition}}}",
            "select 1 as x",
            "select 1 as x"
        );

        outcome.State.ShouldBe(state, outcome.Message);
        outcome.Message.ShouldEndWith(message);
    }

    [Fact]
    public async Task A_query_without_a_relation_is_asked_once_and_one_with_it_for_each()
    {
        await AddAsync("orders", "select 1 as x", "select 1 as x");
        await AddAsync("refunds", "select 1 as x", "select 1 as x");

        var outcomes = await CheckAsync(
            "- sql: {query: 'select 1 where 1 = 0'}\n- sql: {query: 'select * from {green} where x <> 1'}\n- "
                + "sql: {query: 'select * from {green} where x <> 1', relations: [ref*]}"
        );

        outcomes
            .Select(outcome => outcome.Relation)
            .ShouldBe(["", "analytics.orders", "analytics.refunds", "analytics.refunds"]);
    }

    [Fact]
    public async Task A_later_entry_of_the_same_name_replaces_an_earlier_one()
    {
        await AddAsync("orders", "select 1 as x", "select 1 as x");

        var outcomes = await CheckAsync(
            "- sql: {name: a, query: 'select 1'}\n- sql: {name: a, query: 'select 1 where 1 = 0'}"
        );

        outcomes.ShouldHaveSingleItem().State.ShouldBe(CheckState.Pass);
    }

    [Fact]
    public async Task A_query_over_blue_is_skipped_for_what_is_new()
    {
        var outcome = await CheckAsync(
            "- sql: {query: 'select * from {green} except select * from {blue}'}",
            null,
            "select 1 as x"
        );

        (outcome.State, outcome.Message).ShouldBe((CheckState.Skipped, "analytics.orders is not in blue"));
    }
}

public sealed class DuckDbSqlCheckTests() : SqlCheckSuite(Engine.DuckDb)
{
    [Fact]
    public async Task A_value_that_the_driver_can_not_read_is_inconclusive()
    {
        var outcome = await CheckAsync(
            "- sql: {query: \"select {'a': cast('24:00' as time)} as odd from {green}\", fail_unless: value > 0}",
            "select 1 as x",
            "select 1 as x"
        );

        outcome.State.ShouldBe(CheckState.Inconclusive);
        outcome.Message.ShouldStartWith("the query failed: the driver can't read the value of odd");
    }
}

public sealed class PostgresSqlCheckTests() : SqlCheckSuite(Engine.Postgres)
{
    [Fact]
    public async Task A_function_that_writes_is_refused_by_the_server()
    {
        await AddAsync("orders", "select 1 as x", "select 1 as x");
        await ExecuteAsync(
            "create function evil() returns integer language plpgsql as 'begin delete from blue.orders; return 1; end'"
        );

        var outcome = (await CheckAsync("- sql: {query: 'select evil()'}")).ShouldHaveSingleItem();

        (outcome.State, outcome.Message).ShouldBe((CheckState.Inconclusive, outcome.Message));
        outcome.Message.ShouldContain("read-only transaction");
        (await Session.ScalarAsync(Warehouses.Sql.Raw("select count(*) from blue.orders"), Cancellation)).ShouldBe(1L);
    }
}
