using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>Checks that are answered by one scan of each side, on every engine.</summary>
public abstract class ScannedCheckSuite(Engine engine) : CheckSuite(engine)
{
    [Theory]
    [InlineData("integer", "1", "0")]
    [InlineData("double precision", "1", "0")]
    [InlineData("varchar(9)", "'a'", "''")]
    [InlineData("boolean", "true", "false")]
    public async Task Zero_nothing_and_false_are_values_and_not_NULL(string type, string blue, string green)
    {
        var outcome = await CheckAsync(
            "- null_rate: {columns: [x]}",
            Column(type, blue, blue),
            Column(type, green, green)
        );

        (outcome.State, outcome.Value).ShouldBe((CheckState.Pass, "x 0 %"));
    }

    [Theory]
    [InlineData("- null_rate", 100, 100, CheckState.Pass, "x 0 %")]
    [InlineData("- null_rate", 100, 98, CheckState.Warn, "x 0 % -> 2 %")]
    [InlineData("- null_rate", 100, 90, CheckState.Fail, "x 0 % -> 10 %")]
    [InlineData("- null_rate", 90, 100, CheckState.Pass, "x 10 % -> 0 %")]
    [InlineData("- null_rate: {fail_over: 10%}", 100, 90, CheckState.Pass, "x 0 % -> 10 %")]
    [InlineData("- null_rate: {fail_over: 0.1}", 100, 89, CheckState.Fail, "x 0 % -> 11 %")]
    [InlineData("- null_rate: {fail_unless: 'green <= 5%'}", 90, 90, CheckState.Fail, "x 10 %")]
    [InlineData("- null_rate: {severity: warn}", 100, 0, CheckState.Warn, "x 0 % -> 100 %")]
    public async Task Null_rate_holds_the_share_of_nulls_against_blues(
        string check,
        int filledBlue,
        int filledGreen,
        CheckState state,
        string value
    )
    {
        var outcome = await CheckAsync(
            check,
            Series(100, $"case when n <= {filledBlue} then n end"),
            Series(100, $"case when n <= {filledGreen} then n end")
        );

        (outcome.State, outcome.Value).ShouldBe((state, value));
    }

    [Theory]
    [InlineData("- null_rate: {columns: [x]}", "", "1", CheckState.Inconclusive, "blue has no values to compare with")]
    [InlineData("- null_rate", "", "1", CheckState.Pass, "")]
    [InlineData("- null_rate", "1", "", CheckState.Fail, "green has no values any more")]
    [InlineData("- null_rate", "", "", CheckState.Pass, "")]
    [InlineData("- null_rate", "null", "null", CheckState.Pass, "")]
    [InlineData(
        "- null_rate: {columns: [y], relations: [orders]}",
        "1",
        "1",
        CheckState.Inconclusive,
        "there is no such column"
    )]
    [InlineData("- aggregate: {columns: [x], measures: [sum]}", "null", "null", CheckState.Pass, "")]
    [InlineData(
        "- aggregate: {columns: [x], measures: [sum]}",
        "null",
        "1",
        CheckState.Inconclusive,
        "blue has no values to compare with"
    )]
    [InlineData(
        "- aggregate: {columns: [x], measures: [sum]}",
        "1",
        "null",
        CheckState.Fail,
        "green has no values any more"
    )]
    [InlineData(
        "- aggregate: {columns: [x], measures: [avg], fail_unless: green > 0}",
        "1",
        "",
        CheckState.Inconclusive,
        "can't be decided"
    )]
    [InlineData(
        "- distinct_count: {fail_unless: green / blue > 0.5}",
        "null",
        "null",
        CheckState.Inconclusive,
        "can't be decided"
    )]
    public async Task Empty_sides_and_columns_of_nothing_but_null_are_told_apart_from_change(
        string check,
        string blue,
        string green,
        CheckState state,
        string says
    )
    {
        var outcome = await CheckAsync(
            check,
            Column("integer", blue.Length > 0 ? [blue] : []),
            Column("integer", green.Length > 0 ? [green] : [])
        );

        (outcome.State, outcome.Message.Contains(says, StringComparison.Ordinal)).ShouldBe(
            (state, true),
            outcome.Message
        );
    }

