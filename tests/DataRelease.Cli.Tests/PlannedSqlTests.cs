using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary><c>plan --sql</c>, as it is typed.</summary>
public sealed class PlannedSqlTests : IDisposable
{
    private readonly ToolRun _run = ToolRun.OfSql();

    [Fact]
    public async Task A_changed_model_is_shown_as_a_unified_diff()
    {
        (await _run.RunAsync("release")).Exit.ShouldBe(0);
        var model = _run["models/orders_by_channel.sql"];
        await File.WriteAllTextAsync(
            model,
            (await File.ReadAllTextAsync(model, TestContext.Current.CancellationToken)).Replace(
                "count(*)",
                "count(distinct o.order_id)",
                StringComparison.Ordinal
            ),
            TestContext.Current.CancellationToken
        );

        var (exit, text, _) = await _run.RunAsync("plan", "--sql");

        exit.ShouldBe(0);
        text.ShouldContain("\nanalytics.orders_by_channel: models/orders_by_channel.sql\n--- r1 (1.0.0)\n+++ ");
        text.Split('\n')
            .ShouldContain(line => line.StartsWith('-') && line.Contains("count(*)", StringComparison.Ordinal));
        text.Split('\n')
            .ShouldContain(line =>
                line.StartsWith('+') && line.Contains("count(distinct o.order_id)", StringComparison.Ordinal)
            );
        (await _run.RunAsync("plan")).Out.ShouldNotContain("+++ ");
        var (_, json) = await _run.JsonAsync("plan", "--sql");
        var planned = json.RootElement.GetProperty("plan").EnumerateArray().ToList();
        var sql = planned.Single(relation => relation.TryGetProperty("sql", out _)).GetProperty("sql");
        sql.GetProperty("before").GetString().ShouldBe("r1 (1.0.0)");
        sql.GetProperty("diff")[0].GetString()!.ShouldStartWith("@@ -");
        using var schema = JsonDocument.Parse(
            await File.ReadAllTextAsync(
                Repository.PathOf("docs", "output.schema.json"),
                TestContext.Current.CancellationToken
            )
        );
        var misfits = new List<string>();
        JsonSchemaSubset.Check(schema.RootElement, schema.RootElement, json.RootElement, "$", misfits);
        misfits.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_of_the_plan_has_the_SQL_and_the_statements_that_the_text_leaves_out()
    {
        (await _run.RunAsync("release")).Exit.ShouldBe(0);
        await File.AppendAllTextAsync(
            _run["models/orders_by_channel.sql"],
            "-- as before\n",
            TestContext.Current.CancellationToken
        );

        var (exit, text, _) = await _run.RunAsync("plan", "--report-file", _run["here/plan.html"]);

        exit.ShouldBe(0);
        text.ShouldContain($"report: {_run["here/plan.html"]}");
        text.ShouldNotContain("+++ ");
        text.ShouldNotContain("create schema", Case.Insensitive);
        var page = await File.ReadAllTextAsync(_run["here/plan.html"], TestContext.Current.CancellationToken);
        page.ShouldContain("-- as before");
        page.ShouldContain("build: ");
        page.ShouldContain("plan of a data release</title>");
    }

    [Fact]
    public async Task A_read_of_live_is_told_once_at_its_line()
    {
        (await _run.RunAsync("release")).Exit.ShouldBe(0);
        await File.WriteAllTextAsync(
            _run["models/copied.sql"],
            "select *\nfrom analytics.orders_by_channel\n",
            TestContext.Current.CancellationToken
        );

        var (exit, text, error) = await _run.RunAsync("release");

        exit.ShouldBe(3);
        (text + error).Split("DR5024").Length.ShouldBe(2, text + error);
        (text + error).ShouldContain("models/copied.sql(2,6): error DR5024: ");
    }

    [Fact]
    public async Task Without_a_database_there_is_nothing_to_compare_with()
    {
        var (exit, _, error) = await _run.RunAsync("plan", "--sql", "--offline");

        exit.ShouldBe(2);
        error.ShouldContain("--sql compares with what is live");
    }

    public void Dispose() => _run.Dispose();
}
