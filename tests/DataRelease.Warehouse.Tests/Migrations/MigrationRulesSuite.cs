using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Migrations;

/// <summary>What is refused, what runs again, what waits: on every engine.</summary>
public abstract class MigrationRulesSuite(Engine engine) : MigrationSuite(engine)
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
        Worked(await Engine().MigrateResolveAsync(new MigrateRequest { Version = "1", AsApplied = true }, Cancellation));
        await UpAsync();
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 applied"]);
    }

    [Fact]
    public async Task Line_ends_blanks_at_the_end_and_the_down_section_are_no_change()
    {
        Script("V1__one.sql", "create table $schema$.one (\n  id integer);\n");
        await UpAsync();
        Script("V1__one.sql", "\uFEFFcreate table $schema$.one (\r\n  id integer);\r\n\r\n-- down\r\ndrop table $schema$.one;\r\n");

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
        (await Engine().MigrateVerifyAsync(new MigrateRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.MigrationMissing);
    }

    [Fact]
    public async Task What_may_lose_data_is_refused_at_its_line_until_the_script_says_that_it_is_meant()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer, name text)");
        Script("V2__less.sql", "-- data-release: phase expand\nalter table $schema$.one\n  drop column name;\n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationDestructive);
        error.Where.ShouldBe(new SourceLocation("migrations/V2__less.sql", 3, 3));
        (await TablesAsync()).ShouldBeEmpty();
        Script("V2__less.sql", "-- data-release: phase expand\n-- data-release: allow-destructive\nalter table $schema$.one drop column name;\n");
        await UpAsync();
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 applied"]);
    }

    [Fact]
    public async Task A_data_version_taken_before_lets_a_destructive_script_run_and_holds_what_it_took()
    {
        Config = new ReleaseConfig { Backups = new BackupConfig { Tables = ["state.one"] } };
        Script("V1__one.sql", "create table $schema$.one (id integer, name text);\ninsert into $schema$.one values (1, 'a')");
        await UpAsync();
        Script("V2__less.sql", "-- data-release: phase expand\nalter table $schema$.one drop column name;\n-- down\nalter table $schema$.one add column name text;\n");
        Script("V3__gone.sql", "-- data-release: phase expand\ndrop schema other");

        (await UpFailsAsync(new MigrateRequest())).Code.ShouldBe(ErrorCode.MigrationDestructive);
        Remove("V3__gone.sql");
        await UpAsync(new MigrateRequest());

        (await ReadAsync("select data_version from data_release.migrations where version = '2'")).ShouldBe(["v1"]);
        (await ReadAsync("select * from state.one")).ShouldBe(["1"]);
        // First the shape back, then what was in it.
        await DownAsync("1");
        (await ReadAsync("select * from state.one")).ShouldBe(["1|null"]);
        Worked(await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation));
        (await ReadAsync("select * from state.one")).ShouldBe(["1|a"]);
    }

    [Fact]
    public async Task Live_release_schemas_and_the_ledger_are_out_of_reach()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        foreach (var text in new[]
        {
            "select 1;\ninsert into analytics__r1.orders values (2)", "select 1;\ndrop view analytics.orders", "select 1;\ncreate table analytics.more (id integer)",
            "select 1;\nupdate data_release.releases set state = 'live'", "select 1;\ndelete from \"data_release\".migrations where true", "select 1;\ncreate or replace view analytics.orders as select 2 as id",
            "select 1;\ndrop schema analytics__r1 cascade", "select 1;\nwith gone as (select 1) insert into analytics__r1.orders select * from gone",
        })
        {
            Script("V1__bad.sql", $"-- data-release: phase expand\n-- data-release: allow-destructive\n{text}");

            var error = await UpFailsAsync();

            error.Code.ShouldBe(ErrorCode.MigrationProtected, text);
            error.Where!.Line.ShouldBe(4);
        }
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        // To read from live is fine.
        Script("V1__bad.sql", "create table $schema$.copy as select id from analytics.orders");
        await UpAsync();
    }

    [Fact]
    public async Task A_transaction_of_its_own_in_a_script_is_refused()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer);\ncommit;\n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationTransaction);
        error.Where!.Line.ShouldBe(2);
        (await TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_transaction_a_failure_is_written_down_and_has_to_be_looked_at()
    {
        Script("V1__alone.sql", "-- no-transaction\ncreate table $schema$.one (id integer);\nselect * from $schema$.nowhere;\n");

        (await UpFailsAsync()).Code.ShouldBe(ErrorCode.MigrationFailed);

        (await TablesAsync()).ShouldBe(["one:Table"]);
        (await StatusAsync()).ShouldBe(["V1 partial"]);
        (await UpFailsAsync()).Code.ShouldBe(ErrorCode.MigrationUnfinished);
        Script("V1__alone.sql", "-- no-transaction\ncreate table if not exists $schema$.one (id integer);\n");
        await UpAsync(new MigrateRequest { Retry = true });
        (await StatusAsync()).ShouldBe(["V1 applied"]);
    }

    [Fact]
    public async Task Secrets_reach_the_database_and_nothing_else()
    {
        Variables["token"] = "s3cret-value";
        Secrets.Add("token");
        Script("V1__one.sql", "create table $schema$.one (secret text);\ninsert into $schema$.one values ('$token$');\n-- down\ndelete from $schema$.one where secret = '$token$';\ndrop table $schema$.one;\n");
        await UpAsync();
        (await ReadAsync("select secret from state.one")).ShouldBe(["s3cret-value"]);
        Script("V2__two.sql", "select '$token$'::integer");

        var error = await UpFailsAsync();

        error.ToString().ShouldNotContain("s3cret");
        Place.Statements.ShouldNotContain(statement => statement.Contains("s3cret", StringComparison.Ordinal));
        (await ReadAsync("select * from data_release.migrations")).ShouldNotContain(line => line.Contains("s3cret", StringComparison.Ordinal));
        Events.All.ShouldNotContain(happened => happened.ToString().Contains("s3cret", StringComparison.Ordinal));
        await DownAsync("0");
        (await TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_variable_without_a_value_is_an_error_at_its_place_before_anything_runs()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer)");
        Script("V2__two.sql", "create table\n  $shcema$.two (id integer)");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationVariable);
        error.Where.ShouldBe(new SourceLocation("migrations/V2__two.sql", 2, 3));
        (await TablesAsync()).ShouldBeEmpty();
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
        }).MigrateUpAsync(new MigrateRequest(), Cancellation);
        await inside.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        var second = await Engine().MigrateUpAsync(new MigrateRequest(), Cancellation);

        second.ExitCode.ShouldBe(ExitCode.Busy);
        go.SetResult();
        Worked(await first);
        (await StatusAsync()).ShouldBe(["V1 applied"]);
    }

    [Fact]
    public async Task A_dry_run_prints_the_statements_and_writes_nothing()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer);\n-- down\ndrop table $schema$.one;\n");

        var report = Worked(await Engine().MigrateUpAsync(new MigrateRequest { DryRun = true }, Cancellation));

        report.Statements.ShouldBe(["-- V1__one.sql (expand)", "create table $schema$.one (id integer)"]);
        (await HasSchemaAsync("data_release")).ShouldBeFalse();
        await UpAsync();
        var down = Worked(await Engine().MigrateDownAsync(new MigrateRequest { To = "0", DryRun = true }, Cancellation));
        down.Statements.ShouldBe(["-- down: V1__one.sql", "drop table $schema$.one"]);
        (await TablesAsync()).ShouldBe(["one:Table"]);
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
        (await Engine().MigrateBaselineAsync(new MigrateRequest { Version = "2" }, Cancellation)).ExitCode.ShouldBe(ExitCode.Refused);
    }

    [Fact]
    public async Task A_release_expands_before_it_builds_and_contracts_only_when_nothing_needs_the_old_shape()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer, old text, newer text);\ninsert into $schema$.one values (1, 'a', 'b')");
        Project.With("orders", "select id, old as name from state.one", "view");
        await ReleaseAsync();
        Script("V2__more.sql", "alter table $schema$.one add column newest text");
        Script("V3__less.sql", "-- data-release: allow-destructive\nalter table $schema$.one drop column old;\n-- down\nalter table $schema$.one add column old text;\n");
        Project.With("orders", "select id, newer as name from state.one", "view");

        var second = await ReleaseAsync();

        second.Steps.Select(step => step.Name).ShouldContain("migrate");
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 applied", "V3 held"]);
        // migrate up does not hurry it, and the way back is open.
        await UpAsync();
        (await StatusAsync())[2].ShouldBe("V3 held");
        Worked(await Engine().RollbackAsync(new RollbackRequest(), Cancellation));
        (await ReadAsync("select name from analytics.orders")).ShouldBe(["a"]);
        Worked(await Engine().RollbackAsync(new RollbackRequest { To = "r2" }, Cancellation));
        // When r1 is gone nothing needs the column any more.
        var pruned = Worked(await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation));
        pruned.Summary.ShouldContain("applied V3__less.sql");
        (await StatusAsync())[2].ShouldBe("V3 applied");
        (await ReadAsync("select name from analytics.orders")).ShouldBe(["b"]);
    }

    [Fact]
    public async Task A_contract_migration_runs_after_its_time_even_if_older_releases_are_kept()
    {
        Config = new ReleaseConfig { Migrations = new MigrationsConfig { ContractAfter = TimeSpan.Zero } };
        Project.With("orders", "select 1 as id");
        Script("V1__one.sql", "create table $schema$.one (id integer, old text)");
        await ReleaseAsync();
        Script("V2__less.sql", "-- data-release: allow-destructive\nalter table $schema$.one drop column old");
        await ReleaseAsync();
        (await StatusAsync())[1].ShouldBe("V2 pending");

        await UpAsync();

        (await StatusAsync())[1].ShouldBe("V2 applied");
    }

    [Fact]
    public async Task A_migration_that_fails_in_a_release_fails_it_before_green_is_built()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Script("V1__bad.sql", "select * from $schema$.nowhere");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.MigrationFailed);
        report.Release!.State.ShouldBe(ReleaseState.Failed);
        report.Live!.Release.ShouldBe("r1");
        (await StatusAsync()).ShouldBe(["V1 failed"]);
    }
}

