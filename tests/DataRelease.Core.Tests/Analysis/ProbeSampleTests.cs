using DataRelease.Analysis;
using DataRelease.Configuration;

namespace DataRelease.Core.Tests.Analysis;

/// <summary>
/// The statistics of probes, with the error rates and the number of runs that docs/monitoring.md states.
/// </summary>
public sealed class ProbeSampleTests
{
    private const int Analyses = 2000;
    private const int Measurements = 10;

    private static readonly ProviderConfig.Probe _probe = new() { Query = CheckQuery.Parse("select 1", []) };

    /// <summary>Times that vary by 30 %, and one in fifty of them by a pause of something else.</summary>
    public static TheoryData<string, double> Shapes => new() { { "lognormal", 0 }, { "with pauses", 0.02 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Of_two_equal_sides_at_most_the_stated_share_of_analyses_fails(string shape, double pauses)
    {
        var random = new Random(4711);
        // The strictest there is: no tolerance, and the first failure decides.
        var probe = _probe with { Tolerance = 0 };

        var failed = Enumerable.Range(0, Analyses).Count(_ => Fails(probe, random, 1, pauses, Measurements));

        failed.ShouldBeLessThanOrEqualTo((int)(Analyses * probe.ErrorRate), shape);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_side_that_is_1_3_times_as_slow_fails_in_95_of_100_analyses(string shape, double pauses)
    {
        var random = new Random(4712);

        var failed = Enumerable.Range(0, Analyses).Count(_ => Fails(_probe, random, 1.3, pauses, Measurements));

        failed.ShouldBeGreaterThanOrEqualTo(Analyses * 95 / 100, shape);
    }

    [Fact]
    public void One_measurement_of_100_runs_is_enough_where_one_is_planned()
    {
        var random = new Random(4713);

        var failed = Enumerable.Range(0, Analyses).Count(_ => Fails(_probe, random, 1.3, 0.02, 1));

        failed.ShouldBeGreaterThanOrEqualTo(Analyses * 95 / 100);
    }

    [Fact]
    public void A_p95_that_doubles_since_one_run_in_ten_is_slow_fails_in_95_of_100_analyses()
    {
        var random = new Random(4716);

        var failed = Enumerable.Range(0, Analyses).Count(_ => Fails(_probe, random, 1, 0, Measurements, 0.1));

        failed.ShouldBeGreaterThanOrEqualTo(Analyses * 95 / 100);
    }

    [Fact]
    public void A_difference_too_small_for_one_measurement_is_found_in_several()
    {
        var random = new Random(4717);
        var probe = _probe with { Tolerance = 0 };

        var alone = Enumerable.Range(0, 500).Count(_ => Fails(probe, random, 1.1, 0, 1));
        var together = Enumerable.Range(0, 500).Count(_ => Fails(probe, random, 1.1, 0, 60));

        (alone, together).ShouldSatisfyAllConditions(
            counts => counts.alone.ShouldBeLessThan(250),
            counts => counts.together.ShouldBeGreaterThan(475)
        );
    }

    [Fact]
    public void Evidence_that_made_one_failure_makes_no_other()
    {
        var random = new Random(4718);

        var bad = Draw(random, 3, 0).Judge(_probe, 0.001, false);
        var good = Draw(random, 1, 0).Judge(_probe, 0.001, false, bad.Memory);

        (bad.Outcome, good.Outcome).ShouldBe((MeasurementOutcome.Failure, MeasurementOutcome.Success));
    }

    [Fact]
    public void A_side_within_the_tolerance_fails_as_seldom_as_an_equal_one()
    {
        var random = new Random(4714);
        var probe = _probe with { Tolerance = 0.3 };

        var failed = Enumerable.Range(0, Analyses).Count(_ => Fails(probe, random, 1.3, 0.02, Measurements));

        failed.ShouldBeLessThanOrEqualTo((int)(Analyses * probe.ErrorRate));
    }

    [Fact]
    public void Too_few_runs_say_nothing()
    {
        var sample = new ProbeSample();
        for (var run = 0; run < 29; run++)
        {
            sample.Add(true, 1);
            sample.Add(false, 100);
        }

        var reading = sample.Judge(_probe, 0.01, false);

        reading.Outcome.ShouldBe(MeasurementOutcome.Inconclusive);
        reading.Message.ShouldBe("29 runs on blue and 29 on green; 30 are needed on each");
    }

    [Fact]
    public void A_query_that_fails_on_green_alone_is_a_failure_whatever_is_measured()
    {
        var sample = new ProbeSample();
        for (var run = 0; run < 40; run++)
        {
            sample.Add(true, 1);
            sample.AddError(false, "no such column");
        }

        foreach (var measure in Enum.GetValues<ProbeMeasure>())
        {
            var reading = sample.Judge(_probe with { Measure = measure }, 0.001, false);

            reading.Outcome.ShouldBe(MeasurementOutcome.Failure);
            reading.Message.ShouldContain("no such column");
        }
    }

    [Fact]
    public void A_query_that_fails_on_both_sides_measures_nothing()
    {
        var sample = new ProbeSample();
        for (var run = 0; run < 40; run++)
        {
            sample.AddError(true, "no such table");
            sample.AddError(false, "no such table");
        }

        sample.Judge(_probe, 0.01, false).Outcome.ShouldBe(MeasurementOutcome.Error);
        sample
            .Judge(_probe with { Measure = ProbeMeasure.Errors }, 0.01, false)
            .Outcome.ShouldBe(MeasurementOutcome.Success);
    }

    [Fact]
    public void A_condition_that_fails_within_chance_is_no_failure()
    {
        var random = new Random(4715);
        var condition = CheckExpression.Parse("value <= blue", ["value", "blue", "green"]);
        var metric = new MetricConfig
        {
            Name = "p95",
            Provider = _probe,
            SuccessCondition = condition,
        };

        var judged = Enumerable
            .Range(0, 200)
            .Select(_ =>
                AnalysisRules.Judge(metric, Draw(random, 1, 0.02).Judge(_probe, 0.001, true), default, default)
            )
            .ToList();

        judged.ShouldAllBe(one => one.Outcome == MeasurementOutcome.Success);
        judged.Count(one => one.Message.Contains("does not hold, but chance explains")).ShouldBeGreaterThan(50);
        AnalysisRules
            .Judge(metric, Draw(random, 2, 0).Judge(_probe, 0.001, true), default, default)
            .Outcome.ShouldBe(MeasurementOutcome.Failure);
    }

    // Of scipy.stats.mannwhitneyu(greater, lower, alternative="greater", method="asymptotic").
    [Theory]
    [InlineData(new double[] { 1, 2, 3, 4, 5 }, new double[] { 6, 7, 8, 9, 10 }, 0.006093)]
    [InlineData(new double[] { 1, 2, 3, 4, 5 }, new double[] { 1, 2, 3, 4, 5 }, 0.541956)]
    [InlineData(new double[] { 6, 7, 8, 9, 10 }, new double[] { 1, 2, 3, 4, 5 }, 0.996733)]
    public void The_rank_test_agrees_with_another(double[] lower, double[] greater, double chance) =>
        RankTest.Compare(lower, greater).Chance.ShouldBe(chance, 0.0005);

    [Fact]
    public void The_rank_test_says_nothing_of_nothing()
    {
        RankTest.Compare([], [1]).Chance.ShouldBe(1);
        RankTest.Compare([1, 1, 1], [1, 1, 1]).Chance.ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 100, 0, 100, 1)]
    [InlineData(0, 100, 1, 100, 0.5)]
    [InlineData(0, 10, 10, 10, 0.0000054)]
    [InlineData(3, 10, 5, 10, 0.3249)]
    public void Errors_are_compared_exactly(int blue, int blueRuns, int green, int greenRuns, double chance) =>
        ErrorCounts.ChanceOfMore(blue, blueRuns, green, greenRuns).ShouldBe(chance, 0.0001);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(60)]
    public void All_tests_of_an_analysis_share_one_error_rate(int planned) =>
        Enumerable
            .Range(1, 100_000)
            .Sum(number => ErrorBudget.Share(0.01, number, planned))
            .ShouldBeInRange(0.00999, 0.01);

    private static bool Fails(
        ProviderConfig.Probe probe,
        Random random,
        double slower,
        double pauses,
        int measurements,
        double greenPauses = 0
    )
    {
        string? memory = null;
        for (var number = 1; number <= measurements; number++)
        {
            var rate = ErrorBudget.Share(probe.ErrorRate, number, measurements);
            var reading = Draw(random, slower, pauses, greenPauses).Judge(probe, rate, false, memory);
            if (reading.Outcome == MeasurementOutcome.Failure)
                return true;
            memory = reading.Memory;
        }
        return false;
    }

    private static ProbeSample Draw(Random random, double slower, double pauses, double greenPauses = 0)
    {
        var sample = new ProbeSample();
        for (var run = 0; run < _probe.Samples; run++)
        {
            sample.Add(true, Time(random, pauses));
            sample.Add(false, slower * Time(random, pauses + greenPauses));
        }
        return sample;
    }

    private static double Time(Random random, double pauses)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (20 * Math.Exp(0.3 * normal)) + (random.NextDouble() < pauses ? 80 : 0);
    }
}
