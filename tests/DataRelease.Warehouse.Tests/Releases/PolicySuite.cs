using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Steps;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What an environment's policies refuse, and what they let go live.</summary>
public abstract class PolicySuite(Engine engine) : ReleaseSuite(engine)
{
    private const string Staging = "require: {environment: staging, soak: 100ms}";

    // Always in force, and never.
    private const string Frozen = "{name: always, cron: '* * * * *', duration: 2d}";

    private bool _isReachable = true;

    /// <inheritdoc/>
    protected override ReleaseEnvironment At(string name) =>
        new(name, name == "prod" ? "analytics" : name, Warehouse, Config, _ =>
            Task.FromResult<Builds.IGreenBuilder>(Project)
        )
        {
            Other = other =>
                _isReachable
                    ? At(other) with
                    {
                        Warehouse = Place.Again(),
                    }
                    : throw new ReleaseException(ErrorCode.WarehouseUnreachable, "nobody answers at db.example"),
        };

    [Fact]
    public async Task What_was_not_live_in_the_other_environment_does_not_go_live_here()
    {
        Policies(Staging);

        var report = await Engine().ReleaseAsync(Of(1), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.RequiredElsewhere);
        report.Error.Format().ShouldStartWith("c.yml(3,14): error DR7060: require staging: ");
        report.Error.Message.ShouldContain("nothing was ever released in 'staging'");
        report.Live.ShouldBeNull();
        report.Release!.State.ShouldBe(ReleaseState.Validated);
        report.Steps[^1].ShouldBe(report.Steps[^1] with { Name = "policies", State = StepOutcome.Refused });
        var status = await Engine().StatusAsync(Cancellation);
        status.Summary.ShouldNotContain("data-release swap");
        status.Summary.ShouldContain("r1 can't go live yet: require staging: nothing was ever released");
        status.Releases[0].Missing.ShouldHaveSingleItem().ShouldContain("c.yml(3,14)");
    }

    [Fact]
    public async Task The_same_commit_and_manifest_goes_on_once_it_was_live_there_for_long_enough()
    {
        Policies(Staging);
        (await Engine("staging").ReleaseAsync(Of(1), Cancellation)).Error?.Format().ShouldBeNull();

        await PassAsync(TimeSpan.FromMilliseconds(150));
        var report = await Engine().ReleaseAsync(Of(1), Cancellation);

        report.Error?.Format().ShouldBeNull();
        report.Live!.Release.ShouldBe("r1");
        report.Steps.Select(step => step.Name).ShouldContain("policies");
    }

    [Fact]
    public async Task A_soak_that_is_not_over_is_a_refusal_that_says_when_it_is()
    {
        Policies("require: {environment: staging, soak: 1h}");
        await Engine("staging").ReleaseAsync(Of(1), Cancellation);

        var report = await Engine().ReleaseAsync(Of(1), Cancellation);

        report.Error!.Message.ShouldContain("and 1 h are required: at ");
        report.Error.Message.ShouldContain("r1 with commit 111111111111 was live in 'staging' for ");
    }