    [Theory]
    [InlineData("- distinct_count: {approximate: false}", 100, CheckState.Pass)]
    [InlineData("- distinct_count: {approximate: false}", 92, CheckState.Warn)]
    [InlineData("- distinct_count: {approximate: false}", 60, CheckState.Fail)]
    [InlineData("- distinct_count: {approximate: false, fail_over: 7}", 92, CheckState.Fail)]
    [InlineData("- distinct_count: {approximate: false, fail_over: 8}", 92, CheckState.Pass)]
    [InlineData(
        "- distinct_count: {approximate: false, fail_unless: green = blue, severity: warn}",
        99,
        CheckState.Warn
    )]
    [InlineData("- distinct_count", 10, CheckState.Fail)]
    public async Task Distinct_count_holds_the_number_of_values_against_blues(
        string check,
        int values,
        CheckState state
    )
    {
        var outcome = await CheckAsync(check, Series(1000, "n % 100"), Series(1000, $"n % {values}"));

        outcome.State.ShouldBe(state, outcome.ToString());
    }

    [Theory]
    [InlineData("- aggregate: {columns: [x]}", "10", "10", CheckState.Pass, "4 measures unchanged")]
    [InlineData(
        "- aggregate: {columns: [x], measures: [sum]}",
        "100",
        "106",
        CheckState.Warn,
        "sum(x) 100 -> 106 (+6 %)"
    )]
    [InlineData(
        "- aggregate: {columns: [x], measures: [sum]}",
        "100",
        "79",
        CheckState.Fail,
        "sum(x) 100 -> 79 (-21 %)"
    )]
    [InlineData(
        "- aggregate: {columns: [x], measures: [max], fail_over: 5}",
        "100",
        "105",
        CheckState.Pass,
        "max(x) 100 -> 105 (+5 %)"
    )]
    [InlineData(
        "- aggregate: {columns: [x], measures: [max], fail_over: 5}",
        "100",
        "105.01",
        CheckState.Fail,
        "max(x) 100 -> 105.01 (+5 %)"
    )]
    [InlineData(
        "- aggregate: {columns: [x], measures: [min], fail_unless: green >= blue * 0.98 and green > 0}",
        "100",
        "98",
        CheckState.Pass,
        "min(x) 100 -> 98 (-2 %)"
    )]
    [InlineData(
        "- aggregate: {columns: [x], measures: [avg], warn_unless: green >= blue}",
        "100",
        "98",
        CheckState.Warn,
        "avg(x) 100 -> 98 (-2 %)"
    )]
    [InlineData(
        "- aggregate: {columns: [x], measures: [sum], fail_over: 0}",
        "12345678901234567890.12",
        "12345678901234567890.13",
        CheckState.Fail,
        "sum(x)"
    )]
    [InlineData("- aggregate: {columns: [x], measures: [sum]}", "0", "1", CheckState.Fail, "sum(x) 0 -> 1")]
    public async Task Aggregate_holds_sums_extremes_and_means_against_blues(
        string check,
        string blue,
        string green,
        CheckState state,
        string value
    )
    {
        var outcome = await CheckAsync(check, Column("decimal(30,2)", blue), Column("decimal(30,2)", green));

        (outcome.State, outcome.Value.StartsWith(value, StringComparison.Ordinal)).ShouldBe(
            (state, true),
            outcome.Value
        );
    }

    /// <summary>Sums of doubles are compared up to what the order of adding explains.</summary>
    [Theory]
    [InlineData("fail_unless: green = blue", "bigint", "180143985094819843", "180143985094819844", CheckState.Fail)]
    [InlineData("fail_unless: green > blue", "bigint", "180143985094819843", "180143985094819844", CheckState.Pass)]
    [InlineData("fail_over: 0", "bigint", "180143985094819843", "180143985094819844", CheckState.Fail)]
    [InlineData("fail_over: 0", "double precision", "0.3", "0.30000000000000004", CheckState.Pass)]
    [InlineData("fail_over: 0", "decimal(30,20)", "0.3", "0.30000000000000004", CheckState.Fail)]
    [InlineData("fail_unless: green > 0", "double precision", "1", "1e-30", CheckState.Pass)]
    public async Task Sums_are_as_exact_as_their_type(
        string limit,
        string type,
        string blue,
        string green,
        CheckState state
    )
    {
        var outcome = await CheckAsync(
            $"- aggregate: {{measures: [sum], {limit}}}",
            Column(type, $"'{blue}'"),
            Column(type, $"'{green}'")
        );

        outcome.State.ShouldBe(state, outcome.ToString());
    }

    [Fact]
    public async Task A_small_exact_number_is_shown_with_its_digits()
    {
        var outcome = await CheckAsync(
            "- aggregate: {measures: [max], fail_over: 0}",
            Column("decimal(20,10)", "0.0000001"),
            Column("decimal(20,10)", "0.0000002")
        );

        outcome.Value.ShouldBe("max(x) 1e-7 -> 2e-7 (+100 %)");
    }

