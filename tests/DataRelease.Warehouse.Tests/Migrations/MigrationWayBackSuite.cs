using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Migrations;

/// <summary>What the journal and the data versions promise about the way back holds.</summary>
public abstract class MigrationWayBackSuite(Engine engine) : MigrationSuite(engine)
{
    private const string Orders = "create table $schema$.orders (id integer);\n-- down\ndrop table $schema$.orders;\n";

    private static readonly RollbackRequest _codeAndSchema = new() { Code = true, Schema = true };

    [Fact]
    public async Task A_text_that_a_person_said_does_the_same_is_no_other_migration()
    {
        Project.With("orders", "select 1 as id");
        Script("V1__orders.sql", Orders);
        await ReleaseAsync();
        await ExecuteAsync("insert into state.orders values (1)");
        Script("V2__refunds.sql", "create table $schema$.refunds (id integer);\n-- down\ndrop table $schema$.refunds;");
        Project.With("orders", "select 2 as id");
        await ReleaseAsync();
        Script("V1__orders.sql", $"-- the shop's orders\n{Orders}");
        (await UpFailsAsync()).Code.ShouldBe(ErrorCode.MigrationChanged);
        Worked(
            await Engine().MigrateResolveAsync(new MigrateRequest { Version = "1", AsApplied = true }, Cancellation)
        );

        Worked(await Engine().RollbackAsync(_codeAndSchema, Cancellation));

        (await ReadAsync("select id from state.orders")).ShouldBe(["1"]);
        (await TablesAsync()).ShouldBe(["orders:Table"]);
    }

    [Fact]
    public async Task Migrations_go_back_in_the_order_in_which_they_ran_whatever_was_said_of_them_since()
    {
        Script("V1__orders.sql", Orders);
        Script(
            "V2__note.sql",
            "alter table $schema$.orders add column note integer;\n-- down\nalter table $schema$.orders drop column "
                + "note;\n"
        );
        await UpAsync();
        Script("V1__orders.sql", $"-- the shop's orders\n{Orders}");
        Worked(
            await Engine().MigrateResolveAsync(new MigrateRequest { Version = "1", AsApplied = true }, Cancellation)
        );

        // V1 first would leave V2 without its table.
        await DownAsync("0");

        (await TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_data_version_before_a_destructive_script_holds_what_earlier_scripts_of_the_run_wrote()
    {
        Config = new ReleaseConfig { Backups = new BackupConfig { Tables = ["state.orders"] } };
        Script("V1__orders.sql", Orders);
        await UpAsync();
        await ExecuteAsync("insert into state.orders values (1)");
        Script("V2__more.sql", "insert into $schema$.orders values (2);\n-- down\nselect 1;\n");
        Script("V3__none.sql", "-- data-release: phase expand\ndelete from $schema$.orders;\n-- down\nselect 1;\n");

        await UpAsync();

        (await ReadAsync("select data_version from data_release.migrations where version = '3'")).ShouldBe(["v1"]);
        (await ReadAsync("select count(*) from state.orders")).ShouldBe(["0"]);
        Worked(await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation));
        (await ReadAsync("select id from state.orders order by id")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Every_down_script_is_checked_before_the_first_one_and_before_the_swap()
    {
        Variables["extra"] = "note";
        Project.With("orders", "select 1 as id");
        Script("V1__orders.sql", Orders);
        await ReleaseAsync();
        Script(
            "V2__extra.sql",
            "alter table $schema$.orders add column note integer;\n-- down\nalter table $schema$.orders drop column "
                + "$extra$;\n"
        );
        Script("V3__more.sql", "create table $schema$.more (id integer);\n-- down\ndrop table $schema$.more;\n");
        Project.With("orders", "select 2 as id");
        await ReleaseAsync();
        Variables.Remove("extra");
        Script("V2__extra.sql", "alter table $schema$.orders add column note integer;\n-- down\nselect 1;\n");

        var preview = await Engine().PreviewRollbackAsync(_codeAndSchema, Cancellation);
        var report = await Engine().RollbackAsync(_codeAndSchema, Cancellation);
        var down = await Engine().MigrateDownAsync(new MigrateRequest { To = "1" }, Cancellation);

        preview.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.MigrationVariable);
        report.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.MigrationVariable);
        down.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.MigrationVariable);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
        (await TablesAsync()).ShouldBe(["more:Table", "orders:Table"]);
    }

