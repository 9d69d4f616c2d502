using DataRelease.Analysis;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Releases.Reporting;
using DataRelease.Reports.Documents;
using DataRelease.Steps;

namespace DataRelease.Core.Tests.Releases;

/// <summary>What a report says about the watch of a release, as values.</summary>
public sealed class MonitoringSectionTests
{
    private static readonly DateTimeOffset _start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_release_without_a_watch_has_no_section() =>
        MonitoringSection.Of(Facts(ReleaseState.Live, [new SwapStep()])).ShouldBeNull();

    [Fact]
    public void A_failed_metric_is_named_with_its_values_and_its_time_and_comes_first()
    {
        var analysis = Seen(Config("calm", "rows"), ("calm", 2), ("rows", 0));

        var section = Watched(ReleaseState.RolledBack, StepState.Undone, analysis)!;

        section.Outcome.Sentence.ShouldBe(
            "metric rows (value 0) at 2026-11-29 12:01:00 UTC failed: value > 1 does not hold"
        );
        section.Outcome.At.ShouldBe(_start.AddMinutes(1));
        section
            .Metrics.Select(metric => (metric.Name, metric.Verdict))
            .ShouldBe([("rows", ReportedMetricVerdict.Failed), ("calm", ReportedMetricVerdict.Undecided)]);
        section.Metrics[0].Decisive!.Value.ShouldBe(0);
        section.Metrics[0].FailureLimit.ShouldBe(0);
    }

    [Fact]
    public void A_passed_analysis_stays_passed_when_the_release_is_rolled_back_later()
    {
        var analysis = Seen(Config("rows"), ("rows", 2));

        var section = Watched(ReleaseState.RolledBack, StepState.Undone, analysis)!;

        section.Outcome.Verdict.ShouldBe(ReportedVerdict.Passed);
        section.Metrics.Single().Verdict.ShouldBe(ReportedMetricVerdict.Passed);
    }

    [Fact]
    public void A_dry_run_decides_nothing_and_a_metric_without_values_is_inconclusive()
    {
        var config = Config("dry", "quiet");
        config = config with { Metrics = [config.Metrics[0] with { IsDryRun = true }, config.Metrics[1]] };
        var analysis = Seen(config, ("dry", 0), ("quiet", null));

        var section = Watched(ReleaseState.Live, StepState.Waiting, analysis)!;

        section.Outcome.Verdict.ShouldBe(ReportedVerdict.Measuring);
        section
            .Metrics.Select(metric => metric.Verdict)
            .ShouldBe([ReportedMetricVerdict.Dry, ReportedMetricVerdict.Inconclusive]);
    }

    [Fact]
    public void A_rollback_by_hand_and_a_promotion_are_no_verdicts()
    {
        var analysis = AnalysisState.Begin(_start);

        Watched(ReleaseState.RolledBack, StepState.Undone, analysis)!.Outcome.Verdict.ShouldBe(ReportedVerdict.Ended);
        Watched(ReleaseState.Live, StepState.Done, analysis, "promoted by ann")!
            .Outcome.ShouldBe(
                new ReportedWatch(
                    ReportedVerdict.Promoted,
                    _start.AddMinutes(2),
                    "promoted by ann before its monitoring was over"
                )
            );
    }

    [Fact]
    public void What_an_older_tool_kept_says_at_least_the_metric_and_the_reason()
    {
        const string Why = "rows: 1 of 1 measurement failed, none is allowed: 12:30:05Z value 0";
        var facts = Facts(ReleaseState.RolledBack, [new SwapStep(), new MonitorStep()]);
        facts = facts with
        {
            Release = facts.Release with { Message = $"{ErrorCode.MonitoringFailed.Id}: {Why}" },
            Steps = [facts.Steps[0], facts.Steps[1] with { State = StepState.Undone, Result = Why }],
        };

        var failure = MonitoringSection.Outcome(facts)!.Failure!;

        failure.Metric.ShouldBe("rows");
        failure.Why.ShouldStartWith("1 of 1 measurement failed");
    }

