using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>A refusal is let pass once: by whom, when, why, and for which value; another value refuses again.</summary>
public abstract class AcceptanceSuite(Engine engine) : ReleaseSuite(engine)
{
    private const string Why = "GDPR deletion, ticket 12";

    [Fact]
    public async Task A_refusal_that_is_accepted_lets_the_candidate_go_live_and_stays_on_record()
    {
        await RefusedAsync();

        var validated = await AcceptAsync("row_count:analytics.orders");

        validated.Error?.Format().ShouldBeNull();
        validated.Release!.State.ShouldBe(ReleaseState.Validated);
        var check = validated.Checks.Single(check => check is { Name: "row_count", Relation: "analytics.orders" });
        check.State.ShouldBe(CheckState.Warn);
        check.Message.ShouldContain("; accepted by ada on ");
        check.Message.ShouldEndWith($" UTC: {Why}");
        validated
            .Document!.Checks.Single(check => check is { Name: "row_count", Relation: "analytics.orders" })
            .Message.ShouldContain(Why);
        var history = (await Engine().HistoryAsync(Cancellation)).Entries[0];
        history.Ended.ShouldContain($"row_count:analytics.orders (100 -> 0 (-100 %)) accepted by ada: {Why}");

        // It holds for this value, whoever validates again.
        (await Engine().ValidateAsync(new ValidateRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task It_lapses_when_the_value_changes()
    {
        await RefusedAsync();
        await AcceptAsync("row_count:analytics.orders");
        await WriteAsync("insert into analytics__r1.orders values (101), (102)");

        var refused = await Engine().ValidateAsync(new ValidateRequest { Release = "r2" }, Cancellation);

        refused.Error!.Code.Id.ShouldBe("DR5011");
        Events
            .All.OfType<ReleaseEvent.Noted>()
            .ShouldContain(note => note.Text.Contains("has lapsed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("row_count:analytics.nothing")]
    [InlineData("schema:analytics.orders")]
    [InlineData("row_count")]
    public async Task Only_what_refuses_can_be_accepted(string name)
    {
        await RefusedAsync();

        var report = await AcceptAsync(name);

        report.Error!.Code.Id.ShouldBe("DR6030");
        report.Error.Message.ShouldContain("these checks refuse it: row_count:analytics.orders");
        report.Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task The_next_release_is_judged_anew()
    {
        await RefusedAsync();
        await AcceptAsync("row_count:analytics.orders");

        (await Engine().DeployAsync(new DeployRequest(), Cancellation)).Error!.Code.Id.ShouldBe("DR5011");
    }

    private async Task RefusedAsync()
    {
        Project.With("orders", "select * from (values " + Rows(100) + ") as rows(id)");
        await ReleaseAsync();
        Project.With("orders", "select * from (values (1)) as rows(id) where 1 = 0");
        (await Engine().DeployAsync(new DeployRequest(), Cancellation)).Error!.Code.Id.ShouldBe("DR5011");
    }

    private Task<ReleaseReport.Released> AcceptAsync(string name) =>
        Engine()
            .ValidateAsync(
                new ValidateRequest { Release = "r2", Accept = new AcceptanceRequest([name], Why, "ada") },
                Cancellation
            );

    private async Task WriteAsync(string statement)
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        await session.ExecuteAsync(Warehouses.Sql.Raw(statement), Cancellation);
    }

    private static string Rows(int count) =>
        string.Join(", ", Enumerable.Range(1, count).Select(number => $"({number})"));
}

public sealed class DuckDbAcceptances() : AcceptanceSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresAcceptances() : AcceptanceSuite(Testing.Engines.Engine.Postgres);