    [Theory]
    [InlineData("NaN", "NaN", CheckState.Pass)]
    [InlineData("1", "NaN", CheckState.Fail)]
    [InlineData("NaN", "1", CheckState.Fail)]
    [InlineData("Infinity", "Infinity", CheckState.Pass)]
    [InlineData("1", "Infinity", CheckState.Fail)]
    [InlineData("Infinity", "-Infinity", CheckState.Fail)]
    [InlineData("1e300", "1.0000000000001e300", CheckState.Pass)]
    [InlineData("-0", "0", CheckState.Pass)]
    public async Task Aggregates_of_doubles_that_are_no_ordinary_numbers_have_an_answer(
        string blue,
        string green,
        CheckState state
    )
    {
        var outcome = await CheckAsync(
            "- aggregate: {columns: [x], measures: [max, sum], fail_over: 0}",
            Column("double precision", $"'{blue}'"),
            Column("double precision", $"'{green}'")
        );

        outcome.State.ShouldBe(state, outcome.ToString());
    }

    [Fact]
    public async Task A_sum_of_doubles_in_another_order_is_the_same_sum()
    {
        var outcome = await CheckAsync(
            "- aggregate: {measures: [sum], fail_over: 0}",
            Series(10_000, "cast(n as double precision) / 3"),
            "select x from (" + Series(10_000, "cast(n as double precision) / 3") + ") s order by x desc"
        );

        outcome.State.ShouldBe(CheckState.Pass);
    }

    [Fact]
    public async Task Hostile_names_and_types_are_read_like_others()
    {
        const string Name = "a \"b\"; drop table x; -- {green} [1] 'é'";
        string Rows(int value) =>
            $"select {value} as \"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\", cast('{{\"a\": "
            + $"1}}' as json) as j, date '2026-01-01' as d, true as b";
        await AddAsync("odd \"name\"", Rows(1), Rows(2));

        var outcomes = await CheckAsync("- null_rate\n- distinct_count\n- aggregate: {measures: [sum]}");

        outcomes
            .Select(outcome => (outcome.Name, outcome.State))
            .ShouldBe([
                ("null_rate", CheckState.Pass),
                ("distinct_count", CheckState.Pass),
                ("aggregate", CheckState.Fail),
            ]);
        outcomes[2].Value.ShouldBe($"sum({Name}) 1 -> 2 (+100 %)");
    }

    [Fact]
    public async Task A_column_that_can_not_be_summed_is_inconclusive_and_its_neighbours_are_judged()
    {
        await AddAsync("orders", "select 1 as id, 'a' as t", "select 1 as id, 'a' as t");

        var outcome = (await CheckAsync("- aggregate: {columns: [id, t], measures: [max]}")).ShouldHaveSingleItem();

        (outcome.State, outcome.Message).ShouldBe(
            (CheckState.Inconclusive, $"t: {Place.Engine.Text} is not a numeric type")
        );
    }

    [Fact]
    public async Task The_last_entry_that_names_a_column_counts()
    {
        await AddAsync("orders", "select 1 as a, 1 as b, 1 as c", "select 9 as a, 9 as b, 9 as c");

        var outcomes = await CheckAsync(
            "- aggregate: {measures: [sum], fail_over: 1}\n- aggregate: {columns: [b], measures: [sum], "
                + "fail_over: 100}\n- aggregate: {columns: [c], severity: off}"
        );

        outcomes
            .Select(outcome => (outcome.State, outcome.Value))
            .ShouldBe([(CheckState.Fail, "sum(a) 1 -> 9 (+800 %)"), (CheckState.Pass, "sum(b) 1 -> 9 (+800 %)")]);
    }

    [Fact]
    public async Task Measures_of_one_column_may_have_entries_of_their_own()
    {
        await AddAsync("orders", "select 1 as a", "select 9 as a");

        var outcomes = await CheckAsync(
            "- aggregate: {columns: [a], measures: [sum, max], fail_over: 1}\n- aggregate: {columns: [a], "
                + "measures: [min, max], fail_over: 100}"
        );

        outcomes
            .Select(outcome => (outcome.State, outcome.Value))
            .ShouldBe([
                (CheckState.Fail, "sum(a) 1 -> 9 (+800 %)"),
                (CheckState.Pass, "min(a) 1 -> 9 (+800 %), max(a) 1 -> 9 (+800 %)"),
            ]);
    }

