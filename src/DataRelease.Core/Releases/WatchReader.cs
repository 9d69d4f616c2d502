using DataRelease.Ledgers;
using DataRelease.Steps;

namespace DataRelease.Releases;

/// <summary>Reads how what is live is being watched.</summary>
internal sealed class WatchReader(OpenEnvironment run)
{
    /// <summary>Null if all steps of what is live are over.</summary>
    public async Task<WatchSummary?> ReadAsync(ReleaseBook book, CancellationToken cancellation)
    {
        if (book.Current is not { } step)
            return null;
        var state = await MonitorStep.ReadAsync(run, step.Number, cancellation);
        return new WatchSummary(
            ReleaseRecord.Name(step.Number),
            step.Name,
            step.Result,
            step.Until,
            [
                .. (state?.Metrics ?? []).Select(metric => new WatchedMetric(
                    metric.Name,
                    metric.Last?.Outcome.ToString().ToLowerInvariant() ?? "",
                    metric.Last?.Value,
                    metric.Last?.ToString() ?? "",
                    metric.Successes,
                    metric.Failures,
                    metric.Inconclusives,
                    metric.Errors
                )),
            ]
        );
    }
}
