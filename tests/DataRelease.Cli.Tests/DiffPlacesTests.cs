using System.Text.Json;
using DataRelease.DuckDb;
using DataRelease.Warehouses;

namespace DataRelease.Cli.Tests;

/// <summary><c>diff</c> between places that are no releases, as it is typed, on DuckDB files.</summary>
public sealed class DiffPlacesTests : IAsyncLifetime
{
    private readonly ToolRun _run = new();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_run.Project);
        await File.WriteAllTextAsync(
            _run["data-release.yml"],
            """
            default_environment: here
            environments:
              here: {type: duckdb, schema: sales, connection_env: HERE}
              there: {type: duckdb, schema: sales, connection_env: THERE}
            """,
            TestContext.Current.CancellationToken
        );
        _run.With("HERE", "here.duckdb").With("THERE", "there.duckdb");
        await ExecuteAsync(
            "here.duckdb",
            "create schema sales",
            "create schema old",
            "create table sales.orders as select i as id, i * 1.5 as amount, 'n' || i as note from "
                + "generate_series(1, 500) g(i)",
            "alter table sales.orders add primary key (id)",
            "create table old.orders as select i as id, i * 1.5 as amount, 'n' || i as note from "
                + "generate_series(1, 499) g(i)",
            "create table old.gone as select 1 as id"
        );
        await ExecuteAsync(
            "there.duckdb",
            "create schema sales",
            "create table sales.orders as select i as id, case when i = 7 then 10.6 else i * 1.5 end as "
                + "amount, 'n' || i as note from generate_series(1, 500) g(i)"
        );
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Another_environment_in_another_database_is_compared_without_a_ledger_or_a_project()
    {
        var diff = await OneAsync("diff", "--against", "environment:there");

        Counts(diff).ShouldBe((0, 0, 1));
        diff.GetProperty("changedByColumn").GetProperty("amount").GetInt64().ShouldBe(1);
        diff.GetProperty("samples")[0].GetProperty("before").GetProperty("amount").GetString().ShouldBe("10.6");
    }

    [Fact]
    public async Task The_primary_key_is_the_key_where_none_is_given() =>
        (await OneAsync("diff", "--against", "environment:there"))
            .GetProperty("key")
            .EnumerateArray()
            .Select(key => key.GetString())
            .ShouldBe(["id"]);

    [Fact]
    public async Task A_tolerance_in_the_command_makes_near_numbers_equal() =>
        Counts(await OneAsync("diff", "--against", "environment:there", "--tolerance", "amount=0.1"))
            .ShouldBe((0, 0, 0));

    [Fact]
    public async Task Schemas_are_paired_by_name_and_what_has_no_partner_is_named()
    {
        var (exit, json) = await _run.JsonAsync("diff", "--against", "schema:old");

        exit.ShouldBe(0);
        Counts(json.RootElement.GetProperty("diffs")[0]).ShouldBe((1, 0, 0));
        json.RootElement.GetProperty("plan")[0].GetProperty("change").GetString().ShouldBe("dropped");
    }

    [Fact]
    public async Task A_part_is_called_a_part_and_statistics_are_shown_as_text_and_as_JSON()
    {
        string[] asked = ["diff", "--against", "schema:old", "--key", "id", "--sample", "50%", "--statistics"];

        var (_, text, _) = await _run.RunAsync(asked);
        var (_, json) = await _run.JsonAsync(asked);

        text.ShouldContain("no rows differ in the compared 50 %");
        text.ShouldContain("only 50 % of the keys were compared: at most ");
        text.ShouldContain("with a confidence of 95 %");
        text.ShouldContain("amount: nulls 0, least 1.5, greatest ");
        var diff = json.RootElement.GetProperty("diffs")[0];
        diff.GetProperty("sampled").GetProperty("fraction").GetDouble().ShouldBe(0.5);
        diff.GetProperty("sampled").GetProperty("least").GetInt64().ShouldBe(0);
        diff.GetProperty("statistics")[1].GetProperty("blue").GetProperty("min").GetString().ShouldBe("1.5");
        json.RootElement.GetProperty("summary").GetString().ShouldEndWith("in the compared 50 %");
    }

    [Fact]
    public async Task A_relation_is_compared_with_a_query()
    {
        await File.WriteAllTextAsync(
            _run["q.sql"],
            "select id, amount, note from old.orders where id > 10;",
            TestContext.Current.CancellationToken
        );

        var diff = await OneAsync(
            "diff",
            "--against",
            "relation:sales.orders",
            "--release",
            $"query:@{_run["q.sql"]}",
            "--key",
            "id"
        );

        Counts(diff).ShouldBe((0, 11, 0));
    }

    [Fact]
    public async Task A_query_that_would_write_is_refused()
    {
        var (exit, _, error) = await _run.RunAsync(
            "diff",
            "--against",
            "relation:sales.orders",
            "--release",
            "query:delete from sales.orders returning *"
        );

        exit.ShouldBe(2);
        error.ShouldContain("DR6143");
        Counts(await OneAsync("diff", "--against", "environment:there")).ShouldBe((0, 0, 1));
    }

    [Fact]
    public async Task Explain_says_how_and_compares_nothing()
    {
        var (exit, json) = await _run.JsonAsync("diff", "--against", "schema:old", "--explain");

        exit.ShouldBe(0);
        json.RootElement.GetProperty("diffs").GetArrayLength().ShouldBe(0);
        json.RootElement.GetProperty("plan")[0].GetProperty("change").GetString().ShouldBe("full-join");
        json.RootElement.GetProperty("plan")[0].GetProperty("detail").GetString()!.ShouldContain("there are few rows");
    }

    [Fact]
    public async Task Explain_names_each_plan_once_for_people()
    {
        var (exit, text, _) = await _run.RunAsync("diff", "--against", "schema:old", "--explain");

        exit.ShouldBe(0);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["RELATION", "CHANGE"]);
        lines[1].ShouldMatch("^old.orders -> sales.orders +full-join +there are few rows; ");
        text.Split("full-join").Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("DR6144", "diff", "--against", "relation:sales.nothing")]
    [InlineData("DR6140", "diff", "--against", "relation:orders")]
    [InlineData("DR6143", "diff", "--against", "query:@nowhere.sql")]
    [InlineData("DR6001", "diff", "--against", "schema:old", "--key", "nothing")]
    [InlineData("DR1000", "diff", "--against", "schema:old", "--tolerance", "amount")]
    [InlineData("DR1000", "diff", "--against", "schema:old", "--window", "id")]
    [InlineData("DR6101", "diff", "--against", "schema:old", "--tolerance", "note=1")]
    [InlineData("DR6103", "diff", "--against", "schema:old", "--sample", "150%")]
    public async Task What_makes_no_sense_is_a_usage_error(string code, params string[] args)
    {
        var (exit, _, error) = await _run.RunAsync(args);

        exit.ShouldBe(2);
        error.ShouldContain(code);
    }

    private async Task<JsonElement> OneAsync(params string[] args)
    {
        var (exit, json) = await _run.JsonAsync(args);
        exit.ShouldBe(0);
        return json.RootElement.GetProperty("diffs").EnumerateArray().Single();
    }

    private static (long Added, long Removed, long Changed) Counts(JsonElement diff) =>
        (
            diff.GetProperty("added").GetInt64(),
            diff.GetProperty("removed").GetInt64(),
            diff.GetProperty("changed").GetInt64()
        );

    private async Task ExecuteAsync(string file, params string[] statements)
    {
        await using var warehouse = new DuckDbWarehouse(_run[file], TimeProvider.System);
        await using var session = await warehouse.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var statement in statements)
            await session.ExecuteAsync(Sql.Raw(statement), TestContext.Current.CancellationToken);
    }
}
