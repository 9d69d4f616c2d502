using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;

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

public sealed class DuckDbRefreshes() : RefreshSuite(Tests.Engine.DuckDb);

public sealed class PostgresRefreshes() : RefreshSuite(Tests.Engine.Postgres);
