using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Diffs;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports;
using DataRelease.Warehouse.Tests.Releases;

namespace DataRelease.Warehouse.Tests.Checks;

/// <summary>What is checked before a swap, on every engine.</summary>
public abstract class ReleaseCheckSuite(Engine engine) : ReleaseSuite(engine)
{
    [Fact]
    public async Task First_release_has_nothing_to_compare_with_and_says_so()
    {
        Project.With("orders", Rows(10));

        var report = await ReleaseAsync();

        report.Checks.ShouldNotBeEmpty();
        report.Checks.ShouldAllBe(check => check.State == CheckState.Skipped && check.Message == "first release");
    }

    [Fact]
    public async Task The_same_rows_again_pass_every_check()
    {
        Project.With("orders", Rows(10));
        await ReleaseAsync();

        var report = await ReleaseAsync();

        report.Checks.ShouldNotBeEmpty();
        report.Checks.ShouldAllBe(check => check.State == CheckState.Pass);
        report.Checks.Single(check => check.Name == "row_count").Value.ShouldBe("10");
    }

    [Fact]
    public async Task A_relation_that_becomes_empty_is_refused_and_live_stays()
    {
        Project.With("orders", Rows(10)).With("other", Rows(3));
        await ReleaseAsync();
        Project.With("orders", Rows(0));

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Error!.Code.ShouldBe(ErrorCode.ChecksFailed);
        report.Error.Message.ShouldContain("analytics.orders");
        report
            .Checks.Single(check => check.State == CheckState.Fail)
            .ShouldBe(
                new CheckOutcome(
                    "row_count",
                    "analytics.orders",
                    CheckState.Fail,
                    CheckSeverity.Fail,
                    "10 -> 0 (-100 %)",
                    "at most 5 % fewer, warn over 20 %",
                    "it had 10 rows and is empty"
                )
            );
        (await ReadAsync("select count(*) from analytics.orders")).ShouldBe(["10"]);
    }

    [Theory]
    [InlineData(2400, 2173, CheckState.Fail)]
    [InlineData(2400, 2281, CheckState.Pass)]
    [InlineData(40, 35, CheckState.Pass)]
    [InlineData(99, 79, CheckState.Fail)]
    [InlineData(40, 60, CheckState.Warn)]
    [InlineData(0, 60, CheckState.Pass)]
    public async Task Rows_that_vanish_refuse_a_release_and_rows_that_come_at_most_warn(
        int blue,
        int green,
        CheckState expected
    )
    {
        Project.With("orders", Rows(blue));
        await ReleaseAsync();
        Project.With("orders", Rows(green));

        var report = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        report.Checks.Single(check => check.Name == "row_count").State.ShouldBe(expected);
    }

    [Fact]
    public async Task A_configured_loss_counts_instead_of_the_default()
    {
        Configure(new RowCountSettings { Relations = ["ord*"], MaxLoss = new Tolerance(50, true) });
        Project.With("orders", Rows(1000)).With("items", Rows(1000));
        await ReleaseAsync();
        Project.With("orders", Rows(600)).With("items", Rows(600));

        var report = await Engine().DeployAsync(new DeployRequest(), Cancellation);

        report
            .Checks.Where(check => check.Name == "row_count")
            .Select(check => (check.Relation, check.State))
            .ShouldBe([("analytics.items", CheckState.Fail), ("analytics.orders", CheckState.Warn)]);
    }

    [Fact]
    public async Task Severity_turns_a_refusal_into_a_warning_or_the_check_off()
    {
        Configure(
            new RowCountSettings { Severity = CheckSeverity.Warn },
            new RowCountSettings { Relations = ["items"], Severity = CheckSeverity.Off }
        );
        Project.With("orders", Rows(5)).With("items", Rows(5));
        await ReleaseAsync();
        Project.With("orders", Rows(0)).With("items", Rows(0));

        var report = await ReleaseAsync();

        report
            .Checks.Where(check => check.Name == "row_count")
            .Select(check => (check.Relation, check.State))
            .ShouldBe([("analytics.orders", CheckState.Warn)]);
    }

