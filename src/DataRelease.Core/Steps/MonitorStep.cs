using DataRelease.Errors;
using DataRelease.Ledgers;

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

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation) =>
        await new WatchedAnalysis(
            context.Run.Config.Monitor.Analysis,
            await BlueAsync(context.Run, cancellation),
            Artifact,
            "monitoring"
        ).LookAsync(context, Name, ErrorCode.MonitoringFailed, cancellation);

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

    /// <summary>What was live before; what stood there before the first release is r0.</summary>
    private static async Task<int?> BlueAsync(ReleaseRun run, CancellationToken cancellation)
    {
        var book = await ReleaseBook.ReadAsync(run, cancellation);
        return book.Live?.Previous ?? (book.Record(0) is not null ? 0 : null);
    }
}
