using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Testing;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>A release that is refreshed and queried beside what is live, and seen by nobody.</summary>
public abstract class ShadowSuite(Engine engine) : ReleaseSuite(engine)
{
    private const string Same = "select id, id as value from app.source where id > 0";
    private const string Cut = "select id, id as value from app.source where id < 3";

    private static readonly DataDiffSettings _strict = new()
    {
        MaxRemoved = new Tolerance(0, false),
        MaxAdded = new Tolerance(0, false),
    };

    private readonly TempFolder _folder = new();
    private string _package = "";

    [Fact]
    public async Task Both_sides_are_refreshed_and_what_passes_waits_for_its_swap()
    {
        await FirstAsync();
        Shadow(config => config with { Refreshes = 2 });
        await ReleaseNextAsync(Same);

        var report = await DeployAsync();

        report.Release!.State.ShouldBe(ReleaseState.Validated);
        report.Release.Strategy.ShouldBe("shadow");
        report.Live!.Release.ShouldBe("r1");
        report.Steps.Count(step => step.Name == "shadow").ShouldBe(2);
        Wholes(report)
            .ShouldBe(["refresh 1 of 2: 6 checks of 2 relations, rows differ in 0, 0 refuse, 0 warn", Second(report)]);
        (await SchemasAsync()).ShouldBe(["analytics__r1", "analytics__r2"]);
        (await ReadAsync("select id from analytics.numbers")).ShouldBe(["1"]);

        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Live!.Release.ShouldBe("r2");
    }

