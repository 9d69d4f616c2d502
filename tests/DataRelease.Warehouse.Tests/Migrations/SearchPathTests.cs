using DataRelease.Configuration;
using DataRelease.Postgres;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using Npgsql;

namespace DataRelease.Warehouse.Tests.Migrations;

/// <summary>
/// Code of the user's runs under the session's path, wherever it runs; what is on it can't take names of ours.
/// </summary>
public sealed class SearchPathTests() : MigrationSuite(Testing.Engines.Engine.Postgres)
{
    private PostgresWarehouse? _warehouse;

    [Theory]
    [InlineData("")]
    [InlineData("-- no-transaction\n")]
    public async Task A_script_finds_what_psql_finds(string directive)
    {
        await ExecuteAsync("create extension citext", "create extension hstore");
        Script(
            "V1__one.sql",
            $"""
            {directive}create extension "uuid-ossp";
            create table notes (id uuid primary key default uuid_generate_v4(), email citext unique, tags hstore);
            create table $schema$.u (email citext);
            insert into notes (email, tags) values ('A', 'a=>1');
            insert into notes (email) values ('a') on conflict (email) do update set tags = 'b=>2';
            insert into $schema$.u values ('A'), ('a');
            update $schema$.u set email = 'x' where email = 'A'::citext;
            create operator ### (function = int4pl, leftarg = integer, rightarg = integer);
            alter table $schema$.u add column n integer default 1 ### 2 check (n ### 1 > 0);
            -- down
            {directive}delete from notes where email = 'a';
            create table backwards as select count(*)::integer as left from notes;
            drop table notes;
            """
        );

        await UpAsync();

        (await ReadAsync("select email::text, n from state.u")).ShouldBe(["x|3", "x|3"]);
        (await ReadAsync("select email::text, tags::text from public.notes")).ShouldBe(["A|\"b\"=>\"2\""]);
        await DownAsync("0");
        (await ReadAsync("select * from public.backwards")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task The_path_of_the_connection_and_of_the_role_are_the_scripts_own()
    {
        await ExecuteAsync("create schema app");
        Connect("app");
        Script("V1__one.sql", "create table one as select current_setting('search_path') as path;");
        await UpAsync();
        (await ReadAsync("select path from app.one")).ShouldBe(["app"]);
        await ExecuteAsync($"alter database \"{Place.Postgres!.Name}\" set search_path = 'state'");
        Connect(null);
        Script("V2__two.sql", "create table two (id integer); set search_path = app; create table three (id integer);");
        Script("V3__three.sql", "create table four (id integer);");
        await UpAsync();
        (await RelationsAsync("app")).ShouldBe(["one:Table", "three:Table"]);
        (await TablesAsync()).ShouldBe(["four:Table", "two:Table"]);
    }

    [Fact]
    public async Task Triggers_of_the_users_run_in_migrations_swaps_rollbacks_and_restores()
    {
        await ExecuteAsync(
            "create table public.log (what text)",
            "create table state.t (id integer, at text)",
            "create function public.told() returns trigger language plpgsql as "
                + "'begin insert into log values (tg_op); return new; end'",
            "create function public.ddl() returns event_trigger language plpgsql as "
                + "'begin insert into log values (tg_tag); end'",
            "create function public.stamped() returns text language sql as 'select what from log limit 1'",
            "create trigger told before insert or update on state.t for each row execute function public.told()",
            "create event trigger ddl on ddl_command_end execute function public.ddl()",
            "create event trigger dropped on sql_drop execute function public.ddl()",
            "create event trigger begun on ddl_command_start execute function public.ddl()"
        );
        Config = new ReleaseConfig { Backups = new BackupConfig { Tables = ["state.t"] } };
        Script(
            "V1__one.sql",
            "insert into $schema$.t values (1, stamped());\n-- down\ndelete from $schema$.t where true;\n"
        );
        await UpAsync();
        Project.With("orders", "select 1 as id").With("customers", "select 1 as id");
        await ReleaseAsync();
        await ExecuteAsync("create view public.outside as select lower(id::text) as n from analytics.orders");
        Project.With("orders", "select 'two' as name, 2 as id").Version = "2.0.0";
        await ReleaseAsync(new DeployRequest { AllowBreaking = true });
        await ExecuteAsync("truncate public.log");

        Worked(await Engine().RollbackAsync(new RollbackRequest(), Cancellation));

        (await ReadAsync("select distinct what from public.log")).ShouldContain("CREATE VIEW");
        (await ReadAsync("select n from public.outside")).ShouldBe(["1"]);
        Worked(await Engine().BackupCreateAsync(new BackupCreateRequest { Tables = ["state.t"] }, Cancellation));
        await ExecuteAsync("delete from state.t", "truncate public.log");
        Worked(await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation));
        (await ReadAsync("select count(*) from state.t")).ShouldBe(["1"]);
        (await ReadAsync("select what from public.log where what = 'INSERT'")).ShouldBe(["INSERT"]);
        await DownAsync("0");
        Worked(await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation));
        var plan = await Engine().PlanAsync(new DeployRequest(), Cancellation);
        plan.Plan.Where(row => row.Change == RelationChange.Notices)
            .Select(row => row.Relation)
            .ShouldBe(["begun", "ddl", "dropped"], ignoreOrder: true);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation))
            .Checks.Where(check => check.Name == "watchers")
            .ShouldContain(check => check.Message.Contains("public.ddl() at sql_drop", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"$user\", public")]
    [InlineData("public, pg_catalog")]
    [InlineData("public, pg_catalog, pg_temp")]
    public async Task What_stands_on_the_path_takes_no_name_of_ours(string path)
    {
        Connect(path);
        // The driver reads the types of the database once, by bare names of its own.
        await (await _warehouse!.OpenAsync(Cancellation)).DisposeAsync();
        await ExecuteAsync("create table public.trap (what text)");
        // Each shadows a function or an operator that statements of ours use, as exactly as the path lets it.
        foreach (var type in new[] { "text, text", "name, text", "integer, integer", "oid, oid" })
        {
            var parts = type.Split(", ");
            await ExecuteAsync(
                Trap($"trapped({type})", "boolean", "$1 operator(pg_catalog.=) $2"),
                $"create operator public.= (function = public.trapped, leftarg = {parts[0]}, rightarg = {parts[1]})"
            );
        }
        await ExecuteAsync(
            Trap("clock_timestamp()", "timestamptz", "now()"),
            Trap("format_type(oid, integer)", "text", "'text'"),
            Trap("pg_get_viewdef(oid)", "text", "'select 1'"),
            Trap("current_setting(text)", "text", "'public'"),
            Trap("set_config(text, text, boolean)", "text", "$2"),
            Trap("lower(text)", "text", "'hijacked'"),
            Trap("aclexplode(aclitem[])", "integer", "1"),
            "create table public.pg_class (oid oid, relname name)",
            "create table public.releases (id integer)"
        );
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await ExecuteAsync("create view state.outside as select pg_catalog.lower('A') as n, id from analytics.orders");
        Project.With("orders", "select 'two' as name, 2 as id").Version = "2.0.0";
        Script("V1__one.sql", "create table state.one (id integer);");
        await ReleaseAsync(new DeployRequest { AllowBreaking = true });
        Worked(await Engine().RollbackAsync(new RollbackRequest(), Cancellation));
        Worked(await Engine().DoctorAsync(new DoctorRequest(), Cancellation));

        (await ReadAsync("select distinct what from public.trap")).ShouldBeEmpty();
        (await ReadAsync("select n, id from state.outside")).ShouldBe(["a|1"]);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_warehouse is not null)
            await _warehouse.DisposeAsync();
        await base.DisposeAsync();
    }

    private static string Trap(string function, string type, string result) =>
        $"create function public.{function} returns {type} language plpgsql as "
        + $"$$ begin insert into public.trap values ($what${function}$what$); return {result}; end $$";

    /// <summary>From now on our connection has this path, as a profile's <c>search_path</c> gives it.</summary>
    private void Connect(string? path)
    {
        var settings = new NpgsqlConnectionStringBuilder(Place.Postgres!.ConnectionString) { SearchPath = path };
        _warehouse = new PostgresWarehouse(settings.ConnectionString);
    }

    protected override ReleaseEnvironment At(string name) => base.At(name) with { Warehouse = _warehouse ?? Warehouse };
}
