using System.Text;
using DataRelease.Cli.Tests;
using DataRelease.DuckDb;
using DataRelease.Warehouses;

namespace DataRelease.Security.Tests.Fuzzing;

/// <summary>
/// The doors through which a user's own words come in: seeds, the YAML of projects of SQL, their queries, and the
/// arguments of <c>diff</c>. Whatever stands there, the tool says what is wrong with it, and never that it has a bug.
/// </summary>
public sealed class DoorFuzzTests
{
    private static readonly string[] _offline = ["plan", "--offline"];

    private static readonly string[] _duckDbOnly = ["-e", "dev"];

    private const string Project = """
        project:
          name: shop_sql
          version: 1.0.0
          materialized: table
          variables: {limit: "10"}
          models:
            staging/*: {materialized: view, tags: [staging]}
            daily_revenue: {materialized: incremental, unique_key: [day], key: [day], schema: marketing}
          seeds:
            raw_orders: {types: {amount: "decimal(10,2)"}, delimiter: ",", quote: '"', null_values: ["", "n/a"]}
        default_environment: dev
        environments:
          dev: {type: duckdb, path: shop_sql.duckdb, schema: analytics}
        migrations: {folder: migrations, schema: shop_state, variables: {a: b}, lock_timeout: 5s, contract_after: 7d}
        backups: {tables: [shop_state.channels]}
        retention: {keep: 2, max_age: 30d}
        report: {html: true, max_rows: 1000, samples: 3, sensitive: ["*.email"]}
        validate:
          checks:
            - distribution: {columns: [amount], fail_over: 0.1}
            - freshness: {column: day, max_age: 2d}
            - aggregate: {columns: [amount], measures: [sum], fail_unless: "abs(green - blue) < 0.1 * blue"}
            - sql: {name: n, query: "select 1 from {green:daily_revenue} where 1 = 0"}
            - latency: {query: "select count(*) from {relation}", runs: 3}
        """;

    private static readonly string[] _options =
    [
        "--release",
        "--against",
        "--key",
        "--ignore",
        "--tolerance",
        "--map",
        "--sensitive",
        "--where",
        "--window",
        "--sample",
        "--confidence",
        "--samples",
        "--statistics",
        "--time-budget",
        "--explain",
    ];

    private static readonly string[] _values =
    [
        "id",
        "amount",
        "r1",
        "r2",
        "live",
        "schema:analytics",
        "schema:analytics__r1",
        "relation:analytics.orders",
        "relation:analytics",
        "query:select 1 as id",
        "query:@missing.sql",
        "query:",
        "environment:dev",
        "environment:dev/r1",
        "environment:nowhere/live",
        "amount=0.01",
        "amount=1%",
        "amount=",
        "=",
        "id=1..2",
        "at=2026-01-01..",
        "note=..z",
        "id=..",
        "5%",
        "100%",
        "0%",
        "0.95",
        "1",
        "0",
        "-1",
        "1e400",
        "10s",
        "0s",
        "id > 1",
        "1 = 1; drop table analytics.orders",
        "orders",
        "ord*",
        "*",
        "[",
        "id=other",
        "note=id",
    ];

    [Fact]
    public async Task Any_bytes_are_a_seed_or_an_error_with_a_code()
    {
        var csv = Encoding.UTF8.GetBytes(
            "id,name,amount,at,flag\n1,one,\"1,200.5\",2024-01-05 10:00:00Z,true\n2,\"a \"\"b\"\"\nc\",$5,2024-2-30,\n"
                + "3,,1e3,,false\n007,x,50%,2024-01-05T10:00:00+02:00,null\n"
        );
        using var run = SqlProject("data-release.yml", MadeUp);

        await Cases.RunAsync(60, async (mutator, token) =>
        {
            await File.WriteAllBytesAsync(run["seeds/raw.csv"], mutator.Bytes(csv), token);
            await KeepsItsWordAsync(run, token, "release", "--yes");
        });
    }

    [Fact]
    public async Task The_configuration_of_a_project_of_sql_is_read_or_an_error_with_a_code()
    {
        using var run = ToolRun.OfSql();

        await Cases.RunAsync(300, async (mutator, token) =>
        {
            await File.WriteAllBytesAsync(
                run["data-release.yml"],
                mutator.Next(3) == 0
                    ? mutator.Bytes(Encoding.UTF8.GetBytes(Project))
                    : Encoding.UTF8.GetBytes(mutator.Yaml(Project)),
                token
            );
            await KeepsItsWordAsync(run, token, [.. _offline, .. mutator.Next(2) == 0 ? _duckDbOnly : []]);
        });
    }

