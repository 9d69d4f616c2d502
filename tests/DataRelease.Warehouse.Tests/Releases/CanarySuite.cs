using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports.Documents;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// A release that some see first. A reader is a principal: a role of its own where there are roles, else a session that
/// says who it is.
/// </summary>
public abstract class CanarySuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly Dictionary<string, string> _roles = [];

    [Fact]
    public async Task Named_principals_see_it_first_then_a_share_then_everybody()
    {
        await PrincipalsAsync("tester", "ann", "bob", "cid", "dan", "eve");
        await OneAsync();
        Steps($"[{{principals: [{_roles["tester"]}], pause: until promoted}}, {{weight: 50%, pause: until promoted}}]");

        var begun = await SecondAsync();

        begun.Error?.Format().ShouldBeNull();
        begun.Live!.Release.ShouldBe("r1");
        begun.Release!.State.ShouldBe(ReleaseState.Exposing);
        begun.Release.Strategy.ShouldBe("canary");
        begun.Watch!.Exposure!.Principals.ShouldBe([_roles["tester"]]);
        var shown = begun.Monitoring!.Stages;
        shown
            .Select(stage => stage.State)
            .ShouldBe([ReportedStageState.Current, ReportedStageState.Waiting, ReportedStageState.Waiting]);
        shown[0].Principals.ShouldBe([_roles["tester"]]);
        shown[0].WaitsForPerson.ShouldBeTrue();
        shown[0].ReachedAt.ShouldNotBeNull();
        (shown[1].Title, shown[1].Weight).ShouldBe(($"shown to 50 % and {_roles["tester"]}", 50d));
        begun.Monitoring.Next.ShouldBe($"shown to 50 % and {_roles["tester"]}, when somebody promotes it");
        (await SeenAsync("tester")).ShouldBe("2");
        foreach (var other in new[] { "ann", "bob", "cid", "dan", "eve" })
            (await SeenAsync(other)).ShouldBe("1");
        (await Engine().StatusAsync(Cancellation)).Summary.ShouldContain("r2 (2.0.0) is shown to");

        var half = await Engine().PromoteAsync(new WatchRequest(), Cancellation);
        half.Error?.Format().ShouldBeNull();
        half.Watch!.Exposure!.Weight.ShouldBe(50);
        (await SeenAsync("tester")).ShouldBe("2");
        half.Live!.Release.ShouldBe("r1");

        var live = await Engine().PromoteAsync(new WatchRequest(), Cancellation);
        live.Error?.Format().ShouldBeNull();
        live.Live!.Release.ShouldBe("r2");
        live.Watch.ShouldBeNull();
        foreach (var reader in _roles.Keys)
            (await SeenAsync(reader)).ShouldBe("2");
        await PlainAsync();
        (await Engine().StatusAsync(Cancellation)).Error.ShouldBeNull();
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation))
            .Checks.Where(check => check.State != Reports.CheckState.Pass && check.Relation.Contains("orders"))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Abort_takes_it_back_at_once_and_the_views_are_plain()
    {
        await PrincipalsAsync("tester", "ann");
        await OneAsync();
        Steps($"[{{principals: [{_roles["tester"]}], pause: until promoted}}]");
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        (await SeenAsync("tester")).ShouldBe("2");

        var aborted = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);

        aborted.Error?.Format().ShouldBeNull();
        aborted.Live!.Release.ShouldBe("r1");
        aborted.Release!.State.ShouldBe(ReleaseState.Aborted);
        (await SeenAsync("tester")).ShouldBe("1");
        await PlainAsync();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        (await Engine().StatusAsync(Cancellation)).Watch.ShouldBeNull();
    }

    [Fact]
    public async Task A_metric_that_fails_while_some_see_it_takes_it_back_by_itself()
    {
        await PrincipalsAsync("tester", "ann");
        await OneAsync();
        Steps(
            $"[{{principals: [{_roles["tester"]}], pause: 1h}}]",
            "monitor: {metrics: [{name: v, provider: sql, query: 'select (select max(v) from {green:orders}) as green, "
                + "(select max(v) from {blue:orders}) as blue', failure_condition: green > blue}]}"
        );

        var report = await SecondAsync();

        report.Error!.Code.Id.ShouldBe("DR7084", report.Error.Format());
        report.ExitCode.ShouldBe(Errors.ExitCode.RolledBack);
        report.Error.Message.ShouldStartWith("r2 (2.0.0) is taken back, everybody sees r1: v: ");
        report.Document!.Decision.Outcome.ShouldBe(ReportedOutcome.Failed);
        report.Document.Decision.Sentence.ShouldStartWith("r2 (2.0.0) failed: v: ");
        var watch = report.Document.Monitoring!;
        var failure = watch.Outcome.Failure!;
        (failure.Metric, failure.Blue, failure.Green).ShouldBe(("v", 1d, 2d));
        failure.At.ShouldNotBeNull();
        watch.Metrics.ShouldHaveSingleItem().Condition.ShouldBe("fails if green > blue");
        watch.Stages[0].State.ShouldBe(ReportedStageState.Returned);
        watch.Stages[0].ReturnedAt!.Value.ShouldBeGreaterThan(watch.Stages[0].ReachedAt!.Value);
        watch.Stages[^1].State.ShouldBe(ReportedStageState.Waiting);
        (await Engine().HistoryAsync(Cancellation))
            .Entries[0]
            .Ended.ShouldStartWith("taken back by metric v (value 2, blue 1) at ");
        report.Live!.Release.ShouldBe("r1");
        (await SeenAsync("tester")).ShouldBe("1");
        await PlainAsync();
        (await Engine().StatusAsync(Cancellation)).Watch.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_failed_analysis_it_is_measured_anew(bool isSwappedAgain)
    {
        await PrincipalsAsync("tester", "ann");
        await OneAsync();
        await Place.ExecuteAsync("create schema app", "create table app.verdict as select 0 as bad");
        Steps(
            $"[{{principals: [{_roles["tester"]}], pause: until promoted}}, {{weight: 50%, pause: 1h}}]",
            "monitor: {metrics: [{name: v, provider: sql, query: 'select bad from app.verdict', "
                + "failure_condition: value > 0}]}"
        );
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync("update app.verdict set bad = 1");
        (await Engine().PromoteAsync(new WatchRequest { Detach = true }, Cancellation)).Error!.Code.Id.ShouldBe(
            "DR7084"
        );
        await Place.ExecuteAsync("update app.verdict set bad = 0");

        if (isSwappedAgain)
            (await Engine().ValidateAsync(new ValidateRequest { Release = "r2" }, Cancellation))
                .Error?.Format()
                .ShouldBeNull();
        var again = isSwappedAgain
            ? await Engine().SwapAsync(new SwapRequest { Release = "r2", Detach = true }, Cancellation)
            : await Engine().ResumeAsync(new RecoveryRequest { Detach = true }, Cancellation);

        again.Error?.Format().ShouldBeNull();
        again.Release!.State.ShouldBe(ReleaseState.Exposing);
        again.Watch!.Metrics.Single().Failures.ShouldBe(0);
        var half = await Engine().PromoteAsync(new WatchRequest { Detach = true }, Cancellation);
        half.Error?.Format().ShouldBeNull();
        half.Watch!.Exposure!.Weight.ShouldBe(50);
        half.Watch.Metrics.Single().Failures.ShouldBe(0);
    }

    [Fact]
    public async Task While_some_see_one_no_other_is_registered_and_rollback_takes_it_back()
    {
        await PrincipalsAsync("tester", "ann");
        await OneAsync();
        Steps($"[{{principals: [{_roles["tester"]}], pause: until promoted}}]");
        (await SecondAsync()).Error?.Format().ShouldBeNull();

        var other = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        other.Error!.Code.Id.ShouldBe("DR7083");
        (await SeenAsync("tester")).ShouldBe("2");
        var back = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);
        back.Error?.Format().ShouldBeNull();
        back.Live!.Release.ShouldBe("r1");
        (await SeenAsync("tester")).ShouldBe("1");
        await PlainAsync();
    }

    [Fact]
    public async Task While_some_see_one_status_proposes_no_swap_of_another()
    {
        await PrincipalsAsync("tester", "ann");
        await OneAsync();
        Steps($"[{{principals: [{_roles["tester"]}], pause: until promoted}}]");
        await DeployAsync();
        var shown = await SecondAsync();
        shown.Release!.Id.ShouldBe("r3");

        var status = await Engine().StatusAsync(Cancellation);
        var refused = await Engine().SwapAsync(new SwapRequest { Release = "r2" }, Cancellation);

        refused.Error!.Code.Id.ShouldBe("DR7083");
        status.Summary.ShouldContain("r2 can't go live yet: r3 is shown to some");
        status.Summary.ShouldNotContain("data-release swap");
    }

    [Fact]
    public async Task A_paused_one_shows_what_it_showed_and_a_full_promotion_goes_straight_to_the_swap()
    {
        await PrincipalsAsync("tester", "ann");
        await OneAsync();
        Steps($"[{{principals: [{_roles["tester"]}], pause: 1h}}, {{weight: 50%, pause: until promoted}}]");
        (await SecondAsync()).Error?.Format().ShouldBeNull();

        (await Engine().PauseAsync(new WatchRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().AdvanceAsync(new WatchRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await SeenAsync("tester")).ShouldBe("2");
        (await SeenAsync("ann")).ShouldBe("1");
        var live = await Engine().PromoteAsync(new WatchRequest { Full = true }, Cancellation);

        live.Error?.Format().ShouldBeNull();
        live.Live!.Release.ShouldBe("r2");
        (await SeenAsync("ann")).ShouldBe("2");
        await PlainAsync();
    }

    [Fact]
    public async Task Who_follows_one_that_another_process_took_back_ends_as_that_process_did()
    {
        await PrincipalsAsync("tester", "ann");
        await OneAsync();
        await Place.ExecuteAsync("create schema app", "create table app.verdict as select 0 as bad");
        Steps(
            $"[{{principals: [{_roles["tester"]}], pause: 1h}}]",
            "monitor: {metrics: [{name: v, provider: sql, query: 'select bad from app.verdict', "
                + "failure_condition: value > 0, interval: 3s}]}"
        );
        var following = SecondAsync(detach: false);
        while (
            !following.IsCompleted
            && (await Engine().StatusAsync(Cancellation)).Watch
                is not { NextAt: not null, Metrics: [{ Successes: > 0 }] }
        )
            await Task.Delay(50, Cancellation);
        await Place.ExecuteAsync("update app.verdict set bad = 1");
        var analysis = (
            await ReadAsync("select name from data_release.artifacts where name like 'analysis-%'")
        ).Single();
        await KeepAsync(
            2,
            analysis,
            new DataRelease.Analysis.AnalysisState { SeenAt = DateTimeOffset.UtcNow }.ToJson()
        );

        var taken = await Engine()
            .ResumeAsync(new RecoveryRequest { Detach = true, Wait = TimeSpan.FromSeconds(20) }, Cancellation);
        var followed = await following;

        taken.Error!.Code.Id.ShouldBe("DR7084", taken.Error.Format());
        followed.ExitCode.ShouldBe(Errors.ExitCode.RolledBack);
        followed.Error!.Code.Id.ShouldBe("DR7084");
        followed.Error.Message.ShouldStartWith("r2 (2.0.0) is taken back, everybody sees r1: v: ");
    }

    [Fact]
    public async Task A_full_promotion_whose_swap_was_refused_tells_the_share_that_sees_it()
    {
        await PrincipalsAsync("tester", "ann");
        await OneAsync();
        Steps("[{weight: 10%, pause: until promoted}, {weight: 90%, pause: until promoted}]");
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        await Place.ExecuteAsync("alter table analytics__r2.orders rename to away");
        var refused = await Engine().PromoteAsync(new WatchRequest { Full = true, Detach = true }, Cancellation);
        refused.Error.ShouldNotBeNull();

        var status = await Engine().StatusAsync(Cancellation);

        status.Watch!.Exposure!.Weight.ShouldBe(10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_abort_that_was_refused_after_everybody_sees_blue_is_never_gone_on_with(bool isRollback)
    {
        await PrincipalsAsync("tester", "ann");
        await OneAsync();
        Steps($"[{{principals: [{_roles["tester"]}], pause: 100ms}}, {{weight: 50%, pause: 100ms}}]");
        (await SecondAsync()).Error?.Format().ShouldBeNull();
        (await SeenAsync("tester")).ShouldBe("2");
        // Without its table, the view of live can't be made plain.
        await Place.ExecuteAsync("alter table analytics__r1.orders rename to away");
        var refused = await BackAsync();
        refused.Error.ShouldNotBeNull();
        await Place.ExecuteAsync("alter table analytics__r1.away rename to orders");
        (await SeenAsync("tester")).ShouldBe("1");
        await Task.Delay(200, Cancellation);

        var later = await Engine().AdvanceAsync(new WatchRequest { Detach = true }, Cancellation);

        later.Summary.ShouldBe("nothing waits");
        later.Live!.Release.ShouldBe("r1");
        (await SeenAsync("tester")).ShouldBe("1");
        (await Engine().StatusAsync(Cancellation)).Summary.ShouldContain("r2 is being taken back: data-release abort");
        (await Engine().ResumeAsync(new RecoveryRequest(), Cancellation)).Error!.Code.ShouldBe(
            Errors.ErrorCode.NotResumable
        );
        var over = await BackAsync();
        over.Error?.Format().ShouldBeNull();
        over.Live!.Release.ShouldBe("r1");
        over.Release!.State.ShouldBe(ReleaseState.Aborted);
        await PlainAsync();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();

        Task<ReleaseReport.Released> BackAsync() =>
            isRollback
                ? Engine().RollbackAsync(new RollbackRequest(), Cancellation)
                : Engine().AbortAsync(new RecoveryRequest(), Cancellation);
    }

    /// <summary>r1 of three relations that tell their version.</summary>
    private async Task OneAsync()
    {
        Version(1);
        await ReleaseAsync();
        await GrantAsync();
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
        Project.With("days", $"select {version} as v", custom: "marketing");
        Project.Version = $"{version}.0.0";
    }

    private void Steps(string steps, string more = "")
    {
        var read = ConfigReader.Read($"strategy: canary\ncanary:\n  steps: {steps}\n{more}", "c.yml", CheckKinds.All);
        Config = Config with { Strategy = read.Strategy, Canary = read.Canary, Monitor = read.Monitor };
    }

    /// <summary>The one version that a reader sees, in a statement over views of two schemas.</summary>
    private async Task<string> SeenAsync(string reader)
    {
        const string query =
            "select min(v) || case when min(v) = max(v) then '' else ' mixed' end from (select v from analytics.orders "
            + "union all select v from analytics.order_list union all select v from analytics_marketing.days) s";
        return await ReadAsPrincipalAsync(reader, query);
    }

    private async Task<string> ReadAsPrincipalAsync(string reader, string query)
    {
        await using var connection = await Place.Database.ConnectAsAsync(_roles[reader], Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        return $"{await command.ExecuteScalarAsync(Cancellation)}";
    }

    private async Task PrincipalsAsync(params string[] names)
    {
        foreach (var name in names)
            _roles[name] = await Place.Database.CreatePrincipalAsync(name, Cancellation);
    }

    private async Task GrantAsync()
    {
        if (!Place.Engine.HasRoles)
            return;
        foreach (var role in _roles.Values)
        {
            foreach (var schema in new[] { "analytics", "analytics_marketing" })
                await Place.ExecuteAsync(
                    $"grant usage on schema {schema} to \"{role}\"",
                    $"grant select on all tables in schema {schema} to \"{role}\""
                );
        }
    }

    private async Task PlainAsync()
    {
        await using var session = await Warehouse.OpenAsync(Cancellation);
        var views = await Warehouse.ReadViewDefinitionsAsync(
            session,
            ["analytics", "analytics_marketing"],
            Cancellation
        );
        views.Count.ShouldBe(3);
        foreach (var text in views.Values)
            text.ShouldNotContain("route_");
    }
}

public sealed class DuckDbCanary() : CanarySuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresCanary() : CanarySuite(Testing.Engines.Engine.Postgres);
