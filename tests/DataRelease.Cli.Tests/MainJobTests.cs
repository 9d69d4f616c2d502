using System.Text.Json;
using DataRelease.Testing;

namespace DataRelease.Cli.Tests;

/// <summary>The main job as a user types it, on DuckDB without dbt.</summary>
public sealed class MainJobTests
{
    [Fact]
    public async Task Versions_go_live_are_refused_and_go_back()
    {
        using var run = ToolRun.OfShop();
        (await run.JsonAsync("release")).Exit.ShouldBe(0);
        Repository.CopyExample("shop-v2", run.Project);
        var (exit, second) = await run.JsonAsync("release");
        exit.ShouldBe(0);
        second.RootElement.GetProperty("live").GetProperty("version").GetString().ShouldBe("1.1.0");
        File.Delete(run["models/marts/refunds.sql"]);
        Repository.CopyExample("shop", run.Project);
        Repository.CopyExample("shop-v3", run.Project);

        var (refused, third) = await run.JsonAsync("release");

        refused.ShouldBe(3);
        third.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe("DR5011");
        third.RootElement.GetProperty("live").GetProperty("release").GetString().ShouldBe("r2");
        var (_, back) = await run.JsonAsync("rollback");
        back.RootElement.GetProperty("live").GetProperty("release").GetString().ShouldBe("r1");
    }

    [Fact]
    public async Task Every_verbs_json_fits_the_published_schema()
    {
        using var schema = JsonDocument.Parse(
            await File.ReadAllTextAsync(
                Repository.PathOf("docs", "output.schema.json"),
                TestContext.Current.CancellationToken
            )
        );
        using var run = ToolRun.OfShop();
        foreach (
            var command in new string[][]
            {
                ["doctor"],
                ["plan"],
                ["status"],
                ["release"],
                ["release"],
                ["status"],
                ["diff", "orders"],
                ["history"],
                ["rollback", "--dry-run"],
                ["rollback"],
                ["prune", "--dry-run"],
                ["swap"],
                ["release", "-e", "nowhere"],
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
            document.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(exit);
            document.RootElement.GetProperty("command").GetString().ShouldBe(command[0]);
        }
    }

    [Fact]
    public async Task Status_before_the_first_release_makes_no_file()
    {
        using var run = ToolRun.OfShop();

        var (exit, text, _) = await run.RunAsync("status");

        exit.ShouldBe(0);
        text.ShouldContain("nothing has been released here yet");
        File.Exists(run.Database).ShouldBeFalse();
    }

    [Fact]
    public async Task Dry_run_prints_statements_and_writes_nothing()
    {
        using var run = ToolRun.OfShop();
        await run.RunAsync("deploy");

        var (exit, text, _) = await run.RunAsync("swap", "--dry-run");

        exit.ShouldBe(0);
        text.ShouldContain("view \"analytics\".\"orders\" as select");
        var (_, status) = await run.JsonAsync("status");
        status.RootElement.GetProperty("live").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Results_go_to_standard_output_and_progress_to_standard_error()
    {
        using var run = ToolRun.OfShop();

        var (_, text, progress) = await run.RunAsync("release");

        progress.ShouldContain("model orders");
        text.ShouldNotContain("model orders");
        text.ShouldContain("r1 (1.0.0) is live");
        (await run.RunAsync("release", "--verbosity", "quiet")).Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_another_process_holds_ends_with_4_and_its_name()
    {
        using var run = ToolRun.OfShop();
        await run.RunAsync("release");
        using var holder = Actor.Start(run.Project, "hold-duckdb", run.Database);
        (await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("open");

        var (exit, _, error) = await run.RunAsync("release");

        exit.ShouldBe(4);
        error.ShouldContain("DR4008");
        if (OperatingSystem.IsLinux())
            error.ShouldContain($"{holder.Id}");
        holder.StandardInput.Close();
        await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        (await run.RunAsync("status")).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_an_error_and_stays_as_it_is()
    {
        using var run = ToolRun.OfShop();
        await File.WriteAllTextAsync(run.Database, new string('x', 20_000), TestContext.Current.CancellationToken);

        var (exit, _, error) = await run.RunAsync("release");

        exit.ShouldBe(1);
        error.ShouldContain("DR4009");
        (await File.ReadAllTextAsync(run.Database, TestContext.Current.CancellationToken)).ShouldBe(
            new string('x', 20_000)
        );
    }

    [Fact]
    public async Task A_read_only_file_is_an_error()
    {
        if (Environment.UserName == "root")
            Assert.Skip("root may write to read-only files");
        using var run = ToolRun.OfShop();
        await run.RunAsync("release");
        File.SetAttributes(run.Database, FileAttributes.ReadOnly);

        var (exit, _, _) = await run.RunAsync("release");

        File.SetAttributes(run.Database, FileAttributes.Normal);
        exit.ShouldBe(1);
    }

    [Fact]
    public async Task A_killed_release_is_resumed_or_aborted_by_the_next_command()
    {
        using var run = ToolRun.OfShop();
        await run.RunAsync("release");
        using (var tool = Actor.StartTool(run.Project, "release"))
        {
            // As soon as it builds, it dies without a word.
            while (
                await tool.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
                && !line.Contains("model stg_", StringComparison.Ordinal)
            ) { }
            tool.Kill();
            await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var (exit, _, error) = await run.RunAsync("release");
        exit.ShouldBe(3);
        error.ShouldContain("DR5005");
        var (_, status) = await run.JsonAsync("status");
        status.RootElement.GetProperty("live").GetProperty("release").GetString().ShouldBe("r1");
        (await run.RunAsync("resume")).Exit.ShouldBe(0);
        (await run.RunAsync("status")).Out.ShouldContain("r2 (1.0.0) is live");
    }

    [Fact]
    public async Task Text_that_would_command_a_pipeline_is_taken_apart()
    {
        await Task.CompletedTask;

        PrintableText
            .Of("##vso[task.setvariable]x\n  ::error::no\nselect 1::int \u001b[31m")
            .ShouldBe("# #vso[task.setvariable]x\n  : :error::no\nselect 1::int \uFFFD[31m");
    }
}
