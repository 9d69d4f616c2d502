using System.Text.Json;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
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
    public async Task Of_two_refusals_of_one_name_each_is_accepted_by_its_title()
    {
        Configure(
            new SqlSettings { Query = CheckQuery.Parse("select 1", []), Title = "first" },
            new SqlSettings { Query = CheckQuery.Parse("select 2", []), Title = "second" }
        );
        Project.With("orders", "select 1 as id");
        (await Engine().DeployAsync(new DeployRequest(), Cancellation)).Error!.Code.Id.ShouldBe("DR5011");

        var both = await AcceptAsync("sql", "r1");
        both.Error!.Code.Id.ShouldBe("DR6030");
        both.Error.Message.ShouldBe("sql means 2 refusals; name one: sql:first, sql:second");

        var one = await AcceptAsync("sql:first", "r1");
        one.Error!.Message.ShouldBe("sql: second: it found 1 row");

        // What is left has no other of its name any more.
        var all = await AcceptAsync("sql", "r1");
        all.Error?.Format().ShouldBeNull();
        all.Checks.Where(check => check.Name == "sql").ShouldAllBe(check => check.State == CheckState.Warn);
        (await Engine().ValidateAsync(new ValidateRequest { Release = "r1" }, Cancellation)).Error.ShouldBeNull();
        Events
            .All.OfType<ReleaseEvent.Noted>()
            .ShouldNotContain(note => note.Text.Contains("has lapsed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_of_queries_without_a_name_is_not_accepted_with_another_one()
    {
        Configure(
            new SqlSettings { Query = CheckQuery.Parse("select 1", []) },
            new SqlSettings { Query = CheckQuery.Parse("select 2", []) }
        );
        Project.With("orders", "select 1 as id");
        await Engine().DeployAsync(new DeployRequest(), Cancellation);

        var report = await AcceptAsync("sql", "r1");

        report.Error!.Message.ShouldBe(
            "sql means 2 refusals; 2 of them can't be named: give their entries a name in data-release.yml"
        );
    }

    [Fact]
    public void An_acceptance_of_an_older_version_covers_the_value_that_it_names()
    {
        var old = JsonSerializer.Deserialize<Acceptance>(
            "{\"Check\":\"sql\",\"Relation\":\"\",\"Value\":\"1 row\",\"By\":\"ada\","
                + "\"At\":\"2026-11-01T00:00:00+00:00\",\"Because\":\"known\"}"
        )!;
        var outcome = new CheckOutcome("sql", "", CheckState.Fail, CheckSeverity.Fail, "1 row", "", "it found 1 row")
        {
            Title = "first",
            Fingerprint = "f",
        };

        old.Covers(outcome).ShouldBeTrue();
        old.Covers(outcome with { Value = "2 rows" }).ShouldBeFalse();
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

    private void Configure(params IReadOnlyList<CheckConfig> checks) =>
        Config = Config with { Validate = Config.Validate with { Checks = checks } };

    private Task<ReleaseReport.Released> AcceptAsync(string name, string release = "r2") =>
        Engine()
            .ValidateAsync(
                new ValidateRequest { Release = release, Accept = new AcceptanceRequest([name], Why, "ada") },
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
