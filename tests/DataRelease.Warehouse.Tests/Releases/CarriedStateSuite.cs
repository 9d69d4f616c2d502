using DataRelease.Builds;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// What a release takes over from the one before: incremental models, relations that it does not build, schemas from
/// before the first release.
/// </summary>
public abstract class CarriedStateSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task Incremental_models_start_from_a_copy_of_blue()
    {
        Project.With("events", "select 1 as id", "incremental");
        await ReleaseAsync();
        Project.With("events", "select 2 as id", "incremental");

        await ReleaseAsync();

        Project.Carried.ShouldBe(["model.fake.events"]);
        (await ReadAsync("select id from analytics.events order by id")).ShouldBe(["1", "2"]);
        (await ReadAsync("select id from analytics__r1.events order by id")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Full_refresh_starts_incremental_models_from_nothing()
    {
        Project.With("events", "select 1 as id", "incremental");
        await ReleaseAsync();
        Project.With("events", "select 2 as id", "incremental");

        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { FullRefresh = true } });

        (await ReadAsync("select id from analytics.events")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_partial_release_shares_what_it_does_not_build()
    {
        Project.With("orders", "select 1 as id").With("customers", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 2 as id");

        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } });

        (await ReadAsync("select (select id from analytics.orders), (select id from analytics.customers)")).ShouldBe([
            "2|1",
        ]);
        (await RelationsAsync("analytics__r2")).ShouldBe(["orders:Table"]);
    }

    [Fact]
    public async Task Adoption_moves_tables_and_views_aside_and_rollback_returns_to_them()
    {
        NeedsViewsThatStay();
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders as select 7 as id, 'it''s' as note",
            "create view analytics.recent as select id from analytics.orders where note <> 'analytics.orders'",
            "create table analytics.by_hand as select 99 as id"
        );
        Project.With("orders", "select 1 as id, 'new' as note").With("recent", "select id from {green}.orders", "view");

        await ReleaseAsync();

        (await ReadAsync("select id from analytics.recent")).ShouldBe(["1"]);
        (await ReadAsync("select id from analytics.by_hand")).ShouldBe(["99"]);
        (await RelationsAsync("analytics")).ShouldBe(["by_hand:Table", "orders:View", "recent:View"]);
        (await ReadAsync("select id from analytics__r0.recent")).ShouldBe(["7"]);

        var back = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        back.Error?.Format().ShouldBeNull();
        back.Live!.Release.ShouldBe("r0");
        (await ReadAsync("select id, note from analytics.orders")).ShouldBe(["7|it's"]);
        (await ReadAsync("select id from analytics.recent")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task Adopted_incremental_models_start_from_the_adopted_table()
    {
        await Place.ExecuteAsync("create schema analytics", "create table analytics.events as select 1 as id");
        Project.With("events", "select 2 as id", "incremental");

        await ReleaseAsync();

        (await ReadAsync("select id from analytics.events order by id")).ShouldBe(["1", "2"]);
        (await ReadAsync("select id from analytics__r0.events")).ShouldBe(["1"]);
    }
}

public sealed class DuckDbCarriedState() : CarriedStateSuite(Testing.Engines.Engine.DuckDb)
{
    [Fact]
    public async Task A_copy_has_keys_checks_defaults_computed_columns_and_indexes()
    {
        await Place.ExecuteAsync(
            "create schema source",
            "create schema made",
            "create table source.t (id int primary key, v int default 5 not null, \"w (x\" varchar unique, "
                + "g int generated always as (v * 2), check (v > 0))",
            "create index t__plain on source.t (v)",
            "create unique index \"t__odd (one\" on source.t ((v + 1), \"w (x\")",
            "insert into source.t (id, \"w (x\") values (1, 'a')"
        );
        await using var session = await Warehouse.OpenAsync(Cancellation);
        var to = new Warehouses.RelationName("made", "t");

        foreach (var sql in await Warehouse.ReadCopyAsync(session, to with { Schema = "source" }, to, Cancellation))
            await session.ExecuteAsync(sql, Cancellation);

        (await ReadAsync("select id, v, \"w (x\", g from made.t")).ShouldBe(["1|5|a|10"]);
        foreach (
            var form in new[]
            {
                "select column_name, data_type, is_nullable, column_default from duckdb_columns() where "
                    + "table_name = 't' and schema_name = '{0}' order by column_index",
                "select constraint_type, constraint_text from duckdb_constraints() where table_name = 't' and "
                    + "schema_name = '{0}' order by 1, 2",
                "select index_name, is_unique, expressions from duckdb_indexes() where schema_name = '{0}' order by 1",
            }
        )
            (await ReadAsync(string.Format(null, form, "made"))).ShouldBe(
                await ReadAsync(string.Format(null, form, "source"))
            );
    }

