using DataRelease.Analysis;
using DataRelease.Configuration;

namespace DataRelease.Core.Tests.Analysis;

/// <summary>What measurements mean, as values: no warehouse, no waiting, no clock.</summary>
public sealed class AnalysisRulesTests
{
    private static readonly DateTimeOffset _start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Every_metric_measured_and_the_time_over_is_passed()
    {
        var watch = new Watch(Metric(), duration: 3);

        for (var at = 0; at < 3; at++)
            watch.At(at).Take(MeasurementOutcome.Success).Decide().ShouldBeOfType<AnalysisVerdict.Running>();

        watch.At(3).Due().ShouldBeEmpty();
        watch.Decide().ShouldBe(new AnalysisVerdict.Passed("3 measurements of 1 metric"));
    }

    [Fact]
    public void Nothing_measured_is_never_passed_however_long_it_takes()
    {
        var watch = new Watch(Metric(), duration: 3);

        watch.At(1000).Decide().ShouldBeOfType<AnalysisVerdict.Running>();
        watch.At(1000).Take(MeasurementOutcome.Inconclusive, "no traffic");
        watch
            .Decide()
            .ShouldBe(
                new AnalysisVerdict.Waiting(
                    _start + (1001 * _minute),
                    "orders has 0 of 3 measurements; the last one was inconclusive: no traffic"
                )
            );
    }

    [Fact]
    public void An_inconclusive_analysis_waits_and_goes_on_when_values_come()
    {
        var watch = new Watch(Metric() with { Count = 2 }, duration: 3);

        for (var at = 0; at < 50; at++)
            watch.At(at).Take(MeasurementOutcome.Inconclusive).Decide().ShouldBeOfType<AnalysisVerdict.Waiting>();
        watch.At(50).Take(MeasurementOutcome.Success).Decide().ShouldBeOfType<AnalysisVerdict.Running>();
        watch.At(51).Take(MeasurementOutcome.Success).Decide().ShouldBeOfType<AnalysisVerdict.Passed>();
    }

