using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Releases that do not go live, and why; live is left alone.</summary>
public abstract class RefusedReleaseSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task A_failing_test_refuses_the_release_and_leaves_live_alone()
    {
        await ReleaseAsync(With(1));
        With(2);
        Project.Extra.Add(
            new NodeResult("test.fake.unique_orders_id", "fail", 0.1, 3, "Got 3 results, configured to fail if != 0")
        );

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.TestsFailed);
        report.Error.Message.ShouldContain("unique_orders_id");
        report.Release!.State.ShouldBe(ReleaseState.Failed);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_failing_model_fails_the_release_and_leaves_live_alone()
    {
        await ReleaseAsync(With(1));
        Project.With("orders", "select id from no_such_table");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Failed);
        report.Error!.Message.ShouldContain("no_such_table");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).Checks.ShouldContain(check =>
            check.Name == "left over" && check.Message.Contains("r2")
        );
    }

    [Fact]
    public async Task A_release_of_nothing_takes_no_number_and_leaves_no_line()
    {
        await ReleaseAsync(With(1));
        Project.Without("orders");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.NothingSelected);
        report.Release.ShouldBeNull();
        report.Live!.Release.ShouldBe("r1");
        (await Engine().HistoryAsync(Cancellation)).Entries.Select(entry => entry.Release.Id).ShouldBe(["r1"]);
        (await Engine().ResumeAsync(new RecoveryRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingToDo);
        (await ReleaseAsync(With(2))).Release!.Id.ShouldBe("r2");
    }

    [Fact]
    public async Task A_project_that_would_write_to_live_is_refused_before_anything_is_built()
    {
        await ReleaseAsync(With(1));
        Project.With("orders", "select 2 as id", escapeTo: "analytics");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.WritesOutsideGreen);
        report.Error.Message.ShouldContain("model.fake.orders");
        Project.Builds.ShouldBe(1);
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_relation_that_left_the_project_stays_until_breaking_is_allowed()
    {
        Project.With("orders", "select 1 as id").With("old", "select 5 as id");
        await ReleaseAsync();
        Project.Without("old");

        await ReleaseAsync();
        (await ReadAsync("select id from analytics.old")).ShouldBe(["5"]);

        await ReleaseAsync(new DeployRequest { AllowBreaking = true });
        (await RelationsAsync("analytics")).ShouldBe(["orders:View"]);

        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error.ShouldBeNull();
        (await ReadAsync("select id from analytics.old")).ShouldBe(["5"]);
    }

    [Fact]
    public async Task A_candidate_of_an_earlier_blue_is_refused()
    {
        await ReleaseAsync(With(1));
        await DeployAsync(With(2));
        await DeployAsync(With(3));
        (await Engine().SwapAsync(new SwapRequest { Release = "r3" }, Cancellation)).Error.ShouldBeNull();

        var report = await Engine().SwapAsync(new SwapRequest { Release = "r2" }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.CandidateOutdated);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task Two_releases_at_once_one_wins_and_the_other_is_told_who_holds_it()
    {
        await ReleaseAsync(With(1));
        ReleaseReport.Released? second = null;
        Project.During = async token => second ??= await Engine().DeployAsync(new DeployRequest(), token);

        await ReleaseAsync();

        second!.ExitCode.ShouldBe(ExitCode.Busy);
        second.Error!.Code.ShouldBe(ErrorCode.LeaseHeld);
    }

    [Fact]
    public async Task A_schema_that_the_ledger_does_not_know_is_never_built_into()
    {
        await Place.ExecuteAsync("create schema analytics__r1", "create table analytics__r1.orders as select 5 as id");

        var report = await ReleaseAsync(With(1));

        report.Release!.Id.ShouldBe("r2");
        (await ReadAsync("select id from analytics__r1.orders")).ShouldBe(["5"]);
    }

    [Fact]
    public async Task A_newer_ledger_is_refused()
    {
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync(
            "insert into data_release.ledger_versions (version, applied_at) values (99, '2026-01-01')"
        );

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.LedgerNewer);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_damaged_ledger_is_named_and_live_goes_on()
    {
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync("drop table data_release.releases");

        var report = await Engine().StatusAsync(Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.LedgerCorrupt);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }
}

public sealed class DuckDbRefusedReleases() : RefusedReleaseSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRefusedReleases() : RefusedReleaseSuite(Testing.Engines.Engine.Postgres);
