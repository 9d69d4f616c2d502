using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>The main job on every engine: release, swap, roll back, recover, prune.</summary>
public abstract class MainJobSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task First_release_goes_live_as_pointer_views()
    {
        Project.With("orders", "select 1 as id, 10 as amount").With("channel_mix", "select 'web' as channel", custom: "marketing");

        var report = await ReleaseAsync();

        report.Release!.Id.ShouldBe("r1");
        report.Release.State.ShouldBe(ReleaseState.Live);
        report.Live!.Version.ShouldBe("1.0.0");
        (await ReadAsync("select id, amount from analytics.orders")).ShouldBe(["1|10"]);
        (await ReadAsync("select channel from analytics_marketing.channel_mix")).ShouldBe(["web"]);
        (await RelationsAsync("analytics")).ShouldBe(["orders:View"]);
        (await RelationsAsync("analytics__r1_marketing")).ShouldBe(["channel_mix:Table"]);
    }

    [Fact]
    public async Task Second_release_replaces_the_first_and_rollback_brings_it_back()
    {
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);

        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        report.Error.ShouldBeNull();
        report.Live!.Release.ShouldBe("r1");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        var history = await Engine().HistoryAsync(Cancellation);
        history.Releases.Select(release => (release.Id, release.State)).ShouldBe([("r2", ReleaseState.RolledBack), ("r1", ReleaseState.Live)]);
    }

    [Fact]
    public async Task Rollback_can_go_forward_again_by_version()
    {
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));
        await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        var report = await Engine().RollbackAsync(new RollbackRequest { To = "2.0.0" }, Cancellation);

        report.Error.ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Rollback_without_a_release_to_go_to_says_so()
    {
        await ReleaseAsync(With(1));

        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.NoWayBack);
        report.ExitCode.ShouldBe(ExitCode.Usage);
        report.Live!.Release.ShouldBe("r1");
    }

    [Theory]
    [InlineData("select 'text' as id, 5 as added")]
    [InlineData("select 7 as other")]
    [InlineData("select 10 as amount, 2 as id")]
    public async Task A_changed_shape_goes_live_and_back(string second)
    {
        Project.With("orders", "select 1 as id, 10 as amount");
        await ReleaseAsync();
        Project.With("orders", second);

        await ReleaseAsync();
        (await ReadAsync("select * from analytics.orders")).Count.ShouldBe(1);
        var report = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        report.Error.ShouldBeNull();
        (await ReadAsync("select * from analytics.orders")).ShouldBe(["1|10"]);
    }

    [Fact]
    public async Task Deploy_leaves_live_alone_until_the_swap()
    {
        await ReleaseAsync(With(1));
        With(2);

        var deployed = await DeployAsync();
        deployed.Release!.State.ShouldBe(ReleaseState.Validated);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        var status = await Engine().StatusAsync(Cancellation);
        status.Releases.Select(release => release.Id).ShouldBe(["r2"]);

        var swapped = await Engine().SwapAsync(new SwapRequest(), Cancellation);
        swapped.Error.ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_failing_test_refuses_the_release_and_leaves_live_alone()
    {
        await ReleaseAsync(With(1));
        With(2);
        Project.Extra.Add(new NodeResult("test.fake.unique_orders_id", "fail", 0.1, 3, "Got 3 results, configured to fail if != 0"));

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
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).Checks.ShouldContain(check => check.Name == "left over" && check.Message.Contains("r2"));
    }

    [Fact]
    public async Task Abort_drops_a_failed_green_and_the_next_release_is_free()
    {
        await ReleaseAsync(With(1));
        Project.With("orders", "select 2 as id").With("broken", "select id from no_such_table");
        await Engine().ReleaseAsync(new DeployRequest(), Cancellation);
        (await HasSchemaAsync("analytics__r2")).ShouldBeTrue();

        var aborted = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);

        aborted.Error.ShouldBeNull();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        Project.Without("broken");
        (await ReleaseAsync()).Release!.Id.ShouldBe("r3");
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

        (await ReadAsync("select (select id from analytics.orders), (select id from analytics.customers)")).ShouldBe(["2|1"]);
        (await RelationsAsync("analytics__r2")).ShouldBe(["orders:Table"]);
    }

    [Fact]
    public async Task Prune_never_drops_what_live_shares_with_an_old_release()
    {
        Project.With("orders", "select 1 as id").With("customers", "select 1 as id");
        await ReleaseAsync();
        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } });

        var report = await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        report.Error.ShouldBeNull();
        (await RelationsAsync("analytics__r1")).ShouldBe(["customers:Table"]);
        (await ReadAsync("select id from analytics.customers")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Prune_keeps_the_newest_releases_and_drops_the_rest()
    {
        for (var version = 1; version <= 4; version++) await ReleaseAsync(With(version));

        var report = await Engine().PruneAsync(new PruneRequest { Keep = 1 }, Cancellation);

        report.Error.ShouldBeNull();
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r3")).ShouldBeTrue();
        report.RollbackTargets.Select(release => release.Id).ShouldBe(["r3"]);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["4"]);
    }

    [Fact]
    public async Task Prune_leaves_a_release_that_something_outside_depends_on()
    {
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));
        await Place.ExecuteAsync("create schema bi", "create view bi.pinned as select id from analytics__r1.orders");

        var report = await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        report.Error.ShouldBeNull();
        report.Summary.ShouldContain("r1");
        (await ReadAsync("select id from bi.pinned")).ShouldBe(["1"]);
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
    public async Task Adoption_moves_tables_and_views_aside_and_rollback_returns_to_them()
    {
        await Place.ExecuteAsync(
            "create schema analytics",
            "create table analytics.orders as select 7 as id, 'it''s' as note",
            "create view analytics.recent as select id from analytics.orders where note <> 'analytics.orders'",
            "create table analytics.by_hand as select 99 as id");
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

    [Fact]
    public async Task A_view_outside_follows_a_change_of_shape()
    {
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync("create schema bi", "create view bi.ids as select id from analytics.orders", "create view bi.more as select id from bi.ids");
        Project.With("orders", "select 0 as before, 2 as id");

        await ReleaseAsync();

        (await ReadAsync("select id from bi.more")).ShouldBe(["2"]);
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
        ReleaseReport? second = null;
        Project.During = async token => second ??= await Engine().DeployAsync(new DeployRequest(), token);

        await ReleaseAsync();

        second!.ExitCode.ShouldBe(ExitCode.Busy);
        second.Error!.Code.ShouldBe(ErrorCode.LeaseHeld);
    }

    [Fact]
    public async Task Commands_of_a_script_do_not_trip_over_the_one_before()
    {
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));

        for (var number = 0; number < 20; number++)
            (await Engine().RollbackAsync(new RollbackRequest { To = number % 2 == 0 ? "r1" : "r2" }, Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task A_cancelled_release_leaves_live_alone_and_can_be_resumed()
    {
        await ReleaseAsync(With(1));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        With(2);
        Project.During = token => { cancel.Cancel(); token.ThrowIfCancellationRequested(); return Task.CompletedTask; };
        var cancelled = await Engine().ReleaseAsync(new DeployRequest(), cancel.Token);
        cancelled.ExitCode.ShouldBe(ExitCode.Cancelled);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        Project.During = null;

        var resumed = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        resumed.Error?.Format().ShouldBeNull();
        resumed.Release!.State.ShouldBe(ReleaseState.Live);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_resumed_deploy_ends_as_a_candidate_and_builds_in_a_schema_of_its_own()
    {
        await ReleaseAsync(With(1));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        With(2);
        Project.During = token => { cancel.Cancel(); token.ThrowIfCancellationRequested(); return Task.CompletedTask; };
        await Engine().DeployAsync(new DeployRequest(), cancel.Token);
        Project.During = null;

        var resumed = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        resumed.Error?.Format().ShouldBeNull();
        resumed.Release!.State.ShouldBe(ReleaseState.Validated);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        // Whatever still writes to the first attempt's schema writes to nothing.
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        (await ReadAsync("select id from analytics__r2b.orders")).ShouldBe(["2"]);
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error.ShouldBeNull();
        (await HasSchemaAsync("analytics__r2b")).ShouldBeFalse();
    }

    [Fact]
    public async Task Plan_and_dry_run_write_nothing()
    {
        await ReleaseAsync(With(1));
        With(2);
        Project.With("refunds", "select 1 as id");
        var before = await ReadAsync("select number, state from data_release.releases");

        var plan = await Engine().ReleaseAsync(new DeployRequest { DryRun = true }, Cancellation);

        plan.Error.ShouldBeNull();
        plan.Plan.Select(relation => $"{relation.Relation} {relation.Change}").ShouldBe(["analytics.orders changed", "analytics.refunds new"]);
        plan.Statements.ShouldNotBeEmpty();
        (await ReadAsync("select number, state from data_release.releases")).ShouldBe(before);
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
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
        await Place.ExecuteAsync("insert into data_release.ledger_versions (version, applied_at) values (99, '2026-01-01')");

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

    [Fact]
    public async Task Names_with_quotes_and_unicode_are_released_as_they_are()
    {
        Project.With("Ärger \"quoted\"; drop", "select 1 as \"Größe \"\"x\"\"\"").With("select", "select 2 as \"from\"");

        await ReleaseAsync();
        await ReleaseAsync();

        (await ReadAsync("select \"Größe \"\"x\"\"\" from analytics.\"Ärger \"\"quoted\"\"; drop\"")).ShouldBe(["1"]);
        (await ReadAsync("select \"from\" from analytics.\"select\"")).ShouldBe(["2"]);
    }

    /// <summary>A project whose only rows tell its version.</summary>
    private DeployRequest With(int version)
    {
        Project.With("orders", $"select {version} as id");
        Project.Version = $"{version}.0.0";
        return new DeployRequest();
    }
}

public sealed class DuckDbMainJob() : MainJobSuite(Tests.Engine.DuckDb);

public sealed class PostgresMainJob() : MainJobSuite(Tests.Engine.Postgres);
