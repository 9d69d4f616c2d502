using DataRelease.Errors;
using DataRelease.Releases.Reporting;
using DataRelease.Reports;

namespace DataRelease.Core.Tests.Releases;

/// <summary>What a trend draws of an outcome's text.</summary>
public sealed class TrendFigureTests
{
    [Theory]
    [InlineData("row_count", "2400 -> 2173 (-9.5 %)", "row_count", 2173.0)]
    [InlineData("row_count", "10", "row_count", 10.0)]
    [InlineData("row_count", "new, 5", "row_count", 5.0)]
    [InlineData("sql", "3 rows", "sql", 3.0)]
    [InlineData("sql", "more than 1000 rows", "sql", null)]
    [InlineData("null_rate", "x 0 % -> 2 %", "null_rate x", 2.0)]
    [InlineData("null_rate", "9 columns unchanged", "null_rate", null)]
    [InlineData("aggregate", "sum(a) 1 -> 9 (+800 %)", "aggregate sum(a)", 9.0)]
    [InlineData("aggregate", "sum(a) 1 -> 9 (+800 %), max(a) 1 -> 9 (+800 %)", "aggregate", null)]
    [InlineData("distribution", "status 0.12", "distribution status", 0.12)]
    [InlineData("freshness", "day 1970-01-01 00:00:00, 56 d old", "freshness", null)]
    [InlineData("latency", "p50 10 ms -> 20.5 ms, p95 12 ms -> 30 ms", "latency", 20.5)]
    [InlineData("data_diff", "3 changed, 1 added, 2 removed of 10", "data_diff", null)]
    public void A_text_has_a_figure_only_if_it_is_about_one_number(
        string check,
        string value,
        string name,
        double? figure
    )
    {
        var found = TrendFigures.Of([Outcome(check, value)]).ShouldHaveSingleItem();

        (found.Name, found.Value).ShouldBe((name, figure));
    }

    [Fact]
    public void Outcomes_that_nothing_tells_apart_have_no_figure() =>
        TrendFigures
            .Of([Outcome("sql", "1 row"), Outcome("sql", "2 rows"), Outcome("row_count", "3")])
            .Select(check => check.Value)
            .ShouldBe([null, null, 3.0]);

    private static CheckOutcome Outcome(string check, string value) =>
        new(check, "analytics.orders", CheckState.Pass, CheckSeverity.Fail, value, "", "");
}
