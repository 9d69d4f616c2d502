using DataRelease.Analysis;
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
                )
                {
                    Recent = [.. metric.Recent.Select(one => one.Value)],
                }),
            ]
        )
        {
            Steps = [.. book.Open.Select(row => new WatchedStep(row.Name, CourseJournal.Text(row.State)))],
            SecondsLeft = state is null ? null : await LeftAsync(state, cancellation),
        };
    }

    private async Task<double> LeftAsync(AnalysisState state, CancellationToken cancellation)
    {
        var watched = state.SeenFrom(await run.ReadNowAsync(cancellation)).Elapsed;
        return Math.Max(0, (run.Config.Monitor.Analysis.Duration - watched).TotalSeconds);
    }
}
