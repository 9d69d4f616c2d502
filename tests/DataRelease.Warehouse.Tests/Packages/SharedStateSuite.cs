using DataRelease.Builds;
using DataRelease.Builds.Packages;
using DataRelease.Builds.Packages.Running;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;
using DataRelease.Steps.Rollbacks;
using DataRelease.Testing;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Packages;

/// <summary><c>state: shared</c>: incremental models and snapshots that are written where they are live.</summary>
public abstract class SharedStateSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly TempFolder _folder = new();
    private int _packed;

    private CompiledProject Made => field ??= new CompiledProject(_folder["p"], Warehouse.Dialect.Name, "made_up_db");

    [Fact]
    public async Task A_night_copies_nothing_and_a_rollback_leaves_the_rows()
    {
        await PrepareAsync();
        await ReleaseAsync();
        await ArriveAsync(2, "b");

        var plan = await Engine().PlanAsync(new DeployRequest(), Cancellation);
        await RefreshAsync();

        Detail(plan, "analytics.events")
            .ShouldBe(
                "unchanged: incremental, written in place before the swap (analytics__r1.events); a rollback leaves "
                    + "its rows as they are"
            );
        Detail(plan, "analytics.totals").ShouldBe("unchanged: table");
        plan.Statements.ShouldNotContain(statement => statement.Contains("r2.events", StringComparison.Ordinal));
        (await RelationsAsync("analytics__r2")).ShouldBe(["recent:View", "totals:Table"], ignoreOrder: true);
        (await LiveAsync()).ShouldBe("2 events, 2 in recent, 2 counted, 2 versions");

        var back = await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        back.Error?.Format().ShouldBeNull();
        back.Losses.ShouldBeEmpty();
        (await LiveAsync()).ShouldBe("2 events, 2 in recent, 1 counted, 2 versions");
        await NothingIsWrongAsync();
    }

    [Fact]
    public async Task The_table_stays_where_it_is_until_nobody_shares_it()
    {
        await PrepareAsync();
        await ReleaseAsync();
        for (var night = 2; night <= 5; night++)
        {
            await ArriveAsync(night, "x");
            await RefreshAsync();
        }

        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await RelationsAsync("analytics__r1"))
            .Where(name => !name.Contains("as_it_went_live", StringComparison.Ordinal))
            .ShouldBe(["events:Table", "history:Table"], ignoreOrder: true);
        (await LiveAsync()).ShouldBe("5 events, 5 in recent, 5 counted, 5 versions");
        await NothingIsWrongAsync();

        Shop(events: "select id, what, 1 as more from", state: "copied");
        await ReleaseAsync();
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();

        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
        (await LiveAsync()).ShouldBe("5 events, 5 in recent, 5 counted, 5 versions");
    }

    [Fact]
    public async Task A_change_of_code_is_built_on_a_copy_and_the_next_night_goes_on_with_that_one()
    {
        await PrepareAsync();
        await ReleaseAsync();
        await ArriveAsync(2, "b");
        await RefreshAsync();
        Shop(events: "select id, what || '!' as what from");

        var plan = await Engine().PlanAsync(new DeployRequest(), Cancellation);
        await ReleaseAsync();
        await ArriveAsync(3, "c");
        await RefreshAsync();

        Detail(plan, "analytics.events")
            .ShouldMatch(
                @"^changed: incremental, starts from a copy of blue \([0-9.]+ (bytes|KB|rows)\) and is not written in "
                    + "place: its code changed$"
            );
        Detail(plan, "analytics.history").ShouldStartWith("unchanged: snapshot, written in place");
        (await ReadAsync("select id, what from analytics.events order by id")).ShouldBe(["1|a!", "2|b!", "3|c!"]);
        (await PlaceOfAsync("events")).ShouldBe("analytics__r3");
        (await ReadAsync("select id, what from analytics__r1.events order by id")).ShouldBe(["1|a", "2|b"]);
        (await Engine().RollbackAsync(new RollbackRequest { To = "r2", AcceptLoss = true }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await ReadAsync("select id, what from analytics.events order by id")).ShouldBe(["1|a", "2|b"]);
        await NothingIsWrongAsync();
    }

    [Fact]
    public async Task Rows_that_builds_wrote_in_place_are_not_taken_for_writes_of_others()
    {
        await PrepareAsync();
        await ReleaseAsync();
        Shop(events: "select id, cast(what || '!' as varchar(20)) as what from");
        await ReleaseAsync();
        await ArriveAsync(2, "b");
        await RefreshAsync();
        await ArriveAsync(3, "c");
        await RefreshAsync();

        var counted = await Engine().RollbackAsync(new RollbackRequest { To = "r1" }, Cancellation);
        var carried = await Engine().RollbackAsync(new RollbackRequest { To = "r1", CarryWrites = true }, Cancellation);
        var left = await Engine().RollbackAsync(new RollbackRequest { To = "r1", AcceptLoss = true }, Cancellation);

        counted.Error!.Code.ShouldBe(ErrorCode.WritesLost);
        counted
            .Losses.ShouldHaveSingleItem()
            .ShouldBe(
                new WriteLoss(
                    "analytics.events",
                    2,
                    0,
                    0,
                    false,
                    "by id; builds have written in place since, and their rows can't be told apart"
                )
            );
        carried.Error!.Code.ShouldBe(ErrorCode.WritesNotCarried);
        carried.Error.Message.ShouldContain("builds have written to it in place since");
        left.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id, what from analytics.events order by id")).ShouldBe(["1|a"]);
    }

    [Fact]
    public async Task Until_a_build_writes_in_place_writes_of_others_are_counted_and_carried()
    {
        await PrepareAsync();
        await ReleaseAsync();
        Shop(events: "select id, cast(what || '!' as varchar(20)) as what from");
        await ReleaseAsync();
        await ExecuteAsync("insert into analytics__r2.events values (7, 'w')");

        var counted = await Engine().RollbackAsync(new RollbackRequest { To = "r1" }, Cancellation);
        var carried = await Engine().RollbackAsync(new RollbackRequest { To = "r1", CarryWrites = true }, Cancellation);

        counted.Losses.ShouldHaveSingleItem().ShouldBe(new WriteLoss("analytics.events", 1, 0, 0, true, "by id"));
        carried.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id, what from analytics.events order by id")).ShouldBe(["1|a", "7|w"]);
    }

    [Fact]
    public async Task Rows_of_a_release_that_was_refused_are_not_taken_for_writes_of_others()
    {
        await PrepareAsync();
        await ReleaseAsync();
        Shop(events: "select id, cast(what || '!' as varchar(20)) as what from");
        await ReleaseAsync();
        await ArriveAsync(2, "b");
        Made.Test("none", $"select id from {Made.Ref("totals")}", ["totals"]).Write();
        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error.ShouldNotBeNull();
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        var carried = await Engine().RollbackAsync(new RollbackRequest { To = "r1", CarryWrites = true }, Cancellation);

        carried.Error!.Code.ShouldBe(ErrorCode.WritesNotCarried);
        carried.Losses.ShouldHaveSingleItem().IsExact.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_of_code_tells_what_arrived_while_it_waited_and_not_what_nights_wrote(bool arrives)
    {
        await PrepareAsync();
        await ReleaseAsync();
        await ArriveAsync(2, "b");
        await RefreshAsync();
        Shop(events: "select id, cast(what || '!' as varchar(20)) as what from");
        (await Engine().DeployAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        if (arrives)
            await ExecuteAsync("insert into analytics__r1.events values (7, 'w')");

        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        Events
            .Of<ReleaseEvent.Warned>()
            .Where(warned => warned.Code == ErrorCode.WritesNotInCandidate.Id)
            .Select(warned => warned.Text.Split(';')[0])
            .ShouldBe(
                arrives
                    ?
                    [
                        "analytics.events: 1 row that was written to it since r1 went live, by builds in place or by "
                            + "others, is not in r3 as written",
                    ]
                    : []
            );
    }

    [Fact]
    public async Task What_was_built_from_rows_that_a_restore_replaced_is_built_again()
    {
        await PrepareAsync();
        await ReleaseAsync();
        (await Engine().BackupCreateAsync(new BackupCreateRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        await ArriveAsync(2, "b");
        await RefreshAsync();
        (await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await LiveAsync()).ShouldBe("1 events, 1 in recent, 2 counted, 1 versions");

        await ReleaseAsync(new BuildOptions { Reuse = ReuseMode.Unchanged });

        (await LiveAsync()).ShouldBe("1 events, 1 in recent, 1 counted, 1 versions");
    }

    [Fact]
    public async Task What_was_built_from_rows_before_writes_were_carried_is_built_again()
    {
        await PrepareAsync();
        await ReleaseAsync();
        Shop(events: "select id, cast(what || '!' as varchar(20)) as what from");
        await ReleaseAsync();
        await ExecuteAsync("insert into analytics__r2.events values (7, 'w')");
        (await Engine().RollbackAsync(new RollbackRequest { CarryWrites = true }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        Shop();

        await ReleaseAsync(new BuildOptions { Reuse = ReuseMode.Unchanged });

        (await LiveAsync()).ShouldBe("2 events, 2 in recent, 2 counted, 1 versions");
    }

    [Fact]
    public async Task A_candidate_that_is_refused_leaves_the_rows_and_all_else_as_it_was()
    {
        await PrepareAsync();
        await ReleaseAsync();
        await ArriveAsync(2, "b");
        Made.Test("none", $"select id from {Made.Ref("totals")}", ["totals"]).Write();

        var refused = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);
        (await Engine().AbortAsync(new RecoveryRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        refused.Error!.Format().ShouldContain("1 of 5 nodes failed: test.made_up.none");
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        (await LiveAsync()).ShouldBe("2 events, 2 in recent, 1 counted, 2 versions");
        await NothingIsWrongAsync();
    }

    [Fact]
    public async Task What_is_built_from_nothing_is_built_beside()
    {
        await PrepareAsync();
        await ReleaseAsync();
        await ExecuteAsync("delete from outside.events", "insert into outside.events values (9, 'z')");

        await ReleaseAsync(new BuildOptions { FullRefresh = true });

        (await ReadAsync("select id from analytics.events")).ShouldBe(["9"]);
        (await ReadAsync("select id from analytics__r1.events")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_preview_and_a_shadow_write_to_copies_of_their_own()
    {
        await PrepareAsync();
        await ReleaseAsync();
        await ArriveAsync(2, "b");

        var preview = await new ReleaseEngine(At("prod").AsPreview("pr-1"), Events, TimeProvider.System).DeployAsync(
            new DeployRequest(),
            Cancellation
        );

        preview.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.events")).ShouldBe(["1"]);
        Config = ConfigReader.Read("strategy: shadow\nshadow:\n  refreshes: 1\n", "c.yml", CheckKinds.All);

        var shadow = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        shadow.Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.events")).ShouldBe(["1"]);
        (await ReadAsync("select id from analytics__r2.events order by id")).ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task A_release_of_a_part_makes_its_readers_stale_where_it_wrote_in_place()
    {
        await PrepareAsync();
        await ReleaseAsync();
        await ArriveAsync(2, "b");
        await ReleaseAsync(new BuildOptions { Select = ["events"] });
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["1"]);

        await ReleaseAsync(new BuildOptions { Reuse = ReuseMode.Unchanged });

        (await ReadAsync("select n from analytics.totals")).ShouldBe(["2"]);
        (await PlaceOfAsync("events")).ShouldBe("analytics__r1");
    }

    [Theory]
    [InlineData("on_schema_change", "append_new_columns", "on_schema_change is append_new_columns, which may change")]
    [InlineData("unique_key", "", "without a unique_key a package makes it again")]
    public async Task What_would_change_more_than_rows_is_copied(string setting, string value, string why)
    {
        await PrepareAsync();
        Shop(with: (setting, value));
        await ReleaseAsync();

        var plan = await Engine().PlanAsync(new DeployRequest(), Cancellation);

        Detail(plan, "analytics.events").ShouldContain($"is not written in place: {why}");
    }

    [Fact]
    public async Task A_word_that_is_no_state_is_refused()
    {
        await PrepareAsync();
        Shop(state: "share");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.ModelCheckInvalid);
        report.Error.Message.ShouldContain("it must be copied or shared; did you mean 'shared'?");
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ReleaseEnvironment At(string name) =>
        new(name, "analytics", Warehouse, Config, async token =>
            (IGreenBuilder)new PackageBuilder(Warehouse, await ReleasePackage.OpenAsync(await PackAsync(), token), 2)
        );

    [Fact]
    public async Task Rows_that_a_refused_release_wrote_in_place_are_built_upon_and_tested_again()
    {
        await PrepareAsync();
        Made.Test("few", $"select id from {Made.Ref("events")} where id > 1", ["events"]).Write();
        var reuse = new BuildOptions { Reuse = ReuseMode.Unchanged };
        await ReleaseAsync();
        await ReleaseAsync(reuse);
        await ArriveAsync(2, "b");
        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.TestsFailed);

        var plan = await Engine().PlanAsync(new DeployRequest { Build = reuse }, Cancellation);
        var again = await Engine().ReleaseAsync(new DeployRequest { Build = reuse }, Cancellation);

        plan.Error?.Format().ShouldBeNull();
        plan.Plan.Single(row => row.Relation == "analytics.events")
            .Detail.ShouldContain("r3 is not live and may have written to it");
        again.Error!.Code.ShouldBe(ErrorCode.TestsFailed);
        await ExecuteAsync("delete from analytics__r1.events where id = 2", "delete from outside.events where id = 2");
        await ReleaseAsync(reuse);
        (await ReadAsync("select n from analytics.totals")).ShouldBe(["1"]);
        // From here on everything is known, and nothing is built.
        Detail(await Engine().PlanAsync(new DeployRequest { Build = reuse }, Cancellation), "analytics.events")
            .ShouldStartWith("kept: unchanged; shared with");
    }

    private async Task PrepareAsync()
    {
        await ExecuteAsync("create schema outside", "create table outside.events (id integer, what varchar(20))");
        await ArriveAsync(1, "a");
        Shop();
    }

    private void Shop(
        string events = "select id, what from",
        string state = "shared",
        (string Setting, string Value)? with = null
    )
    {
        var meta = new Dictionary<string, object> { ["data_release"] = new { state } };
        var settings = new Dictionary<string, object> { ["unique_key"] = "id", ["meta"] = meta };
        if (with is { Value.Length: > 0 } more)
            settings[more.Setting] = more.Value;
        else if (with is { } less)
            settings.Remove(less.Setting);
        var source = "\"made_up_db\".\"outside\".\"events\"";
        Made.Clear()
            .Source("events")
            .Model("events", $"{events} {source}", "incremental", ["source.made_up.outside.events"], settings)
            .Snapshot(
                "history",
                $"select id, what from {source}",
                new
                {
                    unique_key = "id",
                    strategy = "check",
                    check_cols = "all",
                    meta,
                },
                ["source.made_up.outside.events"]
            )
            .Model("recent", $"select id from {Made.Ref("events")}", "view", ["events"])
            .Model("totals", $"select count(*) as n from {Made.Ref("events")}", after: ["events"])
            .Write();
    }

    private Task ArriveAsync(int id, string what) =>
        ExecuteAsync($"insert into outside.events values ({id}, '{what}')");

    private async Task ReleaseAsync(BuildOptions? build = null) =>
        (await Engine().ReleaseAsync(new DeployRequest { Build = build ?? new BuildOptions() }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();

    private async Task RefreshAsync() =>
        (await Engine().RefreshAsync(new RefreshRequest(), Cancellation)).Error?.Format().ShouldBeNull();

    private async Task NothingIsWrongAsync() =>
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation))
            .Checks.Where(check => check.State != CheckState.Pass)
            .Select(check => check.Message)
            .ShouldBeEmpty();

    private async Task<string> LiveAsync() =>
        (
            await ReadAsync(
                "select concat((select count(*) from analytics.events), ' events, ', "
                    + "(select count(*) from analytics.recent), ' in recent, ', "
                    + "(select n from analytics.totals), ' counted, ', "
                    + "(select count(*) from analytics.history), ' versions')"
            )
        )[0];

    private async Task<string> PlaceOfAsync(string name) =>
        (
            await ReadAsync(
                "select r.physical_schema from data_release.relations r join data_release.live l "
                    + $"on l.environment = r.environment and l.number = r.number where r.live_name = '{name}'"
            )
        )[0];

    private static string Detail(ReleaseReport.Planned plan, string relation)
    {
        plan.Error?.Format().ShouldBeNull();
        var row = plan.Plan.Single(row => row.Relation == relation);
        return $"{row.Change}: {row.Detail}";
    }

    private async Task<string> PackAsync() =>
        (
            await ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = Made.Folder, OutputDir = _folder[$"packages/{_packed++}"] },
                Cancellation
            )
        ).Path;
}

public sealed class DuckDbSharedState() : SharedStateSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresSharedState() : SharedStateSuite(Testing.Engines.Engine.Postgres);
