using System.Text.Json;
using System.Text.Json.Nodes;
using DataRelease.DuckDb;
using DataRelease.Postgres;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Cli.Tests;

/// <summary>Checks as a user types them, on every engine: those whose own suites do not go through the tool.</summary>
public abstract class CheckVerbSuite(bool isPostgres) : IAsyncLifetime
{
    private readonly ToolRun _run = ToolRun.OfNothing();

    /// <summary>The server's database; null on DuckDB.</summary>
    protected PostgresDatabase? Database { get; private set; }

    private string Adapter => isPostgres ? "postgres" : "duckdb";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (isPostgres)
            Database = await PostgresServer.CreateDatabaseAsync(Cancellation);
        _run.With("HERE", Database?.ConnectionString ?? "here.duckdb");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _run.Dispose();
        if (Database is not null)
            await Database.DisposeAsync();
    }

    [Fact]
    public async Task A_probe_that_green_answers_too_slowly_refuses_and_live_stays()
    {
        Write(
            "select n as id from generate_series(1, 100) as s(n)",
            "- latency: {name: page, query: 'select max(id) from {relation}', runs: 3, warm_up: 1, "
                + "fail_unless: green_p50 >= 0 and blue_p50 >= 0}"
        );
        (await _run.RunAsync("release")).Exit.ShouldBe(0);
        var (exit, passed) = await _run.JsonAsync("release");
        Write(
            "select n as id from generate_series(1, 100) as s(n)",
            "- latency: {name: page, query: 'select max(id) from {relation}', runs: 3, fail_unless: green_p50 < 0}"
        );

        var (refused, text, error) = await _run.RunAsync("release");

        exit.ShouldBe(0);
        var outcome = Outcome(passed, "latency");
        outcome.GetProperty("state").GetString().ShouldBe("pass");
        outcome.GetProperty("value").GetString()!.ShouldStartWith("p50 ");
        refused.ShouldBe(3);
        text.ShouldContain("latency");
        error.ShouldContain("page: green_p50 < 0 does not hold");
        (await _run.JsonAsync("status"))
            .Json.RootElement.GetProperty("live")
            .GetProperty("release")
            .GetString()
            .ShouldBe("r2");
    }

    [Fact]
    public async Task A_reader_of_a_column_that_green_lacks_refuses_where_there_are_rights()
    {
        Write("select 1 as id, 2 as amount", "- grants");
        (await _run.RunAsync("release")).Exit.ShouldBe(0);
        if (Database is not null)
        {
            var role = await Database.CreateRoleAsync("reader", Cancellation);
            await ExecuteAsync(
                $"grant usage on schema analytics to \"{role}\"",
                $"grant select (id, amount) on analytics.orders to \"{role}\""
            );
        }
        var (same, before) = await _run.JsonAsync("deploy");
        Write("select 1 as id", "- grants");

        var (exit, _, error) = await _run.RunAsync("release");
        var (_, status) = await _run.JsonAsync("status");

        same.ShouldBe(0);
        // DuckDB has no roles: there is nothing to lose.
        Outcomes(before, "grants")
            .Select(outcome => outcome.GetProperty("value").GetString())
            .ShouldBe(isPostgres ? ["1 readers"] : []);
        exit.ShouldBe(isPostgres ? 3 : 0);
        if (isPostgres)
            error.ShouldContain("can read column amount, which green does not have");
        status.RootElement.GetProperty("live").GetProperty("release").GetString().ShouldBe(isPostgres ? "r1" : "r3");
    }

    [Fact]
    public async Task A_models_own_yaml_configures_its_checks_and_its_key()
    {
        ShopWith(
            new JsonObject
            {
                ["owner"] = "sales",
                ["data_release"] = JsonNode.Parse(
                    """
                    {"key": ["order_id"], "checks": [
                      "data_diff",
                      {"freshness": {"column": "ordered_on", "max_lag": "1d"}},
                      {"null_rate": {"columns": ["customer_id"], "fail_unless": "green < 0 and blue < 1"}}]}
                    """
                ),
            }
        );
        (await _run.RunAsync([.. Shop, "pack"])).Exit.ShouldBe(0);
        (await _run.RunAsync([.. Shop, "release"])).Exit.ShouldBe(0);

        var (exit, json) = await _run.JsonAsync([.. Shop, "release"]);

        exit.ShouldBe(3);
        var found = json
            .RootElement.GetProperty("checks")
            .EnumerateArray()
            .Where(check => check.GetProperty("name").GetString() is "data_diff" or "freshness" or "null_rate")
            .Select(check =>
                (
                    check.GetProperty("name").GetString(),
                    check.GetProperty("relation").GetString(),
                    check.GetProperty("state").GetString()
                )
            )
            .ToList();
        found.ShouldBe([
            ("null_rate", "analytics.orders", "fail"),
            ("freshness", "analytics.orders", "pass"),
            ("data_diff", "analytics.orders", "pass"),
        ]);
        var (_, diff) = await _run.JsonAsync([.. Shop, "diff", "orders"]);
        diff.RootElement.GetProperty("diffs")[0]
            .GetProperty("key")
            .EnumerateArray()
            .Select(column => column.GetString())
            .ShouldBe(["order_id"]);
    }

    [Fact]
    public async Task A_mistake_in_a_models_yaml_is_told_with_its_line_before_anything_is_built()
    {
        ShopWith(
            new JsonObject
            {
                ["data_release"] = JsonNode.Parse("""{"checks": [{"freshness": {"colum": "ordered_on"}}]}"""),
            }
        );
        var file = _run["models/schema.yml"];
        var lines = (await File.ReadAllLinesAsync(file, Cancellation)).ToList();
        var at = lines.FindIndex(line => line.Trim() == "- name: orders");
        lines.InsertRange(
            at + 1,
            [
                "    config:",
                "      meta:",
                "        data_release:",
                "          checks:",
                "            - freshness: {colum: ordered_on}",
            ]
        );
        await File.WriteAllLinesAsync(file, lines, Cancellation);
        await _run.RunAsync([.. Shop, "pack"]);

        var (exit, _, error) = await _run.RunAsync([.. Shop, "release"]);

        exit.ShouldBe(2);
        error.ShouldContain($"models/schema.yml({at + 6},");
        error.ShouldContain("DR6011");
        error.ShouldContain("column");
        (await CountAsync("information_schema.schemata where schema_name like 'analytics%'")).ShouldBe(0);
    }

    /// <summary>One model, and the checks of one entry a line.</summary>
    private void Write(string orders, string check)
    {
        Directory.CreateDirectory(_run["models"]);
        File.WriteAllText(_run["models/orders.sql"], $"-- materialized: table\n{orders}\n");
        File.WriteAllText(
            _run["data-release.yml"],
            $$"""
            project: {name: made_up, version: 1.0.0}
            environments:
              here: {type: {{Adapter}}, schema: analytics, connection_env: HERE}
            validate:
              timeout: 0s
              checks:
                {{check}}
            """
        );
    }

    private string[] Shop => ["-e", isPostgres ? "postgres" : "dev"];

    /// <summary>
    /// The shop as dbt compiled it, with what its YAML says of orders: dbt writes it under the model's config and
    /// beside it.
    /// </summary>
    private void ShopWith(JsonObject meta)
    {
        Repository.CopyExample("shop", _run.Project);
        Directory.Delete(_run["release"], recursive: true);
        Directory.CreateDirectory(_run["target"]);
        var manifest = JsonNode.Parse(
            File.ReadAllText(Repository.PathOf("tests", "assets", "dbt-1.7", Adapter, "manifest.compile.json"))
        )!;
        var orders = manifest["nodes"]!["model.shop.orders"]!;
        orders["config"]!["meta"] = meta.DeepClone();
        orders["meta"] = meta.DeepClone();
        File.WriteAllText(
            _run["target/manifest.json"],
            manifest.ToJsonString(new JsonSerializerOptions { MaxDepth = 256 })
        );
        if (Database is null)
            return;
        _run.With("PGHOST", Database.Host)
            .With("PGPORT", $"{Database.Port}")
            .With("PGUSER", Database.User)
            .With("PGPASSWORD", Database.Password)
            .With("PGDATABASE", Database.Name);
    }

    private static JsonElement Outcome(JsonDocument document, string check) => Outcomes(document, check).Single();

    private static IEnumerable<JsonElement> Outcomes(JsonDocument document, string check) =>
        document
            .RootElement.GetProperty("checks")
            .EnumerateArray()
            .Where(outcome => outcome.GetProperty("name").GetString() == check);

    private async Task<long> CountAsync(string from)
    {
        await using var warehouse = Open();
        await using var session = await warehouse.OpenAsync(Cancellation);
        return (
            await session.QueryAsync(Sql.Raw($"select count(*) from {from}"), row => row.GetInt64(0), Cancellation)
        )[0];
    }

    private async Task ExecuteAsync(params string[] statements)
    {
        await using var warehouse = Open();
        await using var session = await warehouse.OpenAsync(Cancellation);
        foreach (var statement in statements)
            await session.ExecuteAsync(Sql.Raw(statement), Cancellation);
    }

    private Warehouse Open() =>
        Database is not null
            ? new PostgresWarehouse(Database.ConnectionString)
            : new DuckDbWarehouse(
                File.Exists(_run.Database) || Directory.Exists(_run["target"]) ? _run.Database : _run["here.duckdb"],
                TimeProvider.System
            );
}

public sealed class DuckDbCheckVerbTests() : CheckVerbSuite(isPostgres: false);

public sealed class PostgresCheckVerbTests() : CheckVerbSuite(isPostgres: true);
