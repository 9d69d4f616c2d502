using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps.Rollbacks;

namespace DataRelease.Steps;

/// <summary>
/// Watches the live release by the configured metrics. It measures once, and then waits without the lease until the
/// next measurement, so that a person can always roll back.
/// </summary>
internal sealed record MonitorStep() : Step(Kind)
{
    /// <summary>The step's name in the ledger.</summary>
    public const string Kind = "monitor";

    /// <summary>The beginning of the result of a step that a person ended before it had passed.</summary>
    public const string Promoted = "promoted by ";

    /// <summary>The name of its analysis among the release's artifacts.</summary>
    public const string Artifact = "analysis.json";

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(context.Run, cancellation);
        return await new WatchedAnalysis(
            context.Run.Config.Monitor.Analysis,
            WayBack.Replaced(book),
            Artifact,
            "monitoring"
        )
        {
            Since = book.Live?.Since,
        }.LookAsync(context, Name, ErrorCode.MonitoringFailed, cancellation);
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
}
