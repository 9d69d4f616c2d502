using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Releases;
using DataRelease.Releases.Reporting;
using DataRelease.Reports.Documents;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// A release's report: what is in it, that it stays when the data goes, and that it never costs a release anything.
/// </summary>
public abstract class ReportSuite : ReleaseSuite
{
    private const string Numbers = "select 1 as id, 'a' as name union all select 2, 'b'";

    protected ReportSuite(Engine engine)
        : base(engine) => Config = With(new ReportConfig());

    [Fact]
    public async Task A_release_keeps_a_report_of_what_it_did()
    {
        Project.With("orders", Numbers);

        var document = (await ReleaseAsync()).Document!;

        document.Decision.Outcome.ShouldBe(ReportedOutcome.Live);
        document.Decision.Sentence.ShouldStartWith("r1 (1.0.0) is live in prod");
        document.Steps.Select(step => step.Name).ShouldBe(["plan", "carry", "build", "validate", "swap"]);
        document.Steps.ShouldAllBe(step => step.StartedAt != null && step.State == "done");
        document.Nodes.Single().Id.ShouldBe("model.fake.orders");
        document
            .Relations.Single()
            .ShouldSatisfyAllConditions(
                relation => relation.Name.ShouldBe("analytics.orders"),
                relation => relation.Change.ShouldBe(ReportedChange.New),
                relation => relation.RowsAfter.ShouldBe(2)
            );
        (await ReportAsync("r1")).Relations.Single().RowsAfter.ShouldBe(2);
    }

    [Fact]
    public async Task Rows_of_what_changed_are_compared_and_those_of_the_rest_are_not()
    {
        Project.With("orders", Numbers).With("other", Numbers);
        await ReleaseAsync();
        Project.With("orders", "select 1 as id, 'a' as name union all select 2, 'c' union all select 3, 'd'");

        var document = (await ReleaseAsync()).Document!;

        var orders = document.Relations.Single(relation => relation.Name == "analytics.orders");
        orders.Change.ShouldBe(ReportedChange.Changed);
        (orders.RowsBefore, orders.RowsAfter).ShouldBe((2L, 3L));
        (orders.Diff!.Added, orders.Diff.Removed).ShouldBe((2L, 1L));
        orders.Diff.Samples.ShouldNotBeEmpty();
        document
            .Relations.Single(relation => relation.Name == "analytics.other")
            .ShouldSatisfyAllConditions(
                other => other.Change.ShouldBe(ReportedChange.Same),
                other => other.Diff.ShouldBeNull(),
                other => other.NotCompared.ShouldBeEmpty()
            );
        document.Release.Base.ShouldBe("r1");
    }