    [Theory]
    [InlineData("select 1 as id, 'a' as name", "select 1 as id", "name dropped")]
    [InlineData(
        "select 1 as id, 'a' as name",
        "select 1 as id, 'a' as title",
        "name dropped (renamed to title?), title"
    )]
    [InlineData("select 1 as id", "select '1' as id", "id retyped from integer to")]
    [InlineData("select cast('a' as varchar(9)) as id", "select cast('a' as varchar(5)) as id", "narrowed")]
    public async Task A_shape_that_breaks_consumers_warns(string blue, string green, string says)
    {
        Project.With("orders", blue);
        await ReleaseAsync();
        Project.With("orders", green);

        var report = await ReleaseAsync();

        var outcome = report.Checks.Single(check => check.Name == "schema");
        // DuckDB keeps no lengths: there nothing can become narrower.
        if (says == "narrowed" && Place.Engine == Tests.Engine.DuckDb)
            outcome.State.ShouldBe(CheckState.Pass);
        else
            (outcome.State, outcome.Value.ToLowerInvariant().Contains(says, StringComparison.Ordinal)).ShouldBe(
                (CheckState.Warn, true),
                outcome.Value
            );
    }

    [Fact]
    public async Task A_new_column_and_a_new_relation_pass()
    {
        Project.With("orders", "select 1 as id");
        await ReleaseAsync();
        Project.With("orders", "select 1 as id, 2 as amount").With("refunds", "select 1 as id");

        var report = await ReleaseAsync();

        report.Checks.ShouldAllBe(check => check.State == CheckState.Pass);
        report.Checks.Single(check => check.Name == "schema").Value.ToLowerInvariant().ShouldBe("amount integer added");
    }

    [Fact]
    public async Task A_schema_check_that_fails_refuses_a_dropped_relation()
    {
        Configure(new SchemaSettings { Severity = CheckSeverity.Fail });
        Project.With("orders", Rows(5)).With("items", Rows(5));
        await ReleaseAsync();
        Project.Without("items");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Error!.Message.ShouldBe("schema of analytics.items: it is no longer in the project");
    }

    [Fact]
    public async Task A_data_diff_holds_changed_added_and_removed_rows_against_its_limits()
    {
        Configure(
            new DataDiffSettings
            {
                Relations = ["orders"],
                Key = ["id"],
                MaxChanged = new Tolerance(1, false),
                MaxRemoved = new Tolerance(0, false),
            }
        );
        Project.With("orders", "select 1 as id, 10 as amount union all select 2, 20 union all select 3, 30");
        await ReleaseAsync();
        Project.With("orders", "select 1 as id, 11 as amount union all select 2, 21 union all select 4, 40");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        var outcome = report.Checks.Single(check => check.Name == "data_diff");
        outcome.Value.ShouldBe("2 changed, 1 added, 1 removed of 3");
        outcome.Threshold.ShouldBe("at most 1 changed, 0 removed");
        outcome.Message.ShouldBe("2 rows changed, 1 allowed, 1 rows removed, 0 allowed");
    }

    [Theory]
    [InlineData(OnInconclusive.Fail, ExitCode.Refused)]
    [InlineData(OnInconclusive.Warn, ExitCode.Done)]
    public async Task What_an_inconclusive_check_means_is_configured(OnInconclusive meaning, ExitCode expected)
    {
        Configure(new DataDiffSettings { Key = ["missing"], MaxChanged = new Tolerance(0, false) });
        Config = Config with { Validate = Config.Validate with { OnInconclusive = meaning } };
        Project.With("orders", Rows(5));
        await ReleaseAsync();

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Checks.Single(check => check.Name == "data_diff").State.ShouldBe(CheckState.Inconclusive);
        report.ExitCode.ShouldBe(expected);
    }

    [Theory]
    [InlineData(OnInconclusive.Fail, null, ExitCode.Refused)]
    [InlineData(OnInconclusive.Warn, null, ExitCode.Done)]
    [InlineData(OnInconclusive.Pass, null, ExitCode.Done)]
    [InlineData(OnInconclusive.Fail, CheckSeverity.Warn, ExitCode.Done)]
    public async Task What_one_inconclusive_check_means_is_its_own_to_say(
        OnInconclusive meaning,
        CheckSeverity? severity,
        ExitCode expected
    )
    {
        Configure(
            new NullRateSettings
            {
                Columns = ["missing"],
                Relations = ["orders"],
                OnInconclusive = meaning,
                Severity = severity,
            }
        );
        Project.With("orders", Rows(5));
        await ReleaseAsync();

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Checks.Single(check => check.Name == "null_rate").State.ShouldBe(CheckState.Inconclusive);
        report.ExitCode.ShouldBe(expected);
        report.Problems.Count.ShouldBe(meaning == OnInconclusive.Pass ? 0 : 1);
    }

