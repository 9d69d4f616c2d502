using System.Text.Json;
using System.Text.Json.Nodes;
using DataRelease.Testing;
using DuckDB.NET.Data;

namespace DataRelease.Cli.Tests;

/// <summary>
/// Checks and diffs of the shop as a user runs them, on DuckDB without dbt: their JSON, and why rows changed.
/// </summary>
public sealed class CheckDocumentTests
{
    private const string Catalogue = """
        validate:
          checks:
            - null_rate: {relations: [orders, customers]}
            - distinct_count: {relations: [orders], columns: [order_id, customer_id], approximate: false}
            - aggregate: {relations: [orders], columns: [revenue], measures: [sum, avg]}
            - distribution: {relations: [orders], columns: [status, channel, revenue]}
            - freshness: {relations: [orders], column: ordered_on}
            - sql:
                name: no lines without an order
                query: >-
                  select i.* from {green:stg_order_items} i left join {green:orders} o on o.order_id = i.order_id
                  where o.order_id is null
            - sql:
                name: revenue adds up
                query: >-
                  select (select sum(revenue) from {green:orders}) - (select sum(revenue) from {green:daily_revenue})
                fail_unless: abs(value) < 0.01
                severity: warn
            - data_diff: {relations: [orders, customers], max_removed: 1%}
        """;

    private static readonly string[] _kept =
    [
        "schema",
        "command",
        "exitCode",
        "environment",
        "release",
        "live",
        "steps",
        "checks",
        "problems",
        "error",
        "plan",
        "diffs",
        "summary",
    ];

    [Fact]
    public async Task Validate_and_diff_write_the_documents_that_are_kept()
    {
        using var run = ToolRun.OfShop();
        await File.WriteAllTextAsync(run["data-release.yml"], Catalogue, TestContext.Current.CancellationToken);
        (await run.JsonAsync("release")).Exit.ShouldBe(0);
        Repository.CopyExample("shop-v3", run.Project);
        (await run.JsonAsync("deploy")).Exit.ShouldBe(3);

        var (exit, validated) = await run.JsonAsync("validate");
        var (_, compared) = await run.JsonAsync("diff", "orders", "customers", "stg_products", "--samples", "1");

        exit.ShouldBe(3);
        Snapshot.ShouldMatch("validate.json", Timeless(validated));
        Snapshot.ShouldMatch("diff.json", Timeless(compared));
    }

    [Fact]
    public async Task A_change_that_nothing_upstream_explains_is_told_and_may_refuse()
    {
        using var run = ToolRun.OfShop();
        await File.WriteAllTextAsync(
            run["data-release.yml"],
            "validate:\n  checks:\n    - data_diff: {relations: [customers]}\n",
            TestContext.Current.CancellationToken
        );
        await run.RunAsync("release");
        await using (var connection = new DuckDBConnection($"Data Source={run.Database}"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            // Somebody's hand in what is live.
            command.CommandText =
                "update analytics__r1.customers set email = 'nobody' where customer_id = (select "
                + "min(customer_id) from analytics__r1.customers)";
            (await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        }

        var (exit, deployed) = await run.JsonAsync("deploy");
        var (_, compared) = await run.JsonAsync("diff", "customers");
        await File.WriteAllTextAsync(
            run["data-release.yml"],
            "validate:\n  unexplained: fail\n  checks:\n    - data_diff: {relations: [customers]}\n",
            TestContext.Current.CancellationToken
        );
        var (refused, _) = await run.JsonAsync("validate");

        exit.ShouldBe(0);
        State(deployed, "unexplained").ShouldBe("warn");
        var diff = compared.RootElement.GetProperty("diffs")[0];
        (diff.GetProperty("changed").GetInt64(), diff.GetProperty("unexplained").GetBoolean()).ShouldBe((1, true));
        (await run.RunAsync("diff", "customers")).Out.ShouldContain(
            "unexplained: nothing that it is made from changed"
        );
        refused.ShouldBe(3);
    }

    private static string? State(JsonDocument document, string check) =>
        document
            .RootElement.GetProperty("checks")
            .EnumerateArray()
            .Single(outcome => outcome.GetProperty("name").GetString() == check)
            .GetProperty("state")
            .GetString();

    /// <summary>Without what differs from run to run.</summary>
    private static string Timeless(JsonDocument document)
    {
        var root = JsonNode.Parse(document.RootElement.GetRawText())!;
        // Keys of other verbs may be added; those of these two are what is kept.
        foreach (var other in root.AsObject().Select(pair => pair.Key).Except(_kept).ToList())
            root.AsObject().Remove(other);
        Scrub(root);
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

        static void Scrub(JsonNode? node)
        {
            if (node is JsonArray array)
                foreach (var item in array)
                    Scrub(item);
            if (node is not JsonObject map)
                return;
            foreach (var (key, value) in map.ToList())
            {
                if (key is "createdAt" or "createdBy" or "since" or "liveAt" or "commit")
                    map[key] = value is null ? null : "…";
                else if (key == "seconds")
                    map[key] = 0;
                else if (key is "value" && value?.GetValue<string>().Contains(" old", StringComparison.Ordinal) == true)
                    map[key] = "…";
                else
                    Scrub(value);
            }
        }
    }
}
