using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>How values are spread, on every engine.</summary>
public abstract class DistributionSuite(Engine engine) : CheckSuite(engine)
{
    [Theory]
    [InlineData("", 500, CheckState.Pass, "x 0")]
    [InlineData("", 450, CheckState.Pass, "x 0.05")]
    [InlineData("", 350, CheckState.Warn, "x 0.15")]
    [InlineData("", 250, CheckState.Fail, "x 0.25")]
    [InlineData("fail_over: 0.3", 250, CheckState.Pass, "x 0.25")]
    [InlineData("fail_over: 20%", 250, CheckState.Fail, "x 0.25")]
    [InlineData("fail_unless: distance < 0.1", 350, CheckState.Fail, "x 0.15")]
    [InlineData("distance: psi", 450, CheckState.Pass, "x 0.01")]
    [InlineData("distance: psi", 250, CheckState.Fail, "x 0.275")]
    [InlineData("severity: warn", 0, CheckState.Warn, "x 0.5")]
    public async Task Categories_are_as_far_apart_as_rows_would_have_to_move(
        string settings,
        int online,
        CheckState state,
        string value
    )
    {
        string Rows(int first) => Series(1000, $"case when n <= {first} then 'online' else 'shop' end");

        var outcome = await CheckAsync(
            $"- distribution: {{columns: [x]{(settings.Length > 0 ? $", {settings}" : "")}}}",
            Rows(500),
            Rows(online)
        );

        (outcome.State, outcome.Value).ShouldBe((state, value));
    }

    [Fact]
    public async Task What_moved_most_is_told()
    {
        var outcome = await CheckAsync(
            "- distribution: {columns: [x]}",
            Series(1000, "case when n <= 400 then 'a' when n <= 800 then 'b' end"),
            Series(1000, "case when n <= 100 then 'a' when n <= 500 then 'b' end")
        );

        outcome.Message.ShouldBe("x: a 40 % -> 10 %, NULL 20 % -> 50 %");
    }

    [Theory]
    [InlineData("n", "n", CheckState.Pass)]
    [InlineData("n", "n + 300", CheckState.Fail)]
    [InlineData("n % 10", "(n % 10) + 0", CheckState.Pass)]
    [InlineData("5", "5", CheckState.Pass)]
    [InlineData("5", "6", CheckState.Fail)]
    [InlineData("n", "cast(n as double precision)", CheckState.Pass)]
    [InlineData(
        "cast(n as double precision)",
        "case when n > 500 then cast('NaN' as double precision) else n end",
        CheckState.Fail
    )]
    [InlineData(
        "cast(n as double precision)",
        "case when n > 500 then cast('Infinity' as double precision) else n end",
        CheckState.Fail
    )]
    [InlineData(
        "case when n = 1 then cast('Infinity' as double precision) else n end",
        "case when n = 1 then cast('Infinity' as double precision) else n end",
        CheckState.Pass
    )]
    [InlineData("cast(n as decimal(12,2))", "cast(1001 - n as decimal(12,2))", CheckState.Pass)]
    [InlineData("cast(null as integer)", "cast(null as integer)", CheckState.Pass)]
    [InlineData("cast(null as integer)", "n", CheckState.Fail)]
    [InlineData(
        "timestamp '2026-01-01 00:00:00' + n * interval '1 day'",
        "timestamp '2026-01-01 00:00:00' + (n + 400) * interval '1 day'",
        CheckState.Fail
    )]
    [InlineData("n % 2 = 0", "n % 2 = 0", CheckState.Pass)]
    [InlineData("n % 2 = 0", "n % 8 = 0", CheckState.Fail)]
    [InlineData("n % 5", "'x' || (n % 5)", CheckState.Fail)]
    public async Task Numbers_moments_and_others_are_spread_over_bars_or_values(
        string blue,
        string green,
        CheckState state
    )
    {
        var outcome = await CheckAsync("- distribution: {columns: [x]}", Series(1000, blue), Series(1000, green));

        outcome.State.ShouldBe(state, outcome.ToString());
    }

    [Fact]
    public async Task One_outlier_does_not_hide_a_shift()
    {
        var outcome = await CheckAsync(
            "- distribution: {columns: [x]}",
            Series(1000, "case when n = 1 then 1000000 else n % 100 end"),
            Series(1000, "case when n = 1 then 1000000 else n % 100 end")
        );

        outcome.State.ShouldBe(CheckState.Pass);
    }

    [Theory]
    [InlineData(
        "{columns: [x]}",
        99,
        1000,
        CheckState.Inconclusive,
        "x: blue has 99 rows, and at least 100 are needed"
    )]
    [InlineData("{columns: [x]}", 1000, 0, CheckState.Inconclusive, "x: green has 0 rows, and at least 100 are needed")]
    [InlineData("{columns: [x], min_rows: 5}", 10, 10, CheckState.Pass, "")]
    [InlineData("{}", 10, 10, CheckState.Pass, "")]
    public async Task Too_few_rows_say_nothing(string settings, int blue, int green, CheckState state, string message)
    {
        var outcome = await CheckAsync($"- distribution: {settings}", Series(blue, "n % 3"), Series(green, "n % 3"));

        (outcome.State, outcome.Message).ShouldBe((state, message));
    }

    [Fact]
    public async Task More_values_than_top_are_one()
    {
        // Names that are all different on both sides can't be compared one by one.
        var outcome = await CheckAsync(
            "- distribution: {columns: [x], top: 5}",
            Series(1000, "'name ' || n"),
            Series(1000, "'other name ' || n")
        );

        outcome.State.ShouldBe(CheckState.Pass);
    }

    [Fact]
    public async Task All_columns_are_read_by_one_more_scan_of_each_side()
    {
        string Rows() =>
            "select n as a, 'k' || (n % 4) as b, n * 1.5 as \"odd \"\"c\"\"\" from generate_series(1, 200) as t(n)";
        await AddAsync("orders", Rows(), Rows());
        var before = Place.Statements.Count;

        var outcome = (await CheckAsync("- distribution")).ShouldHaveSingleItem();

        outcome.Value.ShouldBe("3 columns unchanged");
        Place.Statements.Skip(before).Count(text => text.Contains("\"orders\"", StringComparison.Ordinal)).ShouldBe(3);
    }
}

public sealed class DuckDbDistributionTests() : DistributionSuite(Engine.DuckDb);

public sealed class PostgresDistributionTests() : DistributionSuite(Engine.Postgres)
{
    [Fact]
    public async Task Values_that_a_collation_holds_to_be_equal_are_two_values()
    {
        await ExecuteAsync(
            "create collation public.ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
        );

        var outcome = await CheckAsync(
            "- distribution: {columns: [x]}",
            Series(200, "cast('A' as text) collate public.ci"),
            Series(200, "cast('a' as text) collate public.ci")
        );

        (outcome.State, outcome.Value).ShouldBe((CheckState.Fail, "x 1"), outcome.ToString());
    }
}
