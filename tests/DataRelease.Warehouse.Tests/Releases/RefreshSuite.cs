using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Nights between releases: the code that is live with today's data.</summary>
public abstract class RefreshSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task A_refresh_brings_todays_data_with_the_code_that_is_live()
    {
        await FirstAsync();
        await Place.ExecuteAsync("insert into app.source values (2)");

        var report = await Engine().RefreshAsync(new RefreshRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Live!.Release.ShouldBe("r2");
        report.Release!.Version.ShouldBe("1.0.0");
        report.Release.Strategy.ShouldBe("refresh");
        report.Release.RefreshOf.ShouldBe("r1");
        (await ReadAsync("select id from analytics.orders order by id")).ShouldBe(["1", "2"]);
        // Yesterday's data is one rollback away.
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders order by id")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_project_that_is_not_what_is_live_is_refused_by_name_and_live_stays()
    {
        await FirstAsync();
        Project.With("orders", "select id + 100 as id from app.source").With("more", "select 1 as id");

        var report = await Engine().RefreshAsync(new RefreshRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.RefreshDiffers);
        report.Error.Message.ShouldContain("orders");
        report.Error.Message.ShouldContain("more");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
    }

    [Fact]
    public async Task Nights_are_not_counted_as_versions()
    {
        Config = Config with { Retention = new RetentionConfig { Keep = 1 } };
        await FirstAsync();
        Project.With("orders", "select id, 'v2' as code from app.source");
        Project.Version = "2.0.0";
        await ReleaseAsync();
        for (var night = 0; night < 4; night++)
        {
            await Place.ExecuteAsync($"insert into app.source values ({night + 10})");
            (await Engine().RefreshAsync(new RefreshRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        }

        var status = await Engine().StatusAsync(Cancellation);

        // Last night's, and the version before.
        status.Live!.Release.ShouldBe("r6");
        status.RollbackTargets.Select(release => release.Id).ShouldBe(["r5", "r1"]);
        (await HasSchemaAsync("analytics__r3")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_restored_is_no_version_of_its_own_and_ends_no_row_of_nights()
    {
        NeedsVersions();
        await FirstAsync();
        Project
            .With("orders", "select id, 'v2' as code from app.source")
            .With("events", "select 1 as id", "incremental");
        Project.Version = "2.0.0";
        await ReleaseAsync();
        (await Engine().BackupCreateAsync(new BackupCreateRequest { State = true }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        Config = Config with
        {
            Retention = new RetentionConfig { Keep = 1, Refreshes = 9 },
        };
        foreach (var rows in new[] { 10, 11, 12 })
            (await FillAsync(rows)).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync("insert into analytics__r5.events values (7)");
        (await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        Config = Config with { Retention = new RetentionConfig { Keep = 1 } };

        var night = await FillAsync(13);

        night.Error?.Format().ShouldBeNull();
        night.Release!.RefreshOf.ShouldBe("r2");
        night
            .Checks.Single(check => check is { Name: "row_count", Relation: "analytics.orders" })
            .Threshold.ShouldStartWith("learnt from 3 refreshes");
        var status = await Engine().StatusAsync(Cancellation);
        status.Live!.Release.ShouldBe("r7");
        status.RollbackTargets.Select(release => release.Id).ShouldBe(["r6", "r1"]);
        status.RollbackTargets[0].RefreshOf.ShouldBeNull();
    }

    [Fact]
    public async Task A_bad_night_leaves_yesterdays_data_live()
    {
        await FirstAsync();
        await Place.ExecuteAsync("delete from app.source");

        var report = await Engine().RefreshAsync(new RefreshRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Checks.ShouldContain(check => check.Name == "row_count" && check.Relation == "analytics.orders");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Growth_is_normal_until_the_last_refreshes_say_how_much_of_it()
    {
        await FirstAsync();
        // Nothing is known: what would be a warning of a release of code is none of a night.
        (await NightAsync(100)).State.ShouldBe(CheckState.Pass);
        (await NightAsync(102)).State.ShouldBe(CheckState.Pass);
        (await NightAsync(104)).State.ShouldBe(CheckState.Pass);
        (await NightAsync(106)).State.ShouldBe(CheckState.Pass);
        Config = Config with { Retention = new RetentionConfig { Keep = 0 } };
        (await NightAsync(108)).State.ShouldBe(CheckState.Pass);

        // From the first night, which was a hundredfold, nothing could be learnt that forbids anything.
        for (var rows = 110; rows <= 140; rows += 2)
            await NightAsync(rows);
        var leap = await NightAsync(400);

        leap.State.ShouldBe(CheckState.Warn);
        leap.Message.ShouldStartWith("its rows moved by +185.7 %; in the last 14 refreshes it moved by +1.4 % to ");
        leap.Threshold.ShouldStartWith("learnt from 14 refreshes: ");
    }

    [Fact]
    public async Task Loss_is_refused_unless_it_is_what_the_relation_does_every_night()
    {
        await FirstAsync();
        foreach (var rows in new[] { 1000, 1010, 1020, 1031 })
            await NightAsync(rows);

        var lost = await NightAsync(900);

        lost.State.ShouldBe(CheckState.Fail);
        lost.Message.ShouldStartWith("131 of 1031 rows are gone; in the last 4 refreshes it moved by +1 % to ");
        (await ReadAsync("select count(*) from analytics.orders")).ShouldBe(["1031"]);
    }

    [Fact]
    public async Task A_relation_that_breathes_may()
    {
        await FirstAsync();
        Config = Config with
        {
            Validate = new ValidateConfig { Checks = [new RowCountSettings { Severity = CheckSeverity.Off }] },
        };
        // Without the check nobody counts, and nothing is learnt.
        foreach (var rows in new[] { 1000, 600 })
            await FillAsync(rows);
        Config = Config with
        {
            Validate = new ValidateConfig { Checks = [new RowCountSettings { Severity = CheckSeverity.Warn }] },
        };
        foreach (var rows in new[] { 1000, 600, 1000, 600, 1000 })
            await NightAsync(rows);
        Config = Config with { Validate = new ValidateConfig() };

        (await NightAsync(610)).State.ShouldBe(CheckState.Pass);
        (await NightAsync(100)).State.ShouldBe(CheckState.Fail);
    }

    /// <summary>The outcome of the rows of one night.</summary>
    private async Task<CheckOutcome> NightAsync(int rows)
    {
        var report = await FillAsync(rows);
        return report.Checks.Single(check => check is { Name: "row_count", Relation: "analytics.orders" });
    }

    private async Task<ReleaseReport.Released> FillAsync(int rows)
    {
        await Place.ExecuteAsync(
            "delete from app.source",
            $"insert into app.source select s from generate_series(1, {rows}) as g(s)"
        );
        return await Engine().RefreshAsync(new RefreshRequest(), Cancellation);
    }

    [Fact]
    public async Task There_is_nothing_to_refresh_before_the_first_release()
    {
        Project.With("orders", "select 1 as id");

        var report = await Engine().RefreshAsync(new RefreshRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.NothingToDo);
        (await Engine().StatusAsync(Cancellation)).Releases.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_live_is_checked_without_a_candidate()
    {
        await FirstAsync();
        await ReleaseAsync();
        (await Engine().ValidateAsync(new ValidateRequest { Live = true }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        await Place.ExecuteAsync("delete from analytics__r2.orders");

        var report = await Engine().ValidateAsync(new ValidateRequest { Live = true }, Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Message.ShouldContain("analytics.orders");
        report.Release!.State.ShouldBe(ReleaseState.Live);
    }

    private async Task FirstAsync()
    {
        await Place.ExecuteAsync("create schema app");
        await Place.ExecuteAsync("create table app.source as select 1 as id");
        Project.With("orders", "select id from app.source");
        await ReleaseAsync();
    }
}

public sealed class DuckDbRefreshes() : RefreshSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRefreshes() : RefreshSuite(Testing.Engines.Engine.Postgres);