    [Fact]
    public void Inconclusive_measurements_within_their_limit_count_as_taken_but_not_all_of_them()
    {
        var watch = new Watch(Metric() with { Count = 3, InconclusiveLimit = 2 }, duration: 3);

        watch.At(0).Take(MeasurementOutcome.Inconclusive).Decide().ShouldBeOfType<AnalysisVerdict.Running>();
        watch.At(1).Take(MeasurementOutcome.Inconclusive).Decide().ShouldBeOfType<AnalysisVerdict.Running>();
        watch.At(2).Take(MeasurementOutcome.Inconclusive).Decide().ShouldBeOfType<AnalysisVerdict.Waiting>();
        watch.At(3).Take(MeasurementOutcome.Success).Decide().ShouldBeOfType<AnalysisVerdict.Passed>();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 4)]
    public void It_fails_at_the_failure_after_its_limit(int limit, int failures)
    {
        var watch = new Watch(Metric() with { FailureLimit = limit }, duration: 30);

        for (var at = 0; at < failures; at++)
        {
            watch.Decide().ShouldNotBeOfType<AnalysisVerdict.Failed>();
            watch.At(2 * at).Take(MeasurementOutcome.Failure, "it is bad", 130, 90);
            watch.At((2 * at) + 1);
            if (at < failures - 1)
                watch.Take(MeasurementOutcome.Success);
        }

        var failed = watch.Decide().ShouldBeOfType<AnalysisVerdict.Failed>();
        failed.Metric.ShouldBe("orders");
        failed.Why.ShouldStartWith($"{failures} of {(2 * failures) - 1} measurement");
        failed.Why.ShouldEndWith(
            $"{(_start + ((2 * (failures - 1)) * _minute)).UtcDateTime:HH:mm:ss}Z value 130, blue 90: it is bad"
        );
        failed.Measurements.Count.ShouldBe(failures);
    }

    [Fact]
    public void Failures_in_a_row_are_ended_by_a_success_alone()
    {
        var metric = Metric() with { FailureLimit = null, ConsecutiveFailureLimit = 1 };
        var watch = new Watch(metric, duration: 30);

        watch.At(0).Take(MeasurementOutcome.Failure).At(1).Take(MeasurementOutcome.Success);
        watch.At(2).Take(MeasurementOutcome.Failure).At(3).Take(MeasurementOutcome.Inconclusive);
        watch.At(4).Take(MeasurementOutcome.Error).Decide().ShouldNotBeOfType<AnalysisVerdict.Failed>();
        watch
            .At(5)
            .Take(MeasurementOutcome.Failure)
            .Decide()
            .ShouldBeOfType<AnalysisVerdict.Failed>()
            .Why.ShouldStartWith("2 measurements in a row failed, 1 is allowed: ");
    }

    [Fact]
    public void Errors_in_a_row_beyond_their_limit_are_a_failure_and_come_sooner_than_the_interval()
    {
        var watch = new Watch(Metric(), duration: 30);

        for (var at = 0; at < 4; at++)
            watch
                .At(at)
                .Take(MeasurementOutcome.Error, "no answer")
                .Decide()
                .ShouldBe(new AnalysisVerdict.Running(_start + (at * _minute) + TimeSpan.FromSeconds(10)));
        var failed = watch
            .At(4)
            .Take(MeasurementOutcome.Error, "no answer")
            .Decide()
            .ShouldBeOfType<AnalysisVerdict.Failed>();
        failed.Why.ShouldStartWith("it could not be measured 5 times in a row, 4 are allowed: ");
        failed.Why.ShouldContain("12:04:00Z no answer");
    }

    [Fact]
    public void Anything_that_could_be_measured_ends_a_row_of_errors()
    {
        var watch = new Watch(Metric() with { ErrorLimit = 1 }, duration: 30);

        for (var at = 0; at < 20; at++)
            watch
                .At(at)
                .Take(at % 2 == 0 ? MeasurementOutcome.Error : MeasurementOutcome.Inconclusive)
                .Decide()
                .ShouldNotBeOfType<AnalysisVerdict.Failed>();
    }

    [Fact]
    public void A_dry_run_is_measured_and_never_decides()
    {
        var watch = new Watch(Metric() with { IsDryRun = true }, Metric("other"), duration: 3);

        for (var at = 0; at < 3; at++)
        {
            watch.At(at).Due().ShouldBe(["orders", "other"]);
            watch.Take(MeasurementOutcome.Failure, metric: "orders").Take(MeasurementOutcome.Success, metric: "other");
        }

        watch.At(3).Decide().ShouldBe(new AnalysisVerdict.Passed("3 measurements of 1 metric"));
        watch.State.Of("orders").Failures.ShouldBe(3);
    }

    [Fact]
    public void Dry_runs_alone_pass_and_say_that_nothing_decided()
    {
        var watch = new Watch(Metric() with { IsDryRun = true }, duration: 3);

        watch.At(3).Take(MeasurementOutcome.Error);
        watch.Decide().ShouldBe(new AnalysisVerdict.Passed("no metric decides, because all are dry runs"));
    }

    [Fact]
    public void A_metric_is_due_after_its_delay_and_then_at_its_interval()
    {
        var watch = new Watch(Metric() with { InitialDelay = 2 * _minute, Count = 2 }, duration: 10);

        watch.Due().ShouldBeEmpty();
        watch.Decide().ShouldBe(new AnalysisVerdict.Running(_start + (2 * _minute)));
        watch.At(2).Due().ShouldBe(["orders"]);
        watch.Take(MeasurementOutcome.Success).Due().ShouldBeEmpty();
        watch.At(3).Due().ShouldBe(["orders"]);
        watch.Take(MeasurementOutcome.Success);
        watch.At(9).Due().ShouldBeEmpty();
        watch.Decide().ShouldBe(new AnalysisVerdict.Running(_start + (10 * _minute)));
        watch.At(10).Decide().ShouldBeOfType<AnalysisVerdict.Passed>();
    }

    [Fact]
    public void A_clock_that_is_set_back_delays_nothing_and_shortens_nothing()
    {
        var watch = new Watch(Metric(), duration: 10);

        watch.At(0).Take(MeasurementOutcome.Success).At(5).Take(MeasurementOutcome.Success);
        // It is two days earlier by now.
        watch.At(-2880).Decide().ShouldBe(new AnalysisVerdict.Running(_start - (2879 * _minute)));
        watch.At(-2879).Due().ShouldBe(["orders"]);
        watch.Take(MeasurementOutcome.Success).At(-2875).Decide().ShouldNotBeOfType<AnalysisVerdict.Passed>();
        watch.Take(MeasurementOutcome.Success).Decide().ShouldBeOfType<AnalysisVerdict.Passed>();
    }

    [Fact]
    public void A_clock_that_jumps_ahead_makes_no_measurement_needless()
    {
        var watch = new Watch(Metric(), duration: 30);

        watch.At(0).Take(MeasurementOutcome.Success);
        watch.At(100_000).Due().ShouldBe(["orders"]);
        watch.Decide().ShouldNotBeOfType<AnalysisVerdict.Passed>();
        watch.Take(MeasurementOutcome.Success).Decide().ShouldNotBeOfType<AnalysisVerdict.Passed>();
        watch.At(100_001).Take(MeasurementOutcome.Success).Decide().ShouldBeOfType<AnalysisVerdict.Passed>();
    }

    [Fact]
    public void No_clock_is_too_far_off()
    {
        var config = new AnalysisConfig { Duration = 30 * _minute, Metrics = [Metric()] };
        var state = AnalysisState.Begin(DateTimeOffset.MaxValue);
        foreach (var now in new[] { DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.MinValue })
        {
            foreach (var outcome in Enum.GetValues<MeasurementOutcome>())
                state = AnalysisRules.Take(config, state, new Measurement("orders", now, outcome));
            Should.NotThrow(() => AnalysisRules.Decide(config, state, now));
        }
    }

    [Fact]
    public void The_state_survives_the_ledger_and_does_not_grow()
    {
        var watch = new Watch(Metric() with { FailureLimit = null }, duration: 3);
        for (var at = 0; at < 2000; at++)
            watch
                .At(at)
                .Take((MeasurementOutcome)(at % 4), new string('x', 20_000), 1e300, -1e-300)
                .Take(MeasurementOutcome.Failure);

        var json = watch.State.ToJson();

        json.Length.ShouldBeLessThan(60_000);
        AnalysisState.FromJson(json)!.ToJson().ShouldBe(json);
        AnalysisState.FromJson(json)!.Of("orders").Failures.ShouldBe(2500);
        AnalysisState.FromJson("{").ShouldBeNull();
    }

    [Theory]
    [InlineData("value < 100", null, 99.0, MeasurementOutcome.Success, "")]
    [InlineData("value < 100", null, 100.0, MeasurementOutcome.Failure, "value < 100 does not hold")]
    [InlineData(null, "value > 100", 100.0, MeasurementOutcome.Success, "")]
    [InlineData(null, "value > 100", 101.0, MeasurementOutcome.Failure, "value > 100 holds")]
    [InlineData(
        "value < 100",
        "value > 200",
        150.0,
        MeasurementOutcome.Inconclusive,
        "neither value < 100 nor value > 200 holds"
    )]
    [InlineData("value < 300", "value > 200", 250.0, MeasurementOutcome.Failure, "value > 200 holds")]
    [InlineData(
        "value < 2 * blue",
        null,
        1.0,
        MeasurementOutcome.Inconclusive,
        "value < 2 * blue can't be decided, because a value is missing"
    )]
    [InlineData(
        "value < 100",
        null,
        null,
        MeasurementOutcome.Inconclusive,
        "value < 100 can't be decided, because a value is missing"
    )]
    [InlineData(
        "value < 100",
        "blue > 1",
        1.0,
        MeasurementOutcome.Inconclusive,
        "blue > 1 can't be decided, because a value is missing"
    )]
    [InlineData("value < 100", null, double.NaN, MeasurementOutcome.Error, "value is NaN, which is not a number")]
    [InlineData(
        "value < 100",
        null,
        double.NegativeInfinity,
        MeasurementOutcome.Error,
        "value is -Infinity, which is not a number"
    )]
    public void Conditions_judge_values(
        string? success,
        string? failure,
        double? value,
        MeasurementOutcome outcome,
        string message
    )
    {
        CheckExpression? Parse(string? text) =>
            text is null ? null : CheckExpression.Parse(text, ["value", "blue", "green"]);
        var metric = Metric() with { SuccessCondition = Parse(success), FailureCondition = Parse(failure) };

        var judged = AnalysisRules.Judge(metric, new MetricReading { Value = value }, _start, _minute);

        judged.Outcome.ShouldBe(outcome);
        judged.Message.ShouldBe(message);
    }

    private static MetricConfig Metric(string name = "orders") =>
        new()
        {
            Name = name,
            Provider = new ProviderConfig.Command("true", []),
            Interval = _minute,
        };

    /// <summary>An analysis, told as it goes.</summary>
    private sealed class Watch
    {
        private readonly AnalysisConfig _config;
        private DateTimeOffset _now = _start;

        public Watch(MetricConfig metric, int duration)
            : this([metric], duration) { }

        public Watch(MetricConfig metric, MetricConfig other, int duration)
            : this([metric, other], duration) { }

        private Watch(IReadOnlyList<MetricConfig> metrics, int duration)
        {
            _config = new AnalysisConfig { Duration = duration * _minute, Metrics = metrics };
            State = AnalysisState.Begin(_start);
        }

        public AnalysisState State { get; private set; }

        public Watch At(int minute)
        {
            _now = _start + (minute * _minute);
            State = State.SeenFrom(_now);
            return this;
        }

        public Watch Take(
            MeasurementOutcome outcome,
            string message = "",
            double? value = null,
            double? blue = null,
            string metric = "orders"
        )
        {
            var reading = new MetricReading
            {
                Outcome = outcome,
                Message = message,
                Value = value,
                Blue = blue,
            };
            var config = _config.Metrics.Single(one => one.Name == metric);
            State = AnalysisRules.Take(_config, State, AnalysisRules.Judge(config, reading, _now, TimeSpan.Zero));
            return this;
        }

        public AnalysisVerdict Decide() => AnalysisRules.Decide(_config, State, _now);

        public IEnumerable<string> Due() => AnalysisRules.Due(_config, State, _now).Select(metric => metric.Name);
    }
}
