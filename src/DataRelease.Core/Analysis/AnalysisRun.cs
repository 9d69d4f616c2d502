using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Analysis;

/// <summary>What came of one look at an analysis.</summary>
/// <param name="State">How far it has come; to be kept in the ledger.</param>
/// <param name="Verdict">What it says.</param>
/// <param name="Taken">The measurements that were taken.</param>
public sealed record AnalysisProgress(AnalysisState State, AnalysisVerdict Verdict, IReadOnlyList<Measurement> Taken);

/// <summary>
/// Takes the measurements that are due. It waits for nothing: a process that stays and one that comes back when
/// something is due use it alike.
/// </summary>
/// <param name="config">What is measured.</param>
/// <param name="scope">On what.</param>
public sealed class AnalysisRun(AnalysisConfig config, MetricScope scope)
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    /// <summary>Begins: what is to be known of the time before is read now. Call it right after the swap.</summary>
    /// <param name="now">By the clock that writes the ledger's times.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<AnalysisState> StartAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var state = AnalysisState.Begin(now);
        foreach (var metric in config.Metrics)
        {
            string? memory = null;
            try
            {
                memory = await MetricProviders.Of(metric, config.Duration).RememberAsync(scope, cancellation);
            }
            catch (Exception error) when (IsOfMeasuring(error, cancellation))
            {
                // The first measurement begins in its place.
            }
            state = state.With(new MetricState { Name = metric.Name, Memory = memory });
        }
        return state;
    }

    /// <summary>Takes what is due and decides.</summary>
    /// <param name="state">Of <see cref="StartAsync"/> or of the last look.</param>
    /// <param name="now">By the clock that writes the ledger's times.</param>
    /// <param name="cancellation">Ends it; what was measured is then lost, and is due again.</param>
    public async Task<AnalysisProgress> AdvanceAsync(
        AnalysisState state,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var seen = state.SeenFrom(now);
        var verdict = AnalysisRules.Decide(config, seen, now);
        // What was decided stays decided, also when a process comes back to it.
        if (verdict is AnalysisVerdict.Failed or AnalysisVerdict.Passed)
            return new AnalysisProgress(seen, verdict, []);
        var due = AnalysisRules
            .Due(config, seen, now)
            .Select(metric => (Metric: metric, Provider: MetricProviders.Of(metric, config.Duration)))
            .ToList();
        var found = new Dictionary<string, (Measurement Measurement, string? Memory)>(StringComparer.Ordinal);
        async Task TakeAsync(Func<MeasuringPlace, bool> isMeant, bool atOnce)
        {
            var meant = due.Where(one => isMeant(one.Provider.Place)).ToList();
            // Outside of a file that one process holds, what one metric waits for is no other's loss.
            foreach (
                var group in atOnce
                    ?
                    [
                        [.. meant],
                    ]
                    : meant.Select(one => new[] { one })
            )
            {
                var taken = await Task.WhenAll(
                    group.Select(one =>
                        MeasureAsync(one.Metric, one.Provider, seen.Of(one.Metric.Name), now, cancellation)
                    )
                );
                foreach (var one in taken)
                    found[one.Measurement.Metric] = one;
            }
        }
        var isOne = scope.Warehouse.Traits.IsOneProcess;
        await TakeAsync(place => place is MeasuringPlace.Warehouse or MeasuringPlace.Outside, atOnce: !isOne);
        // Nothing else runs beside a query that is timed.
        await TakeAsync(place => place == MeasuringPlace.WarehouseAlone, atOnce: false);
        if (isOne && due.Any(one => one.Provider.Place == MeasuringPlace.Process))
            await scope.Warehouse.StepAsideAsync();
        await TakeAsync(place => place == MeasuringPlace.Process, atOnce: true);

        var next = seen;
        var measurements = new List<Measurement>();
        foreach (var (metric, _) in due)
        {
            var (measurement, memory) = found[metric.Name];
            measurements.Add(measurement);
            next = AnalysisRules.Take(config, next, measurement);
            if (memory is not null)
                next = next.With(next.Of(metric.Name) with { Memory = memory });
        }
        return new AnalysisProgress(next, AnalysisRules.Decide(config, next, now), measurements);
    }

    private async Task<(Measurement Measurement, string? Memory)> MeasureAsync(
        MetricConfig metric,
        IMetricProvider provider,
        MetricState state,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var start = scope.Clock.GetTimestamp();
        using var expired = new CancellationTokenSource(metric.Timeout, scope.Clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, expired.Token);
        MetricReading reading;
        try
        {
            // A server that is gone can leave even a cancelled statement without an end.
            reading = await provider
                .MeasureAsync(scope, state, both.Token)
                .WaitAsync(metric.Timeout + _grace, scope.Clock, cancellation);
        }
        catch (Exception error) when (IsOfMeasuring(error, cancellation))
        {
            reading = MetricReading.Error(
                error is OperationCanceledException or TimeoutException
                    ? $"it took longer than {metric.Timeout.TotalSeconds:0.###} s"
                    : error.Message
            );
        }
        cancellation.ThrowIfCancellationRequested();
        return (AnalysisRules.Judge(metric, reading, now, scope.Clock.GetElapsedTime(start)), reading.Memory);
    }

    /// <summary>True for what the world can do to a measurement; a fault of our own is none.</summary>
    private static bool IsOfMeasuring(Exception error, CancellationToken cancellation) =>
        !cancellation.IsCancellationRequested
        && error
            is DbException
                or ReleaseException
                or HttpRequestException
                or IOException
                or System.Net.Sockets.SocketException
                or TimeoutException
                or OperationCanceledException
                or Warehouses.UnfitStatementException;
}
