using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Releases;
using DataRelease.Reports.Documents;
using DataRelease.Steps;
using Microsoft.Extensions.Time.Testing;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>
/// What a report keeps when its time is up half way through a relation. The clock moves at a statement and at nothing
/// else.
/// </summary>
public abstract class ReportBudgetSuite(Engine engine) : ReleaseSuite(engine)
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData(", bin, count(*) as n", false)]
    [InlineData("count(distinct x)", true)]
    public async Task A_finished_diff_stays_when_time_is_up_while_its_histograms_are_drawn(
        string statement,
        bool areNumbersDrawn
    )
    {
        Config = new ReleaseConfig { Report = new ReportConfig { Budget = TimeSpan.FromSeconds(5) } };
        await ReleaseAsync("n", "'placed'");
        var isUp = false;
        Place.Ran = text =>
        {
            if (isUp || !text.Contains(statement, StringComparison.Ordinal))
                return;
            isUp = true;
            _clock.Advance(TimeSpan.FromSeconds(6));
        };

        var relations = (await ReleaseAsync("n + 1", "'shipped'")).ToDictionary(relation => relation.Name);

        isUp.ShouldBeTrue();
        var first = relations["analytics.first"];
        first.NotCompared.ShouldBeEmpty();
        first.Diff!.ShouldSatisfyAllConditions(
            diff => (diff.Added + diff.Removed).ShouldBe(80L),
            diff => diff.Samples.ShouldNotBeEmpty(),
            diff => diff.Notes.ShouldContain("not every histogram is drawn: the report's time was up (report.budget)"),
            diff => diff.Columns.Single(column => column.Name == "amount").Green!.Max.ShouldBe("41"),
            diff =>
                (diff.Columns.Single(column => column.Name == "amount").Histogram is not null).ShouldBe(
                    areNumbersDrawn
                ),
            diff => diff.Columns.ShouldAllBe(column => column.Name == "amount" || column.Histogram == null)
        );
        relations["analytics.second"]
            .ShouldSatisfyAllConditions(
                second => second.Diff.ShouldBeNull(),
                second =>
                    second.NotCompared.ShouldBe(
                        "the report's time was up (report.budget): data-release diff analytics.second --release r2"
                    )
            );
    }

    /// <summary>Two relations without a key.</summary>
    private async Task<IReadOnlyList<ReportedRelation>> ReleaseAsync(string amount, string status)
    {
        foreach (var name in new[] { "first", "second" })
            Project.With(name, $"select {amount} as amount, {status} as status from generate_series(1, 40) as s(n)");
        var engine = new ReleaseEngine(
            new ReleaseEnvironment("prod", "analytics", Warehouse, Config, _ =>
                Task.FromResult<IGreenBuilder>(Project)
            ),
            Events,
            _clock
        );
        var report = await engine.ReleaseAsync(new DeployRequest(), Cancellation);
        report.Error?.Format().ShouldBeNull();
        return report.Document!.Relations;
    }
}

public sealed class DuckDbReportBudgets() : ReportBudgetSuite(Testing.Engines.Engine.DuckDb);

public sealed class PostgresReportBudgets() : ReportBudgetSuite(Testing.Engines.Engine.Postgres);