public sealed class DuckDbMigrationRules() : MigrationRulesSuite(Tests.Engine.DuckDb)
{
    [Fact]
    public async Task A_script_that_would_leave_a_live_view_unreadable_is_rolled_back()
    {
        await ExecuteAsync("create table state.one (id integer, old text)");
        Project.With("orders", "select id, old from state.one", "view");
        await ReleaseAsync();
        Script("V1__less.sql", "-- data-release: phase expand\n-- data-release: allow-destructive\nalter table $schema$.one drop column old");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationProtected);
        (await ReadAsync("select count(*) from analytics.orders")).ShouldBe(["0"]);
    }
}

public sealed class PostgresMigrationRules() : MigrationRulesSuite(Tests.Engine.Postgres)
{
    [Fact]
    public async Task Functions_with_bodies_of_every_kind_survive()
    {
        Script("V1__functions.sql", """
            create table $schema$.log (n integer);
            create function $schema$.one() returns integer language sql as $$ insert into $schema$.log values (1); select 1; $$;
            create function $schema$.two() returns integer language plpgsql as $body$
            begin
                insert into $schema$.log values (2); -- down is only a word here
                return 2;
            end $body$;
            create function $schema$.three() returns integer language sql begin atomic select case when true then 3 else 0 end; end;
            select $schema$.one(), $schema$.two(), $schema$.three();
            -- down
            drop function $schema$.one; drop function $schema$.two; drop function $schema$.three; drop table $schema$.log;
            """);

        await UpAsync();

        (await ReadAsync("select n from state.log order by n")).ShouldBe(["1", "2"]);
        await DownAsync("0");
        (await TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_function_writes_to_a_release_is_seen_before_the_commit()
    {
        await ExecuteAsync("create function state.sneak() returns integer language plpgsql as $$ begin execute 'insert into analytics__r1.orders values (2)'; return 1; end $$");
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Script("V1__sneak.sql", "create table $schema$.one as select $schema$.sneak() as n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationProtected);
        error.Message.ShouldContain("analytics__r1.orders");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await StatusAsync()).ShouldBe(["V1 failed"]);
    }

    [Fact]
    public async Task An_index_is_made_concurrently_only_without_a_transaction()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer)");
        Script("V2__index.sql", "create index concurrently one_id on $schema$.one (id)");
        (await UpFailsAsync()).Code.ShouldBe(ErrorCode.MigrationTransaction);
        Script("V2__index.sql", "-- no-transaction\ncreate index concurrently one_id on $schema$.one (id);\n-- down\n-- no-transaction\ndrop index concurrently $schema$.one_id;\n");

        await UpAsync();

        (await ReadAsync("select indexname from pg_indexes where schemaname = 'state'")).ShouldBe(["one_id"]);
        await DownAsync("1");
        (await ReadAsync("select indexname from pg_indexes where schemaname = 'state'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_script_that_can_not_get_its_locks_gives_up_and_leaves_nothing()
    {
        Config = new ReleaseConfig { Migrations = new MigrationsConfig { LockTimeout = TimeSpan.FromMilliseconds(50), Budget = TimeSpan.FromMilliseconds(100) } };
        await ExecuteAsync("create table state.one (id integer)");
        Script("V1__more.sql", "create table $schema$.two (id integer);\nalter table $schema$.one add column more text");
        ReleaseException error = null!;
        await Session.InTransactionAsync(async () =>
        {
            await ExecuteAsync("select * from state.one");
            error = await UpFailsAsync();
        }, Cancellation);

        error.Code.ShouldBe(ErrorCode.MigrationBlocked);
        (await TablesAsync()).ShouldBe(["one:Table"]);
        await UpAsync();
    }
}
