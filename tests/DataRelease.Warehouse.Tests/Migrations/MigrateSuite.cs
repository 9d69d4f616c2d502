using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Migrations;

/// <summary>Migrations up and down on every engine.</summary>
public abstract class MigrateSuite(Engine engine) : MigrationSuite(engine)
{
    [Fact]
    public async Task A_chain_of_twenty_goes_up_down_and_up_again_with_its_data()
    {
        Script(
            "V0001__orders.sql",
            "create table $schema$.orders (id integer, note text);\ninsert into $schema$.orders values (1, "
                + "'a;b'), (2, null);\n-- down\ndrop table $schema$.orders;\n"
        );
        for (var number = 2; number <= 20; number++)
        {
            Script(
                $"V{number:0000}__c{number}.sql",
                $"alter table $schema$.orders add column c{number} integer;\nupdate $schema$.orders set c"
                    + $"{number} = id * {number};\n"
            );
            Script($"V{number:0000}__c{number}.down.sql", $"alter table $schema$.orders drop column c{number};");
        }

        await UpAsync();
        (await ReadAsync("select id, c2, c20 from state.orders order by id")).ShouldBe(["1|2|20", "2|4|40"]);
        await ExecuteAsync("insert into state.orders (id, c10) values (3, 99)");
        await DownAsync("10");

        (await ReadAsync("select id, c10 from state.orders order by id")).ShouldBe(["1|10", "2|20", "3|99"]);
        (await StatusAsync()).Count(state => state.EndsWith(" applied", StringComparison.Ordinal)).ShouldBe(10);
        await UpAsync();
        (await ReadAsync("select id, c10, c20 from state.orders order by id")).ShouldBe([
            "1|10|20",
            "2|20|40",
            "3|99|60",
        ]);
        await DownAsync("0");
        (await TablesAsync()).ShouldBeEmpty();
        (await StatusAsync()).ShouldAllBe(state => state.EndsWith(" reverted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failing_script_in_the_middle_leaves_those_before_it_nothing_of_itself_and_a_truthful_journal()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer)");
        Script(
            "V2__two.sql",
            "create table $schema$.two (id integer);\ninsert into $schema$.two values (1);\nselect *\n  from "
                + "$schema$.nowhere;\n"
        );
        Script("V3__three.sql", "create table $schema$.three (id integer)");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationFailed);
        error.Where!.File.ShouldBe("migrations/V2__two.sql");
        error.Where.Line.ShouldBe(4);
        (await TablesAsync()).ShouldBe(["one:Table"]);
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 failed", "V3 pending"]);
        Script("V2__two.sql", "create table $schema$.two (id integer)");
        await UpAsync();
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 applied", "V3 applied"]);
    }

    [Fact]
    public async Task Going_back_runs_the_down_script_as_it_was_when_it_was_applied()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer)");
        Script("V1__one.down.sql", "drop table $schema$.one");
        Script("V2__two.sql", "create table $schema$.two (id integer);\n-- down\ndrop table $schema$.two;\n");
        await UpAsync();
        Script("V1__one.down.sql", "drop table $schema$.something_else");
        Remove("V2__two.sql");

        await DownAsync("0");

        (await TablesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n\r")]
    public async Task A_comment_ends_with_its_line_however_lines_end(string end)
    {
        Script(
            "V1__one.sql",
            string.Join(
                end,
                "-- what it does",
                "create table $schema$.one (id integer); -- a note",
                "insert into $schema$.one values (1); /* more",
                "-- of it */ insert into $schema$.one values (2) -- the last",
                ";",
                "-- down",
                "drop table $schema$.one; -- gone"
            )
        );

        await UpAsync();

        (await ReadAsync("select id from state.one order by id")).ShouldBe(["1", "2"]);
        await DownAsync("0");
        (await TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_down_script_nothing_is_taken_back_at_all()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer)");
        Script("V2__two.sql", "create table $schema$.two (id integer);\n-- down\ndrop table $schema$.two;\n");
        await UpAsync();

        var report = await Engine().MigrateDownAsync(new MigrateRequest { To = "0" }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.MigrationOneWay);
        report.ExitCode.ShouldBe(ExitCode.Refused);
        (await TablesAsync()).ShouldBe(["one:Table", "two:Table"]);
    }

    [Fact]
    public async Task A_down_script_that_fails_changes_nothing_and_the_migration_stays_in_force()
    {
        Script(
            "V1__one.sql",
            "create table $schema$.one (id integer);\n-- down\ndrop table $schema$.one;\ndrop table $schema$.nowhere;\n"
        );
        await UpAsync();

        var report = await Engine().MigrateDownAsync(new MigrateRequest { To = "0" }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.MigrationFailed);
        report.Error.Where!.Line.ShouldBe(4);
        (await TablesAsync()).ShouldBe(["one:Table"]);
        (await StatusAsync()).ShouldBe(["V1 applied"]);
    }
}

public sealed class DuckDbMigrate() : MigrateSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresMigrate() : MigrateSuite(Testing.Engines.Engine.Postgres);