    [Fact]
    public async Task A_new_relation_is_held_only_against_conditions_that_need_no_blue()
    {
        await AddAsync("orders", "select 1 as x", "select 1 as x");
        await AddAsync("refunds", null, "select cast(null as integer) as x");

        var outcomes = await CheckAsync(
            "- null_rate: {fail_unless: green <= 50%}\n- row_count: {fail_unless: green > 1, relations: "
                + "[refunds]}\n- aggregate: {fail_over: 1%}"
        );

        outcomes
            .Where(outcome => outcome.Relation == "analytics.refunds")
            .Select(outcome => (outcome.Name, outcome.State, outcome.Value))
            .ShouldBe([("row_count", CheckState.Fail, "new, 1"), ("null_rate", CheckState.Fail, "x new, 100 %")]);
    }

    [Theory]
    [InlineData("- row_count: {fail_unless: green >= blue * 0.98 and green > 0}", 100, 98, CheckState.Pass)]
    [InlineData("- row_count: {fail_unless: green >= blue * 0.98 and green > 0}", 100, 97, CheckState.Fail)]
    [InlineData("- row_count: {fail_unless: green >= 0}", 100, 0, CheckState.Pass)]
    [InlineData("- row_count: {warn_unless: green = blue}", 100, 99, CheckState.Warn)]
    public async Task Row_counts_may_be_held_against_a_condition(string check, int blue, int green, CheckState state)
    {
        With = config =>
            config with
            {
                Checks = [((RowCountSettings)config.Checks[0]) with { WarnOver = new Tolerance(1000, true) }],
            };

        (await CheckAsync(check, Series(blue, "n"), Series(green, "n"))).State.ShouldBe(state);
    }

    [Fact]
    public async Task All_checks_of_a_relation_read_each_side_once()
    {
        string Rows(int rows) =>
            $"select n as id, n % 7 as a, n * 2.5 as b, timestamp '2026-01-01 00:00:00' as happened from "
            + $"generate_series(1, {rows}) as t(n)";
        await AddAsync("orders", Rows(100), Rows(101));
        await AddAsync("other", Rows(1), Rows(1));
        await AddAsync("third", Rows(1), Rows(1));
        var before = Place.Statements.Count;

        var outcomes = await CheckAsync(
            """
            - row_count
            - null_rate: {relations: [orders], columns: [id, a]}
            - null_rate: {relations: [orders], columns: [b]}
            - distinct_count: {relations: [orders], columns: [a]}
            - aggregate: {relations: [orders], columns: [b]}
            - aggregate: {relations: [orders], columns: [id], measures: [max]}
            - freshness: {relations: [orders], column: happened}
            """
        );

        var reads = Place
            .Statements.Skip(before)
            .Where(text => text.Contains("count(*)", StringComparison.Ordinal))
            .ToList();
        reads.Count(text => text.Contains("\"orders\"", StringComparison.Ordinal)).ShouldBe(2);
        // The others, of which only rows are wanted, share one statement.
        reads.Count(text => text.Contains("\"other\"", StringComparison.Ordinal)).ShouldBe(1);
        reads.Count.ShouldBe(3);
        outcomes.ShouldAllBe(outcome => outcome.State == CheckState.Pass);
    }

