using DataRelease.Builds;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Reports;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What prune drops, and what it never drops.</summary>
public abstract class PruneSuite(Engine engine) : ReleaseSuite(engine)
{
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
    public async Task What_stays_for_another_release_keeps_its_mark_and_both_go_with_the_last()
    {
        Config = Config with
        {
            Validate = new ValidateConfig { Checks = [new DataDiffSettings { Relations = ["events"], Key = ["id"] }] },
        };
        Project.With("events", "select 1 as id", "incremental").With("orders", "select 1 as id");
        await ReleaseAsync();
        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } });

        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();

        (await RelationsAsync("analytics__r1")).ShouldBe(
            ["events:Table", "events__as_it_went_live:Table"],
            ignoreOrder: true
        );
        await DeployAsync();
        await Place.ExecuteAsync("insert into analytics__r1.events values (7)");
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        Events
            .Of<ReleaseEvent.Warned>()
            .Where(warned => warned.Code == ErrorCode.WritesNotInCandidate.Id)
            .ShouldHaveSingleItem()
            .Text.ShouldStartWith("analytics.events: 1 row");
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error?.Format().ShouldBeNull();
        (await ReleaseSchemasAsync()).ShouldBe(["analytics__r3"]);
    }

    [Fact]
    public async Task Prune_keeps_the_newest_releases_and_drops_the_rest()
    {
        for (var version = 1; version <= 4; version++)
            await ReleaseAsync(With(version));

        var report = await Engine().PruneAsync(new PruneRequest { Keep = 1 }, Cancellation);

        report.Error.ShouldBeNull();
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r3")).ShouldBeTrue();
        report.Left.RollbackTargets.Select(release => release.Id).ShouldBe(["r3"]);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["4"]);
    }

    [Fact]
    public async Task Retention_is_applied_after_each_swap_where_that_is_wanted()
    {
        Config = Config with
        {
            Retention = new RetentionConfig { Keep = 1, AfterSwap = true },
        };
        for (var version = 1; version <= 4; version++)
            await ReleaseAsync(With(version));

        (await HasSchemaAsync("analytics__r2")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__r3")).ShouldBeTrue();
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task Where_it_is_not_a_release_says_in_one_line_what_stays_and_why()
    {
        Config = Config with { Retention = new RetentionConfig { Keep = 1 } };
        for (var version = 1; version <= 3; version++)
            await ReleaseAsync(With(version));

        Events
            .All.OfType<ReleaseEvent.Noted>()
            .Select(noted => noted.Text)
            .Where(message => message.Contains("retention", StringComparison.Ordinal))
            .ShouldBe(["r1 is no longer kept and stays until data-release prune, because retention.after_swap is off"]);
        (await HasSchemaAsync("analytics__r1")).ShouldBeTrue();
    }

    [Fact]
    public async Task What_can_not_be_dropped_after_a_swap_is_a_warning_and_the_release_is_live()
    {
        Config = Config with
        {
            Retention = new RetentionConfig { Keep = 0, AfterSwap = true },
        };
        await ReleaseAsync(With(1));
        await Place.ExecuteAsync("create schema bi", "create view bi.pinned as select id from analytics__r1.orders");

        var report = await ReleaseAsync(With(2));

        report.Live!.Release.ShouldBe("r2");
        (await ReadAsync("select id from bi.pinned")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Nothing_is_left_of_releases_that_shared_relations()
    {
        NeedsSchemasTogether();
        Project
            .With("orders", "select 1 as id")
            .With("customers", "select 1 as id")
            .With("both", "select id from {green}.customers", "view")
            .With("mix", "select 1 as id", custom: "marketing");
        for (var time = 0; time < 5; time++)
        {
            await ReleaseAsync();
            await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } });
            await ReleaseAsync();
        }

        var preview = await Engine().PruneAsync(new PruneRequest { Keep = 0, DryRun = true }, Cancellation);
        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error.ShouldBeNull();

        preview.Error?.Format().ShouldBeNull();
        (await ReleaseSchemasAsync()).ShouldBe(["analytics__r15", "analytics__r15_marketing"]);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).Summary.ShouldBe("no problems found");
    }

    [Fact]
    public async Task What_was_shared_when_a_release_was_retired_goes_with_the_last_that_shares_it()
    {
        NeedsSchemasTogether();
        Project
            .With("orders", "select 1 as id")
            .With("customers", "select 1 as id")
            .With("mix", "select 1 as id", custom: "marketing");
        await ReleaseAsync();
        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } });
        await ReleaseAsync();
        (await Engine().PruneAsync(new PruneRequest { Keep = 1 }, Cancellation)).Error.ShouldBeNull();
        (await RelationsAsync("analytics__r1")).ShouldBe(["customers:Table"]);
        await ReleaseAsync();

        (await Engine().PruneAsync(new PruneRequest { Keep = 1 }, Cancellation)).Error.ShouldBeNull();

        (await ReleaseSchemasAsync()).ShouldBe([
            "analytics__r3",
            "analytics__r3_marketing",
            "analytics__r4",
            "analytics__r4_marketing",
        ]);
        (await Engine().DoctorAsync(new DoctorRequest(), Cancellation)).Summary.ShouldBe("no problems found");
    }

    [Fact]
    public async Task Nothing_is_left_after_restores()
    {
        NeedsViewsThatStay();
        Project
            .With("events", "select 1 as id", "incremental")
            .With("recent", "select id from {green}.events", "view")
            .With("orders", "select 5 as id");
        await ReleaseAsync();
        await Engine().BackupCreateAsync(new BackupCreateRequest(), Cancellation);
        await ReleaseAsync();
        (await Engine().BackupRestoreAsync(new BackupRequest { Version = "v1" }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } });
        await ReleaseAsync();

        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Error.ShouldBeNull();

        (await ReleaseSchemasAsync()).ShouldBe(["analytics__r5"]);
        (await ReadAsync("select count(*) from analytics.events")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task One_that_is_in_use_keeps_what_it_shares_and_no_more()
    {
        Project.With("orders", "select 1 as id").With("customers", "select 1 as id");
        await ReleaseAsync();
        await ReleaseAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } });
        await ReleaseAsync();
        await Place.ExecuteAsync("create schema bi", "create view bi.pinned as select id from analytics__r2.orders");

        await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);
        (await RelationsAsync("analytics__r1")).ShouldBe(["customers:Table"]);
        await Place.ExecuteAsync("drop view bi.pinned");
        await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        (await ReleaseSchemasAsync()).ShouldBe(["analytics__r3"]);
    }

    private async Task<IReadOnlyList<string>> ReleaseSchemasAsync() =>
        [
            .. (await Warehouse.ReadAllSchemasAsync(Session, Cancellation))
                .Where(schema => schema.Contains("__r", StringComparison.Ordinal))
                // What was live is kept where the role need not be shown what it holds.
                .Where(schema => !schema.Contains("__replaced", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

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
}

public sealed class DuckDbPrunes() : PruneSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresPrunes() : PruneSuite(Testing.Engines.Engine.Postgres)
{
    [Fact]
    public async Task What_one_transaction_can_not_drop_goes_in_parts_and_a_cut_short_prune_is_gone_on_with()
    {
        var many = Warehouse.Dialect.Traits.MostDropped!.Value + 20;
        for (var table = 0; table < many; table++)
            Project.With($"t{table}", "select 1 as id");
        await ReleaseAsync();
        await ReleaseAsync();
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Events.When(
            happened =>
                happened is ReleaseEvent.Progressed { Text: var text }
                && text.StartsWith($"dropping r1, {many - 20} of", StringComparison.Ordinal),
            cut.Cancel
        );

        (await Engine().PruneAsync(new PruneRequest { Keep = 0 }, cut.Token)).ExitCode.ShouldBe(ExitCode.Cancelled);
        var left = (await RelationsAsync("analytics__r1")).Count;
        var again = await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        left.ShouldBe(20);
        again.Error?.Format().ShouldBeNull();
        again.Summary.ShouldContain("what was left of r1");
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
        (await ReadAsync("select id from analytics.t7")).ShouldBe(["1"]);
    }
}