    [Fact]
    public async Task A_repeatable_script_runs_again_after_what_it_filled_was_taken_back()
    {
        Script("V1__orders.sql", Orders);
        Script("R__fill.sql", "delete from $schema$.orders where id = 7;\ninsert into $schema$.orders values (7);");
        await UpAsync();
        await DownAsync("0");
        (await StatusAsync()).ShouldBe(["V1 reverted", "R pending"]);

        await UpAsync();

        (await ReadAsync("select id from state.orders")).ShouldBe(["7"]);
        (await UpAsync()).Summary.ShouldContain("nothing");
    }

    [Fact]
    public async Task A_contract_script_with_another_text_waits_for_a_release_that_has_that_text()
    {
        Config = Config with { Retention = Config.Retention with { Keep = 3 } };
        Project.With("orders", "select 1 as id");
        Script("V1__orders.sql", "create table $schema$.orders (id integer, old integer, note integer);");
        await ReleaseAsync();
        Contract("old");
        Project.With("orders", "select 2 as id");
        await ReleaseAsync();
        Contract("note");
        Project.With("orders", "select 3 as id");
        await ReleaseAsync();

        // Only r3 knows that the note goes; r2 is kept and knew of another column.
        Worked(await Engine().PruneAsync(new PruneRequest { Keep = 1 }, Cancellation));

        (await ReadAsync("select count(*) from state.orders where note is null")).ShouldBe(["0"]);
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 held"]);

        void Contract(string column) =>
            Script(
                "V2__less.sql",
                "-- data-release: phase contract\n-- data-release: allow-destructive\nalter table $schema$.orders drop "
                    + $"column {column};\n"
            );
    }

    [Fact]
    public async Task After_leave_a_contract_script_waits_for_a_release_that_has_it()
    {
        Script("V1__orders.sql", "create table $schema$.orders (id integer, note integer);");
        Project.With("orders", "select note from state.orders");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");
        await ReleaseAsync(new DeployRequest { AllowBreaking = true });
        Script(
            "V2__less.sql",
            "-- data-release: phase contract\n-- data-release: allow-destructive\nalter table $schema$.orders drop "
                + "column note;\n"
        );
        Worked(await Engine().LeaveAsync(new LeaveRequest(), Cancellation));

        var status = await Engine().StatusAsync(Cancellation);
        await ReleaseAsync();

        status.RollbackTargets.ShouldBeEmpty();
        status.Summary.ShouldNotContain("rollback");
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 held"]);
    }
}

public sealed class DuckDbMigrationWayBack() : MigrationWayBackSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresMigrationWayBack() : MigrationWayBackSuite(Testing.Engines.Engine.Postgres)
{
    [Fact]
    public async Task A_data_version_before_a_destructive_script_holds_what_others_wrote_until_then()
    {
        Config = new ReleaseConfig { Backups = new BackupConfig { Tables = ["state.orders"] } };
        Script("V1__orders.sql", "create table $schema$.orders (id integer);");
        await UpAsync();
        await ExecuteAsync("insert into state.orders values (1)");
        // The second script waits for this writer, who commits while it waits.
        await using var writer = await Warehouse.OpenAsync(Cancellation);
        await writer.ExecuteAsync(Warehouses.Sql.Raw("begin"), Cancellation);
        await writer.ExecuteAsync(Warehouses.Sql.Raw("insert into state.orders values (2)"), Cancellation);
        Script("V2__none.sql", "-- data-release: phase expand\ndelete from $schema$.orders;\n-- down\nselect 1;\n");

        var up = UpAsync();
        while (
            (await ReadAsync("select count(*) from pg_locks where not granted and mode = 'ShareRowExclusiveLock'"))[0]
            == "0"
        )
            await Task.Yield();
        await writer.ExecuteAsync(Warehouses.Sql.Raw("commit"), Cancellation);
        await up;

        (await ReadAsync("select count(*) from state.orders")).ShouldBe(["0"]);
        Worked(await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation));
        (await ReadAsync("select id from state.orders order by id")).ShouldBe(["1", "2"]);
    }
}
