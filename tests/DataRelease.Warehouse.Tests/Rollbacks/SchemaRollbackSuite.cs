using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Warehouse.Tests.Migrations;

namespace DataRelease.Warehouse.Tests.Rollbacks;

/// <summary>Code, schema and data go back together.</summary>
public abstract class SchemaRollbackSuite(Engine engine) : MigrationSuite(engine)
{
    [Fact]
    public async Task All_goes_back_in_order_code_schema_data()
    {
        Config = Config with
        {
            Backups = new BackupConfig { Tables = ["state.refunds"], BeforeRelease = true },
        };
        Script(
            "V1__refunds.sql",
            "create table $schema$.refunds (id integer);\ninsert into $schema$.refunds values (1);\n-- "
                + "down\ndrop table $schema$.refunds;\n"
        );
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        (await Engine().BackupCreateAsync(new BackupCreateRequest { Name = "of r1", State = true }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        Script(
            "V2__note.sql",
            "alter table $schema$.refunds add column note integer;\n-- down\nalter table $schema$.refunds "
                + "drop column note;\n"
        );
        Project.With("orders", "select 2 as id");
        Config = Config with { Backups = new BackupConfig { Tables = ["state.refunds"] } };
        await ReleaseAsync();
        await ExecuteAsync("insert into state.refunds values (2, 5)");

        var preview = await Engine()
            .PreviewRollbackAsync(
                new RollbackRequest
                {
                    Code = true,
                    Schema = true,
                    Data = true,
                },
                Cancellation
            );
        preview.Error?.Format().ShouldBeNull();
        preview
            .Plan.Select(line => $"{line.Relation} {line.Change}")
            .ShouldBe(["analytics.orders changed", "V2__note.sql down", "state.refunds restored"]);
        preview.Statements.ShouldContain(statement => statement.Contains("drop column note"));
        var report = await Engine()
            .RollbackAsync(
                new RollbackRequest
                {
                    Code = true,
                    Schema = true,
                    Data = true,
                },
                Cancellation
            );

        report.Error?.Format().ShouldBeNull();
        report.Steps.Select(step => step.Name).ShouldBe(["rollback", "migrate", "restore", "verify"]);
        (await ReadAsync("select * from analytics.orders")).ShouldBe(["1"]);
        (await ReadAsync("select * from state.refunds")).ShouldBe(["1"]);
        (await Engine().HistoryAsync(Cancellation)).Entries[0].Migrations.ShouldBe(["V2__note.sql (taken back)"]);
    }

    [Fact]
    public async Task The_schema_alone_goes_back_and_live_stays()
    {
        Script(
            "V1__refunds.sql",
            "create table $schema$.refunds (id integer);\ninsert into $schema$.refunds values (1);\n-- "
                + "down\ndrop table $schema$.refunds;\n"
        );
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Script(
            "V2__note.sql",
            "alter table $schema$.refunds add column note integer;\n-- down\nalter table $schema$.refunds "
                + "drop column note;\n"
        );
        Project.With("orders", "select 2 as id");
        await ReleaseAsync();
        // As a checkout that has no script any more would do it.
        Remove("V1__refunds.sql");
        Remove("V2__note.sql");

        var report = Worked(await Engine().RollbackAsync(new RollbackRequest { Schema = true }, Cancellation));

        report.Steps.Select(step => step.Name).ShouldBe(["migrate"]);
        report.Live!.Release.ShouldBe("r2");
        (await ReadAsync("select * from analytics.orders")).ShouldBe(["2"]);
        (await ReadAsync("select * from state.refunds")).ShouldBe(["1"]);
        Worked(await Engine().RollbackAsync(new RollbackRequest { Schema = true }, Cancellation))
            .Summary.ShouldBe("there was nothing to do");
    }

    [Fact]
    public async Task A_migration_that_was_taken_down_and_up_again_stays_for_a_release_that_had_it()
    {
        Script(
            "V1__refunds.sql",
            "create table $schema$.refunds (id integer);\n-- down\ndrop table $schema$.refunds;\n"
        );
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Script(
            "V2__note.sql",
            "alter table $schema$.refunds add column note integer;\n-- down\nalter table $schema$.refunds "
                + "drop column note;\n"
        );
        Project.With("orders", "select 2 as id");
        await ReleaseAsync();
        Worked(await Engine().RollbackAsync(new RollbackRequest { Code = true, Schema = true }, Cancellation));
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 reverted"]);
        Project.With("orders", "select 3 as id");
        await ReleaseAsync();
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 applied"]);

        // r2 was built with the column; that r3 brought it back again does not make it r3's.
        Worked(
            await Engine()
                .RollbackAsync(
                    new RollbackRequest
                    {
                        To = "r2",
                        Code = true,
                        Schema = true,
                    },
                    Cancellation
                )
        );

        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 applied"]);
        Worked(
            await Engine()
                .RollbackAsync(
                    new RollbackRequest
                    {
                        To = "r1",
                        Code = true,
                        Schema = true,
                    },
                    Cancellation
                )
        );
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 reverted"]);
    }

    [Fact]
    public async Task A_migration_without_a_way_back_refuses_the_rollback_before_anything_is_done()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Script("V1__refunds.sql", "create table $schema$.refunds (id integer)");
        Project.With("orders", "select 2 as id");
        await ReleaseAsync();

        var report = await Engine().RollbackAsync(new RollbackRequest { Code = true, Schema = true }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.MigrationOneWay);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_migration_that_may_lose_data_is_covered_by_a_version_of_the_tables_that_are_state()
    {
        await ExecuteAsync(
            "create table state.refunds as select 1 as id, 'x' as note",
            "create table state.other as select 1 as id"
        );
        Script("V1__drop.sql", "-- data-release: phase expand\nalter table $schema$.refunds drop column note;\n");
        (await UpFailsAsync()).Code.ShouldBe(ErrorCode.MigrationDestructive);
        Config = Config with { Backups = new BackupConfig { Tables = ["state.refunds"] } };

        await UpAsync();

        (await ReadAsync("select * from data_release_backup_v1.state__refunds")).ShouldBe(["1|x"]);
        Script(
            "V2__drop.sql",
            "-- data-release: phase expand\ndelete from $schema$.refunds;\ndrop table $schema$.other;\n"
        );
        (await UpFailsAsync()).Code.ShouldBe(ErrorCode.MigrationDestructive);
        (await ReadAsync("select count(*) from state.other")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("alter table $schema$.refunds drop column note", "drop table customers")]
    [InlineData("alter table $schema$.refunds drop column note;\ndrop table customers", null)]
    [InlineData("drop table $schema$.refunds, customers", null)]
    [InlineData("truncate $schema$.refunds;\ndelete from customers", null)]
    [InlineData("truncate $schema$.refunds cascade", null)]
    [InlineData("delete from $schema$.refunds;\ndrop schema empty", null)]
    [InlineData("delete from $schema$.refunds;\ndrop table $schema$.ghost", null)]
    public async Task What_the_version_would_not_contain_is_not_covered_by_it(string first, string? second)
    {
        await ExecuteAsync(
            "create table state.refunds as select 1 as id, 'x' as note",
            "create table customers as select 1 as id",
            "create schema empty"
        );
        Config = Config with { Backups = new BackupConfig { Tables = ["state.refunds"] } };
        Script("V1__one.sql", $"-- data-release: phase expand\n{first};\n");
        if (second is not null)
            Script("V2__two.sql", $"-- data-release: phase expand\n{second};\n");

        (await UpFailsAsync()).Code.ShouldBe(ErrorCode.MigrationDestructive);

        (await ReadAsync("select count(*) from customers")).ShouldBe(["1"]);
        (await ReadAsync("select note from state.refunds")).ShouldBe(["x"]);
        (await Engine().BackupListAsync(Cancellation)).DataVersions.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true, 60)]
    [InlineData(false, -60)]
    public async Task What_a_release_had_does_not_depend_on_the_clock_of_who_migrates(bool isBefore, int ahead)
    {
        await ExecuteAsync("create table state.refunds as select 1 as id");
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Script("V1__note.sql", Note);
        var elsewhere = new ReleaseEngine(At("prod"), Events, new OtherClock(TimeSpan.FromMinutes(ahead)));
        Task<ReleaseReport.Migrated> ByHandAsync() => elsewhere.MigrateUpAsync(new MigrateRequest(), Cancellation);
        if (isBefore)
            Worked(await ByHandAsync());
        else
            Remove("V1__note.sql");
        await ReleaseAsync();
        Script("V1__note.sql", Note);
        if (!isBefore)
            Worked(await ByHandAsync());
        await ReleaseAsync();

        Worked(
            await Engine()
                .RollbackAsync(
                    new RollbackRequest
                    {
                        To = "r2",
                        Code = true,
                        Schema = true,
                    },
                    Cancellation
                )
        );

        (await StatusAsync()).ShouldBe([isBefore ? "V1 applied" : "V1 reverted"]);
    }

    [Fact]
    public async Task A_migration_that_was_taken_down_before_a_release_was_not_had_by_it_whatever_the_clock_said()
    {
        await ExecuteAsync("create table state.refunds as select 1 as id");
        Project.With("orders", "select 1 as id");
        Script("V1__note.sql", Note);
        await UpAsync();
        await ReleaseAsync();
        var elsewhere = new ReleaseEngine(At("prod"), Events, new OtherClock(TimeSpan.FromHours(1)));
        Worked(await elsewhere.MigrateDownAsync(new MigrateRequest { To = "0" }, Cancellation));
        Remove("V1__note.sql");
        await ReleaseAsync();
        Script("V1__note.sql", Note);
        await ReleaseAsync();

        Worked(
            await Engine()
                .RollbackAsync(
                    new RollbackRequest
                    {
                        To = "r2",
                        Code = true,
                        Schema = true,
                    },
                    Cancellation
                )
        );

        (await StatusAsync()).ShouldBe(["V1 reverted"]);
    }

    [Fact]
    public async Task Each_destructive_script_has_a_version_of_its_own_tables()
    {
        await ExecuteAsync(
            "create table state.refunds as select 1 as id, 'x' as note",
            "create table state.other as select 1 as id"
        );
        Config = Config with { Backups = new BackupConfig { Tables = ["state.refunds", "state.other"] } };
        Script("V1__one.sql", "-- data-release: phase expand\nalter table $schema$.refunds drop column note;\n");
        Script("V2__two.sql", "-- data-release: phase expand\ndrop table if exists $schema$.other;\n");

        await UpAsync();

        (await ReadAsync("select * from data_release_backup_v1.state__refunds")).ShouldBe(["1|x"]);
        (await ReadAsync("select * from data_release_backup_v2.state__other")).ShouldBe(["1"]);
        (
            await ReadAsync(
                "select data_version from data_release.migrations where version in ('1', '2') order by version"
            )
        ).ShouldBe(["v1", "v2"]);
    }

    private const string Note =
        "alter table $schema$.refunds add column note integer;\n-- down\nalter table $schema$.refunds drop column "
        + "note;\n";

    private sealed class OtherClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}

public sealed class DuckDbSchemaRollbacks() : SchemaRollbackSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresSchemaRollbacks() : SchemaRollbackSuite(Testing.Engines.Engine.Postgres);
