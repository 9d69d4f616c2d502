using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Migrations;

/// <summary>
/// Whatever state a script leaves its session in, the journal is written as ourselves and says what happened.
/// </summary>
public abstract class SessionStateSuite(Engine engine) : MigrationSuite(engine)
{
    /// <summary>Statements that leave something behind, by engine.</summary>
    protected abstract IReadOnlyList<string> Leaving { get; }

    /// <summary>The same of statements that run in no transaction.</summary>
    protected virtual IReadOnlyList<string> Alone => [];

    [Theory]
    [InlineData("")]
    [InlineData("-- no-transaction\n")]
    public async Task The_journal_is_written_as_ourselves_whatever_a_script_leaves(string directive)
    {
        var number = 0;
        foreach (var statement in directive.Length > 0 ? Leaving.Concat(Alone) : Leaving)
        {
            number++;
            Script(
                $"V{number}__leaves.sql",
                $"{directive}create table $schema$.t{number} (id integer);\n{statement};\n"
                    + $"-- down\n{directive}drop table $schema$.t{number};\n{statement};\n"
            );
            (await Engine().MigrateUpAsync(new MigrateRequest(), Cancellation)).Error?.Format().ShouldBeNull(statement);
        }
        (await StatusAsync()).ShouldAllBe(state => state.EndsWith(" applied", StringComparison.Ordinal));
        await DownAsync("0");
        (await TablesAsync()).ShouldBeEmpty();
        (await StatusAsync()).ShouldAllBe(state => state.EndsWith(" reverted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_guard_sees_what_a_script_writes_to_live_whatever_it_left()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        var number = 0;
        foreach (var statement in Leaving)
        {
            number++;
            Script(
                "V1__sneaks.sql",
                "-- data-release: phase expand\n"
                    + $"{Hidden("create table analytics.sneaked (id integer)")};\n{statement};\n"
            );
            (await UpFailsAsync()).Code.ShouldBe(ErrorCode.MigrationProtected, statement);
        }
        (await RelationsAsync("analytics")).ShouldBe(["orders:View"]);
    }

    /// <summary>The statement in a form that the text alone does not show.</summary>
    protected abstract string Hidden(string statement);
}

public sealed class PostgresSessionState() : SessionStateSuite(Testing.Engines.Engine.Postgres)
{
    private string? _role;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _role = await Place.Postgres!.CreateRoleAsync("app", Cancellation);
    }

    protected override string Hidden(string statement) => $"do $$ begin execute '{statement}'; end $$";

    protected override IReadOnlyList<string> Leaving =>
        [
            $"set role \"{_role}\"",
            $"set local role \"{_role}\"",
            $"set session authorization \"{_role}\"",
            $"set local session authorization \"{_role}\"",
            "set transaction read only",
            "set local transaction_read_only = on",
            "set session characteristics as transaction read only",
            "set default_transaction_read_only = on",
            "set default_transaction_isolation = 'serializable'",
            "set backslash_quote = off",
            "set row_security = off",
            "set session_replication_role = replica",
            "set lock_timeout = 1",
            "set local lock_timeout = 1",
            "set statement_timeout = '5s'",
            "set idle_in_transaction_session_timeout = '1s'",
            "set search_path = ''",
            "set local search_path = nowhere",
            "set datestyle = 'SQL, DMY'",
            "set timezone = 'Asia/Kathmandu'",
            "set bytea_output = 'escape'",
            "set quote_all_identifiers = on",
            "set check_function_bodies = off",
            "set constraints all deferred",
            "create temp table pg_class as select 1 as oid",
            "create temp table pg_namespace (oid oid, nspname name)",
            "create temp table migrations (id integer)",
            "create temp table releases (id integer)",
            "create type pg_temp.text as (x integer)",
            "prepare leftover as select 1",
            "declare leftover cursor with hold for select 1",
            "listen leftover",
            "select pg_advisory_lock(1)",
        ];

    [Theory]
    [InlineData("", "standard_conforming_strings = off")]
    [InlineData("-- no-transaction\n", "standard_conforming_strings = off")]
    [InlineData("", "client_encoding = 'LATIN1'")]
    [InlineData("-- no-transaction\n", "client_encoding = 'LATIN1'")]
    public async Task A_script_that_would_be_read_in_another_way_than_it_was_checked_is_refused(
        string directive,
        string setting
    )
    {
        Script("V1__one.sql", $"{directive}set {setting};\ncreate table $schema$.one (id integer);\n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationFailed);
        error.Message.ShouldContain(setting.Split(' ')[0]);
        (await TablesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("-- no-transaction\n")]
    public async Task The_time_limit_that_a_script_leaves_does_not_bound_the_journal(string directive)
    {
        Script("V1__one.sql", "create table $schema$.one (id integer);\n");
        await UpAsync();
        await ExecuteAsync(
            """
            create function state.dawdle() returns trigger language plpgsql as $$
            begin perform pg_sleep(1.5); return new; end $$
            """,
            """
            create trigger dawdles before insert or update on data_release.migrations
                for each row execute function state.dawdle()
            """
        );
        Script("V2__two.sql", $"{directive}create table $schema$.two (id integer);\nset statement_timeout = '1s';\n");

        await UpAsync();

        (await StatusAsync()).ShouldBe(["V1 applied", "V2 applied"]);
    }

    [Fact]
    public async Task Without_a_transaction_a_script_may_discard_all()
    {
        Script(
            "V1__one.sql",
            "-- no-transaction\ncreate table $schema$.one (id integer);\ndiscard all;\ndeallocate all;\n"
        );

        await UpAsync();

        (await StatusAsync()).ShouldBe(["V1 applied"]);
    }

    [Fact]
    public async Task What_a_script_defers_runs_as_the_script_left_the_session_and_fails_at_the_script()
    {
        Script(
            "V1__one.sql",
            """
            create table $schema$.one (
                id integer primary key, other integer references $schema$.one deferrable initially deferred);
            create table $schema$.log (who text, path text);
            create function $schema$.tell() returns trigger language plpgsql as $$
            begin insert into log values (current_user, current_setting('search_path')); return null; end $$;
            create constraint trigger told after insert on $schema$.one deferrable initially deferred
                for each row execute function $schema$.tell();
            set search_path = state;
            insert into one values (1, 1);
            """
        );
        await UpAsync();
        (await ReadAsync("select path from state.log")).ShouldBe(["state"]);
        Script("V2__two.sql", "insert into $schema$.one values (2, 3);\n");

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.MigrationFailed);
        error.Where!.File.ShouldBe("migrations/V2__two.sql");
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 failed"]);
    }

    [Fact]
    public async Task A_script_that_takes_a_role_fails_for_what_the_role_lacks_and_no_right_on_the_ledger_is_offered()
    {
        Script(
            "V1__one.sql",
            $"create table $schema$.one (id integer);\nset role \"{_role}\";\nselect * from $schema$.one;\n"
        );

        var error = await UpFailsAsync();

        error.Code.ShouldBe(ErrorCode.RightMissing);
        error.Where!.Line.ShouldBe(3);
        error.Format().ShouldNotContain("data_release.");
        error.Format().ShouldNotContain("schema \"data_release\"");
        (await TablesAsync()).ShouldBeEmpty();
        (await StatusAsync()).ShouldBe(["V1 failed"]);
    }
}

public sealed class DuckDbSessionState() : SessionStateSuite(Testing.Engines.Engine.DuckDb)
{
    protected override string Hidden(string statement) =>
        statement.Replace("analytics.", "\"warehouse\".analytics.", StringComparison.Ordinal);

    protected override IReadOnlyList<string> Leaving =>
        [
            "use state",
            "set schema = 'state'",
            "set search_path = 'state'",
            "create temp table migrations (id integer)",
            "create temp table duckdb_columns (id integer)",
            "set timezone = 'Asia/Kathmandu'",
            "set default_null_order = 'nulls_first'",
            "set preserve_insertion_order = false",
            "prepare leftover as select 1",
        ];

    protected override IReadOnlyList<string> Alone => ["attach if not exists ':memory:' as beside; use beside"];
}
