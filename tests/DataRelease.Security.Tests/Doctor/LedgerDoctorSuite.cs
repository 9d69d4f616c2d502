using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using On = DataRelease.Testing.Engines.Engine;

namespace DataRelease.Security.Tests.Doctor;

/// <summary>What is wrong with the ledger, and what live itself can prove about it.</summary>
public abstract class LedgerDoctorSuite(On engine) : DoctorSuite(engine)
{
    [Fact]
    public async Task A_lease_that_expired_is_found_and_given_back()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("update data_release.leases set released = false, expires_at = '2001-01-01'");

        await FoundAsync("DR5103", CheckState.Warn, "");
        await MendedAsync();

        (await ReadAsync("select released from data_release.leases")).Single().ShouldBe("True");
    }

    [Fact]
    public async Task A_state_that_contradicts_the_marker_is_found_and_set_right()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("update data_release.releases set state = 'superseded' where number = 2");

        (await FoundAsync("DR5100", CheckState.Fail, "")).Message.ShouldContain(
            "r2 is live, and its state is superseded"
        );
        await MendedAsync();
    }

    [Fact]
    public async Task Two_releases_in_state_live_are_found_and_set_right()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("update data_release.releases set state = 'live' where number = 1");

        (await FoundAsync("DR5100", CheckState.Fail, "")).Message.ShouldContain("r1 is in state live beside r2");
        await MendedAsync();

        (await ReadAsync("select state from data_release.releases order by number")).ShouldBe(["superseded", "live"]);
    }

    [Fact]
    public async Task A_marker_that_is_missing_is_found_and_made_again_from_what_live_shows()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("delete from data_release.live");

        (await FoundAsync("DR5100", CheckState.Fail, "")).Message.ShouldContain("no row says which release is live");
        await MendedAsync();

        (await Engine().StatusAsync(Cancellation)).Live!.Release.ShouldBe("r2");
    }

    [Fact]
    public async Task A_marker_that_nothing_proves_is_not_guessed()
    {
        await TwoReleasesAsync();
        await ExecuteAsync("delete from data_release.live", "drop view analytics.orders");

        await FoundAsync("DR5100", CheckState.Fail, "");
        var report = await ExamineAsync(fix: true);

        report.ExitCode.ShouldBe(ExitCode.Failed);
        (await ReadAsync("select number from data_release.live")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_marker_of_no_release_and_relations_of_no_release_are_found()
    {
        await TwoReleasesAsync();
        await ExecuteAsync(
            "update data_release.live set number = 99",
            "update data_release.relations set number = 88 where number = 1"
        );

        var report = await ExamineAsync();

        report.Checks.ShouldContain(check =>
            check.Value == "DR5100" && check.Message.Contains("r99", StringComparison.Ordinal)
        );
        report.Checks.ShouldContain(check =>
            check.Value == "DR5100" && check.Message.Contains("2 relations of r88", StringComparison.Ordinal)
        );
        report.Checks.ShouldContain(check =>
            check.Value == "DR5100"
            && check.Message.Contains("r1 is superseded, and it has no relations", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_ledger_that_points_outside_is_found_and_neither_swapped_to_nor_pruned()
    {
        await TwoReleasesAsync();
        await ExecuteAsync(
            "create schema secrets",
            "create table secrets.orders as select 42 as id, 'hidden' as name",
            "update data_release.relations set physical_schema = 'secrets' where number = 1 and live_name = 'orders'",
            "update data_release.releases set green_schema = 'analytics' where number = 1"
        );

        await FoundAsync("DR5100", CheckState.Fail, "");
        var back = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);
        var prune = await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        back.Error!.Code.ShouldBe(ErrorCode.LedgerCorrupt);
        prune.Error!.Code.ShouldBe(ErrorCode.LedgerCorrupt);
        (await ReadAsync("select name from analytics.orders order by id")).ShouldBe(["one", "two"]);
        (await ReadAsync("select name from secrets.orders")).ShouldBe(["hidden"]);
    }
}

public sealed class DuckDbLedgerDoctor() : LedgerDoctorSuite(On.DuckDb)
{
    [Fact]
    public async Task Two_markers_are_found_and_the_one_that_live_shows_is_kept()
    {
        await TwoReleasesAsync();
        await ExecuteAsync(
            "insert into data_release.live (environment, number, since, previous, fencing) values ('prod', "
                + "1, '2020-01-01', null, 1)"
        );

        (await FoundAsync("DR5100", CheckState.Fail, "")).Message.ShouldContain("2 releases that they are live");
        await MendedAsync();

        (await ReadAsync("select number from data_release.live")).ShouldBe(["2"]);
    }
}

public sealed class PostgresLedgerDoctor() : LedgerDoctorSuite(On.Postgres);