    [Fact]
    public void A_metric_has_no_more_measurements_than_a_page_shows()
    {
        var config = Config("rows") with { Duration = TimeSpan.FromHours(1) };
        var analysis = Enumerable
            .Range(0, 50)
            .Aggregate(AnalysisState.Begin(_start), (state, minute) =>
                Take(config, state, "rows", 2, _start.AddMinutes(minute / 10.0))
            );

        Watched(ReleaseState.Live, StepState.Waiting, analysis)!
            .Metrics.Single()
            .Recent.Count.ShouldBe(ReportedMonitoring.MostRecent);
    }

    [Fact]
    public void A_canary_under_way_says_which_steps_were_reached_when_and_what_comes_next()
    {
        var facts = Facts(
            ReleaseState.Exposing,
            [
                new ExposeStep(),
                new ExposeStep { Weight = 10 },
                new WatchStep { For = TimeSpan.FromMinutes(10), Who = "10 %" },
                new ExposeStep { Weight = 50 },
                new WatchStep { Who = "50 %" },
                new SwapStep(),
            ]
        );
        facts = facts with
        {
            Steps =
            [
                .. facts.Steps.Take(2).Select(row => row with { State = StepState.Done, FinishedAt = _start }),
                facts.Steps[2] with
                {
                    Result = "shown to 10 %",
                },
                .. facts.Steps.Skip(3),
            ],
            Analyses = new Dictionary<string, AnalysisState>
            {
                [WatchStep.Artifact(2)] = AnalysisState.Begin(_start).SeenFrom(_start.AddMinutes(4)),
            },
        };

        var section = MonitoringSection.Of(facts)!;

        section
            .Stages.Select(stage => (stage.Title, stage.State, stage.ReachedAt))
            .ShouldBe([
                ("shown to 10 %", ReportedStageState.Current, _start),
                ("shown to 50 %", ReportedStageState.Waiting, null),
                ("shown to everybody, by the swap", ReportedStageState.Waiting, null),
            ]);
        section.Next.ShouldBe("shown to 50 % at 2026-11-29 12:10:00 UTC at the earliest");
    }

    private static ReportedMonitoring? Watched(
        ReleaseState state,
        StepState step,
        AnalysisState analysis,
        string result = "monitoring"
    )
    {
        var facts = Facts(state, [new SwapStep(), new MonitorStep()]);
        return MonitoringSection.Of(
            facts with
            {
                Steps =
                [
                    facts.Steps[0],
                    facts.Steps[1] with
                    {
                        State = step,
                        Result = result,
                        FinishedAt = _start.AddMinutes(2),
                    },
                ],
                Analyses = new Dictionary<string, AnalysisState> { [MonitorStep.Artifact] = analysis },
            }
        );
    }

    private static AnalysisConfig Config(params string[] metrics) =>
        new()
        {
            Duration = TimeSpan.FromMinutes(1),
            Metrics =
            [
                .. metrics.Select(name => new MetricConfig
                {
                    Name = name,
                    Provider = new ProviderConfig.Sql(CheckQuery.Parse("select 1", [])),
                    SuccessCondition = CheckExpression.Parse("value > 1", ["value"]),
                    Interval = TimeSpan.FromSeconds(1),
                    Count = 1,
                }),
            ],
        };

    /// <summary>One measurement of each metric, when the duration is over.</summary>
    private static AnalysisState Seen(AnalysisConfig config, params (string Metric, double? Value)[] values) =>
        values.Aggregate(AnalysisState.Begin(_start), (state, one) =>
            Take(config, state, one.Metric, one.Value, _start.AddMinutes(1))
        );

    private static AnalysisState Take(
        AnalysisConfig config,
        AnalysisState state,
        string metric,
        double? value,
        DateTimeOffset at
    )
    {
        var reading = new MetricReading { Value = value };
        var measured = AnalysisRules.Judge(
            config.Metrics.Single(one => one.Name == metric),
            reading,
            at,
            TimeSpan.FromSeconds(1)
        );
        var next = AnalysisRules.Take(config, state, measured);
        return AnalysisRules.Note(config, next, AnalysisRules.Decide(config, next, at));
    }

    private static WatchedFacts Facts(ReleaseState state, IReadOnlyList<Step> steps) =>
        new(
            new ReleaseRecord
            {
                Environment = "prod",
                Number = 2,
                Version = "2.0.0",
                State = state,
                LiveSchema = "analytics",
                GreenSchema = "analytics__r2",
                CreatedAt = _start,
                CreatedBy = "ann",
            },
            StepCatalog.Rows(2, 0, "canary", steps)
        );
}
