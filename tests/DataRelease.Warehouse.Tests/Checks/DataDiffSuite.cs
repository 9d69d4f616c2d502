using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>Rows of both sides against limits, on every engine.</summary>
public abstract class DataDiffSuite(Engine engine) : CheckSuite(engine)
{
    /// <summary>Ten rows; of them green changes three, lacks two, and has one more.</summary>
    [Theory]
    [InlineData("", CheckState.Pass, "")]
    [InlineData("max_changed: 3, max_added: 1, max_removed: 2", CheckState.Pass, "")]
    [InlineData("max_changed: 2", CheckState.Fail, "3 rows changed, 2 allowed")]
    [InlineData("max_added: 0", CheckState.Fail, "1 rows added, 0 allowed")]
    [InlineData("max_removed: 1", CheckState.Fail, "2 rows removed, 1 allowed")]
    [InlineData("max_changed: 30%, max_removed: 20%", CheckState.Pass, "")]
    [InlineData("max_changed: 29%", CheckState.Fail, "3 rows changed, 29 % allowed")]
    [InlineData("max_removed: 1, severity: warn", CheckState.Warn, "2 rows removed, 1 allowed")]
    [InlineData("max_changed: 2, ignore: [x]", CheckState.Pass, "")]
    public async Task Rows_that_changed_came_and_went_are_held_against_limits_of_their_own(
        string settings,
        CheckState state,
        string message
    )
    {
        await AddAsync(
            "orders",
            "select n as id, n as x from generate_series(1, 10) as s(n)",
            "select n as id, case when n <= 5 then 0 else n end as x from generate_series(3, 11) as s(n)"
        );

        var outcome = (
            await CheckAsync($"- data_diff: {{key: [id]{(settings.Length > 0 ? $", {settings}" : "")}}}")
        ).ShouldHaveSingleItem();

        (outcome.State, outcome.Message).ShouldBe((state, message));
        outcome.Value.ShouldBe(
            $"{(settings.Contains("ignore", StringComparison.Ordinal) ? 0 : 3)} changed, 1 added, 2 removed of 10"
        );
    }

    /// <summary>The rows of a shared or null key may all have changed.</summary>
    [Theory]
    [InlineData("n - 1 - (n - 1) % 2", "max_changed: 0", CheckState.Inconclusive)]
    [InlineData("case when n > 10 then n end", "max_changed: 0", CheckState.Inconclusive)]
    [InlineData("n - 1 - (n - 1) % 2", "max_changed: 10", CheckState.Pass)]
    [InlineData("n - 1 - (n - 1) % 2", "max_added: 10", CheckState.Pass)]
    public async Task Rows_that_a_key_does_not_tell_apart_are_not_held_to_be_unchanged(
        string key,
        string limit,
        CheckState state
    )
    {
        await AddAsync(
            "orders",
            $"select {key} as id, n as x from generate_series(1, 10) as s(n)",
            $"select {key} as id, -n as x from generate_series(1, 10) as s(n)"
        );

        var outcome = (await CheckAsync($"- data_diff: {{key: [id], {limit}}}")).ShouldHaveSingleItem();

        (outcome.State, outcome.Message).ShouldBe(
            (
                state,
                state == CheckState.Pass
                    ? ""
                    : "20 rows have no key or share one, so up to 10 of the added and removed rows may be changed ones"
            )
        );
    }
}

public sealed class DuckDbDataDiffTests() : DataDiffSuite(Engine.DuckDb);

public sealed class PostgresDataDiffTests() : DataDiffSuite(Engine.Postgres);
