using DataRelease.Backups;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>Data versions on every engine: taken, proved, restored, undone, dropped.</summary>
public abstract class BackupSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task A_restored_table_outside_holds_what_it_held_and_the_restore_can_be_undone()
    {
        await RefundsAsync();
        var version = await CreateAsync(new BackupCreateRequest { Name = "before", Tables = ["app.refunds"] });
        await Place.ExecuteAsync(
            "update app.refunds set note = 'changed' where id = 2",
            "delete from app.refunds where id = 1",
            "insert into app.refunds values (9, 'new')"
        );

        var restored = await RestoreAsync("before");

        (await ReadAsync("select id, note from app.refunds order by id")).ShouldBe(["1|null", "2|two", "3|"]);
        restored.DataVersions[0].Reason.ShouldBe($"before restore of {version.Id}");
        await RestoreAsync(restored.DataVersions[0].Id);
        (await ReadAsync("select id, note from app.refunds order by id")).ShouldBe(["2|changed", "3|", "9|new"]);
    }

    [Fact]
    public async Task A_restored_incremental_model_comes_back_as_a_new_release_with_the_views_on_it()
    {
        Project
            .With("events", "select 1 as id", "incremental")
            .With("recent", "select id from {green}.events where id > 0", "view")
            .With("orders", "select 5 as id");
        await ReleaseAsync();
        await CreateAsync(new BackupCreateRequest());
        await Place.ExecuteAsync("insert into analytics__r1.events values (2)");
        (await ReadAsync("select count(*) from analytics.recent")).ShouldBe(["2"]);

        var report = await RestoreAsync("v1");

        report.Live!.Release.ShouldBe("r2");
        (await ReadAsync("select id from analytics.events")).ShouldBe(["1"]);
        (await ReadAsync("select id from analytics.recent")).ShouldBe(["1"]);
        (await ReadAsync("select id from analytics__r1.events order by id")).ShouldBe(["1", "2"]);
        (await RelationsAsync("analytics__r2")).ShouldContain("recent:View");
        (await RelationsAsync("analytics__r2")).ShouldNotContain("orders:Table");
        await RestoreAsync("v2");
        (await ReadAsync("select id from analytics.recent order by id")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task State_and_tables_outside_are_restored_together_or_not_at_all()
    {
        Project.With("events", "select 1 as id", "incremental");
        await ReleaseAsync();
        await RefundsAsync();
        Config = Config with { Backups = new BackupConfig { Tables = ["app.refunds"] } };
        var version = await CreateAsync(new BackupCreateRequest { State = true });
        version
            .Tables.Select(table => $"{table.Table} {table.Role.Word()} {table.Rows}")
            .ShouldBe(["analytics.events state 1", "app.refunds table 3"]);
        await Place.ExecuteAsync(
            "insert into analytics__r1.events values (2)",
            "delete from app.refunds",
            "alter table app.refunds add column extra integer"
        );

        var refused = await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation);

        refused.Error!.Code.ShouldBe(ErrorCode.RestoreImpossible);
        refused.Error.Message.ShouldContain("extra");
        (await ReadAsync("select count(*) from analytics.events")).ShouldBe(["2"]);
        await Place.ExecuteAsync("alter table app.refunds drop column extra");
        await RestoreAsync("v1");
        (
            await ReadAsync("select (select count(*) from analytics.events), (select count(*) from app.refunds)")
        ).ShouldBe(["1|3"]);
    }

    [Fact]
    public async Task A_copy_that_somebody_changed_is_found_and_not_restored()
    {
        await RefundsAsync();
        await CreateAsync(new BackupCreateRequest { Tables = ["app.refunds"] });
        await Place.ExecuteAsync(
            "update data_release_backup_v1.app__refunds set note = 'forged' where id = 1",
            "delete from app.refunds"
        );

        var verified = await Engine().BackupVerifyAsync(new BackupRequest { Version = "v1" }, Cancellation);
        var restored = await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation);

        verified.Error!.Code.ShouldBe(ErrorCode.VersionDamaged);
        verified.ExitCode.ShouldBe(ExitCode.Refused);
        restored.Error!.Code.ShouldBe(ErrorCode.RestoreDiffers);
        (await ReadAsync("select count(*) from app.refunds")).ShouldBe(["0"]);
        (await Engine().BackupListAsync(Cancellation)).DataVersions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Tables_that_refer_to_each_other_are_restored_in_order()
    {
        await Place.ExecuteAsync(
            "create schema app",
            "create table app.a_child (id integer, parent integer)",
            "create table app.parent (id integer primary key)",
            "insert into app.parent values (1)",
            "insert into app.a_child values (1, 1)"
        );
        if (Place.Engine.HasRoles)
            await Place.ExecuteAsync("alter table app.a_child add foreign key (parent) references app.parent (id)");
        await CreateAsync(new BackupCreateRequest { Tables = ["app.a_child", "app.parent"] });
        await Place.ExecuteAsync("delete from app.a_child", "delete from app.parent");

        await RestoreAsync("v1");

        (await ReadAsync("select p.id, c.id from app.parent p join app.a_child c on c.parent = p.id")).ShouldBe([
            "1|1",
        ]);
    }

    [Fact]
    public async Task A_restore_of_what_is_there_anyway_does_nothing()
    {
        await RefundsAsync();
        await CreateAsync(new BackupCreateRequest { Tables = ["app.refunds"] });

        var report = await RestoreAsync("v1");

        report.Summary.ShouldContain("nothing was done");
        report.DataVersions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Views_and_names_that_are_not_there_are_refused()
    {
        await RefundsAsync();
        await Place.ExecuteAsync("create view app.shown as select id from app.refunds");
        foreach (var name in new[] { "app.shown", "app.gone", "nonsense", "data_release.releases" })
            (
                await Engine().BackupCreateAsync(new BackupCreateRequest { Tables = [name] }, Cancellation)
            ).Error!.Code.ShouldBe(ErrorCode.TableNotKept, name);
        (await Engine().BackupCreateAsync(new BackupCreateRequest(), Cancellation)).Error!.Code.ShouldBe(
            ErrorCode.NothingToKeep
        );
        (await Engine().BackupRestoreAsync(new BackupRequest { Version = "v9" }, Cancellation)).Error!.Code.ShouldBe(
            ErrorCode.VersionUnknown
        );
    }

    [Fact]
    public async Task A_release_takes_a_data_version_first_where_it_is_asked_to_and_prune_keeps_the_newest()
    {
        Config = Config with
        {
            Backups = new BackupConfig { BeforeRelease = true, Keep = 1 },
        };
        Project.With("events", "select 1 as id", "incremental");
        for (var number = 0; number < 4; number++)
            await ReleaseAsync();
        await CreateAsync(new BackupCreateRequest { Name = "mine" });

        var versions = (await Engine().StatusAsync(Cancellation)).DataVersions;
        versions
            .Select(version => version.Reason)
            .ShouldBe(["asked", "before release r4", "before release r3", "before release r2"]);
        var pruned = await Engine().PruneAsync(new PruneRequest { Keep = 9 }, Cancellation);

        pruned.Error.ShouldBeNull();
        pruned.Left.DataVersions.Select(version => version.Id).ShouldBe(["v4", "v3"]);
        (await HasSchemaAsync("data_release_backup_v1")).ShouldBeFalse();
        (await HasSchemaAsync("data_release_backup_v3")).ShouldBeTrue();
    }

    [Fact]
    public async Task Every_type_comes_back_from_a_parquet_file_as_it_was()
    {
        using var folder = new TempFolder();
        await Place.ExecuteAsync(["create schema app", .. Types()]);
        var before = await ReadAsync(TypesAsText);
        await CreateAsync(new BackupCreateRequest { Tables = ["app.types"], Folder = folder.Path });
        await Place.ExecuteAsync("delete from app.types");

        await RestoreAsync("v1");

        (await ReadAsync(TypesAsText)).ShouldBe(before);
        before.Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task A_half_made_version_of_a_dead_process_is_swept_by_the_next()
    {
        await RefundsAsync();
        await CreateAsync(new BackupCreateRequest { Tables = ["app.refunds"] });
        await Place.ExecuteAsync(
            "update data_release.data_versions set state = 'creating'",
            "delete from data_release.data_version_tables"
        );

        var next = await CreateAsync(new BackupCreateRequest { Tables = ["app.refunds"] });

        next.Id.ShouldBe("v2");
        (await HasSchemaAsync("data_release_backup_v1")).ShouldBeFalse();
        (await Engine().BackupListAsync(Cancellation)).DataVersions.Select(version => version.Id).ShouldBe(["v2"]);
    }

    [Fact]
    public async Task A_ledger_that_names_another_schema_drops_nothing()
    {
        await RefundsAsync();
        await CreateAsync(new BackupCreateRequest { Tables = ["app.refunds"] });
        await Place.ExecuteAsync("update data_release.data_versions set copy_schema = 'app'");

        (await Engine().BackupDropAsync(new BackupRequest { Version = "v1" }, Cancellation)).Error!.Code.ShouldBe(
            ErrorCode.LedgerCorrupt
        );

        (await ReadAsync("select count(*) from app.refunds")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task A_version_of_which_something_outside_is_made_is_kept()
    {
        await RefundsAsync();
        await CreateAsync(new BackupCreateRequest { Tables = ["app.refunds"] });
        await Place.ExecuteAsync("create view app.mine as select * from data_release_backup_v1.app__refunds");

        var report = await Engine().BackupDropAsync(new BackupRequest { Version = "v1" }, Cancellation);

        if (Warehouse.Traits.BindsViewsLate)
        {
            // The engine does not record what a view reads, and drops nothing else.
            (await RelationsAsync("app")).ShouldContain("mine:View");
            return;
        }
        report.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.DependedOnFromOutside);
        report.Error!.Message.ShouldContain("app.mine");
        (await ReadAsync("select count(*) from app.mine")).ShouldBe(["3"]);
        await Place.ExecuteAsync("drop view app.mine");
        (await Engine().BackupDropAsync(new BackupRequest { Version = "v1" }, Cancellation)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_copy_that_lost_a_column_is_damaged_and_the_others_are_still_verified()
    {
        await RefundsAsync();
        await Place.ExecuteAsync("create table app.more as select 1 as id");
        await CreateAsync(new BackupCreateRequest { Tables = ["app.refunds", "app.more"] });
        await Place.ExecuteAsync("alter table data_release_backup_v1.app__refunds drop column note");

        var report = await Engine().BackupVerifyAsync(new BackupRequest { Version = "v1" }, Cancellation);

        report.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.VersionDamaged);
        report.Error!.Message.ShouldContain("no longer has the column note");
        report
            .Checks.Select(check => (check.Relation, check.State))
            .ShouldBe([("app.refunds", CheckState.Fail), ("app.more", CheckState.Pass)], ignoreOrder: true);
    }

    /// <summary>Statements that make and fill <c>app.types</c>.</summary>
    protected abstract string[] Types();

    /// <summary>Its rows as text, exactly.</summary>
    protected abstract string TypesAsText { get; }

    protected async Task<DataVersionSummary> CreateAsync(BackupCreateRequest request)
    {
        var report = await Engine().BackupCreateAsync(request, Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report.DataVersions.ShouldHaveSingleItem();
    }

    protected async Task<ReleaseReport.Restored> RestoreAsync(string version)
    {
        var report = await Engine().BackupRestoreAsync(new BackupRequest { Version = version }, Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report;
    }

    protected Task RefundsAsync() =>
        Place.ExecuteAsync(
            "create schema app",
            "create table app.refunds (id integer primary key, note varchar(20))",
            "insert into app.refunds values (1, null), (2, 'two'), (3, '')"
        );
}

public sealed class DuckDbBackups() : BackupSuite(Testing.Engines.Engine.DuckDb)
{
    protected override string[] Types() =>
        [
            "create type app.mood as enum ('sad', 'ok')",
            """
                create table app.types (i integer, h hugeint, u ubigint, n decimal(38,10), d double, f float,
                b boolean, t varchar, bl blob, dt date, ts timestamp,
                    tz timestamptz, ns timestamp_ns, tm time, iv interval, uu uuid, l integer[], s struct(a integer,
                    b varchar), m map(varchar, integer), e app.mood, bt bit)
                """,
            "insert into app.types values (1, 170141183460469231731687303715884105727, 18446744073709551615, "
                + "1234567890123456789012345678.0123456789, 'nan', 'infinity', true, 'ä''\"\\,' || chr(10) || 'x', "
                + "'\\x00\\xFF'::blob, '2024-02-29', '2024-02-29 12:34:56.123456', '2024-02-29 "
                + "12:34:56.123456+02', '2024-02-29 12:34:56.123456789', '12:34:56.123456', '1 month 2 days "
                + "3.000004 seconds', '00000000-0000-0000-0000-00000000000f', [1, null, 3], {'a': 1, 'b': null}, "
                + "map {'k': 1}, 'ok', '0101')",
            "insert into app.types (i, t) values (2, '')",
            "insert into app.types (i, d, dt, ts, tz) values (3, '-infinity', 'infinity', '-infinity', 'infinity')",
            "insert into app.types (i, d, n, t) values (null, -0.0, -0.0000000001, '\\N')",
        ];

    protected override string TypesAsText => "select columns(*)::varchar from app.types order by 1, 8";

    [Fact]
    public async Task Tables_that_refer_to_each_other_are_refused_before_anything_goes_back()
    {
        Config = new ReleaseConfig { Backups = new BackupConfig { Tables = ["app.orders", "app.lines"] } };
        await Place.ExecuteAsync(
            "create schema app",
            "create table app.orders (id integer primary key)",
            "create table app.lines (id integer, o integer references app.orders (id))",
            "insert into app.orders values (1)",
            "insert into app.lines values (1, 1)"
        );
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await CreateAsync(new BackupCreateRequest());
        Project.With("orders", "select 2 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync("insert into app.orders values (2)");

        var restore = await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation);
        var back = await Engine()
            .RollbackAsync(
                new RollbackRequest
                {
                    Code = true,
                    Data = true,
                    To = "r1",
                },
                Cancellation
            );

        restore.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.RestoreImpossible);
        back.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.RestoreImpossible);
        back.Error!.Message.ShouldContain("foreign key");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
        (await ReadAsync("select count(*) from app.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Infinite_times_and_fields_whose_names_hold_a_type_go_into_files()
    {
        using var folder = new TempFolder();
        await Place.ExecuteAsync(
            "create schema app",
            "create table app.odd (id integer, moment timestamp_s, s struct(ORBIT integer))",
            "insert into app.odd values (1, '-infinity', {'ORBIT': 1})"
        );
        var version = await CreateAsync(new BackupCreateRequest { Tables = ["app.odd"], Folder = folder.Path });
        await Place.ExecuteAsync("delete from app.odd");

        await RestoreAsync(version.Id);

        (await ReadAsync("select moment::varchar, s::varchar from app.odd")).ShouldBe(["-infinity|{'ORBIT': 1}"]);
    }

    [Fact]
    public async Task A_type_that_no_file_can_keep_is_refused_by_name()
    {
        using var folder = new TempFolder();
        await Place.ExecuteAsync("create schema app", "create table app.odd (id integer, spans interval[])");

        var report = await Engine()
            .BackupCreateAsync(new BackupCreateRequest { Tables = ["app.odd"], Folder = folder.Path }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.ColumnNotKept);
        report.Error.Message.ShouldContain("app.odd.spans");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
        (await CreateAsync(new BackupCreateRequest { Tables = ["app.odd"] })).Rows.ShouldBe(0);
    }
}

public sealed class PostgresBackups() : BackupSuite(Testing.Engines.Engine.Postgres)
{
    [Fact]
    public async Task A_table_from_which_others_inherit_is_refused()
    {
        await Place.ExecuteAsync(
            "create schema app",
            "create table app.parent (id integer)",
            "create table app.child (extra integer) inherits (app.parent)"
        );

        var report = await Engine()
            .BackupCreateAsync(new BackupCreateRequest { Tables = ["app.parent"] }, Cancellation);

        report.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.TableNotKept);
        await CreateAsync(new BackupCreateRequest { Tables = ["app.child"] });
    }

    protected override string[] Types() =>
        [
            "create type app.mood as enum ('sad', 'it''s \"ok\"')",
            "create domain app.pence as integer check (value >= 0)",
            """
                create table app.types (i integer generated always as identity, s smallint, l bigint, n numeric,
                n2 numeric(12,2), d double precision, f real, b boolean, t text, c char(5), by bytea,
                    dt date, ts timestamp, tz timestamptz, tm time, tt timetz, iv interval, uu uuid, a integer[],
                    ta text[], j json, jb jsonb, r int4range, ip inet, e app.mood, p app.pence,
                    x xml, pt point, twice integer generated always as (s * 2) stored, "A" integer, "a b" integer)
                """,
            """
                insert into app.types (s, l, n, n2, d, f, b, t, c, by, dt, ts, tz, tm, tt, iv, uu, a, ta, j, jb, r, ip,
                e, p, x, pt, "A", "a b") values
                    (1, 9223372036854775807, 12345678901234567890123456789012345678901234567890.000000001, 'NaN',
                     'NaN', 'Infinity', true, E'ä''"\\,\n\r\tx', 'ab', '\x00ff'::bytea,
                     '2024-02-29', '2024-02-29 12:34:56.123456', '2024-02-29 12:34:56.123456+02',
                     '12:34:56.123456', '12:34:56+02', '1 mon 2 days 03:00:00.000004',
                     '00000000-0000-0000-0000-00000000000f',
                     '{1,null,3}', '{"a,b",NULL,"","\\N"}', '{"a" : 1,  "b":null}', '{"a": 1}', '[1,5)',
                     '10.0.0.1/8', 'it''s "ok"', 5, '<a>1</a>', '(0.1,2)', 7, 8)
                """,
            "insert into app.types (t, a, \"A\") values ('', '{}', 1)",
            "insert into app.types (t, d, f, dt, ts, tz, n) values (E'\\\\N', '-Infinity', '-0', 'infinity', "
                + "'-infinity', 'infinity', 'Infinity')",
            "insert into app.types (d, f) values (0.1::float8 + 0.2::float8, 1.17549435e-38)",
            "insert into app.types (t) values (null)",
        ];

    protected override string TypesAsText => "select t::text from app.types t order by i";

    [Fact]
    public async Task A_row_that_the_reader_s_first_buffers_do_not_hold_comes_back_from_a_file()
    {
        using var folder = new TempFolder();
        await Place.ExecuteAsync(
            "create schema app",
            "create table app.long as select n as id, case when n = 4000 then repeat(E'\"a\nb,', 1200000) "
                + "else 'x' end as t from generate_series(1, 5000) n"
        );
        var before = await ReadAsync("select id, md5(t) from app.long order by id");
        await CreateAsync(new BackupCreateRequest { Tables = ["app.long"], Folder = folder.Path });
        await Place.ExecuteAsync("delete from app.long where id > 3000");

        await RestoreAsync("v1");

        (await ReadAsync("select id, md5(t) from app.long order by id")).ShouldBe(before);
    }

    [Fact]
    public async Task A_table_that_another_refers_to_is_refused_unless_that_one_comes_along()
    {
        await Place.ExecuteAsync(
            "create schema app",
            "create table app.parent (id integer primary key)",
            "insert into app.parent values (1)",
            "create table app.child (parent integer references app.parent (id) on delete cascade)",
            "insert into app.child values (1)"
        );
        await CreateAsync(new BackupCreateRequest { Tables = ["app.parent"] });
        await Place.ExecuteAsync("insert into app.parent values (2)");

        var report = await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.RestoreImpossible);
        (await ReadAsync("select count(*) from app.child")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_trigger_that_changes_restored_rows_undoes_the_restore()
    {
        await RefundsAsync();
        await CreateAsync(new BackupCreateRequest { Tables = ["app.refunds"] });
        await Place.ExecuteAsync(
            "delete from app.refunds where id = 1",
            "create function app.stamp() returns trigger language plpgsql as $$ begin new.note := 'stamped'; "
                + "return new; end $$",
            "create trigger stamp before insert on app.refunds for each row execute function app.stamp()"
        );

        var report = await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.RestoreDiffers);
        (await ReadAsync("select id, note from app.refunds order by id")).ShouldBe(["2|two", "3|"]);
        (await Engine().BackupListAsync(Cancellation)).DataVersions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Readers_see_old_or_new_rows_and_never_none_during_a_restore()
    {
        await Place.ExecuteAsync(
            "create schema app",
            "create table app.big as select n as id, 'x' as v from generate_series(1, 20000) n"
        );
        await CreateAsync(new BackupCreateRequest { Tables = ["app.big"] });
        await Place.ExecuteAsync("update app.big set v = 'y'");
        using var stop = new CancellationTokenSource();
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        var reader = Task.Run(
            async () =>
            {
                do seen.Add((await ReadAsync("select count(*), min(v), max(v) from app.big"))[0]);
                while (!stop.IsCancellationRequested);
            },
            Cancellation
        );

        await RestoreAsync("v1");
        await stop.CancelAsync();
        await reader;

        seen.Distinct().ShouldBeSubsetOf(["20000|y|y", "20000|x|x"]);
    }
}
