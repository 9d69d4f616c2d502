using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Analysis.Providers;

/// <summary>Runs a check of the catalogue again, on the live release.</summary>
internal sealed class CheckProvider(CheckConfig check) : IMetricProvider
{
    public MeasuringPlace Place => MeasuringPlace.Warehouse;

    public Task<IReadOnlyList<string>> ExamineAsync(MetricScope scope, CancellationToken cancellation)
    {
        IReadOnlyList<string> problems =
            check.Relations.Count == 0 || scope.Relations.Any(relation => relation.IsNamedBy(check.Relations))
                ? []
                : [$"{check.Name} of {string.Join(", ", check.Relations)}: no relation of the release has such a name"];
        return Task.FromResult(problems);
    }

    public async Task<MetricReading> MeasureAsync(MetricScope scope, MetricState state, CancellationToken cancellation)
    {
        await using var session = await scope.OpenAsync(cancellation);
        var checks = new ReleaseChecks(
            new CheckScope
            {
                Warehouse = scope.Warehouse,
                Relations = scope.Relations,
                // The standard checks are off, also for relations that this entry does not name.
                Config = new ValidateConfig { Timeout = TimeSpan.Zero, Checks = [.. CheckKinds.Off, check] },
                Events = new WithoutOutcomes(scope.Events),
                Clock = scope.Clock,
                Server = await ServerClock.ReadAsync(session, scope.Clock, cancellation),
                IsSensitive = scope.IsSensitive,
                NamesSensitive = scope.NamesSensitive,
                Keys = scope.Keys,
            }
        );
        var (outcomes, _) = await checks.RunAsync(session, cancellation);
        return Read([.. outcomes.Where(outcome => outcome.Name == check.Name)]);
    }

    private static MetricReading Read(IReadOnlyList<CheckOutcome> outcomes)
    {
        var said = outcomes.Where(outcome => outcome.State != CheckState.Skipped).ToList();
        if (said.Count == 0)
            return MetricReading.Inconclusive(
                outcomes is [var skipped, ..] ? skipped.Message : "there was nothing to check"
            );
        var worst = said.MaxBy(Weight)!;
        var failed = said.Count(outcome => Meaning(outcome) == MeasurementOutcome.Failure);
        return new MetricReading
        {
            Value = failed,
            Outcome = Meaning(worst),
            Message = string.Join(
                " ",
                new[] { worst.Relation, worst.Value, worst.Message }.Where(part => part.Length > 0)
            ),
        };
    }

    private static MeasurementOutcome Meaning(CheckOutcome outcome) =>
        outcome switch
        {
            { State: CheckState.Fail } => MeasurementOutcome.Failure,
            // The check's own on_inconclusive decides. Without one, the analysis waits for values.
            { State: CheckState.Inconclusive, InconclusiveIs: CheckState.Fail } => MeasurementOutcome.Failure,
            { State: CheckState.Inconclusive, InconclusiveIs: null } => MeasurementOutcome.Inconclusive,
            _ => MeasurementOutcome.Success,
        };

    private static int Weight(CheckOutcome outcome) =>
        Meaning(outcome) switch
        {
            MeasurementOutcome.Failure => 3,
            MeasurementOutcome.Inconclusive => 2,
            _ => outcome.State == CheckState.Warn ? 1 : 0,
        };

    /// <summary>The check's outcome is a measurement, and not one of the release's own outcomes.</summary>
    private sealed class WithoutOutcomes(IReleaseEvents events) : IReleaseEvents
    {
        public void Publish(ReleaseEvent happened)
        {
            if (happened is ReleaseEvent.Progressed)
                events.Publish(happened);
        }
    }
}