    [Fact]
    public async Task Queries_of_a_project_of_sql_are_models_or_an_error_with_a_code()
    {
        var queries = new[]
        {
            "-- materialized: table\n-- key: id\nselect id, name from $schema$.raw where id > 1",
            "-- materialized: incremental\n-- unique_key: id\nwith a as (select * from $schema$.raw) select * from a",
            "select r.id, count(*) as \"n; --\" from $schema$.raw r group by 1 /* a /* nested */ comment */",
            "pivot $schema$.raw on name in ('one') using count(*)",
            "select E'a\\'b' as x, $tag$ ; $tag$ as y, '$schema$.raw' as z",
        };
        using var run = SqlProject("data-release.yml", MadeUp);

        await Cases.RunAsync(60, async (mutator, token) =>
        {
            foreach (var folder in new[] { "models", "tests" })
                await File.WriteAllBytesAsync(
                    run[$"{folder}/one.sql"],
                    mutator.Next(8) == 0
                        ? Encoding.UTF8.GetBytes(mutator.Evil())
                        : mutator.Bytes(Encoding.UTF8.GetBytes(mutator.Pick(queries))),
                    token
                );
            await KeepsItsWordAsync(run, token, mutator.Next(2) == 0 ? "plan" : "release", "--yes");
        });
    }

    [Fact]
    public async Task Any_arguments_of_diff_are_a_diff_or_an_error_with_a_code()
    {
        using var run = SqlProject("data-release.yml", MadeUp);
        await File.WriteAllTextAsync(
            run["models/orders.sql"],
            "-- materialized: table\nselect id, id * 1.5 as amount, name as note, "
                + "date '2026-01-01' as at from $schema$.raw",
            TestContext.Current.CancellationToken
        );
        foreach (var _ in Enumerable.Range(1, 2))
            (await run.RunAsync("release", "--yes")).Exit.ShouldBe(0);
        var before = await TablesAsync(run);

        await Cases.RunAsync(150, async (mutator, token) =>
        {
            var args = new List<string> { "diff" };
            for (var count = mutator.Next(5); count >= 0; count--)
            {
                if (mutator.Next(3) > 0)
                    args.Add(mutator.Pick(_options));
                if (mutator.Next(5) > 0)
                    args.Add(mutator.Next(6) == 0 ? mutator.Evil() : mutator.Pick(_values));
            }
            if (mutator.Next(3) == 0)
                args.AddRange(["--output", "json"]);
            await KeepsItsWordAsync(run, token, [.. args]);
        });

        (await TablesAsync(run)).ShouldBe(before);
    }

    private const string MadeUp = """
        project: {name: made_up, version: 1.0.0, materialized: table}
        default_environment: dev
        environments:
          dev: {type: duckdb, path: made_up.duckdb, schema: analytics}
        """;

    private static ToolRun SqlProject(string file, string text)
    {
        var run = ToolRun.OfNothing();
        foreach (var folder in new[] { "models", "seeds", "tests" })
            Directory.CreateDirectory(run[folder]);
        File.WriteAllText(run[file], text);
        File.WriteAllText(run["seeds/raw.csv"], "id,name\n1,one\n2,two\n3,three\n");
        File.WriteAllText(run["models/small.sql"], "select * from $schema$.raw");
        return run;
    }

    private static async Task KeepsItsWordAsync(ToolRun run, CancellationToken cancellation, params string[] args)
    {
        var (exit, text, error) = await run.RunAsync(cancellation, args);
        Cases.KeepsItsWord(exit, text, error);
    }

    private static async Task<IReadOnlyList<string>> TablesAsync(ToolRun run)
    {
        await using var warehouse = new DuckDbWarehouse(run["made_up.duckdb"]);
        await using var session = await warehouse.OpenAsync(TestContext.Current.CancellationToken);
        return await session.QueryAsync(
            Sql.Raw("select schema_name || '.' || table_name from duckdb_tables() order by 1"),
            row => row.GetString(0),
            TestContext.Current.CancellationToken
        );
    }
}