    [Fact]
    public async Task Indexes_of_one_name_in_two_schemas_come_into_one_data_version()
    {
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.events as select 1 as id",
            "create index by_id on analytics.events (id)",
            "create schema analytics_marketing",
            "create table analytics_marketing.days as select 1 as id",
            "create index by_id on analytics_marketing.days (id)"
        );
        Project.With("events", "select 2 as id", "incremental");
        Project.With("days", "select 2 as id", "incremental", custom: "marketing");
        await ReleaseAsync();

        var created = await Engine()
            .BackupCreateAsync(new BackupCreateRequest { Tables = ["events", "days"] }, Cancellation);

        created.Error?.Format().ShouldBeNull();
        (
            await ReadAsync(
                "select index_name from duckdb_indexes() where schema_name = 'data_release_backup_v1' order by 1"
            )
        ).Count.ShouldBe(2);
        (await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
    }

    [Fact]
    public async Task A_live_schema_that_stands_in_another_case_is_refused_before_anything_is_built()
    {
        await Place.ExecuteAsync("create schema \"Analytics\"", "create table \"Analytics\".events as select 1 as id");
        Project.With("events", "select 2 as id");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(Errors.ErrorCode.NamesDifferInCase);
        report.Error.Message.ShouldBe("schema Analytics is in the warehouse, and this environment calls it analytics");
        Project.Builds.ShouldBe(0);
    }

    [Fact]
    public async Task Names_that_differ_only_in_case_are_refused_before_anything_is_built()
    {
        await Place.ExecuteAsync("create schema analytics", "create table analytics.\"Events\" as select 1 as id");
        Project.With("events", "select 2 as id", "incremental");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(Errors.ErrorCode.NamesDifferInCase);
        report.Error.Message.ShouldBe("analytics.Events is in live, and the project calls it analytics.events");
        Project.Builds.ShouldBe(0);
        Project.With("EVENTS", "select 2 as id");
        var twice = await Engine().PlanAsync(new DeployRequest(), Cancellation);
        twice.Error!.Message.ShouldContain("are one name for this warehouse");
    }

    [Fact]
    public async Task A_table_whose_form_can_not_come_along_is_copied_with_its_rows_alone()
    {
        await Place.ExecuteAsync(
            "create schema source",
            "create schema made",
            "create sequence source.numbers",
            "create table source.t (id int default nextval('source.numbers'), v int not null)",
            "insert into source.t (v) values (7)"
        );
        await using var session = await Warehouse.OpenAsync(Cancellation);
        var to = new Warehouses.RelationName("made", "t");

        foreach (var sql in await Warehouse.ReadCopyAsync(session, to with { Schema = "source" }, to, Cancellation))
            await session.ExecuteAsync(sql, Cancellation);

        await Place.ExecuteAsync("drop schema source cascade");
        (await ReadAsync("select id, v from made.t")).ShouldBe(["1|7"]);
    }

    [Fact]
    public async Task A_release_whose_sequence_numbers_a_table_outside_is_not_dropped_with_that_table()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        await Place.ExecuteAsync(
            "create schema app",
            "create sequence analytics__r1.numbers",
            "create table app.lines (id int default nextval('analytics__r1.numbers'))"
        );
        await ReleaseAsync();

        await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        Events
            .Of<Reports.ReleaseEvent.Warned>()
            .ShouldContain(warned =>
                warned.Text.Contains("table app.lines, a default of which calls analytics__r1.numbers")
            );
        (await ReadAsync("select count(*) from app.lines")).ShouldBe(["0"]);
    }
}

public sealed class PostgresCarriedState() : CarriedStateSuite(Testing.Engines.Engine.Postgres);
