using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>Migrations and projects of plain SQL as a user types them, on DuckDB.</summary>
public sealed class MigrateVerbTests
{
    [Fact]
    public async Task The_sql_example_is_released_and_migrated_and_its_json_fits_the_published_schema()
    {
        using var schema = JsonDocument.Parse(
            await File.ReadAllTextAsync(
                Repository.PathOf("docs", "output.schema.json"),
                TestContext.Current.CancellationToken
            )
        );
        using var run = ToolRun.OfSql();
        foreach (
            var command in new string[][]
            {
                ["doctor"],
                ["plan", "--offline"],
                ["plan"],
                ["migrate", "status"],
                ["migrate", "up", "--dry-run"],
                ["migrate", "verify"],
                ["release"],
                ["migrate", "status"],
                ["migrate", "up"],
                ["migrate", "down", "--to", "1"],
                ["migrate", "up"],
                ["release"],
                ["rollback"],
                ["history"],
            }
        )
        {
            var (exit, document) = await run.JsonAsync(command);

            var misfits = new List<string>();
            JsonSchemaSubset.Check(
                schema.RootElement,
                schema.RootElement,
                document.RootElement,
                string.Join(' ', command),
                misfits
            );
            misfits.ShouldBeEmpty();
            exit.ShouldBe(0, document.RootElement.ToString());
            document
                .RootElement.GetProperty("command")
                .GetString()
                .ShouldBe(command[0] == "migrate" ? $"migrate {command[1]}" : command[0]);
        }
    }

    [Fact]
    public async Task A_new_sql_project_goes_live_as_it_was_begun()
    {
        using var run = ToolRun.OfNothing();

        (await run.RunAsync("init", "--sql")).Exit.ShouldBe(0);

        (await run.RunAsync("release")).Exit.ShouldBe(0);
        (await run.RunAsync("status")).Out.ShouldContain("r1 (0.1.0) is live");
        (await run.RunAsync("init", "--sql")).Exit.ShouldBe(2);
    }

    [Fact]
    public async Task A_script_without_a_transaction_that_was_killed_is_found_and_runs_only_when_a_person_says_so()
    {
        using var run = ToolRun.OfSql();
        await run.RunAsync("release");
        await File.WriteAllTextAsync(
            run["migrations/V0003__long.sql"],
            "-- no-transaction\ncreate table if not exists shop_state.begun (n bigint);\ncreate table "
                + "shop_state.ended as select count(*) as n from range(1000000000000) a;\n",
            TestContext.Current.CancellationToken
        );
        using (var tool = Actor.StartTool(run.Project, "migrate", "up", "--yes", "--verbosity", "debug"))
        {
            while (
                await tool.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
                && !line.Contains("shop_state.ended", StringComparison.Ordinal)
            ) { }
            tool.Kill();
            await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (_, status) = await run.JsonAsync("migrate", "status");
        status.RootElement.GetProperty("migrations")[2].GetProperty("state").GetString().ShouldBe("started");
        var (exit, _, error) = await run.RunAsync("migrate", "up", "--yes");
        exit.ShouldBe(3);
        error.ShouldContain("DR8007");
        await File.WriteAllTextAsync(
            run["migrations/V0003__long.sql"],
            "-- no-transaction\ncreate table if not exists shop_state.begun (n bigint);\n",
            TestContext.Current.CancellationToken
        );
        (await run.RunAsync("migrate", "up", "--yes", "--retry")).Exit.ShouldBe(0);
        (await run.RunAsync("migrate", "verify")).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task A_packages_migrations_run_as_it_is_deployed_by_somebody_who_has_nothing_else()
    {
        using var author = ToolRun.OfNothing();
        var first = await PackAsync(author, "1.0.0", "select 1 as id");
        await WriteAsync(
            author["migrations/V1__refunds.sql"],
            "create table $schema$.refunds (id integer);\ninsert into $schema$.refunds values (7);\n-- "
                + "down\ndrop table $schema$.refunds;\n"
        );
        await WriteAsync(
            author["migrations/V2__less.sql"],
            "-- data-release: allow-destructive\n-- data-release: phase contract\ndrop table if exists $schema$.old;\n"
        );
        var second = await PackAsync(author, "2.0.0", "select id from state.refunds");
        using var run = ToolRun.OfNothing();
        await WriteAsync(
            run["profiles.yml"],
            "made_up:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      path: "
                + "shop.duckdb\n      schema: analytics\n"
        );
        await WriteAsync(run["data-release.yml"], "migrations:\n  schema: state\n");
        await ExpectAsync(run, "release", first);
        await QueryAsync(run, "create schema state");

        var deployed = await ExpectAsync(run, "deploy", second);

        deployed.GetProperty("live").GetProperty("version").GetString().ShouldBe("1.0.0");
        deployed
            .GetProperty("steps")
            .EnumerateArray()
            .Select(step => step.GetProperty("name").GetString())
            .ShouldContain("migrate");
        (await QueryAsync(run, "select id from state.refunds")).ShouldBe("7");
        (await ExpectAsync(run, "swap")).GetProperty("live").GetProperty("version").GetString().ShouldBe("2.0.0");
        await ExpectAsync(run, "rollback", "--code", "--schema");
        (await QueryAsync(run, "select count(*) from information_schema.tables where table_schema = 'state'")).ShouldBe(
            "0"
        );
    }

    private static async Task<string> PackAsync(ToolRun author, string version, string query)
    {
        new CompiledProject(author.Project, "duckdb", "shop") { Version = version }
            .Model("numbers", query)
            .Write();
        var (exit, _, error) = await author.RunAsync("pack");
        exit.ShouldBe(0, error);
        return author[$"release/made_up.{version}.nupkg"];
    }

    private static async Task<JsonElement> ExpectAsync(ToolRun run, params string[] args)
    {
        var (exit, document) = await run.JsonAsync([.. args, "--profile", "made_up"]);
        exit.ShouldBe(0, document.RootElement.ToString());
        return document.RootElement;
    }

    private static async Task<string> QueryAsync(ToolRun run, string sql)
    {
        await using var connection = new DuckDB.NET.Data.DuckDBConnection($"Data Source={run.Database}");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return $"{await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)}";
    }

    private static async Task WriteAsync(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);
    }
}
