using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Migrations;

/// <summary>
/// Project and journal side by side: what runs, in which order, what runs again, and what is refused.
/// </summary>
public abstract class MigrationOrderSuite(Engine engine) : MigrationSuite(engine)
{
    [Fact]
    public async Task A_script_that_was_changed_after_it_was_applied_is_refused()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer);\n");
        await UpAsync();
        Script("V1__one.sql", "create table $schema$.one (id integer, name text);\n");
        Script("V2__two.sql", "create table $schema$.two (id integer);\n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationChanged);
        error.Where!.File.ShouldBe("migrations/V1__one.sql");
        (await TablesAsync()).ShouldBe(["one:Table"]);
        (await StatusAsync()).ShouldBe(["V1 changed", "V2 pending"]);
        (await Engine().MigrateVerifyAsync(new MigrateRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Refused);
        Worked(
            await Engine().MigrateResolveAsync(new MigrateRequest { Version = "1", AsApplied = true }, Cancellation)
        );
        await UpAsync();
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 applied"]);
    }

    [Fact]
    public async Task Line_ends_blanks_at_the_end_and_the_down_section_are_no_change()
    {
        Script("V1__one.sql", "create table $schema$.one (\n  id integer);\n");
        await UpAsync();
        Script(
            "V1__one.sql",
            "\uFEFFcreate table $schema$.one (\r\n  id integer);\r\n\r\n-- down\r\ndrop table $schema$.one;\r\n"
        );

        await UpAsync();

        (await StatusAsync()).ShouldBe(["V1 applied"]);
    }

    [Fact]
    public async Task A_script_of_another_branch_that_is_older_is_refused_unless_it_is_allowed()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer)");
        Script("V3__three.sql", "create table $schema$.three (id integer);\n-- down\ndrop table $schema$.three;\n");
        await UpAsync();
        Script("V2__two.sql", "create table $schema$.two (id integer);\n-- down\ndrop table $schema$.two;\n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationOutOfOrder);
        (await UpFailsAsync()).ToDo.ShouldContain("--allow-out-of-order");
        await UpAsync(new MigrateRequest { AllowOutOfOrder = true });
        (await TablesAsync()).ShouldBe(["one:Table", "three:Table", "two:Table"]);
        // Back goes in the order in which they really ran.
        await DownAsync("1");
        (await TablesAsync()).ShouldBe(["one:Table"]);
    }

    [Fact]
    public async Task A_repeatable_script_runs_again_when_its_text_changes_and_only_then()
    {
        Script("V1__one.sql", "create table $schema$.runs (n integer)");
        Script("R__count.sql", "insert into $schema$.runs values (1)");
        await UpAsync();
        await UpAsync();
        (await ReadAsync("select n from state.runs order by n")).ShouldBe(["1"]);

        Script("R__count.sql", "insert into $schema$.runs values (2)");
        await UpAsync();

        (await ReadAsync("select n from state.runs order by n")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task An_applied_script_that_the_project_lacks_is_a_warning_on_the_way_and_an_error_of_verify()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer)");
        await UpAsync();
        Remove("V1__one.sql");
        Script("V2__two.sql", "create table $schema$.two (id integer)");

        await UpAsync();

        Events.All.OfType<ReleaseEvent.Warned>().ShouldContain(warned => warned.Code == ErrorCode.MigrationMissing.Id);
        (await StatusAsync()).ShouldBe(["V1 missing", "V2 applied"]);
        (await Engine().MigrateVerifyAsync(new MigrateRequest(), Cancellation)).Error!.Code.ShouldBe(
            ErrorCode.MigrationMissing
        );
    }

    [Fact]
    public async Task A_baseline_counts_what_is_there_as_applied()
    {
        await ExecuteAsync("create table state.one (id integer)");
        Script("V1__one.sql", "create table $schema$.one (id integer)");
        Script("V2__two.sql", "create table $schema$.two (id integer)");
        Worked(await Engine().MigrateBaselineAsync(new MigrateRequest { Version = "1" }, Cancellation));

        await UpAsync();

        (await StatusAsync()).ShouldBe(["V1 baseline", "V2 applied"]);
        (await Engine().MigrateBaselineAsync(new MigrateRequest { Version = "2" }, Cancellation)).ExitCode.ShouldBe(
            ExitCode.Refused
        );
    }

    [Fact]
    public async Task A_dry_run_prints_the_statements_and_writes_nothing()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer);\n-- down\ndrop table $schema$.one;\n");

        var report = Worked(await Engine().MigrateUpAsync(new MigrateRequest { DryRun = true }, Cancellation));

        report.Statements.ShouldBe(["-- V1__one.sql (expand)", "create table $schema$.one (id integer)"]);
        (await HasSchemaAsync("data_release")).ShouldBeFalse();
        await UpAsync();
        var down = Worked(
            await Engine().MigrateDownAsync(new MigrateRequest { To = "0", DryRun = true }, Cancellation)
        );
        down.Statements.ShouldBe(["-- down: V1__one.sql", "drop table $schema$.one"]);
        (await TablesAsync()).ShouldBe(["one:Table"]);
    }

    [Fact]
    public async Task Two_migrators_at_once_do_not_meet()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer)");
        var (inside, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = Engine(async () =>
            {
                inside.TrySetResult();
                await go.Task;
            })
            .MigrateUpAsync(new MigrateRequest(), Cancellation);
        await inside.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        var second = await Engine().MigrateUpAsync(new MigrateRequest(), Cancellation);

        second.ExitCode.ShouldBe(ExitCode.Busy);
        go.SetResult();
        Worked(await first);
        (await StatusAsync()).ShouldBe(["V1 applied"]);
    }
}

public sealed class DuckDbMigrationOrder() : MigrationOrderSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresMigrationOrder() : MigrationOrderSuite(Testing.Engines.Engine.Postgres);