    [Fact]
    public async Task A_refused_release_can_be_validated_again_once_the_change_is_meant()
    {
        Project.With("orders", Rows(10));
        await ReleaseAsync();
        Project.With("orders", Rows(0));
        await Engine().ReleaseAsync(new DeployRequest(), Cancellation);
        Configure(new RowCountSettings { Severity = CheckSeverity.Warn });

        var validated = await Engine().ValidateAsync(new ValidateRequest(), Cancellation);
        var swapped = await Engine().SwapAsync(new SwapRequest(), Cancellation);

        validated.Release!.State.ShouldBe(ReleaseState.Validated);
        swapped.Live!.Release.ShouldBe("r2");
    }

    [Fact]
    public async Task What_stands_in_the_live_schema_before_the_first_release_is_compared_too()
    {
        await ExecuteAsync("create schema analytics", $"create table analytics.orders as {Rows(10)}");
        Project.With("orders", Rows(0));

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.Checks.Single(check => check.State == CheckState.Fail).Relation.ShouldBe("analytics.orders");
        (await ReadAsync("select count(*) from analytics.orders")).ShouldBe(["10"]);
    }

    [Fact]
    public async Task A_failing_dbt_test_is_an_outcome_too()
    {
        Project.With("orders", Rows(1));
        Project.Extra.Add(new Builds.NodeResult("test.fake.unique_orders_id", "fail", 0.1, 3, "Got 3 results"));

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        var outcome = report.Checks.Single(check => check.Name == "dbt_tests");
        (outcome.State, outcome.Value).ShouldBe((CheckState.Fail, "3 failures"));
    }

    [Fact]
    public async Task Diff_shows_what_a_refused_candidate_changed()
    {
        Project
            .With("orders", "select 1 as id, 'a' as name union all select 2, 'b' union all select 3, null")
            .With("items", Rows(2));
        await ReleaseAsync();
        Project
            .With("orders", "select 1 as id, 'a' as name union all select 2, 'c' union all select 4, 'd'")
            .With("items", Rows(0));
        await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        var report = await Engine().DiffAsync(new DiffRequest { Relations = ["orders"], Key = ["id"] }, Cancellation);

        report.Error.ShouldBeNull();
        var diff = report.Diffs.ShouldHaveSingleItem();
        (diff.BlueRows, diff.GreenRows, diff.Added, diff.Removed, diff.Changed).ShouldBe((3, 3, 1, 1, 1));
        diff.ChangedByColumn.ShouldBe(new Dictionary<string, long> { ["name"] = 1 });
        diff.Samples.Select(sample =>
                (
                    sample.Kind,
                    sample.Key["id"],
                    sample.Before.GetValueOrDefault("name"),
                    sample.After.GetValueOrDefault("name")
                )
            )
            .ShouldBe([
                (RowKind.Added, "4", null, "d"),
                (RowKind.Removed, "3", null, null),
                (RowKind.Changed, "2", "b", "c"),
            ]);
    }

    [Fact]
    public async Task Diff_of_two_named_releases_works_after_a_rollback()
    {
        Project.With("orders", Rows(3));
        await ReleaseAsync();
        Project.With("orders", Rows(5));
        await ReleaseAsync();
        await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        var report = await Engine().DiffAsync(new DiffRequest { Release = "r2", Against = "r1" }, Cancellation);

        report.Diffs.Single().Added.ShouldBe(2);
    }

    [Fact]
    public async Task Diff_of_a_key_that_is_not_there_is_an_error()
    {
        Project.With("orders", Rows(3));
        await ReleaseAsync();
        await ReleaseAsync();

        var report = await Engine().DiffAsync(new DiffRequest { Key = ["nope"] }, Cancellation);

        report.Error!.Code.ShouldBe(ErrorCode.KeyMissing);
        report.ExitCode.ShouldBe(ExitCode.Usage);
    }

    private static string Rows(int count) => $"select n as id from generate_series(1, {count}) as t(n)";

    private void Configure(params CheckConfig[] checks) =>
        Config = Config with { Validate = Config.Validate with { Checks = checks } };
}

public sealed class DuckDbReleaseCheckTests() : ReleaseCheckSuite(Tests.Engine.DuckDb);

public sealed class PostgresReleaseCheckTests() : ReleaseCheckSuite(Tests.Engine.Postgres)
{
    [Fact]
    public async Task A_reader_of_a_column_that_is_gone_refuses_the_release()
    {
        var role = await Place.Postgres!.CreateRoleAsync("reader", Cancellation);
        Project.With("orders", "select 1 as id, 2 as amount");
        await ReleaseAsync();
        await ExecuteAsync($"grant select (id, amount) on analytics.orders to {Warehouse.Dialect.Quote(role)}");
        Project.With("orders", "select 1 as id");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Checks.Single(check => check.Name == "grants").Message.ShouldContain("can read column amount");
    }
}
