using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>The main job on every engine: release, swap, roll back, and go forward again.</summary>
public abstract class MainJobSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task First_release_goes_live_as_pointer_views()
    {
        NeedsSchemasTogether();
        Project
            .With("orders", "select 1 as id, 10 as amount")
            .With("channel_mix", "select 'web' as channel", custom: "marketing");

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
        history
            .Entries.Select(entry => (entry.Release.Id, entry.Release.State))
            .ShouldBe([("r2", ReleaseState.RolledBack), ("r1", ReleaseState.Live)]);
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
    public async Task A_view_outside_follows_a_change_of_shape()
    {
        NeedsViewsThatStay();
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync(
            "create schema bi",
            "create view bi.ids as select id from analytics.orders",
            "create view bi.more as select id from bi.ids"
        );
        Project.With("orders", "select 0 as before, 2 as id");

        await ReleaseAsync();

        (await ReadAsync("select id from bi.more")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Commands_of_a_script_do_not_trip_over_the_one_before()
    {
        await ReleaseAsync(With(1));
        await ReleaseAsync(With(2));

        for (var number = 0; number < 20; number++)
            (await Engine().RollbackAsync(new RollbackRequest { To = number % 2 == 0 ? "r1" : "r2" }, Cancellation))
                .Error?.Format()
                .ShouldBeNull();
    }

    [Fact]
    public async Task Plan_and_dry_run_write_nothing()
    {
        await ReleaseAsync(With(1));
        With(2);
        Project.With("refunds", "select 1 as id");
        var before = await ReadAsync("select number, state from data_release.releases");

        var plan = await Engine().PreviewReleaseAsync(new DeployRequest(), Cancellation);

        plan.Error.ShouldBeNull();
        plan.Plan.Select(relation => $"{relation.Relation} {relation.Change}")
            .ShouldBe(["analytics.orders changed", "analytics.refunds new"]);
        plan.Statements.ShouldNotBeEmpty();
        (await ReadAsync("select number, state from data_release.releases")).ShouldBe(before);
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
    }

    [Fact]
    public async Task Names_with_quotes_and_unicode_are_released_as_they_are()
    {
        Project
            .With("Ärger \"quoted\"; drop", "select 1 as \"Größe \"\"x\"\"\"")
            .With("select", "select 2 as \"from\"");

        await ReleaseAsync();
        await ReleaseAsync();

        (await ReadAsync("select \"Größe \"\"x\"\"\" from analytics.\"Ärger \"\"quoted\"\"; drop\"")).ShouldBe(["1"]);
        (await ReadAsync("select \"from\" from analytics.\"select\"")).ShouldBe(["2"]);
    }
}

public sealed class DuckDbMainJob() : MainJobSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresMainJob() : MainJobSuite(Testing.Engines.Engine.Postgres);
