using System.Data.Common;
using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Analysis;

/// <summary>The result of one look at an analysis.</summary>
/// <param name="State">The progress, which the ledger keeps.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Taken">The measurements that were taken.</param>
public sealed record AnalysisProgress(AnalysisState State, AnalysisVerdict Verdict, IReadOnlyList<Measurement> Taken);

/// <summary>
/// Takes the measurements that are due. It waits for nothing, so that a process that stays and a process that returns
/// when something is due can both use it.
/// </summary>
/// <param name="config">The metrics and the duration.</param>
/// <param name="scope">What is measured.</param>
public sealed class AnalysisRun(AnalysisConfig config, MetricScope scope)
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Begins an analysis: reads what must be known about the time before it. Call it right after the swap.
    /// </summary>
    /// <param name="now">The present time, by the clock that writes the ledger's times.</param>
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
                // The first measurement reads it instead.
            }
            state = state.With(new MetricState { Name = metric.Name, Memory = memory });
        }
        return state;
    }

    /// <summary>Takes the measurements that are due, and decides.</summary>
    /// <param name="state">The state from <see cref="StartAsync"/> or from the last look.</param>
    /// <param name="now">The present time, by the clock that writes the ledger's times.</param>
    /// <param name="cancellation">Cancels. The measurements are then lost, and due again.</param>
    public async Task<AnalysisProgress> AdvanceAsync(
        AnalysisState state,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var seen = state.SeenFrom(now);
        var verdict = AnalysisRules.Decide(config, seen, now);
        // A decision stays, even if a process looks again.
        if (verdict is AnalysisVerdict.Failed or AnalysisVerdict.Passed)
            return new AnalysisProgress(AnalysisRules.Note(config, seen, verdict), verdict, []);
        var due = AnalysisRules
            .Due(config, seen, now)
            .Select(metric => (Metric: metric, Provider: MetricProviders.Of(metric, config.Duration)))
            .ToList();
        var found = new Dictionary<string, (Measurement Measurement, string? Memory)>(StringComparer.Ordinal);
        async Task TakeAsync(Func<MeasuringPlace, bool> isMeant, bool atOnce)
        {
            var meant = due.Where(one => isMeant(one.Provider.Place)).ToList();
            // Outside a file that one process holds, a metric that waits does not delay the others.
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
        // Nothing else runs beside a query whose time is measured.
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
        var decided = AnalysisRules.Decide(config, next, now);
        return new AnalysisProgress(AnalysisRules.Note(config, next, decided), decided, measurements);
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
            // If the server is gone, even a cancelled statement may never end.
            reading = await provider
                .MeasureAsync(scope, state, both.Token)
                .WaitAsync(metric.Timeout + _grace, scope.Clock, cancellation);
        }
        catch (Exception error) when (IsOfMeasuring(error, cancellation))
        {
            reading = MetricReading.Error(
                error is OperationCanceledException or TimeoutException
                    ? $"it took longer than {metric.Timeout.TotalSeconds:0.###} s"
                    : scope.Shown(metric.Provider, error.Message)
            );
        }
        cancellation.ThrowIfCancellationRequested();
        return (AnalysisRules.Judge(metric, reading, now, scope.Clock.GetElapsedTime(start)), reading.Memory);
    }

    /// <summary>True for an error that is part of measuring, and not a bug of DataRelease.</summary>
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
                or Warehouses.UnfitStatementException
                // What a metric returns may fit no number, and one metric must not stop the others.
                or OverflowException
                or InvalidCastException
                or FormatException;
}