    [Fact]
    public async Task What_only_shows_with_new_rows_refuses_and_live_and_its_sources_are_as_they_were()
    {
        await FirstAsync();
        Input("1", "id", "2");
        Input("2", "id", "3", "4");
        Shadow(config => config with { Inputs = "inputs", Checks = [_strict] });
        await ReleaseNextAsync(Cut);

        var report = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.ShadowFailed);
        report.Error.Message.ShouldContain("analytics.numbers: refresh 2 of 2: data_diff: ");
        report.Error.Message.ShouldContain("(both sides: analytics__r2__blue, analytics__r2__green)");
        report.Release!.State.ShouldBe(ReleaseState.Failed);
        Wholes(report)[0].ShouldStartWith("refresh 1 of 2: 6 checks of 2 relations, rows differ in 0, ");
        Wholes(report)[1].ShouldStartWith("refresh 2 of 2: 6 checks of 2 relations, rows differ in 2, ");
        report
            .Checks.Where(check => check is { Name: "shadow", Relation: "analytics.numbers" })
            .Select(check => check.Message)
            .ShouldContain("refresh 2 of 2: data_diff: 2 rows removed, 0 allowed; model numbers changed");
        (await ReadAsync("select id from analytics.days")).ShouldBe(["1"]);
        (await ReadAsync("select id from app.source")).ShouldBe(["1"]);
        (await ReadAsync("select id from analytics__r2.days")).ShouldBe(["1"]);
        (await ReadAsync("select id from analytics__r2__blue.days order by id")).ShouldBe(["1", "2", "3", "4"]);
        (await ReadAsync("select id from analytics__r2__green.days order by id")).ShouldBe(["1", "2"]);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).ExitCode.ShouldNotBe(ExitCode.Done);

        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await SchemasAsync()).ShouldBe(["analytics__r1"]);
    }

    [Fact]
    public async Task Limits_that_a_model_has_itself_count_in_a_refresh()
    {
        await FirstAsync();
        Shadow(config => config with { Refreshes = 1 });
        await ReleaseNextAsync(
            "select id + 5 as id, id as value from app.source",
            new { meta = new { data_release = new { checks = new[] { new { data_diff = new { max_removed = 0 } } } } } }
        );
        Config = Config with
        {
            Validate = Config.Validate with { Checks = [new DataDiffSettings { Severity = CheckSeverity.Off }] },
            Shadow = Config.Shadow with { Checks = [] },
        };

        var report = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.ShadowFailed);
        report.Error.Message.ShouldContain("analytics.numbers: refresh 1 of 1: data_diff: 1 rows removed, 0 allowed");
    }

    [Fact]
    public async Task State_goes_on_from_what_each_side_made_itself()
    {
        await FirstAsync();
        Input("1", "id", "2");
        Input("2", "id", "3");
        Shadow(config => config with { Inputs = "inputs", Checks = [_strict] });
        await ReleaseNextAsync(Same);
        // What the sources no longer have stays in the state of both.
        await Place.ExecuteAsync("update app.source set id = 7");

        var report = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        Wholes(report).Count.ShouldBe(2);
        (await ReadAsync("select id from app.source")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task Between_two_refreshes_nobody_holds_the_lease_and_advance_says_when_to_come()
    {
        await FirstAsync();
        Shadow(config => config with { Refreshes = 3, Pause = new CanaryPause(TimeSpan.FromHours(1)) });
        await ReleaseNextAsync(Same);

        var begun = await Engine().DeployAsync(new DeployRequest { Detach = true }, Cancellation);

        begun.Error?.Format().ShouldBeNull();
        begun.Release!.State.ShouldBe(ReleaseState.Shadowing);
        begun.Watch!.IsShadow.ShouldBeTrue();
        begun.Watch.For.ShouldBe("before refresh 2 of 3");
        begun.Watch.NextAt.ShouldNotBeNull();
        begun.Summary.ShouldStartWith("r2 (2.0.0) goes through its shadow: before refresh 2 of 3, next ");
        var early = await Engine().AdvanceAsync(new WatchRequest { Detach = true }, Cancellation);
        early.Watch!.NextAt.ShouldBe(begun.Watch.NextAt);
        var status = await Engine().StatusAsync(Cancellation);
        status.Summary.ShouldContain("goes through its shadow");
        status.Releases[0].State.ShouldBe(ReleaseState.Shadowing);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.ShadowPending);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation))
            .Checks.Where(check => check.State == CheckState.Fail)
            .ShouldBeEmpty();

        var second = await Engine().PromoteAsync(new WatchRequest { Detach = true }, Cancellation);

        second.Error?.Format().ShouldBeNull();
        second.Watch!.For.ShouldBe("before refresh 3 of 3");
        Wholes(second).Count.ShouldBe(2);

        var over = await Engine().PromoteAsync(new WatchRequest { Full = true }, Cancellation);

        over.Error?.Format().ShouldBeNull();
        over.Release!.State.ShouldBe(ReleaseState.Validated);
        over.Watch.ShouldBeNull();
        (await SchemasAsync()).ShouldBe(["analytics__r1", "analytics__r2"]);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Live!.Release.ShouldBe("r2");
    }

    [Fact]
    public async Task Status_proposes_no_swap_of_a_candidate_that_lacks_its_shadow()
    {
        await FirstAsync();
        await ReleaseNextAsync(Same);
        await DeployAsync();
        Shadow(config => config with { Refreshes = 2, Pause = new CanaryPause(null) });

        var status = await Engine().StatusAsync(Cancellation);

        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.ShadowPending);
        status.Summary.ShouldContain("r2 can't go live yet: it has not been through a shadow");
    }

    [Fact]
    public async Task Where_nothing_may_be_skipped_a_shadow_is_not_left_out()
    {
        await FirstAsync();
        Shadow(config => config with { Refreshes = 2, Pause = new CanaryPause(null) });
        Config = Config with
        {
            Environments = new Dictionary<string, EnvironmentConfig>
            {
                ["prod"] = new()
                {
                    Policies = new PolicyConfig { NeverSkip = new SourceLocation("data-release.yml", 3) },
                },
            },
        };
        await ReleaseNextAsync(Same);
        await DeployAsync();

        var full = await Engine().PromoteAsync(new WatchRequest { Full = true }, Cancellation);
        var status = await Engine().StatusAsync(Cancellation);
        var over = await Engine().PromoteAsync(new WatchRequest(), Cancellation);

        full.Error!.Code.ShouldBe(ErrorCode.TestsSkipped);
        full.Error.Message.ShouldContain("r2 has not passed its shadow");
        status.Releases[0].State.ShouldBe(ReleaseState.Shadowing);
        over.Release!.State.ShouldBe(ReleaseState.Validated);
    }

    [Fact]
    public async Task The_checks_again_keep_what_the_shadow_found_and_a_shadow_that_refused_is_gone_through_again()
    {
        await FirstAsync();
        Shadow(config => config with { Refreshes = 1 });
        await ReleaseNextAsync(Same);
        await DeployAsync();
        Wholes(await Engine().ValidateAsync(new ValidateRequest(), Cancellation)).Count.ShouldBe(1);
        Shadow(config => config with { Refreshes = 1, Checks = [_strict] });
        await ReleaseNextAsync("select id + 5 as id, id as value from app.source");
        var refused = await Engine().DeployAsync(new DeployRequest(), Cancellation);
        refused.Error!.Code.ShouldBe(ErrorCode.ShadowFailed);

        var again = await Engine().ValidateAsync(new ValidateRequest { Release = "r3" }, Cancellation);
        var swap = await Engine().SwapAsync(new SwapRequest { Release = "r3" }, Cancellation);
        Shadow(config => config with { Refreshes = 1 });
        var resumed = await Engine().ResumeAsync(new RecoveryRequest { Release = "r3" }, Cancellation);

        again.Error?.Format().ShouldBeNull();
        Wholes(again).ShouldBeEmpty();
        swap.Error!.Code.ShouldBe(ErrorCode.ShadowPending);
        resumed.Error?.Format().ShouldBeNull();
        resumed.Release!.State.ShouldBe(ReleaseState.Validated);
        Wholes(resumed).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_shadow_that_waits_is_dropped_by_abort_and_live_stays()
    {
        await FirstAsync();
        Shadow(config => config with { Refreshes = 2, Pause = new CanaryPause(null) });
        await ReleaseNextAsync(Same);
        (await Engine().DeployAsync(new DeployRequest(), Cancellation)).Watch!.NextAt.ShouldBeNull();

        var report = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Release!.State.ShouldBe(ReleaseState.Aborted);
        report.Live!.Release.ShouldBe("r1");
        (await SchemasAsync()).ShouldBe(["analytics__r1"]);
    }

    [Fact]
    public async Task Beside_a_release_that_is_watched_the_one_in_its_shadow_is_named()
    {
        await FirstAsync();
        Config = Config with
        {
            Monitor = ConfigReader
                .Read(
                    "monitor: {duration: 2h, metrics: [{name: one, provider: sql, query: select 1, "
                        + "success_condition: value = 1, interval: 1h}]}",
                    "c.yml",
                    CheckKinds.All
                )
                .Monitor,
        };
        await ReleaseNextAsync(Same);
        (await Engine().ReleaseAsync(new DeployRequest { Detach = true }, Cancellation)).Live!.Release.ShouldBe("r2");
        Shadow(config => config with { Refreshes = 2, Pause = new CanaryPause(null) });
        (await Engine().DeployAsync(new DeployRequest(), Cancellation)).Release!.State.ShouldBe(ReleaseState.Shadowing);

        var said = (await Engine().StatusAsync(Cancellation)).Summary;
        var aborted = await Engine().AbortAsync(new RecoveryRequest(), Cancellation);
        var other = await Engine().PromoteAsync(new WatchRequest { Release = "r1" }, Cancellation);
        var paused = await Engine().PauseAsync(new WatchRequest { Release = "r3" }, Cancellation);
        var advanced = await Engine().AdvanceAsync(new WatchRequest { Release = "r3" }, Cancellation);
        var promoted = await Engine().PromoteAsync(new WatchRequest { Release = "r3", Detach = true }, Cancellation);

        said.ShouldContain("data-release advance or promote --release r3 goes on");
        said.ShouldContain("data-release abort --release r3 drops it");
        aborted.Error!.Code.ShouldBe(ErrorCode.CandidatesSeveral);
        aborted.Error.ToDo.ShouldContain("data-release abort --release r3 drops r3");
        other.Error!.Code.ShouldBe(ErrorCode.NothingWaits);
        paused.Summary.ShouldStartWith("r3 is paused");
        advanced.Summary.ShouldStartWith("r3 is paused");
        promoted.Error?.Format().ShouldBeNull();
        promoted.Release!.Id.ShouldBe("r3");
        promoted.Release.State.ShouldBe(ReleaseState.Validated);
        (await Engine().StatusAsync(Cancellation)).Watch!.Release.ShouldBe("r2");
    }

    [Fact]
    public async Task What_was_cut_short_is_begun_anew_and_counts_nothing_twice()
    {
        await FirstAsync();
        Input("1", "id", "2");
        Input("2", "id", "3");
        Shadow(config => config with { Inputs = "inputs", Checks = [_strict] });
        await ReleaseNextAsync(Same);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var passes = 0;
        Place.Ran = text =>
        {
            if (
                text.StartsWith("create table \"analytics__r2__green\".\"numbers\"", StringComparison.Ordinal)
                && ++passes == 2
            )
                cancel.Cancel();
        };
        var cut = await Engine().DeployAsync(new DeployRequest(), cancel.Token);
        Place.Ran = null;
        cut.ExitCode.ShouldBe(ExitCode.Cancelled);
        cut.Release!.State.ShouldBe(ReleaseState.Shadowing);

        var report = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Release!.State.ShouldBe(ReleaseState.Validated);
        report.Checks.Where(check => check.State == CheckState.Fail).ShouldBeEmpty();
        (await SchemasAsync()).ShouldBe(["analytics__r1", "analytics__r2"]);
    }

    [Fact]
    public async Task Consumers_queries_decide_too_and_the_report_has_all()
    {
        await FirstAsync();
        _folder.Write("queries/one.sql", "select id, value from analytics.numbers");
        Shadow(config => config with { Refreshes = 1 });
        Config = Config with
        {
            Replay = new ReplayConfig { Queries = ["queries"], Slower = 10_000 },
        };
        await ReleaseNextAsync("select id, id + 0 as value from app.source");
        var passed = await DeployAsync();
        passed.Release!.State.ShouldBe(ReleaseState.Validated);
        passed.Checks.Select(check => check.Name).ShouldContain("replay");
        passed.Checks.Select(check => check.Name).ShouldContain("shadow");
        passed.Checks.Select(check => check.Name).ShouldContain("row_count");
        await ReleaseNextAsync("select id from app.source");

        var refused = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        refused.Error!.Code.ShouldBe(ErrorCode.ReplayDiffers);
        refused.Error.Message.ShouldContain("one.sql(1) fails on green");
        refused.Release!.State.ShouldBe(ReleaseState.Failed);
        refused.Live!.Release.ShouldBe("r1");
    }

    [Theory]
    [InlineData(ReleaseStrategy.BlueGreen)]
    [InlineData(ReleaseStrategy.Rolling)]
    public async Task What_is_to_be_promoted_goes_live_by_the_strategy_that_comes_then(ReleaseStrategy then)
    {
        Assert.SkipWhen(IsSeparate && then == ReleaseStrategy.Rolling, "schemas are exchanged as a whole");
        await FirstAsync();
        Shadow(config => config with { Refreshes = 1, Then = then });
        Config = Config with { Rolling = new RollingConfig { Waves = [new WaveConfig { Count = 1 }] } };
        await ReleaseNextAsync(Same);

        var report = await Engine().ReleaseAsync(new DeployRequest { Promote = true }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Live!.Release.ShouldBe("r2");
        report.Release!.Strategy.ShouldBe(then == ReleaseStrategy.Rolling ? "rolling" : "blue-green");
        Wholes(report).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_release_that_is_not_to_be_promoted_does_not_go_live_not_even_the_first()
    {
        Shadow(config => config with { Refreshes = 1 });
        await Place.ExecuteAsync("create schema app", "create table app.source as select 1 as id");
        await ReleaseNextAsync(Same);

        var first = await ReleaseAsync();
        first.Live.ShouldBeNull();
        first.Release!.State.ShouldBe(ReleaseState.Validated);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Live!.Release.ShouldBe("r1");

        (await ReleaseAsync()).Live!.Release.ShouldBe("r1");
    }

    [Fact]
    public async Task A_candidate_that_was_not_in_the_shadow_is_taken_through_it_or_goes_live_by_name()
    {
        await FirstAsync();
        await ReleaseNextAsync(Same);
        await DeployAsync();
        Shadow(config => config with { Refreshes = 1 });

        var refused = await Engine().SwapAsync(new SwapRequest(), Cancellation);
        var shadowed = await Engine().SwapAsync(new SwapRequest { Strategy = ReleaseStrategy.Shadow }, Cancellation);
        var swapped = await Engine().SwapAsync(new SwapRequest(), Cancellation);

        refused.Error!.Code.ShouldBe(ErrorCode.ShadowPending);
        shadowed.Error?.Format().ShouldBeNull();
        shadowed.Live!.Release.ShouldBe("r1");
        swapped.Live!.Release.ShouldBe("r2");
    }

    [Fact]
    public async Task A_shadow_that_could_not_be_gone_through_is_refused_before_anything_is_built()
    {
        await FirstAsync();
        await ReleaseNextAsync(Same);
        Shadow(config => config);
        await RefusedAsync(ErrorCode.ShadowNotPossible, "has neither refreshes nor inputs");
        Shadow(config => config with { Replay = true, Refreshes = 1 });
        await RefusedAsync(ErrorCode.ShadowNotPossible, "replay names no queries");
        Shadow(config => config with { Refreshes = 1, Blue = "none.nupkg" });
        await RefusedAsync(ErrorCode.ShadowNotPossible, "there is no package 'none.nupkg'");
        Shadow(config => config with { Refreshes = 1, Blue = Path.GetRelativePath(_folder.Path, _package) });
        await RefusedAsync(ErrorCode.ShadowNotPossible, "shadow.blue is version 2.0.0, and r1 is version 1.0.0");
        Shadow(config => config with { Inputs = "inputs" });
        await RefusedAsync(ErrorCode.ShadowInputs, "there is no folder 'inputs'");
        _folder.Write("inputs/readme.txt", "nothing");
        await RefusedAsync(ErrorCode.ShadowInputs, "has no subfolders");
        _folder.Write("inputs/1/source.csv", "id\n1\n");
        await RefusedAsync(ErrorCode.ShadowInputs, "the file is not named after a table: 'source.csv'");
        (await Engine().StatusAsync(Cancellation)).Releases.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("app.none.csv", "id\n1\n", "there is no table app.none")]
    [InlineData("app.source.csv", "", "no line of column names")]
    [InlineData("app.source.csv", "id\n1,2\n", "there are 1 columns, and this line has 2")]
    [InlineData("app.source.csv", "id\nword\n", "its rows do not fit app.source")]
    [InlineData("app.source.csv", "other\n1\n", "its rows do not fit app.source")]
    public async Task Inputs_that_are_wrong_are_told_with_their_file(string file, string text, string message)
    {
        await FirstAsync();
        await ReleaseNextAsync(Same);
        _folder.Write($"inputs/1/{file}", text);
        Shadow(config => config with { Inputs = "inputs" });

        var report = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.ShadowInputs);
        report.Error.Message.ShouldContain(message);
        report.Live!.Release.ShouldBe("r1");
        (await ReadAsync("select id from app.source")).ShouldBe(["1"]);
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await SchemasAsync()).ShouldBe(["analytics__r1"]);
    }

    [Fact]
    public async Task A_failure_of_what_is_live_says_nothing_of_the_release()
    {
        await FirstAsync();
        await ReleaseNextAsync("select id, 1 as value from app.other");
        await Place.ExecuteAsync("create table app.other as select 1 as id", "drop table app.source");
        Shadow(config => config with { Refreshes = 1 });

        var report = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.ShadowInconclusive);
        report.Error.Message.ShouldContain("in the code of what is live: model.made_up.numbers");
    }

    [Fact]
    public async Task A_plan_names_the_steps_and_writes_nothing()
    {
        await FirstAsync();
        _folder.Write("queries/one.sql", "select 1");
        Shadow(config => config with { Refreshes = 2, Pause = new CanaryPause(TimeSpan.FromHours(1)) });
        Config = Config with { Replay = new ReplayConfig { Queries = ["queries"] } };
        await ReleaseNextAsync(Same);

        var report = await Engine().PlanAsync(new DeployRequest { WithStatements = true }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        var said = report.Statements.Where(line => line.StartsWith("-- ", StringComparison.Ordinal)).ToList();
        said.ShouldContain(line => line.StartsWith("-- shadow: refresh 1 of 2: ", StringComparison.Ordinal));
        said.ShouldContain(line =>
            line.StartsWith("-- shadow: refresh 2 of 2, 1:00:00 after ", StringComparison.Ordinal)
        );
        said.ShouldContain("-- replay: queries of queries on this release and on what is live");
        (await SchemasAsync()).ShouldBe(["analytics__r1"]);
    }

    protected override ReleaseEnvironment At(string name) =>
        new(name, "analytics", Warehouse, Config, async token =>
            (IGreenBuilder)new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(_package, token), 2)
        );

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private static List<string> Wholes(ReleaseReport.Released report) =>
        [.. report.Checks.Where(check => check is { Name: "shadow", Relation: "" }).Select(check => check.Message)];

    private static string Second(ReleaseReport.Released report) =>
        Wholes(report).Single(text => text.StartsWith("refresh 2 of 2: ", StringComparison.Ordinal));

    private void Shadow(Func<ShadowConfig, ShadowConfig> change) =>
        Config = Config with
        {
            File = _folder["data-release.yml"],
            Strategy = ReleaseStrategy.Shadow,
            Shadow = change(new ShadowConfig()),
        };

    private void Input(string refresh, params string[] lines) =>
        _folder.Write($"inputs/{refresh}/app.source.csv", string.Join('\n', lines) + "\n");

    private async Task RefusedAsync(ErrorCode code, string message)
    {
        var report = await Engine().DeployAsync(new DeployRequest(), Cancellation);
        report.Error!.Code.ShouldBe(code);
        report.Error.Message.ShouldContain(message);
        report.ExitCode.ShouldBe(ExitCode.Usage);
    }

    private async Task<IReadOnlyList<string>> SchemasAsync() =>
        await ReadAsync(
            "select schema_name from information_schema.schemata where schema_name like 'analytics\\_\\_%' escape '\\' "
                + "and schema_name <> 'analytics__r0' order by schema_name"
        );

    private async Task FirstAsync()
    {
        await Place.ExecuteAsync("create schema app", "create table app.source as select 1 as id");
        _package = await PackAsync(1, "select id, id as value from app.source");
        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    private async Task ReleaseNextAsync(string numbers, object? config = null) =>
        _package = await PackAsync(2, numbers, config);

    private async Task<string> PackAsync(int version, string numbers, object? config = null)
    {
        var project = new CompiledProject(_folder[$"p{Guid.NewGuid():n}"], Warehouse.Dialect.Name, "made_up_db")
        {
            Version = $"{version}.0.0",
        };
        project
            .Model("numbers", numbers, config: config)
            .Model(
                "days",
                $"select id from {project.Ref("numbers")}",
                "incremental",
                ["numbers"],
                new { unique_key = "id" }
            )
            .Write();
        return (
            await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = _folder[$"packages{version}"] },
                Cancellation
            )
        ).Path;
    }
}

public sealed class DuckDbShadows() : ShadowSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresShadows() : ShadowSuite(Testing.Engines.Engine.Postgres);