    [Fact]
    public async Task Fifty_relations_are_counted_by_one_statement()
    {
        for (var index = 0; index < 26; index++)
            await AddAsync($"t{index}", "select 1 as x", "select 1 as x");
        var before = Place.Statements.Count;

        await CheckAsync("- row_count");

        Place.Statements.Skip(before).Count(text => text.Contains("count(*)", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_view_that_can_not_be_read_is_inconclusive_and_its_neighbours_are_judged()
    {
        await AddAsync("good", "select 1 as x", "select 1 as x");
        await AddAsync("orders", "select 1 as x, 0 as zero", "select 1 as x, 0 as zero");
        await ExecuteAsync(
            "drop table green.orders",
            "create view green.orders as select cast(x as varchar) || 'a' as y, cast(cast(x as varchar) || "
                + "'a' as integer) as x from blue.orders"
        );

        var outcomes = await CheckAsync("- null_rate\n- aggregate: {columns: [x]}");

        outcomes
            .Where(outcome => outcome.Relation == "analytics.good")
            .ShouldAllBe(outcome => outcome.State == CheckState.Pass);
        outcomes
            .Single(outcome => outcome is { Name: "aggregate", Relation: "analytics.orders" })
            .State.ShouldBe(CheckState.Inconclusive);
        outcomes
            .Single(outcome => outcome is { Name: "aggregate", Relation: "analytics.orders" })
            .Message.ShouldContain("it can't be read");
    }

    [Theory]
    [InlineData("- row_count: {warn_over: 10%}", CheckState.Warn)]
    [InlineData("- row_count", CheckState.Pass)]
    public async Task The_first_rows_of_a_relation_warn_where_a_limit_is_set(string check, CheckState state)
    {
        var outcome = await CheckAsync(check, Column("integer"), Series(2, "n"));

        (outcome.State, outcome.Value).ShouldBe((state, "0 -> 2"));
    }

    /// <summary>The engine's text has the value that it stumbled over, which may be of another column.</summary>
    [Theory]
    [InlineData("- null_rate: {columns: [x]}")]
    [InlineData("- aggregate: {columns: [x], measures: [max]}")]
    [InlineData("- distribution: {columns: [x], min_rows: 1}")]
    [InlineData("- data_diff: {key: [id]}")]
    [InlineData("- sql: {query: 'select * from {green} where x > 5'}")]
    [InlineData("- sql: {query: 'select * from {green:orders} where x > 5'}")]
    [InlineData("- latency: {query: 'select sum(x) from {relation}'}")]
    public async Task What_the_engine_says_about_a_relation_with_a_sensitive_column_is_hidden(string check)
    {
        const string View =
            "select n as id, cast('78' || '-00-42-' || n as integer) as x from generate_series(1, 9) as s(n)";
        await AddAsync("orders", View, View, "view");

        var plain = (await CheckAsync(check)).ShouldHaveSingleItem();
        IsSensitive = column => column == "x";
        var hidden = (await CheckAsync(check)).ShouldHaveSingleItem();

        plain.State.ShouldBe(CheckState.Inconclusive);
        plain.Message.ShouldContain("78-00-42");
        hidden.State.ShouldBe(CheckState.Inconclusive);
        hidden.Message.ShouldNotContain("78-00-42");
        hidden.Message.ShouldContain("the engine's message is not shown");
    }

    [Fact]
    public async Task A_measurement_that_is_hidden_or_rounded_is_told_from_another_one()
    {
        IsSensitive = column => column == "x";
        async Task<CheckOutcome> SumAsync() =>
            (await CheckAsync("- aggregate: {columns: [x], measures: [sum], fail_over: 1}")).ShouldHaveSingleItem();
        await AddAsync("orders", Column("integer", "1"), Column("integer", "1000000"));
        var accepted = Acceptance.Of(await SumAsync(), "ada", DateTimeOffset.UnixEpoch, "known");
        var same = await SumAsync();
        await ExecuteAsync("insert into green.orders values (1)");
        var other = await SumAsync();

        other.Value.ShouldBe(same.Value);
        accepted.Covers(same).ShouldBeTrue();
        accepted.Covers(other).ShouldBeFalse();
    }

    [Fact]
    public async Task An_entry_that_names_nothing_is_told()
    {
        await CheckAsync("- null_rate: {relations: [ordres]}\n- row_count", "select 1 as x", "select 1 as x");

        Events
            .All.OfType<ReleaseEvent.Warned>()
            .ShouldHaveSingleItem()
            .Text.ShouldStartWith("null_rate of ordres: no relation of the release has such a name");
    }
}

public sealed class DuckDbScannedCheckTests() : ScannedCheckSuite(Engine.DuckDb)
{
    [Fact]
    public async Task Values_of_an_enum_that_differ_in_case_are_other_values()
    {
        var outcome = await CheckAsync(
            "- schema: {severity: fail}",
            "select cast('b' as enum('A', 'b')) as x",
            "select cast('a' as enum('a', 'B')) as x"
        );

        (outcome.State, outcome.Value).ShouldBe(
            (CheckState.Fail, "x retyped from ENUM('A', 'b') to ENUM('a', 'B')"),
            outcome.ToString()
        );
    }
}

public sealed class PostgresScannedCheckTests() : ScannedCheckSuite(Engine.Postgres)
{
    [Theory]
    [InlineData("NaN", "NaN", CheckState.Pass)]
    [InlineData("1", "NaN", CheckState.Fail)]
    [InlineData("1", "Infinity", CheckState.Fail)]
    public async Task Numeric_has_values_that_are_no_numbers_too(string blue, string green, CheckState state) =>
        (
            await CheckAsync(
                "- aggregate: {columns: [x]}",
                Column("numeric", $"'{blue}'"),
                Column("numeric", $"'{green}'")
            )
        ).State.ShouldBe(state);
}
