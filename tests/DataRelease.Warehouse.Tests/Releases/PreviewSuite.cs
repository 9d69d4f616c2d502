using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Releases.Reporting;
using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>Previews: a branch's code in a place of its own, compared with what is live.</summary>
public abstract class PreviewSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task A_preview_is_built_and_compared_with_live_and_changes_nothing_of_it()
    {
        await ReleaseAsync(With(1));
        var before = await LedgerAsync();

        var report = await PreviewAsync(2, "pr-123");

        report.Error?.Format().ShouldBeNull();
        report.Release!.State.ShouldBe(ReleaseState.Validated);
        report.Live!.Release.ShouldBe("r1");
        report.Summary.ShouldBe(
            "preview pr-123 (2.0.0) is built and validated, compared with r1 (1.0.0); it never goes live, and "
                + "data-release prune --preview pr-123 drops it"
        );
        report
            .Changes.Select(relation => $"{relation.Relation} {relation.Change}")
            .ShouldBe(["analytics.orders changed"]);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await ReadAsync("select id from analytics__p_pr_123_r2.orders")).ShouldBe(["2"]);
        // What the ledger has of the environment is what it had, and the next number is free.
        (await LedgerAsync()).ShouldBe(before);
        (await ReleaseAsync(With(3))).Release!.Id.ShouldBe("r2");
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["3"]);
        (await HasSchemaAsync("analytics__p_pr_123_r2")).ShouldBeTrue();
    }

    [Fact]
    public async Task Its_checks_are_those_of_a_candidate()
    {
        Project.With("orders", "select 1 as id union all select 2 union all select 3");
        await ReleaseAsync();
        Project.With("orders", "select 1 as id where 1 = 0");

        var report = await Engine("pr-123").DeployAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.ChecksFailed);
        report.Checks.ShouldContain(check =>
            check.Name == "row_count" && check.Relation == "analytics.orders" && check.State == CheckState.Fail
        );
        var preview = (await StatusAsync()).Previews.ShouldHaveSingleItem();
        (preview.Name, preview.State, preview.Against).ShouldBe(("pr-123", ReleaseState.Failed, "r1"));
        (await StatusAsync()).Releases.ShouldBeEmpty();
        // It is green again as soon as its code is.
        Project.With("orders", "select 1 as id union all select 2 union all select 4");
        (await Engine("pr-123").DeployAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await StatusAsync()).Previews.Single().State.ShouldBe(ReleaseState.Validated);
    }

    [Fact]
    public async Task The_next_deploy_to_it_replaces_it_and_is_compared_with_what_is_live_then()
    {
        await ReleaseAsync(With(1));
        await PreviewAsync(2, "pr-123");
        await ReleaseAsync(With(3));
        await ReleaseAsync(With(4));

        var report = await PreviewAsync(5, "pr-123");

        report.Error?.Format().ShouldBeNull();
        report.Live!.Release.ShouldBe("r3");
        report.Summary.ShouldContain("compared with r3 (4.0.0)");
        (await HasSchemaAsync("analytics__p_pr_123_r2")).ShouldBeFalse();
        (await ReadAsync("select id from analytics__p_pr_123_r4.orders")).ShouldBe(["5"]);
        (await StatusAsync())
            .Previews.Select(preview => $"{preview.Name} {preview.Version}")
            .ShouldBe(["pr-123 5.0.0"]);
        // Its name is had again though live has not moved: nothing is built into a schema that was dropped.
        await PreviewAsync(6, "pr-123");
        (await ReadAsync("select id from analytics__p_pr_123_r5.orders")).ShouldBe(["6"]);
        (await HasSchemaAsync("analytics__p_pr_123_r4")).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_previews_stand_beside_each_other_and_go_one_by_one()
    {
        await ReleaseAsync(With(1));
        await PreviewAsync(2, "pr-1");
        await PreviewAsync(3, "pr-12");

        (await ReadAsync("select id from analytics__p_pr_1_r2.orders")).ShouldBe(["2"]);
        (await ReadAsync("select id from analytics__p_pr_12_r2.orders")).ShouldBe(["3"]);
        var dry = await Engine("pr-1").PruneAsync(new PruneRequest { DryRun = true }, Cancellation);
        dry.Statements.ShouldHaveSingleItem().ShouldContain("analytics__p_pr_1_r2");
        var gone = await Engine("pr-1").PruneAsync(new PruneRequest(), Cancellation);

        gone.Error?.Format().ShouldBeNull();
        gone.Summary.ShouldBe("dropped preview pr-1 of 'prod'");
        (await HasSchemaAsync("analytics__p_pr_1_r2")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__p_pr_12_r2")).ShouldBeTrue();
        (await StatusAsync()).Previews.Select(preview => preview.Name).ShouldBe(["pr-12"]);
        // A branch that is gone twice is no failure.
        var again = await Engine("pr-1").PruneAsync(new PruneRequest(), Cancellation);
        (again.ExitCode, again.Summary).ShouldBe((ExitCode.Done, "there is no preview pr-1 of 'prod'"));
    }

    [Fact]
    public async Task Prune_drops_those_whose_age_is_up_and_no_other()
    {
        Config = new ReleaseConfig { Previews = new PreviewConfig { Retention = TimeSpan.FromDays(7) } };
        await ReleaseAsync(With(1));
        await PreviewAsync(2, "old");
        await PreviewAsync(3, "young");
        await Place.ExecuteAsync(
            "update data_release.releases set created_at = created_at - interval '8' day "
                + "where environment = 'prod preview old'"
        );

        var dry = await Engine().PruneAsync(new PruneRequest { DryRun = true }, Cancellation);
        dry.Statements.ShouldContain(statement => statement.Contains("analytics__p_old_r2"));
        (await HasSchemaAsync("analytics__p_old_r2")).ShouldBeTrue();
        var report = await Engine().PruneAsync(new PruneRequest(), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Summary.ShouldStartWith("dropped preview old of 'prod'");
        (await HasSchemaAsync("analytics__p_old_r2")).ShouldBeFalse();
        (await HasSchemaAsync("analytics__p_young_r2")).ShouldBeTrue();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_preview_that_was_built_again_while_its_lease_was_waited_for_stays()
    {
        await ReleaseAsync(With(1));
        await PreviewAsync(2, "busy");
        var ofAnAge = new PruneRequest { OlderThan = TimeSpan.FromDays(7) };

        var young = await Engine("busy").PruneAsync(ofAnAge, Cancellation);

        young.Error?.Format().ShouldBeNull();
        young.Summary.ShouldBe("preview busy of 'prod' stays: it is not that old");
        (await HasSchemaAsync("analytics__p_busy_r2")).ShouldBeTrue();
        await Place.ExecuteAsync(
            "update data_release.releases set created_at = created_at - interval '8' day "
                + "where environment = 'prod preview busy'"
        );
        await Engine("busy").PruneAsync(ofAnAge, Cancellation);
        (await HasSchemaAsync("analytics__p_busy_r2")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_it_is_compared_with_outlives_the_retention_of_the_environment_until_it_goes()
    {
        Config = new ReleaseConfig { Retention = new RetentionConfig { Keep = 0 } };
        Project.With("other", "select 1 as id", "view");
        await ReleaseAsync(With(1));
        Project.With("orders", "select 2 as id");
        await Engine("pr-1")
            .DeployAsync(new DeployRequest { Build = new BuildOptions { Select = ["orders"] } }, Cancellation);
        await ReleaseAsync(With(3));

        (await Engine().PruneAsync(new PruneRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        var diff = await Engine("pr-1").DiffAsync(new DiffRequest(), Cancellation);
        diff.Error?.Format().ShouldBeNull();
        diff.Diffs.Single(one => one.Relation == "analytics.orders").Changed.ShouldBeLessThan(2);
        (await Engine("pr-1").PruneAsync(new PruneRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().PruneAsync(new PruneRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await HasSchemaAsync("analytics__r1")).ShouldBeFalse();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task State_of_live_is_copied_and_stays_what_it_is()
    {
        Project.With("days", "select 1 as id", "incremental");
        await ReleaseAsync();
        Project.With("days", "select 2 as id", "incremental");

        (await Engine("pr-1").DeployAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        (await ReadAsync("select id from analytics__p_pr_1_r2.days order by id")).ShouldBe(["1", "2"]);
        (await ReadAsync("select id from analytics.days order by id")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Nothing_of_it_goes_live()
    {
        await ReleaseAsync(With(1));
        await PreviewAsync(2, "pr-123");
        var preview = Engine("pr-123");

        foreach (
            var refused in new ReleaseReport[]
            {
                await preview.SwapAsync(new SwapRequest(), Cancellation),
                await preview.PreviewSwapAsync(new SwapRequest { Release = "r2" }, Cancellation),
                await preview.ReleaseAsync(With(3), Cancellation),
                await preview.PlanAsync(With(3), Cancellation),
                await preview.PreviewDeployAsync(new DeployRequest(), Cancellation),
                await preview.PromoteAsync(new WatchRequest(), Cancellation),
                await preview.AdvanceAsync(new WatchRequest(), Cancellation),
                await preview.RollbackAsync(new RollbackRequest(), Cancellation),
                await preview.RefreshAsync(new RefreshRequest(), Cancellation),
                await preview.ApproveAsync(new ApproveRequest(), Cancellation),
                await preview.RehearseAsync(new RehearseRequest(), Cancellation),
                await preview.ResumeAsync(new RecoveryRequest(), Cancellation),
                await preview.AbortAsync(new RecoveryRequest(), Cancellation),
                await preview.LeaveAsync(new LeaveRequest(), Cancellation),
                await preview.DoctorAsync(new DoctorRequest { Fix = true }, Cancellation),
                await preview.MigrateUpAsync(new MigrateRequest(), Cancellation),
                await preview.BackupCreateAsync(new BackupCreateRequest(), Cancellation),
                await Engine().SwapAsync(new SwapRequest { Release = "pr-123" }, Cancellation),
            }
        )
        {
            refused.Error.ShouldNotBeNull().Code.ShouldBe(ErrorCode.PreviewNotLive);
            refused.ExitCode.ShouldBe(ExitCode.Refused);
        }
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingToDo);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        // What looks only may look.
        (await preview.ValidateAsync(new ValidateRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await preview.HistoryAsync(Cancellation)).Error?.Format().ShouldBeNull();
        var report = await preview.ReportAsync(new ReportRequest(), Cancellation);
        report.Error?.Format().ShouldBeNull();
        report.ShouldBeOfType<ReleaseReport.Reported>().Document.Environment.ShouldBe("prod preview pr-123");
        (await preview.StatusAsync(Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task Before_anything_is_live_it_is_compared_with_what_stands_there()
    {
        await Place.ExecuteAsync("create schema analytics", "create table analytics.orders as select 1 as id");

        var report = await PreviewAsync(2, "pr-1");

        report.Error?.Format().ShouldBeNull();
        report.Live.ShouldBeNull();
        (await RelationsAsync("analytics")).ShouldBe(["orders:Table"]);
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
        (await Engine("pr-1").PruneAsync(new PruneRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReleaseAsync(With(3))).Release!.Id.ShouldBe("r1");
    }

    [Fact]
    public async Task One_that_was_cut_short_is_replaced_by_the_next()
    {
        await ReleaseAsync(With(1));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Project.During = async _ =>
        {
            await cancel.CancelAsync();
            cancel.Token.ThrowIfCancellationRequested();
        };
        (await Engine("pr-1").DeployAsync(With(2), cancel.Token)).ExitCode.ShouldBe(ExitCode.Cancelled);
        await Place.ExecuteAsync(
            "update data_release.releases set state = 'building' where environment = 'prod preview pr-1' and number = 2"
        );
        Project.During = null;

        (await PreviewAsync(3, "pr-1")).Error?.Format().ShouldBeNull();

        (await HasSchemaAsync("analytics__p_pr_1_r2")).ShouldBeFalse();
        (await ReadAsync("select id from analytics__p_pr_1_r3.orders")).ShouldBe(["3"]);
        // And the environment has nothing unfinished by it.
        (await ReleaseAsync(With(4))).Release!.Id.ShouldBe("r2");
    }

    [Fact]
    public async Task Doctor_and_the_next_release_take_it_for_what_it_is()
    {
        await ReleaseAsync(With(1));
        await PreviewAsync(2, "pr-1");

        var doctor = await Engine().DoctorAsync(new DoctorRequest(), Cancellation);

        doctor
            .Checks.Where(check => check.State is CheckState.Warn or CheckState.Fail)
            .Select(check => check.Message)
            .ShouldBeEmpty();
        (await ReleaseAsync(With(3))).Release!.Id.ShouldBe("r2");
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await ReadAsync("select id from analytics.orders")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("PR-1")]
    [InlineData("feature/x")]
    [InlineData("a--b")]
    [InlineData("-a")]
    [InlineData("pr_1")]
    [InlineData("")]
    [InlineData("a\"; drop schema analytics")]
    [InlineData("abcdefghijklmnopqrstuvwxyz-12345")]
    [InlineData("pr-1-r5")]
    [InlineData("r5b")]
    public void A_name_that_could_be_mistaken_is_refused(string name) =>
        Should.Throw<ReleaseException>(() => base.At("prod").AsPreview(name)).Code.ShouldBe(ErrorCode.PreviewName);

    /// <summary>Any name but the environment's own is a preview of it.</summary>
    protected override ReleaseEnvironment At(string name) =>
        name == "prod" ? base.At(name) : base.At("prod").AsPreview(name);

    private Task<ReleaseReport.Released> PreviewAsync(int version, string name) =>
        Engine(name).DeployAsync(With(version), Cancellation);

    private Task<ReleaseReport.Status> StatusAsync() => Engine().StatusAsync(Cancellation);

    /// <summary>All that the ledger says of the environment.</summary>
    private async Task<IReadOnlyList<string>> LedgerAsync() =>
        [
            .. await ReadAsync(
                "select number, version, state, strategy, live_schema, green_schema, base from data_release.releases "
                    + "where environment = 'prod' order by number"
            ),
            .. await ReadAsync(
                "select number, live_name, physical_schema, physical_name from data_release.relations "
                    + "where environment = 'prod' order by number, live_name"
            ),
            .. await ReadAsync("select number, previous from data_release.live where environment = 'prod'"),
            .. await ReadAsync("select count(*) from data_release.steps where environment = 'prod'"),
        ];
}

public sealed class DuckDbPreviews() : PreviewSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresPreviews() : PreviewSuite(Testing.Engines.Engine.Postgres)
{
    [Fact]
    public async Task A_preview_is_made_while_the_environment_is_held()
    {
        await ReleaseAsync(With(1));
        Project.During = async token =>
        {
            Project.During = null;
            var inner = await Engine("pr-1").DeployAsync(new DeployRequest(), token);
            inner.Error?.Format().ShouldBeNull();
        };

        (await ReleaseAsync(With(2))).Release!.Id.ShouldBe("r2");

        (await ReadAsync("select id from analytics__p_pr_1_r2.orders")).ShouldBe(["2"]);
    }
}