    [Fact]
    public async Task Numbers_that_moved_have_figures_and_a_histogram_of_both_sides_in_the_same_bins()
    {
        string Rows(string amount, string stars) =>
            string.Join(
                " union all ",
                Enumerable
                    .Range(0, 100)
                    .Select(id =>
                        $"select {id} as id, "
                        + $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, amount, id)} as "
                        + $"amount, "
                        + $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, stars, id % 5)} "
                        + $"as stars, 7 as fixed"
                    )
            );
        Project.With("orders", Rows("{0}.25", "{0}"));
        await ReleaseAsync();
        Project.With("orders", Rows("{0}.25 * 2", "{0} + 1"));

        var columns = (await ReleaseAsync())
            .Document!.Relations.Single()
            .Diff!.Columns.ToDictionary(column => column.Name);

        (columns["amount"].Blue!.Max, columns["amount"].Green!.Max).ShouldBe(("99.25", "198.50"));
        var amount = columns["amount"].Histogram!.Bins;
        (amount.Count, amount.Sum(bin => bin.Blue), amount.Sum(bin => bin.Green)).ShouldBe((12, 100L, 100L));
        amount[^1].Blue.ShouldBe(0);
        amount[^1].Green.ShouldBeInRange(8, 9);
        var stars = columns["stars"].Histogram!;
        stars
            .Bins.Select(bin => (bin.Label, bin.Blue, bin.Green))
            .ShouldBe([("0", 20, 0), ("1", 20, 20), ("2", 20, 20), ("3", 20, 20), ("4", 20, 20), ("5", 0, 20)]);
        stars.Distance.ShouldBe(0.2);
        columns["fixed"].Histogram.ShouldBeNull();
    }

    [Fact]
    public async Task Values_of_few_kinds_and_dates_are_drawn_on_both_sides_and_those_of_many_kinds_are_not()
    {
        await ReleaseSpreadAsync();

        var columns = (await ReleaseSpreadAsync("case when n <= 30 then 'shipped' else 'placed' end", "n % 5 + 2"))
            .Document!.Relations.Single()
            .Diff!.Columns.ToDictionary(column => column.Name);

        columns["status"]
            .Histogram!.Bins.Select(bin => (bin.Label, bin.Blue, bin.Green))
            .ShouldBe([("placed", 20, 70), ("shipped", 60, 30), ("NULL", 20, 0)]);
        columns["status"].Histogram!.Distance.ShouldBe(0.5);
        columns["day"]
            .Histogram!.Bins.Select(bin => (bin.Label, bin.Blue, bin.Green))
            .ShouldBe([
                ("2026-01-01", 20, 0),
                ("2026-01-02", 20, 0),
                ("2026-01-03", 20, 20),
                ("2026-01-04", 20, 20),
                ("2026-01-05", 20, 20),
                ("2026-01-06", 0, 20),
                ("2026-01-07", 0, 20),
            ]);
        columns["at"]
            .Histogram!.Bins.ShouldSatisfyAllConditions(
                bins => bins.Count.ShouldBe(12),
                bins => bins.Sum(bin => bin.Blue).ShouldBe(100),
                bins => bins.Sum(bin => bin.Green).ShouldBe(100),
                bins => bins[0].Label.ShouldStartWith("2026-01-01 00:00 to 2026-01-01 ")
            );
        columns.Keys.ShouldNotContain("note");
        columns.Keys.ShouldNotContain("same");
    }

    [Theory]
    [InlineData(5, "status", false)]
    [InlineData(0, "nothing", false)]
    [InlineData(5, "nothing", true)]
    public async Task Values_are_drawn_only_where_example_rows_and_the_column_may_be_shown(
        int samples,
        string sensitive,
        bool isDrawn
    )
    {
        Config = With(new ReportConfig { Samples = samples, Sensitive = [sensitive] });
        await ReleaseSpreadAsync();

        var document = (await ReleaseSpreadAsync("'shipped'", "n % 5")).Document!;

        (
            document.Relations.Single().Diff!.Columns.FirstOrDefault(column => column.Name == "status")?.Histogram
            is not null
        ).ShouldBe(isDrawn);
        DocumentJson.Text(DocumentJson.Write(document)).Contains("shipped", StringComparison.Ordinal).ShouldBe(isDrawn);
    }

    [Fact]
    public async Task Rows_that_came_without_a_key_move_the_values_of_every_column()
    {
        Project.With(
            "orders",
            "select n as x, case when n % 2 = 0 then 'a' else 'b' end as kind, n > 0 as flag from "
                + "generate_series(1, 10) as s(n)"
        );
        await ReleaseAsync();
        Project.With(
            "orders",
            "select n as x, case when n % 2 = 0 then 'a' else 'c' end as kind, n > 0 as flag from "
                + "generate_series(1, 12) as s(n)"
        );

        var columns = (await ReleaseAsync())
            .Document!.Relations.Single()
            .Diff!.Columns.ToDictionary(column => column.Name);

        columns["kind"]
            .Histogram!.Bins.Select(bin => (bin.Label, bin.Blue, bin.Green))
            .ShouldBe([("a", 5, 6), ("c", 0, 6), ("b", 5, 0)]);
        columns["flag"].Histogram!.Bins.Single().Green.ShouldBe(12);
    }

    /// <summary>
    /// A hundred orders whose key a test-free project does not know, by what the report says of the release.
    /// </summary>
    private async Task<ReleaseReport.Released> ReleaseSpreadAsync(
        string status = "case when n <= 60 then 'shipped' when n <= 80 then 'placed' end",
        string day = "n % 5"
    )
    {
        Project.With(
            "orders",
            $"select n as id, {status} as status, cast(date '2026-01-01' + cast({day} as integer) as date) as "
                + $"day, cast(timestamp '2026-01-01 00:00:00' + cast({day} as integer) * interval '7 hours' as "
                + $"timestamp) as at, 'note ' || n || ' of ' || ({day}) as note, 'x' as same from "
                + $"generate_series(1, 100) as s(n)"
        );
        return await ReleaseAsync();
    }

    [Fact]
    public async Task Values_of_sensitive_columns_are_in_no_report()
    {
        Config = With(new ReportConfig { Sensitive = ["*secret"] });
        Project.With("orders", "select 1 as id, 424242 as my_secret, 1 as amount");
        await ReleaseAsync();
        Project.With("orders", "select 1 as id, 434343 as my_secret, 2 as amount");

        var document = (await ReleaseAsync()).Document!;

        document.Relations.Single().Diff!.Columns.Select(column => column.Name).ShouldContain("amount");
        var text = DocumentJson.Text(DocumentJson.Write(document));
        text.ShouldNotContain("424242");
        text.ShouldNotContain("434343");
    }

    [Fact]
    public async Task What_is_too_large_to_be_compared_on_the_way_is_named_with_the_command_that_compares_it()
    {
        Config = With(new ReportConfig { MaxRows = 1 });
        Project.With("orders", Numbers);
        await ReleaseAsync();
        Project.With("orders", "select 3 as id, 'a' as name union all select 2, 'b'");

        var orders = (await ReleaseAsync()).Document!.Relations.Single();

        orders.Diff.ShouldBeNull();
        orders.NotCompared.ShouldContain("data-release diff analytics.orders --release r2");
    }

    [Theory]
    [InlineData(ReportDiffScope.None, 0)]
    [InlineData(ReportDiffScope.All, 2)]
    public async Task The_scope_of_comparing_is_the_configurations(ReportDiffScope scope, int compared)
    {
        Config = With(new ReportConfig { Diff = scope, Samples = 0 });
        Project.With("orders", Numbers).With("other", Numbers);
        await ReleaseAsync();
        Project.With("orders", "select 3 as id, 'a' as name union all select 2, 'b'");

        var document = (await ReleaseAsync()).Document!;

        document.Relations.Count(relation => relation.Diff is not null).ShouldBe(compared);
        document.Relations.SelectMany(relation => relation.Diff?.Samples ?? []).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_release_is_reported_with_the_reason_and_what_differs()
    {
        Project.With("orders", Numbers);
        await ReleaseAsync();
        Project.With("orders", "select 1 as id, 'a' as name where 1 = 0");

        var report = await Engine().ReleaseAsync(new DeployRequest(), Cancellation);

        report.ExitCode.ShouldBe(ExitCode.Refused);
        report.Document!.Decision.ShouldSatisfyAllConditions(
            decision => decision.Outcome.ShouldBe(ReportedOutcome.Refused),
            decision => decision.Code.ShouldBe("DR5011"),
            decision => decision.Sentence.ShouldContain("it had 2 rows and is empty"),
            decision => decision.Sentence.ShouldEndWith("r1 (1.0.0) stays live.")
        );
        report.Document.Checks.Single(check => check.Refuses).Name.ShouldBe("row_count");
        report.Document.Relations.Single().Diff!.Removed.ShouldBe(2);
        (await ReportAsync("r2")).Decision.Sentence.ShouldBe(report.Document.Decision.Sentence);
    }

    [Fact]
    public async Task A_failed_build_is_reported_with_its_nodes_and_what_it_would_have_made()
    {
        Project.With("orders", Numbers);
        Project.Extra.Add(
            new NodeResult("model.fake.broken", "error", 1.5, null, "column \"x\" does not exist")
            {
                StartedAt = DateTimeOffset.UnixEpoch,
            }
        );

        var document = (await Engine().ReleaseAsync(new DeployRequest(), Cancellation)).Document!;

        document.Decision.Outcome.ShouldBe(ReportedOutcome.Failed);
        document
            .Nodes.Single(node => node.Status == "error")
            .ShouldSatisfyAllConditions(
                node => node.Message.ShouldContain("does not exist"),
                node => node.StartedAt.ShouldBe(DateTimeOffset.UnixEpoch)
            );
        document.Relations.Single().Name.ShouldBe("analytics.orders");
        document.Live.ShouldBeNull();
    }

    [Fact]
    public async Task Deploy_validate_and_swap_write_on_in_one_report()
    {
        Project.With("orders", Numbers);
        (await DeployAsync()).Document!.Decision.Outcome.ShouldBe(ReportedOutcome.Waiting);
        await Engine().ValidateAsync(new ValidateRequest(), Cancellation);

        var document = (await Engine().SwapAsync(new SwapRequest(), Cancellation)).Document!;

        document.Steps.Select(step => step.Name).ShouldBe(["plan", "carry", "build", "validate", "validate", "swap"]);
        document.Nodes.ShouldNotBeEmpty();
        document.Lineage.ShouldNotBeEmpty();
        document.Checks.ShouldNotBeEmpty();
        document.Decision.Outcome.ShouldBe(ReportedOutcome.Live);
    }

    [Fact]
    public async Task A_report_can_be_drawn_when_its_data_is_gone_and_says_where_things_stand()
    {
        Project.With("orders", Numbers);
        await ReleaseAsync();
        Project.With("orders", "select 1 as id, 'a' as name union all select 2, 'c'");
        await ReleaseAsync();
        await ReleaseAsync();
        await Engine().PruneAsync(new PruneRequest { Keep = 0 }, Cancellation);

        var document = await ReportAsync("r2");

        document.Decision.Outcome.ShouldBe(ReportedOutcome.Retired);
        document.Live!.Release.ShouldBe("r3");
        document.Relations.Single().Diff!.Samples.ShouldNotBeEmpty();
        document.Steps.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_rollback_shows_in_both_reports()
    {
        Project.With("orders", Numbers);
        await ReleaseAsync();
        (await ReleaseAsync()).Document!.Commands[0].Command.ShouldBe("data-release rollback -e prod");
        await Engine().RollbackAsync(new RollbackRequest(), Cancellation);

        (await ReportAsync("r2")).Decision.Outcome.ShouldBe(ReportedOutcome.RolledBack);
        (await ReportAsync("r1")).Decision.Outcome.ShouldBe(ReportedOutcome.Live);
    }

    [Fact]
    public async Task A_release_made_before_reports_were_kept_is_drawn_from_the_ledgers_tables()
    {
        Project.With("orders", Numbers);
        await ReleaseAsync();
        await Place.ExecuteAsync("delete from data_release.artifacts");

        var document = await ReportAsync("r1");

        document.Decision.Outcome.ShouldBe(ReportedOutcome.Live);
        document.Relations.Single().RowsAfter.ShouldBe(2);
        document.Checks.ShouldNotBeEmpty();
        document.Steps.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_trend_has_the_last_releases_oldest_first_with_rows_checks_and_durations()
    {
        foreach (var number in Enumerable.Range(1, 4))
        {
            Project.With(
                "orders",
                string.Join(" union all ", Enumerable.Range(1, number + 40).Select(id => $"select {id} as id"))
            );
            await ReleaseAsync();
        }

        var trend = (await Engine().ReportAsync(new ReportRequest { Trend = 3 }, Cancellation))
            .ShouldBeOfType<ReleaseReport.Trend>()
            .Document;

        trend.Releases.Select(release => release.Id).ShouldBe(["r2", "r3", "r4"]);
        trend.Releases.Select(release => release.Rows.Single().Rows).ShouldBe([42L, 43L, 44L]);
        trend.Releases[^1].Steps.Select(step => step.Name).ShouldBe(["plan", "carry", "build", "validate", "swap"]);
        trend.Releases[^1].Checks.Single(check => check.Name == "row_count").Value.ShouldBe(44);
    }

    [Fact]
    public async Task A_report_of_nothing_is_an_error()
    {
        (await Engine().ReportAsync(new ReportRequest(), Cancellation)).Error!.Code.ShouldBe(ErrorCode.NothingToDo);
        Project.With("orders", Numbers);
        await ReleaseAsync();
        (await Engine().ReportAsync(new ReportRequest { Release = "r9" }, Cancellation)).Error!.Code.ShouldBe(
            ErrorCode.ReleaseUnknown
        );
    }

    /// <summary>What is compared must not hang on how busy the machine is.</summary>
    private static ReleaseConfig With(ReportConfig report) =>
        new() { Report = report with { Budget = TimeSpan.FromHours(1) } };

    private async Task<ReportDocument> ReportAsync(string release)
    {
        var report = await Engine().ReportAsync(new ReportRequest { Release = release }, Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report.ShouldBeOfType<ReleaseReport.Reported>().Document;
    }
}

public sealed class DuckDbReports() : ReportSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresReports() : ReportSuite(Testing.Engines.Engine.Postgres);