    [Theory]
    [InlineData("1111111111111111111111111111111111111111", 2, "commit 111111111111 was never live in 'staging'; r1")]
    [InlineData("2222222222222222222222222222222222222222", 1, "commit 222222222222 was never live in 'staging'; r1")]
    [InlineData(null, 1, "what the candidate was made from is not known")]
    public async Task Another_commit_another_manifest_and_no_commit_are_refused(
        string? commit,
        int version,
        string message
    )
    {
        Policies("require: {environment: staging}");
        await Engine("staging").ReleaseAsync(Of(1), Cancellation);

        var report = await Engine().ReleaseAsync(Of(version) with { Commit = commit }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.RequiredElsewhere);
        report.Error.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Monitoring_there_must_have_passed_and_not_been_cut_short()
    {
        Policies(
            "require: {environment: staging}",
            "monitor: {duration: 1h, metrics: [{name: rows, provider: sql, "
                + "query: 'select 1', success_condition: value > 0, interval: 10m}]}"
        );
        await Engine("staging").ReleaseAsync(Of(1) with { Detach = true }, Cancellation);

        var running = await Engine().ReleaseAsync(Of(1) with { Detach = true }, Cancellation);
        await Engine("staging").PromoteAsync(new WatchRequest(), Cancellation);
        var promoted = await Engine().SwapAsync(new SwapRequest { Detach = true }, Cancellation);

        running.Error!.Message.ShouldContain("its monitoring has not passed yet");
        promoted.Error!.Message.ShouldContain("its monitoring did not pass: it was promoted by ");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_rolled_back_there_is_refused_also_when_it_is_retired(bool isRetired)
    {
        Policies("require: {environment: staging}");
        await Engine("staging").ReleaseAsync(Of(1), Cancellation);
        await Engine("staging").ReleaseAsync(Of(2), Cancellation);
        (await Engine("staging").RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        if (isRetired)
            (await Engine("staging").PruneAsync(new PruneRequest { Keep = 0 }, Cancellation)).Gone.ShouldContain("r2");

        var report = await Engine().ReleaseAsync(Of(2), Cancellation);
        var before = await Engine().ReleaseAsync(Of(1), Cancellation);

        report.Error!.Message.ShouldContain("r2 with commit 111111111111 was rolled back in 'staging'");
        before.Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task Another_environment_that_can_not_be_asked_is_a_refusal_with_the_reason()
    {
        Policies(Staging);
        await Engine("staging").ReleaseAsync(Of(1), Cancellation);
        await PassAsync(TimeSpan.FromMilliseconds(150));
        _isReachable = false;

        var report = await Engine().ReleaseAsync(Of(1), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.RequiredElsewhere);
        report.Error.Message.ShouldContain("'staging' can't be queried: DR4001: nobody answers at db.example");
        (await Engine().StatusAsync(Cancellation)).Releases[0].Missing[0].ShouldContain("nobody answers");
    }

    [Fact]
    public async Task Nothing_goes_live_in_a_freeze_but_a_rollback()
    {
        await ReleaseAsync(Of(1));
        await ReleaseAsync(Of(2));
        Policies($"freeze: {Frozen}");

        var report = await Engine().ReleaseAsync(Of(3) with { Override = new("hotfix", "ada") }, Cancellation);
        var swap = await Engine().SwapAsync(new SwapRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.Frozen);
        report.Error.Format().ShouldStartWith("c.yml(3,13): error DR7061: freeze always: in force until ");
        report.Error.Message.ShouldContain("UTC; --because can't override it");
        swap.Error!.Code.ShouldBe(ErrorCode.Frozen);
        (await LiveAsync()).ShouldBe("r2");
        (await Engine().RollbackAsync(new RollbackRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await LiveAsync()).ShouldBe("r1");
    }

    [Fact]
    public async Task A_freeze_that_lets_itself_be_overridden_takes_a_reason_and_history_tells_it()
    {
        Policies($"freeze: {Frozen.Replace("2d", "2d, override: because", StringComparison.Ordinal)}");
        var refused = await Engine().ReleaseAsync(Of(1), Cancellation);

        var report = await Engine()
            .SwapAsync(new SwapRequest { Override = new("prices are wrong", "ada") }, Cancellation);

        refused.Error!.ToDo.ShouldContain("with --because");
        report.Error?.Format().ShouldBeNull();
        var history = await Engine().HistoryAsync(Cancellation);
        history
            .Entries[0]
            .Events.ShouldContain(happened =>
                happened.What == "override"
                && happened.Detail.Contains("by ada: prices are wrong; it was in force until ")
            );
    }

    [Fact]
    public async Task A_refresh_is_no_release_of_code_and_waits_only_where_the_freeze_says_so()
    {
        await ReleaseAsync(Of(1));
        Policies($"freeze: {Frozen}", "", "require: {approvals: 1}");
        (await Engine().RefreshAsync(new RefreshRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        Policies($"freeze: {Frozen.Replace("2d", "2d, refresh: true", StringComparison.Ordinal)}");
        var report = await Engine().RefreshAsync(new RefreshRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.Frozen);
        (await LiveAsync()).ShouldBe("r2");
    }

    [Fact]
    public async Task An_approval_is_by_name_and_lapses_when_the_candidate_changes()
    {
        Policies("require: {approvals: 1}");
        var refused = await Engine().ReleaseAsync(Of(1), Cancellation);

        var approved = await Engine().ApproveAsync(new ApproveRequest(), Cancellation);

        refused.Error!.Code.ShouldBe(ErrorCode.ApprovalMissing);
        refused.Error.Format().ShouldContain("c.yml(3,14): error DR7062: require approvals: 0 of 1: nobody has");
        refused.Error.ToDo.ShouldBe("data-release approve --release r1");
        approved.Error?.Format().ShouldBeNull();
        approved.Summary.ShouldContain("is approved by ");
        approved.Summary.ShouldEndWith(": data-release swap --release r1");
        (await Engine().StatusAsync(Cancellation)).Summary.ShouldContain("r1 waits: data-release swap");

        // Somebody counts the rows again and finds others: it is no longer what was approved.
        await Place.ExecuteAsync($"insert into analytics__r1.orders values (7)");
        (await Engine().ValidateAsync(new ValidateRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        var lapsed = await Engine().SwapAsync(new SwapRequest(), Cancellation);
        lapsed.Error!.Message.ShouldContain("approved has lapsed, since the candidate changed");

        await Engine().ApproveAsync(new ApproveRequest { Release = "r1" }, Cancellation);
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();
        (await Engine().HistoryAsync(Cancellation))
            .Entries[0]
            .Events.Count(happened => happened.What == "approve")
            .ShouldBe(2);
    }

    [Fact]
    public async Task The_author_does_not_count_where_the_policy_says_so()
    {
        Policies("require: {approvals: 1, not_by: author}");
        await Engine().DeployAsync(Of(1), Cancellation);

        var own = await Engine().ApproveAsync(new ApproveRequest(), Cancellation);

        own.Error!.Code.ShouldBe(ErrorCode.ApprovalMissing);
        own.Error.Message.ShouldContain("released r1, and the author's approval does not count in 'prod'");
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error!.Message.ShouldContain("0 of 1");
    }

    [Fact]
    public async Task Names_that_a_pipeline_gives_are_one_approver_where_one_account_runs_it()
    {
        Policies("require: {approvals: 2}");
        await Engine().DeployAsync(Of(1) with { By = "carol" }, Cancellation);

        await Engine().ApproveAsync(new ApproveRequest { By = "ada" }, Cancellation);
        await Engine().ApproveAsync(new ApproveRequest { By = "eve" }, Cancellation);

        var swap = await Engine().SwapAsync(new SwapRequest(), Cancellation);
        swap.Error!.Code.ShouldBe(ErrorCode.ApprovalMissing);
        swap.Error.Message.ShouldContain("1 of 2: approved by ");
        (await LiveAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task An_author_who_says_to_be_somebody_else_is_still_the_author()
    {
        Policies("require: {approvals: 1, not_by: author}");
        await Engine().DeployAsync(Of(1), Cancellation);

        var own = await Engine().ApproveAsync(new ApproveRequest { By = "eve" }, Cancellation);

        own.Error!.Code.ShouldBe(ErrorCode.ApprovalMissing);
    }

    [Fact]
    public async Task A_reason_to_override_holds_while_the_same_command_waits()
    {
        NeedsViewsThatStay();
        await ReleaseAsync(Of(1));
        Policies(
            $"freeze: {Frozen.Replace("2d", "2d, override: because", StringComparison.Ordinal)}",
            "strategy: rolling\nrolling: {waves: [{count: 1, pause: 50ms}]}"
        );
        Project.With("lines", "select 2 as id");

        var report = await Engine()
            .ReleaseAsync(Of(2) with { Override = new("prices are wrong", "ada") }, Cancellation);

        report.Error?.Format().ShouldBeNull();
        (await LiveAsync()).ShouldBe("r2");
    }

    [Fact]
    public async Task Only_a_candidate_can_be_approved()
    {
        Policies("require: {approvals: 1}");

        (await Engine().ApproveAsync(new ApproveRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingToDo);
        await Engine().DeployAsync(Of(1), Cancellation);
        (await Engine().ApproveAsync(new ApproveRequest { Release = "r9" }, Cancellation)).Error!.Code.ShouldBe(
            ErrorCode.ReleaseUnknown
        );
    }

    [Fact]
    public async Task A_check_that_is_off_runs_where_nothing_is_skipped_and_only_an_acceptance_goes_past_it()
    {
        const string off = "validate: {checks: [{row_count: {severity: off}}]}";
        await ReleaseAsync(Of(1));
        Policies("skip: never", off);
        Project.With("orders", "select 1 as id where 1 = 0");
        Project.Version = "2.0.0";

        var refused = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        refused.Error!.Code.ShouldBe(ErrorCode.ChecksFailed);
        Events
            .Of<ReleaseEvent.Noted>()
            .ShouldContain(note => note.Text.Contains("row_count is turned off but runs anyway"));
        var accept = new AcceptanceRequest(["row_count:analytics.orders"], "the shop is closed", "ada");
        (await Engine().ValidateAsync(new ValidateRequest { Accept = accept }, Cancellation))
            .Error?.Format()
            .ShouldBeNull();
        (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Error?.Format().ShouldBeNull();

        Policies("skip: allowed", off);
        Project.With("orders", "select 1 as id where 1 = 0");
        (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task Every_policy_that_refuses_is_told_at_its_place_and_plan_tells_them_ahead()
    {
        Policies($"freeze: {Frozen}", "", "require: [{approvals: 1}, {environment: staging}]", "skip: never");

        var plan = await Engine().PlanAsync(Of(1), Cancellation);
        var dry = await Engine().PreviewReleaseAsync(Of(1), Cancellation);
        var report = await Engine().ReleaseAsync(Of(1), Cancellation);
        var swap = await Engine().PreviewSwapAsync(new SwapRequest(), Cancellation);

        plan.Error?.Format().ShouldBeNull();
        plan.Policies.Select(verdict => (verdict.Policy, verdict.State, verdict.Where!.Line))
            .ShouldBe([
                ("skip: never", PolicyState.Pass, 5),
                ("freeze always", PolicyState.Refuse, 3),
                ("require approvals", PolicyState.Refuse, 4),
                ("require staging", PolicyState.Refuse, 4),
            ]);
        dry.Statements.ShouldContain(line => line.StartsWith("-- c.yml(3,13): freeze always would refuse: in force"));
        report.Error!.Code.ShouldBe(ErrorCode.Frozen);
        report
            .Problems.Select(problem => (problem.Code, problem.Where!.Column))
            .ShouldBe([(ErrorCode.ApprovalMissing, 15), (ErrorCode.RequiredElsewhere, 31)]);
        swap.Policies.Count.ShouldBe(4);
        swap.Error?.Format().ShouldBeNull();
    }

    [Fact]
    public async Task What_let_a_swap_happen_is_asked_again_when_the_swap_did_not_happen()
    {
        NeedsViewsThatStay();
        await ReleaseAsync(Of(1));
        Policies("freeze: {cron: '0 0 1 1 *', duration: 1s}");
        await FailOnceAsync(() => Engine().ReleaseAsync(Of(2), Cancellation));
        Policies($"freeze: {Frozen}");

        var report = await Engine().ResumeAsync(new RecoveryRequest(), Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.Frozen);
        (await LiveAsync()).ShouldBe("r1");
    }

    /// <summary>A swap that fails after its policies passed.</summary>
    private async Task FailOnceAsync(Func<Task<ReleaseReport.Released>> release)
    {
        Place.Ran = text =>
        {
            if (text.Contains("into \"data_release\".\"live\"", StringComparison.Ordinal))
                throw new TimeoutException("the swap's own line does not get through");
        };
        (await release()).Error.ShouldNotBeNull();
        Place.Ran = null;
    }

    private async Task<string?> LiveAsync() => (await Engine().StatusAsync(Cancellation)).Live?.Release;

    private DeployRequest Of(int version) => With(version) with { Commit = new string('1', 40) };

    private static Task PassAsync(TimeSpan time) => Task.Delay(time, Cancellation);

    private void Policies(string policy, string also = "", params string[] others) =>
        Config = ConfigReader.Read(
            $"environments:\n  prod:\n    {policy}\n"
                + string.Concat(others.Select(other => $"    {other}\n"))
                + $"{also}\n",
            "c.yml",
            CheckKinds.All
        );
}

public sealed class DuckDbPolicies() : PolicySuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresPolicies() : PolicySuite(Testing.Engines.Engine.Postgres);
