using DataRelease.Analysis;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>
/// Watches what is live by the metrics of the configuration. It looks once, and waits for the next look without the
/// lease, so that a person can always roll back meanwhile.
/// </summary>
internal sealed record MonitorStep() : Step(Kind)
{
    /// <summary>Its name in the ledger.</summary>
    public const string Kind = "monitor";

    /// <summary>How the result of one begins that a person ended before it had passed.</summary>
    public const string Promoted = "promoted by ";

    /// <summary>Its analysis among the artifacts of the release.</summary>
    public const string Artifact = "analysis.json";

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var (run, release) = (context.Run, context.Release);
        var now = await run.ReadNowAsync(cancellation);
        var analysis = new AnalysisRun(
            run.Config.Monitor.Analysis,
            await MetricScope.OfAsync(run, await BlueAsync(run, cancellation), release.Number, cancellation) with
            {
                Keys = token => run.Sides.KeysAsync(release.Number, token),
            }
        );
        var state = await ReadAsync(run, release.Number, cancellation) ?? await analysis.StartAsync(now, cancellation);
        var progress = await analysis.AdvanceAsync(state, now, cancellation);
        foreach (var measurement in progress.Taken)
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"{measurement.Metric}: {measurement.Outcome.ToString().ToLowerInvariant()}, {measurement}"
                )
            );
        IReadOnlyList<Sql> writes = run.Ledger.ReplaceArtifact(
            release.Number,
            Artifact,
            System.Text.Encoding.UTF8.GetBytes(progress.State.ToJson())
        );
        switch (progress.Verdict)
        {
            case AnalysisVerdict.Passed passed:
                await run.StepAsync(Name, release.Id, () => Task.FromResult(passed.Message));
                return new StepResult.Done(release, passed.Message) { Writes = writes };
            case AnalysisVerdict.Failed failed:
                return new StepResult.GoesBack(
                    release,
                    new ReleaseException(ErrorCode.MonitoringFailed, $"{failed.Metric}: {failed.Why}")
                )
                {
                    Writes = writes,
                };
            case AnalysisVerdict.Running running:
                return new StepResult.Waits(release, running.NextAt, "monitoring") { Writes = writes };
            case AnalysisVerdict.Waiting waiting:
                return new StepResult.Waits(release, waiting.NextAt, $"monitoring: {waiting.For}") { Writes = writes };
            default:
                throw new InvalidOperationException($"a verdict of the kind {progress.Verdict.GetType().Name}");
        }
    }

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var analysis = preview.Run.Config.Monitor.Analysis;
        preview.Say([
            $"-- monitor for {analysis.Duration:g}: "
                + string.Join(", ", analysis.Metrics.Select(metric => metric.Name))
                + "; a failure rolls back",
        ]);
        return Task.CompletedTask;
    }

    /// <summary>How far the analysis of a release has come; null if it has not begun.</summary>
    public static async Task<AnalysisState?> ReadAsync(OpenEnvironment run, int number, CancellationToken cancellation)
    {
        await using var session = await run.OpenAsync(cancellation);
        return await run.Ledger.ReadArtifactAsync(session, number, Artifact, cancellation) is { } json
            ? AnalysisState.FromJson(System.Text.Encoding.UTF8.GetString(json))
            : null;
    }

    /// <summary>What was live before; what stood there before the first release is r0.</summary>
    private static async Task<int?> BlueAsync(ReleaseRun run, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return book.Live?.Previous ?? (book.Record(0) is not null ? 0 : null);
    }
}
