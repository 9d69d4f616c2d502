using DataRelease.Configuration;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>Rows that changed, and why, on every engine.</summary>
public abstract class UnexplainedSuite(Engine engine) : CheckSuite(engine)
{
    private static readonly ChangeExplanation _nothing = new([]);
    private static readonly ChangeExplanation _model = new([
        new ChangeCause("model.shop.stg_orders", "model", CauseChange.Changed, 1),
    ]);

    [Theory]
    [InlineData(Unexplained.Warn, CheckState.Warn)]
    [InlineData(Unexplained.Fail, CheckState.Fail)]
    [InlineData(Unexplained.Pass, CheckState.Pass)]
    public async Task A_change_without_a_cause_is_what_the_configuration_says(Unexplained meaning, CheckState state)
    {
        With = config => config with { Unexplained = meaning };
        Causes = _ => _nothing;
        await AddAsync("orders", "select 1 as id, 2 as x", "select 1 as id, 3 as x");

        var outcomes = await CheckAsync("- data_diff: {key: [id]}");

        outcomes
            .Select(outcome => (outcome.Name, outcome.State))
            .ShouldBe([("data_diff", CheckState.Pass), ("unexplained", state)]);
        outcomes[0].Message.ShouldBe("nothing upstream changed");
    }

    [Fact]
    public async Task A_change_with_a_cause_names_it()
    {
        Causes = _ => _model;
        await AddAsync("orders", "select 1 as id, 2 as x", "select 1 as id, 3 as x");

        var outcome = (await CheckAsync("- data_diff: {key: [id], max_changed: 0}")).ShouldHaveSingleItem();

        (outcome.State, outcome.Message).ShouldBe(
            (CheckState.Fail, "1 rows changed, 0 allowed; model stg_orders changed")
        );
    }

    [Fact]
    public async Task Rows_that_are_the_same_need_no_cause_and_a_new_column_does()
    {
        Causes = _ => _nothing;
        await AddAsync("orders", "select 1 as id", "select 1 as id");
        await AddAsync("refunds", "select 1 as id", "select 1 as id, 2 as x");

        (await CheckAsync("- data_diff: {key: [id]}"))
            .Where(outcome => outcome.Name == "unexplained")
            .ShouldHaveSingleItem()
            .Relation.ShouldBe("analytics.refunds");
    }

    [Fact]
    public async Task Where_the_project_is_not_known_nothing_is_unexplained()
    {
        await AddAsync("orders", "select 1 as id", "select 2 as id");

        (await CheckAsync("- data_diff: {key: [id]}")).ShouldHaveSingleItem().Name.ShouldBe("data_diff");
    }
}

public sealed class DuckDbUnexplainedTests() : UnexplainedSuite(Engine.DuckDb);

public sealed class PostgresUnexplainedTests() : UnexplainedSuite(Engine.Postgres);
