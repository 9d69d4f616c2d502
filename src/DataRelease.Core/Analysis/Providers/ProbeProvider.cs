using System.Data;
using System.Data.Common;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Warehouses;

namespace DataRelease.Analysis.Providers;

/// <summary>
/// Runs a query on blue and on green in turn. Each run is in a transaction in which the engine refuses to write.
/// </summary>
internal sealed class ProbeProvider(MetricConfig metric, ProviderConfig.Probe probe, TimeSpan duration)
    : IMetricProvider
{
    public MeasuringPlace Place => MeasuringPlace.WarehouseAlone;

    public async Task<IReadOnlyList<string>> ExamineAsync(MetricScope scope, CancellationToken cancellation) =>
        (await MetricQuery.ExamineAsync(probe.Query, scope, cancellation)).Problems;

    public async Task<MetricReading> MeasureAsync(MetricScope scope, MetricState state, CancellationToken cancellation)
    {
        // A first release never gets a blue, so waiting for one would never end.
        if (scope.Blue is null)
            return new MetricReading
            {
                Outcome = MeasurementOutcome.Success,
                Message = "nothing was live before, so there is nothing to compare with",
            };
        var (blue, green) = (Fill(scope, isBlue: true), Fill(scope, isBlue: false));
        if (blue.Sql is null || green.Sql is null)
            return MetricQuery.Refused(green.Sql is null ? green : blue);
        if (blue.Sql.Render(scope.Warehouse.Dialect).Text == green.Sql.Render(scope.Warehouse.Dialect).Text)
            return new MetricReading
            {
                Outcome = MeasurementOutcome.Success,
                Message = "both sides are the same relations",
            };
        var sample = new ProbeSample();
        try
        {
            await using var session = await scope.OpenAsync(cancellation);
            for (var run = -probe.WarmUp; run < probe.Samples; run++)
            {
                foreach (var isBlue in Turns.Of(run))
                    await RunAsync(
                        scope,
                        session,
                        isBlue,
                        isBlue ? blue.Sql : green.Sql,
                        run < 0 ? null : sample,
                        cancellation
                    );
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && sample.Runs > 0)
        {
            // The timeout has passed, and the runs so far may be enough. If the command was cancelled, the caller
            // throws anyway.
        }
        return sample.Judge(
            probe,
            ErrorBudget.Share(probe.ErrorRate, state.Conclusives + 1, metric.Planned(duration)),
            metric.SuccessCondition is not null || metric.FailureCondition is not null,
            state.Memory
        );
    }

    private async Task RunAsync(
        MetricScope scope,
        WarehouseSession session,
        bool isBlue,
        Sql query,
        ProbeSample? sample,
        CancellationToken cancellation
    )
    {
        try
        {
            await session.ReadOnlyAsync(
                async () =>
                {
                    var start = scope.Clock.GetTimestamp();
                    await session.AsWrittenAsync(() => session.QueryAsync(query, _ => true, cancellation));
                    sample?.Add(isBlue, scope.Clock.GetElapsedTime(start).TotalMilliseconds);
                },
                cancellation
            );
        }
        catch (DbException error)
            when (session.Connection.State == ConnectionState.Open
                && !cancellation.IsCancellationRequested
                && !scope.Warehouse.IsOutOfRoom(error)
            )
        {
            sample?.AddError(isBlue, scope.Shown(probe.Query, error.Message.ReplaceLineEndings(" ")));
        }
    }

    private ProbeQuery Fill(MetricScope scope, bool isBlue) =>
        ProbeQuery.Fill(probe.Query, null, scope.Relations, _ => isBlue);
}
