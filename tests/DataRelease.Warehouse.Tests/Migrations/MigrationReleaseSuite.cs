using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Migrations;

/// <summary>
/// Migrations within releases: expand before green is built, contract when nothing needs the old shape.
/// </summary>
public abstract class MigrationReleaseSuite(Engine engine) : MigrationSuite(engine)
{
    [Fact]
    public async Task A_release_expands_before_it_builds_and_contracts_only_when_nothing_needs_the_old_shape()
    {
        Script(
            "V1__one.sql",
            "create table $schema$.one (id integer, old text, newer text);\ninsert into $schema$.one values "
                + "(1, 'a', 'b')"
        );
        Project.With("orders", "select id, old as name from state.one", "view");
        await ReleaseAsync();
        Script("V2__more.sql", "alter table $schema$.one add column newest text");
        Script(
            "V3__less.sql",
            "-- data-release: allow-destructive\nalter table $schema$.one drop column old;\n-- down\nalter "
                + "table $schema$.one add column old text;\n"
        );
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

    [Theory]
    [InlineData("package")]
    [InlineData("keep")]
    [InlineData("carry")]
    [InlineData("restore")]
    public async Task Older_code_that_is_live_again_holds_back_what_it_does_not_know(string way)
    {
        NeedsVersions();
        Config = new ReleaseConfig
        {
            Migrations = new MigrationsConfig { ContractAfter = TimeSpan.Zero },
            Retention = new RetentionConfig { Keep = 9 },
            Validate = new ValidateConfig { Checks = [new DataDiffSettings { Relations = ["events"], Key = ["id"] }] },
        };
        const string less = "-- data-release: allow-destructive\nalter table $schema$.one drop column old";
        Script("V1__one.sql", "create table $schema$.one as select 1 as id, 'a' as old");
        await ExecuteAsync("create table state.fresh as select 1 as id");
        Project.With("events", "select id from state.fresh", "incremental");
        Project.With("orders", "select id, old from state.one");
        await ReleaseAsync();
        await ExecuteAsync("delete from state.fresh");
        Worked(await Engine().BackupCreateAsync(new BackupCreateRequest { State = true }, Cancellation));
        Script("V2__less.sql", less);
        Project.With("orders", "select id from state.one");
        await ReleaseAsync();
        await ExecuteAsync("insert into analytics__r2.events values (7)");
        if (way == "package")
        {
            Remove("V2__less.sql");
            Project.With("orders", "select id, old from state.one");
            await ReleaseAsync();
            Script("V2__less.sql", less);
        }
        else
        {
            Worked(
                await Engine()
                    .RollbackAsync(
                        new RollbackRequest
                        {
                            KeepState = way == "keep",
                            CarryWrites = way == "carry",
                            AcceptLoss = way == "restore",
                        },
                        Cancellation
                    )
            );
            await ExecuteAsync("insert into analytics__r1.events values (8)");
            if (way == "restore")
                Worked(await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation));
        }
        (await Engine().StatusAsync(Cancellation)).Live!.Release.ShouldBe("r3");

        Worked(await Engine().PruneAsync(new PruneRequest(), Cancellation)).Summary.ShouldNotContain("V2__less.sql");
        await UpAsync();
        Worked(await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation))
            .Summary.ShouldNotContain("V2__less.sql");

        (await StatusAsync())[1].ShouldBe("V2 held");
        (await ReadAsync("select old from state.one")).ShouldBe(["a"]);
        // A release of code that knows it ends that.
        Project.With("orders", "select id from state.one");
        await ReleaseAsync();
        await UpAsync();
        (await StatusAsync())[1].ShouldBe("V2 applied");
    }

    [Fact]
    public async Task A_kept_release_of_older_code_holds_it_back_whatever_its_number()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Script("V1__one.sql", "create table $schema$.one (id integer, old text)");
        Script("V2__less.sql", "-- data-release: allow-destructive\nalter table $schema$.one drop column old");
        await ReleaseAsync();
        Remove("V2__less.sql");
        await ReleaseAsync();
        Script("V2__less.sql", "-- data-release: allow-destructive\nalter table $schema$.one drop column old");
        await ReleaseAsync();
        await ExecuteAsync("update data_release.releases set state = 'retired' where number < 3");

        // r3 is kept, does not know it, and a rollback may return to it.
        await UpAsync();
        (await StatusAsync())[1].ShouldBe("V2 held");
        Worked(await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation))
            .Summary.ShouldContain("V2__less.sql");
    }

    [Fact]
    public async Task Prune_leaves_a_contract_migration_alone_while_one_before_it_is_taken_back()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Script(
            "V1__more.sql",
            "create table $schema$.one (id integer, old text);\n-- down\ndrop table $schema$.one;\n"
        );
        Script("V2__less.sql", "-- data-release: allow-destructive\nalter table $schema$.one drop column old;\n");
        await ReleaseAsync();
        await DownAsync("0");

        Worked(await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation))
            .Summary.ShouldNotContain("V2__less.sql");

        (await StatusAsync()).ShouldBe(["V1 reverted", "V2 pending"]);
        await UpAsync();
        (await StatusAsync()).ShouldBe(["V1 applied", "V2 applied"]);
        (
            await ReadAsync(
                "select count(*) from information_schema.columns where table_schema = 'state' and table_name = 'one'"
            )
        ).ShouldBe(["1"]);
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

public sealed class DuckDbMigrationReleases() : MigrationReleaseSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresMigrationReleases() : MigrationReleaseSuite(Testing.Engines.Engine.Postgres);
