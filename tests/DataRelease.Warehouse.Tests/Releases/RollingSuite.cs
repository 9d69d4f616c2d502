using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Reports.Documents;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>A release whose relations go live wave by wave.</summary>
public abstract class RollingSuite(Engine engine) : ReleaseSuite(engine)
{
    private const string Paused = "pause: until promoted";

    private static readonly string[] _all =
    [
        "analytics.order_list",
        "analytics.orders",
        "analytics.totals",
        "analytics_marketing.days",
    ];

    [Theory]
    [InlineData("{schema: marketing}", "analytics_marketing.days")]
    [InlineData("{schema: analytics_marketing}", "analytics_marketing.days")]
    [InlineData(
        "{schema: [marketing, analytics]}",
        "analytics.order_list analytics.orders analytics.totals analytics_marketing.days"
    )]
    [InlineData("{tag: early}", "analytics.order_list analytics_marketing.days")]
    [InlineData("{select: orders+}", "analytics.order_list analytics.orders analytics.totals")]
    [InlineData("{select: [orders, days]}", "analytics.orders analytics_marketing.days")]
    [InlineData("{count: 2}", "analytics.orders analytics_marketing.days")]
    [InlineData("{count: 99}", "analytics.order_list analytics.orders analytics.totals analytics_marketing.days")]
    public async Task A_wave_is_live_alone_and_the_marker_stays(string wave, string live)
    {
        await OneAsync();
        Waves($"[{wave}]", Paused);

        var begun = await SecondAsync();

        begun.Error?.Format().ShouldBeNull();
        begun.Live!.Release.ShouldBe("r1");
        begun.Release!.State.ShouldBe(ReleaseState.Rolling);
        begun.Release.Strategy.ShouldBe("rolling");
        (await GreenAsync()).ShouldBe(live);
        begun.Watch!.Waves[0].Relations.ShouldBe(live.Split(' '));
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation))
            .Checks.Where(check => check.State != CheckState.Pass && check.Name is "pointer" or "ledger")
            .ShouldBeEmpty();

        var over = await Engine().PromoteAsync(new WatchRequest(), Cancellation);

        over.Error?.Format().ShouldBeNull();
        over.Live!.Release.ShouldBe("r2");
        (await GreenAsync()).ShouldBe(string.Join(' ', _all));
        await NoWavesAsync();
    }

    [Fact]
    public async Task Each_wave_is_promoted_and_status_says_what_is_live_where()
    {
        await OneAsync();
        Waves("[{schema: marketing}, {select: orders}]", Paused);
        (await SecondAsync()).Error?.Format().ShouldBeNull();

        var status = await Engine().StatusAsync(Cancellation);

        status.Error?.Format().ShouldBeNull();
        status.Summary.ShouldContain(
            "r2 (2.0.0) is live in wave 1 of 3, until it is promoted, r1 is live in all other"
        );
        status
            .Watch!.Waves.Select(wave => (wave.Wave, wave.Takes, wave.Release, wave.IsLive))
            .ShouldBe([
                (1, "schema marketing", "r2", true),
                (2, "select orders", "r1", false),
                (3, "the rest, by the swap", "r1", false),
            ]);
        var second = await Engine().PromoteAsync(new WatchRequest(), Cancellation);
        second.Error?.Format().ShouldBeNull();
        second.Live!.Release.ShouldBe("r1");
        (await GreenAsync()).ShouldBe("analytics.orders analytics_marketing.days");
        // What a wave's relations read is their own release's.
        (await ReadAsync("select v from analytics.order_list")).ShouldBe(["1"]);

        var over = await Engine().PromoteAsync(new WatchRequest(), Cancellation);

        over.Error?.Format().ShouldBeNull();
        over.Live!.Release.ShouldBe("r2");
        over.Watch.ShouldBeNull();
        (await ReadAsync("select previous from data_release.live")).ShouldBe(["1"]);
        await NoWavesAsync();
        var back = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);
        back.Error?.Format().ShouldBeNull();
        (await GreenAsync()).ShouldBe("");
    }

    [Fact]
    public async Task A_failure_in_the_second_wave_takes_all_of_them_back_the_newest_first()
    {
        await OneAsync();
        Waves("[{schema: marketing, pause: 100ms}, {select: totals, pause: 1h}]", "", Metric("analytics.totals", 1));

        var report = await SecondAsync(detach: false);

        report.Error!.Code.Id.ShouldBe("DR7093", report.Error.Format());
        report.ExitCode.ShouldBe(ExitCode.RolledBack);
        report.Live!.Release.ShouldBe("r1");
        report.Release!.State.ShouldBe(ReleaseState.Failed);
        report.Document!.Decision.Outcome.ShouldBe(ReportedOutcome.Failed);
        report.Error.Message.ShouldContain("v: ");
        var watch = report.Document.Monitoring!;
        watch.Outcome.Failure!.Metric.ShouldBe("v");
        watch.Outcome.Failure.Value.ShouldBe(2);
        watch.Metrics[0].Verdict.ShouldBe(ReportedMetricVerdict.Failed);
        watch.Metrics[1].Verdict.ShouldBe(ReportedMetricVerdict.Passed);
        watch
            .Stages.Select(stage => stage.State)
            .ShouldBe([ReportedStageState.Returned, ReportedStageState.Returned, ReportedStageState.Waiting]);
        watch.Stages.Select(stage => stage.Relations).ShouldBe([1, 1, 2]);
        var (first, second) = (watch.Stages[0], watch.Stages[1]);
        first.ReachedAt!.Value.ShouldBeLessThan(second.ReachedAt!.Value);
        second.ReturnedAt!.Value.ShouldBeGreaterThan(second.ReachedAt.Value);
        first.ReturnedAt!.Value.ShouldBeGreaterThan(second.ReturnedAt.Value);
        (await GreenAsync()).ShouldBe("");
        await NoWavesAsync();
        (
            await ReadAsync("select detail from data_release.steps where name = 'wave back' order by happened_at")
        ).Count.ShouldBe(2);
        report
            .Steps.Where(step => step.Name == "wave back")
            .Select(step => step.Detail[..6])
            .ShouldBe(["wave 2", "wave 1"]);
        (await Engine().StatusAsync(Cancellation)).Watch.ShouldBeNull();
        // It is kept to be looked at, and a new one can be released.
        (await HasSchemaAsync("analytics__r2")).ShouldBeTrue();
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_failed_wave_it_is_measured_anew()
    {
        await OneAsync();
        await Place.ExecuteAsync("create schema app", "create table app.verdict as select 1 as bad");
        Waves(
            "[{schema: marketing, pause: 1h}]",
            "",
            "monitor: {metrics: [{name: v, provider: sql, query: 'select bad from app.verdict', "
                + "failure_condition: value > 0}]}"
        );
        (await SecondAsync()).Error!.Code.Id.ShouldBe("DR7093");
        await Place.ExecuteAsync("update app.verdict set bad = 0");

        var again = await Engine().ResumeAsync(new RecoveryRequest { Detach = true }, Cancellation);

        again.Error?.Format().ShouldBeNull();
        (await GreenAsync()).ShouldBe("analytics_marketing.days");
        again.Watch!.Metrics.Single().Failures.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Between_waves_abort_and_rollback_take_them_back(bool isRollback)
    {
        await OneAsync();
        Project.With("fresh", "select 2 as v", custom: "marketing").Describe("fresh", []);
        Waves("[{schema: marketing}, {select: orders}]", Paused);
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        (await Engine().PromoteAsync(new WatchRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select v from analytics_marketing.fresh")).ShouldBe(["2"]);

        var back = isRollback
            ? await Engine().RollbackAsync(new RollbackRequest(), Cancellation)
            : await Engine().AbortAsync(new RecoveryRequest(), Cancellation);

        back.Error?.Format().ShouldBeNull();
        back.Live!.Release.ShouldBe("r1");
        back.Release!.State.ShouldBe(ReleaseState.Aborted);
        (await GreenAsync()).ShouldBe("");
        (await RelationsAsync("analytics_marketing")).ShouldBe(["days:View"]);
        await NoWavesAsync();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task While_waves_go_by_nothing_else_changes_live()
    {
        await OneAsync();
        var other = await DeployAsync();
        Waves("[{schema: marketing}]", Paused);
        (await SecondAsync()).Error?.Format().ShouldBeNull();

        (await Engine().DeployAsync(new DeployRequest(), Cancellation)).Error!.Code.Id.ShouldBe("DR7090");
        (await Engine().RefreshAsync(new RefreshRequest(), Cancellation)).Error!.Code.Id.ShouldBe("DR7090");
        (
            await Engine().SwapAsync(new SwapRequest { Release = other.Release!.Id }, Cancellation)
        ).Error!.Code.Id.ShouldBe("DR7090");
        (await Engine().RollbackAsync(new RollbackRequest { To = "r1" }, Cancellation)).Error!.Code.Id.ShouldBe(
            "DR7090"
        );
        (
            await Engine().RollbackAsync(new RollbackRequest { CarryWrites = true }, Cancellation)
        ).Error!.Code.Id.ShouldBe("DR7090");
        (await Engine().LeaveAsync(new LeaveRequest(), Cancellation)).Error!.Code.Id.ShouldBe("DR7090");
        (await GreenAsync()).ShouldBe("analytics_marketing.days");
    }

    [Fact]
    public async Task A_view_of_a_wave_that_was_changed_by_hand_is_mended_as_what_it_should_show()
    {
        await OneAsync();
        Waves("[{schema: marketing}]", Paused);
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync("create or replace view analytics_marketing.days as select 7 as v");
        await Place.ExecuteAsync("drop view analytics.totals");

        var seen = await Engine().DoctorAsync(new DoctorRequest(), Cancellation);
        var mended = await Engine().DoctorAsync(new DoctorRequest { Fix = true }, Cancellation);

        seen.Checks.Count(check => check.Name == "pointer" && check.State == CheckState.Fail).ShouldBe(2);
        mended.Summary.ShouldContain("fixed");
        (await GreenAsync()).ShouldBe("analytics_marketing.days");
        (await ReadAsync("select v from analytics.totals")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_is_due_goes_on_by_advance_and_what_is_paused_does_not()
    {
        await OneAsync();
        Waves("[{schema: marketing}, {select: orders}]", "pause: 300ms");

        var begun = await SecondAsync();

        begun.Watch!.NextAt.ShouldNotBeNull();
        (await Engine().PauseAsync(new WatchRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        await Task.Delay(500, Cancellation);
        (await Engine().AdvanceAsync(new WatchRequest(), Cancellation)).Summary.ShouldContain("paused");
        (await GreenAsync()).ShouldBe("analytics_marketing.days");
        (await Engine().ResumeAsync(new RecoveryRequest { Detach = true }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        for (var look = 0; look < 20 && (await GreenAsync()) != string.Join(' ', _all); look++)
        {
            await Task.Delay(200, Cancellation);
            (await Engine().AdvanceAsync(new WatchRequest { Detach = true }, Cancellation))
                .Error?.Format()
                .ShouldBeNull();
        }
        (await Engine().StatusAsync(Cancellation)).Live!.Release.ShouldBe("r2");
    }

    [Fact]
    public async Task A_full_promotion_swaps_all_that_is_left_at_once()
    {
        await OneAsync();
        Waves("[{schema: marketing}, {select: orders}, {select: totals}]", Paused);
        (await SecondAsync()).Error?.Format().ShouldBeNull();

        var over = await Engine().PromoteAsync(new WatchRequest { Full = true }, Cancellation);

        over.Error?.Format().ShouldBeNull();
        over.Live!.Release.ShouldBe("r2");
        over.Steps.Count(step => step.Name == "wave").ShouldBe(0);
        (await GreenAsync()).ShouldBe(string.Join(' ', _all));
        await NoWavesAsync();
    }

    [Fact]
    public async Task Who_was_cancelled_between_waves_goes_on_where_they_stand()
    {
        await OneAsync();
        Waves("[{schema: marketing}, {select: orders}]", "pause: 1h");
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        source.CancelAfter(TimeSpan.FromSeconds(8));
        Version(2);
        var cancelled = await Engine().ReleaseAsync(new DeployRequest(), source.Token);

        cancelled.ExitCode.ShouldBe(ExitCode.Cancelled);
        (await GreenAsync()).ShouldBe("analytics_marketing.days");
        var second = await Engine().PromoteAsync(new WatchRequest { Detach = true }, Cancellation);
        second.Error?.Format().ShouldBeNull();
        (await GreenAsync()).ShouldBe("analytics.orders analytics_marketing.days");
    }

    [Theory]
    [InlineData(
        "waves: [{select: orders}], together: [orders, totals]",
        "c.yml(2,48): error DR7092: analytics.orders would go live in wave 1 of 2, "
            + "analytics.totals would go live in wave 2 of 2"
    )]
    [InlineData(
        "waves: [{select: orders}], together: [[totals, order_lists]]",
        "c.yml(2,49): error DR7092: 'order_lists'"
    )]
    [InlineData("waves: [{tag: earlier}]", "c.yml(2,19): error DR7091: wave 1 of 2 (tag earlier) has no relations")]
    [InlineData("waves: [{schema: nowhere}]", "c.yml(2,19): error DR7091")]
    [InlineData("waves: [{count: 9}, {count: 1}]", "c.yml(2,31): error DR7091: wave 2 of 3 (1 relations)")]
    [InlineData("waves: [{tag: early}, {select: days}]", "earlier waves have taken all 1 of its relations")]
    [InlineData("waves: [{select: 'config.x:y'}]", "c.yml(2,19): error DR3007")]
    [InlineData("pause: 1h", "c.yml(2,10): error DR7081: a rolling release needs waves")]
    public async Task Waves_that_can_not_be_are_refused_at_their_place_before_anything_is_built(
        string rolling,
        string message
    )
    {
        await OneAsync();
        Configure(rolling);
        Version(2);

        var planned = await Engine().PlanAsync(new DeployRequest(), Cancellation);
        var released = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        foreach (var report in new ReleaseReport[] { planned, released })
        {
            report.ExitCode.ShouldBe(ExitCode.Usage);
            report.Error!.Format().ShouldContain(message);
        }
        Project.Builds.ShouldBe(1);
        // Nor is a candidate that waits swapped by them.
        Config = Config with { Strategy = ReleaseStrategy.BlueGreen };
        await Engine().AbortAsync(new RecoveryRequest(), Cancellation);
        await DeployAsync();
        var swapped = await Engine().SwapAsync(new SwapRequest { Strategy = ReleaseStrategy.Rolling }, Cancellation);
        swapped.Error!.Format().ShouldContain(message);
        (await GreenAsync()).ShouldBe("");
    }

    [Fact]
    public async Task Relations_that_go_together_may_be_in_one_wave()
    {
        await OneAsync();
        Configure(
            "waves: [{select: orders+, pause: until promoted}], together: [orders, analytics.totals, order_list]"
        );

        (await SecondAsync()).Error?.Format().ShouldBeNull();

        (await GreenAsync()).ShouldBe("analytics.order_list analytics.orders analytics.totals");
    }

    [Fact]
    public async Task A_plan_says_which_joins_see_two_releases_meanwhile()
    {
        await OneAsync();
        await Place.ExecuteAsync("create schema reports");
        await Place.ExecuteAsync(
            "create view reports.both as select o.v, d.v as d from analytics.orders o, analytics_marketing.days d"
        );
        await Place.ExecuteAsync("create view reports.one as select o.v from analytics.orders o, analytics.totals t");
        Waves("[{select: [orders, totals]}]", Paused);
        Version(2);

        var planned = await Engine().PlanAsync(new DeployRequest { WithStatements = true }, Cancellation);
        await DeployAsync();
        var swap = await Engine().PreviewSwapAsync(new SwapRequest(), Cancellation);

        planned.Error?.Format().ShouldBeNull();
        swap.Error?.Format().ShouldBeNull();
        foreach (var (plan, statements) in new[] { (planned.Plan, planned.Statements), (swap.Plan, swap.Statements) })
        {
            plan.Where(relation => relation.Change == RelationChange.TwoReleases)
                .Select(relation => relation.Relation)
                .ShouldBe(["analytics.order_list", "reports.both"]);
            var sentences = plan.Where(relation => relation.Change == RelationChange.TwoReleases).ToList();
            sentences[0].Detail.ShouldContain("goes live in wave 2 of 2 and reads analytics.orders (wave 1)");
            sentences[0].Detail.ShouldContain("sees r1 and r2 meanwhile");
            sentences[1].Detail.ShouldContain("analytics.orders (wave 1), analytics_marketing.days (wave 2)");
            statements.ShouldContain("-- wave 1 of 2 (select orders totals): analytics.orders, analytics.totals");
        }
        (await GreenAsync()).ShouldBe("");
    }

    [Fact]
    public async Task Rows_that_were_written_to_a_wave_are_never_lost_without_a_word()
    {
        Project.With("events", "select 1 as id, 'a' as name", "incremental").Describe("events", []);
        await OneAsync();
        Project.With("events", "select 2 as id, 'b' as name", "incremental");
        Waves("[{select: events}]", Paused);
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync("insert into analytics__r2.events values (3, 'c')");

        var refused = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);
        var back = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        foreach (var report in new[] { refused, back })
        {
            report.Error!.Code.ShouldBe(ErrorCode.WritesLost, report.Error.Format());
            report.Error.ToDo.ShouldContain("--accept-loss");
        }
        (await ReadAsync("select count(*) from analytics.events")).ShouldBe(["3"]);
        var accepted = await Engine().RollbackAsync(new RollbackRequest { AcceptLoss = true }, Cancellation);
        accepted.Error?.Format().ShouldBeNull();
        accepted.Losses.ShouldHaveSingleItem().Added.ShouldBe(1);
        (await ReadAsync("select count(*) from analytics.events")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_that_come_while_waves_are_taken_back_are_told_and_kept(bool isRollback)
    {
        await WrittenLateAsync();

        var back = isRollback
            ? await Engine().RollbackAsync(new RollbackRequest(), Cancellation)
            : await Engine().AbortAsync(new RecoveryRequest(), Cancellation);

        back.Error!.Code.ShouldBe(ErrorCode.WrittenMeanwhile, back.Error.Format());
        back.Error.Message.ShouldContain("analytics.events, in analytics__r2.events");
        back.ExitCode.ShouldBe(ExitCode.Failed);
        (await ReadAsync("select count(*) from analytics.events")).ShouldBe(["1"]);
        (await ReadAsync("select name from analytics__r2.events where id = 3")).ShouldBe(["late"]);
        (await Engine().StatusAsync(Cancellation)).Summary.ShouldContain("r2 failed and its green is kept");
        (await Engine().AdvanceAsync(new WatchRequest(), Cancellation)).Summary.ShouldBe("nothing waits");
        // Who has been told drops it.
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
    }

    [Fact]
    public async Task Rows_that_come_while_a_failure_takes_waves_back_are_told_and_kept()
    {
        Project.With("events", "select 1 as id, 'a' as name", "incremental").Describe("events", []);
        await OneAsync();
        Project.With("events", "select 2 as id, 'b' as name", "incremental");
        Waves("[{select: [events, orders], pause: 1h}]", "", Metric("analytics.orders", 1));
        Late();

        var report = await SecondAsync(detach: false);

        report.Error!.Code.ShouldBe(ErrorCode.RollingFailed, report.Error.Format());
        report.ExitCode.ShouldBe(ExitCode.RolledBack);
        report.Error.Message.ShouldContain("DR8209: ");
        report.Error.Message.ShouldContain("analytics.events, in analytics__r2.events");
        report.Losses.ShouldHaveSingleItem().Added.ShouldBe(1);
        (await ReadAsync("select name from analytics__r2.events where id = 3")).ShouldBe(["late"]);
    }

    [Fact]
    public async Task Rows_that_come_while_waves_are_taken_back_are_given_up_where_somebody_accepts_that()
    {
        await WrittenLateAsync();

        var back = await Engine().RollbackAsync(new RollbackRequest { AcceptLoss = true }, Cancellation);

        back.Error?.Format().ShouldBeNull();
        back.Losses.ShouldHaveSingleItem().Added.ShouldBe(1);
        back.Summary.ShouldContain("given up: analytics.events");
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("abort")]
    [InlineData("resume")]
    [InlineData("promote")]
    public async Task What_an_abort_began_to_take_back_goes_on_only_when_somebody_says_so(string verb)
    {
        await OneAsync();
        Waves("[{schema: marketing}, {select: orders, pause: 100ms}]", Paused);
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        (await Engine().PromoteAsync(new WatchRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        var isHeld = true;
        Events.When(
            happened => isHeld && happened is ReleaseEvent.StepStarted { Name: "wave back", Detail: "wave 1 of 3" },
            () => throw new ReleaseException(ErrorCode.SwapBlocked, "somebody holds a view")
        );
        var refused = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);
        refused.Error!.Code.ShouldBe(ErrorCode.SwapBlocked);
        refused.Error.Message.ShouldBe("wave 1 of 3 still shows r2: somebody holds a view");
        refused.Error.ToDo.ShouldEndWith("; still live of r2: wave 1; every other view shows r1");
        isHeld = false;
        (await GreenAsync()).ShouldBe("analytics_marketing.days");

        var later = await Engine().AdvanceAsync(new WatchRequest { Detach = true }, Cancellation);

        later.Error?.Format().ShouldBeNull();
        later.Summary.ShouldContain("r2 (2.0.0) is being taken back, r1 is live");
        (await Engine().StatusAsync(Cancellation)).Summary.ShouldContain("is being taken back");
        (await GreenAsync()).ShouldBe("analytics_marketing.days");
        var said = verb switch
        {
            "abort" => await Engine().AbortAsync(new RecoveryRequest(), Cancellation),
            "resume" => await Engine().ResumeAsync(new RecoveryRequest { Detach = true }, Cancellation),
            _ => await Engine().PromoteAsync(new WatchRequest { Full = true, Detach = true }, Cancellation),
        };
        said.Error?.Format().ShouldBeNull();
        (await GreenAsync()).ShouldBe(verb == "abort" ? "" : string.Join(' ', _all));
        // What was taken back is live again before anything else goes on.
        said.Steps.Count(step => step.Name == "wave").ShouldBe(verb == "abort" ? 0 : 1);
    }

    [Fact]
    public async Task Rows_that_came_before_an_abort_was_cut_short_are_counted_by_the_next()
    {
        await WrittenLateAsync();
        var isCut = true;
        Events.When(
            happened => isCut && happened is ReleaseEvent.StepFinished { Name: "wave back" },
            () => throw new ReleaseException(ErrorCode.Cancelled, "cut short")
        );
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).ExitCode.ShouldBe(ExitCode.Cancelled);
        isCut = false;

        var again = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);

        again.Error!.Code.ShouldBe(ErrorCode.WritesLost, again.Error.Format());
        (await ReadAsync("select name from analytics__r2.events where id = 3")).ShouldBe(["late"]);
        var accepted = await Engine().RollbackAsync(new RollbackRequest { AcceptLoss = true }, Cancellation);
        accepted.Error?.Format().ShouldBeNull();
        accepted.Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task A_failure_whose_taking_back_was_refused_half_way_is_taken_back_by_the_next_advance()
    {
        await OneAsync();
        await Place.ExecuteAsync("create schema app", "create table app.verdict as select 0 as bad");
        Waves(
            "[{schema: marketing, pause: until promoted}, {select: orders, pause: 1h}]",
            "",
            "monitor: {metrics: [{name: v, provider: sql, query: 'select bad from app.verdict', "
                + "failure_condition: value > 0}]}"
        );
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync("update app.verdict set bad = 1");
        var isHeld = true;
        Events.When(
            happened => isHeld && happened is ReleaseEvent.StepStarted { Name: "wave back", Detail: "wave 1 of 3" },
            () => throw new ReleaseException(ErrorCode.SwapBlocked, "somebody holds a view")
        );
        var stays = await Engine().PromoteAsync(new WatchRequest { Detach = true }, Cancellation);
        stays.Error!.Code.ShouldBe(ErrorCode.RollingFailedStays, stays.Error.Format());
        isHeld = false;
        await Place.ExecuteAsync("update app.verdict set bad = 0");

        var later = await Engine().AdvanceAsync(new WatchRequest { Detach = true }, Cancellation);

        later.Error!.Code.ShouldBe(ErrorCode.RollingFailed, later.Error.Format());
        later.Error.Message.ShouldContain("v: ");
        (await GreenAsync()).ShouldBe("");
        later.Release!.State.ShouldBe(ReleaseState.Failed);
    }

    [Theory]
    [InlineData("[{select: orders}]")]
    [InlineData("[{select: orders}, {select: events}]")]
    public async Task Rows_that_are_written_to_live_between_two_waves_are_told(string waves)
    {
        Config = Config with
        {
            Validate = new ValidateConfig { Checks = [new DataDiffSettings { Relations = ["events"], Key = ["id"] }] },
        };
        Project.With("events", "select 1 as id, 'a' as name", "incremental").Describe("events", []);
        await OneAsync();
        Project.With("events", "select 2 as id, 'b' as name", "incremental");
        Waves(waves, Paused);
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        Told().ShouldBeEmpty();
        await Place.ExecuteAsync("insert into analytics__r1.events values (7, 'new')");

        (await Engine().PromoteAsync(new WatchRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        Told().ShouldHaveSingleItem().ShouldStartWith("analytics.events: 1 row");
        (await Engine().PromoteAsync(new WatchRequest { Full = true }, Cancellation)).ExitCode.ShouldBeOneOf(
            ExitCode.Done,
            ExitCode.Usage
        );
        Told().Count.ShouldBe(1);

        IReadOnlyList<string> Told() =>
            [
                .. Events
                    .Of<ReleaseEvent.Warned>()
                    .Where(warned => warned.Code == ErrorCode.WritesNotInCandidate.Id)
                    .Select(warned => warned.Text),
            ];
    }

    [Fact]
    public async Task A_second_try_has_each_wave_once()
    {
        await OneAsync();
        await Place.ExecuteAsync("create schema app", "create table app.verdict as select 1 as bad");
        Waves(
            "[{schema: marketing, pause: 1h}, {select: orders, pause: 1h}]",
            "",
            "monitor: {metrics: [{name: v, provider: sql, query: 'select bad from app.verdict', "
                + "failure_condition: value > 0}]}"
        );
        (await SecondAsync()).Error!.Code.Id.ShouldBe("DR7093");
        await Place.ExecuteAsync("update app.verdict set bad = 0");
        (await Engine().ValidateAsync(new ValidateRequest { Release = "r2" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();

        var again = await Engine()
            .SwapAsync(
                new SwapRequest
                {
                    Release = "r2",
                    Strategy = ReleaseStrategy.Rolling,
                    Detach = true,
                },
                Cancellation
            );

        again.Error?.Format().ShouldBeNull();
        again
            .Watch!.Waves.Select(wave => (wave.Wave, wave.Release, wave.IsLive))
            .ShouldBe([(1, "r2", true), (2, "r1", false), (3, "r1", false)]);
    }

    [Fact]
    public async Task The_first_release_goes_live_at_once()
    {
        Waves("[{schema: marketing}]", Paused);
        Version(1);

        var report = await ReleaseAsync();

        report.Live!.Release.ShouldBe("r1");
        report.Release!.Strategy.ShouldBe("blue-green");
    }

    /// <summary>r2 is live in a wave, and a writer's row commits while the wave is taken back.</summary>
    private async Task WrittenLateAsync()
    {
        Project.With("events", "select 1 as id, 'a' as name", "incremental").Describe("events", []);
        await OneAsync();
        Project.With("events", "select 2 as id, 'b' as name", "incremental");
        Waves("[{select: events}]", Paused);
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        Late();
    }

    private void Late() =>
        Events.When(
            happened => happened is ReleaseEvent.StepStarted { Name: "wave back" },
            () => Place.ExecuteAsync("insert into analytics__r2.events values (3, 'late')").GetAwaiter().GetResult()
        );

    /// <summary>r1 of four relations that tell their version.</summary>
    private async Task OneAsync()
    {
        var rolling = Config;
        Config = new ReleaseConfig { Validate = rolling.Validate };
        Version(1);
        await ReleaseAsync();
        Config = rolling;
    }

    private Task<ReleaseReport.Released> SecondAsync(bool detach = true)
    {
        Version(2);
        return Engine().ReleaseAsync(new DeployRequest { Detach = detach }, Cancellation);
    }

    private void Version(int version)
    {
        Project.With("orders", $"select {version} as id, {version} as v");
        Project.With("order_list", $"select o.id, o.v from {{green}}.orders o where {version} = {version}", "view");
        Project.With("totals", $"select max(o.v) as v from {{green}}.orders o where {version} = {version}");
        Project.With("days", $"select {version} as v", custom: "marketing");
        Project.Describe("order_list", ["early"], "orders");
        Project.Describe("totals", [], "orders");
        Project.Describe("days", ["early", "daily"]);
        Project.Version = $"{version}.0.0";
    }

    private void Waves(string waves, string rest, string more = "") =>
        Configure($"waves: {waves}{(rest.Length > 0 ? $", {rest}" : "")}", more);

    private void Configure(string rolling, string more = "")
    {
        var read = ConfigReader.Read($"strategy: rolling\nrolling: {{{rolling}}}\n{more}", "c.yml", CheckKinds.All);
        Config = Config with { Strategy = read.Strategy, Rolling = read.Rolling, Monitor = read.Monitor };
    }

    /// <summary>A metric that fails as soon as a view of live shows more than the version.</summary>
    private static string Metric(string relation, int version) =>
        $"monitor: {{metrics: [{{name: v, provider: sql, query: 'select max(v) from {relation}', "
        + $"success_condition: value <= {version}, interval: 50ms}}]}}";

    /// <summary>The relations whose views show the second version.</summary>
    private async Task<string> GreenAsync()
    {
        var green = new List<string>();
        foreach (var relation in _all)
        {
            if ((await ReadAsync($"select v from {relation}")).Single() == "2")
                green.Add(relation);
        }
        return string.Join(' ', green);
    }

    private async Task NoWavesAsync() => (await ReadAsync("select count(*) from data_release.waves")).ShouldBe(["0"]);
}

public sealed class DuckDbRolling() : RollingSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresRolling() : RollingSuite(Testing.Engines.Engine.Postgres);
