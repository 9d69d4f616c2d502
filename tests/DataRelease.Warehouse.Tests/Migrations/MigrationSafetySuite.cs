using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Warehouses;

namespace DataRelease.Warehouse.Tests.Migrations;

/// <summary>What a script must not do, and what one that fails leaves.</summary>
public abstract class MigrationSafetySuite(Engine engine) : MigrationSuite(engine)
{
    [Fact]
    public async Task What_may_lose_data_is_refused_at_its_line_until_the_script_says_that_it_is_meant()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer, name text)");
        Script("V2__less.sql", "-- data-release: phase expand\nalter table $schema$.one\n  drop column name;\n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationDestructive);
        error.Where.ShouldBe(new SourceLocation("migrations/V2__less.sql", 3, 3));
        (await TablesAsync()).ShouldBeEmpty();
        Script(
            "V2__less.sql",
            "-- data-release: phase expand\n-- data-release: allow-destructive\nalter table $schema$.one "
                + "drop column name;\n"
        );
        await UpAsync();
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 applied"]);
    }

    [Fact]
    public async Task A_data_version_taken_before_lets_a_destructive_script_run_and_holds_what_it_took()
    {
        Config = new ReleaseConfig { Backups = new BackupConfig { Tables = ["state.one"] } };
        Script(
            "V1__one.sql",
            "create table $schema$.one (id integer, name text);\ninsert into $schema$.one values (1, 'a')"
        );
        await UpAsync();
        Script(
            "V2__less.sql",
            "-- data-release: phase expand\nalter table $schema$.one drop column name;\n-- down\nalter table "
                + "$schema$.one add column name text;\n"
        );
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
    public async Task A_script_that_leaves_a_transaction_open_has_not_run()
    {
        Script("V1__lost.sql", "-- no-transaction\nbegin;\ncreate table $schema$.lost (id integer);\n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationTransaction);
        (await TablesAsync()).ShouldBeEmpty();
        (await StatusAsync()).ShouldBe(["V1 partial"]);
        Script("V1__lost.sql", "-- no-transaction\nbegin;\ncreate table $schema$.lost (id integer);\ncommit;\n");
        await UpAsync(new MigrateRequest { Retry = true });
        (await TablesAsync()).ShouldBe(["lost:Table"]);
    }

    [Fact]
    public async Task What_is_live_can_be_read_into_an_object_without_a_schema_in_its_name()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Script(
            "V1__reads.sql",
            "create view reads_live as select id from analytics.orders;\ncreate table copied as select * from "
                + "analytics.orders;\n"
        );

        await UpAsync();

        (await ReadAsync("select id from reads_live union all select id from copied")).ShouldBe(["1", "1"]);
    }

    [Fact]
    public async Task Copies_of_data_versions_are_out_of_reach()
    {
        await ExecuteAsync("create table state.one (id integer)");
        Worked(await Engine().BackupCreateAsync(new BackupCreateRequest { Tables = ["state.one"] }, Cancellation));
        Script(
            "V1__gone.sql",
            "-- data-release: phase expand\n-- data-release: allow-destructive\ndrop table "
                + "data_release_backup_v1.state__one;\n"
        );

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationProtected);
        error.Message.ShouldContain("data version");
        (await Engine().BackupVerifyAsync(new BackupRequest { Version = "v1" }, Cancellation)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Live_release_schemas_and_the_ledger_are_out_of_reach()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        foreach (
            var text in new[]
            {
                "select 1;\ninsert into analytics__r1.orders values (2)",
                "select 1;\ndrop view analytics.orders",
                "select 1;\ncreate table analytics.more (id integer)",
                "select 1;\nupdate data_release.releases set state = 'live'",
                "select 1;\ndelete from \"data_release\".migrations where true",
                "select 1;\ncreate or replace view analytics.orders as select 2 as id",
                "select 1;\ndrop schema analytics__r1 cascade",
                "select 1;\nwith gone as (select 1) insert into analytics__r1.orders select * from gone",
            }
        )
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

    [Theory]
    [InlineData("select 1 -- note\r; commit; create table $schema$.one (id integer)")]
    [InlineData("select 1 as £$a$; commit; select 1 as £$a$")]
    [InlineData("select E'a'\n'\\' '; commit; select '' --'")]
    public async Task A_transaction_that_ends_behind_a_trick_is_refused(string text)
    {
        Script("V1__one.sql", text);

        (await UpFailsAsync()).Code.ShouldBe(ErrorCode.MigrationTransaction);
        (await TablesAsync()).ShouldBeEmpty();
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
        Script(
            "V1__alone.sql",
            "-- no-transaction\ncreate table $schema$.one (id integer);\nselect * from $schema$.nowhere;\n"
        );

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
        Script(
            "V1__one.sql",
            "create table $schema$.one (secret text);\ninsert into $schema$.one values ('$token$');\n-- "
                + "down\ndelete from $schema$.one where secret = '$token$';\ndrop table $schema$.one;\n"
        );
        await UpAsync();
        (await ReadAsync("select secret from state.one")).ShouldBe(["s3cret-value"]);
        Script("V2__two.sql", "select '$token$'::integer");

        var error = await UpFailsAsync();

        error.ToString().ShouldNotContain("s3cret");
        Place.Statements.ShouldNotContain(statement => statement.Contains("s3cret", StringComparison.Ordinal));
        (await ReadAsync("select * from data_release.migrations")).ShouldNotContain(line =>
            line.Contains("s3cret", StringComparison.Ordinal)
        );
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
}

public sealed class DuckDbMigrationSafety() : MigrationSafetySuite(Testing.Engines.Engine.DuckDb)
{
    [Fact]
    public async Task A_script_that_would_leave_a_live_view_unreadable_is_rolled_back()
    {
        await ExecuteAsync("create table state.one (id integer, old text)");
        Project.With("orders", "select id, old from state.one", "view");
        await ReleaseAsync();
        Script(
            "V1__less.sql",
            "-- data-release: phase expand\n-- data-release: allow-destructive\nalter table $schema$.one "
                + "drop column old"
        );

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationProtected);
        (await ReadAsync("select count(*) from analytics.orders")).ShouldBe(["0"]);
    }
}

public sealed class PostgresMigrationSafety() : MigrationSafetySuite(Testing.Engines.Engine.Postgres)
{
    [Fact]
    public async Task Functions_with_bodies_of_every_kind_survive()
    {
        Script(
            "V1__functions.sql",
            """
            create table $schema$.log (n integer);
            create function $schema$.one() returns integer language sql as $$ insert into $schema$.log
            values (1); select 1; $$;
            create function $schema$.two() returns integer language plpgsql as $body$
            begin
                insert into $schema$.log values (2); -- down is only a word here
                return 2;
            end $body$;
            create function $schema$.three() returns integer language sql begin atomic select case when true then 3
            else 0 end; end;
            select $schema$.one(), $schema$.two(), $schema$.three();
            -- down
            drop function $schema$.one; drop function $schema$.two; drop function $schema$.three;
            drop table $schema$.log;
            """
        );

        await UpAsync();

        (await ReadAsync("select n from state.log order by n")).ShouldBe(["1", "2"]);
        await DownAsync("0");
        (await TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_function_writes_to_a_release_is_seen_before_the_commit()
    {
        await ExecuteAsync(
            "create function state.sneak() returns integer language plpgsql as $$ begin execute 'insert into "
                + "analytics__r1.orders values (2)'; return 1; end $$"
        );
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Script("V1__sneak.sql", "create table $schema$.one as select $schema$.sneak() as n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationProtected);
        error.Message.ShouldContain("analytics__r1.orders");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await StatusAsync()).ShouldBe(["V1 failed"]);
    }

    [Theory]
    [InlineData("set standard_conforming_strings = off")]
    [InlineData("select set_config('standard_conforming_strings', 'off', true)")]
    [InlineData("set client_encoding = 'SJIS'")]
    public async Task A_setting_that_changes_how_texts_are_read_ends_the_script(string setting)
    {
        Script(
            "V1__one.sql",
            $"create table $schema$.one (id integer);\n{setting};\n" + "select 'a\\'' ; commit; --';\n"
        );

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationFailed);
        error.Where.ShouldBe(new SourceLocation("migrations/V1__one.sql", 2, 1));
        error.Message.ShouldContain("read in another way");
        (await TablesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_index_is_made_concurrently_only_without_a_transaction()
    {
        Script("V1__one.sql", "create table $schema$.one (id integer)");
        Script("V2__index.sql", "create index concurrently one_id on $schema$.one (id)");
        (await UpFailsAsync()).Code.ShouldBe(ErrorCode.MigrationTransaction);
        Script(
            "V2__index.sql",
            "-- no-transaction\ncreate index concurrently one_id on $schema$.one (id);\n-- down\n-- "
                + "no-transaction\ndrop index concurrently $schema$.one_id;\n"
        );

        await UpAsync();

        (await ReadAsync("select indexname from pg_indexes where schemaname = 'state'")).ShouldBe(["one_id"]);
        await DownAsync("1");
        (await ReadAsync("select indexname from pg_indexes where schemaname = 'state'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_script_that_can_not_get_its_locks_gives_up_and_leaves_nothing()
    {
        Config = new ReleaseConfig
        {
            Migrations = new MigrationsConfig
            {
                LockTimeout = TimeSpan.FromMilliseconds(50),
                Budget = TimeSpan.FromMilliseconds(100),
            },
        };
        await ExecuteAsync("create table state.one (id integer)");
        Script(
            "V1__more.sql",
            "create table $schema$.two (id integer);\nalter table $schema$.one add column more text"
        );
        ReleaseException error = null!;
        await Session.InTransactionAsync(
            TransactionPurpose.WriteRows,
            async () =>
            {
                await ExecuteAsync("select * from state.one");
                error = await UpFailsAsync();
            },
            Cancellation
        );

        error.Code.ShouldBe(ErrorCode.MigrationBlocked);
        (await TablesAsync()).ShouldBe(["one:Table"]);
        await UpAsync();
    }

    /// <summary>As pg_dump 15.18 writes it, comments and all.</summary>
    [Fact]
    public async Task What_pg_dump_wrote_runs_as_it_stands()
    {
        Script(
            "V1__dump.sql",
            """
            --
            -- PostgreSQL database dump
            --

            \restrict dGMK1h0g8vYFeMdh3l2Qk5oPnTqaWcXzR7sUuJbVtEyLiOwHp9NxZ4rC6fSa

            -- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
            -- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

            SET statement_timeout = 0;
            SET lock_timeout = 0;
            SET idle_in_transaction_session_timeout = 0;
            SET client_encoding = 'UTF8';
            SET standard_conforming_strings = on;
            SELECT pg_catalog.set_config('search_path', '', false);
            SET check_function_bodies = false;
            SET xmloption = content;
            SET client_min_messages = warning;
            SET row_security = off;

            SET default_tablespace = '';

            SET default_table_access_method = heap;

            CREATE TABLE state.notes (
                id integer NOT NULL,
                text text DEFAULT '
            \restrict is psql''s
            '::text
            );

            INSERT INTO state.notes VALUES (1, DEFAULT);

            --
            -- PostgreSQL database dump complete
            --

            \unrestrict dGMK1h0g8vYFeMdh3l2Qk5oPnTqaWcXzR7sUuJbVtEyLiOwHp9NxZ4rC6fSa
            """
        );

        await UpAsync();

        (await ReadAsync("select text from state.notes")).ShouldHaveSingleItem().ShouldContain("\\restrict is psql's");
    }

    [Theory]
    [InlineData("truncate app.customers cascade")]
    [InlineData("do $body$ begin execute 'trunc' || 'ate analytics__r1.orders'; end $body$")]
    public async Task A_script_that_empties_a_release_is_rolled_back(string text)
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await ExecuteAsync(
            "create schema app",
            "create table app.customers (id integer primary key)",
            "insert into app.customers values (1)",
            "alter table analytics__r1.orders add foreign key (id) references app.customers"
        );
        Script("V1__bad.sql", $"-- data-release: phase expand\n-- data-release: allow-destructive\n{text};\n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationProtected);
        error.Message.ShouldContain("analytics__r1.orders");
        (await ReadAsync("select count(*) from analytics.orders")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("copy state.one (id) from stdin;\n1\n\\.\n")]
    [InlineData("copy state.one to stdout")]
    [InlineData("copy (select 1) to stdout")]
    public async Task Copies_that_only_psql_can_send_are_refused_with_what_to_write(string text)
    {
        await ExecuteAsync("create table state.one (id integer)");
        Script("V1__copy.sql", text);

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationFailed);
        error.Message.ShouldContain("psql");
        error.Message.ShouldContain("--inserts");
        error.Where.ShouldNotBeNull();
    }
}
