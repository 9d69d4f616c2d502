using System.Globalization;
using System.Text.Json.Serialization;
using DataRelease.Errors;

namespace DataRelease.Steps;

/// <summary>
/// Waits while some principals see green, or all see some of its relations, and compares that side with blue by the
/// configured metrics. It measures once, and then waits without the lease until the next measurement.
/// </summary>
internal sealed record WatchStep() : Step(Kind)
{
    /// <summary>The step's name in the ledger.</summary>
    public const string Kind = "watch";

    /// <summary>A time longer than anybody waits.</summary>
    private static readonly TimeSpan _unbounded = TimeSpan.FromDays(36_500);

    /// <summary>The shortest wait; null until somebody promotes the step.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Who sees green meanwhile, or which wave is live, for people.</summary>
    public string Who { get; init; } = "";

    /// <summary>True if the step watches a wave, and not principals who see all of green.</summary>
    public bool IsWave { get; init; }

    /// <summary>The name of its analysis among the release's artifacts.</summary>
    /// <param name="ordinal">The step's place in the list.</param>
    public static string Artifact(int ordinal) =>
        string.Create(CultureInfo.InvariantCulture, $"analysis-{ordinal}.json");

    public override async Task<StepResult> RunAsync(StepContext context, CancellationToken cancellation)
    {
        var metrics = context.Run.Config.Monitor.Analysis.Metrics;
        if (For is null && metrics.Count == 0)
            return new StepResult.Waits(context.Release, null, $"{What}, until it is promoted");
        var analysis = new WatchedAnalysis(
            context.Run.Config.Monitor.Analysis with
            {
                Duration = For ?? _unbounded,
            },
            context.Release.Base,
            Artifact(context.Row.Ordinal),
            For is null ? $"{What}, until it is promoted" : What
        );
        return await analysis.LookAsync(
            context,
            Name,
            IsWave ? ErrorCode.RollingFailed : ErrorCode.CanaryFailed,
            cancellation
        );
    }

    public override Task PreviewAsync(StepPreview preview, CancellationToken cancellation)
    {
        var metrics = preview.Run.Config.Monitor.Analysis.Metrics;
        preview.Say([
            $"-- watch {(For is { } time ? $"for {time:g}" : "until it is promoted")}"
                + (
                    metrics.Count == 0
                        ? ""
                        : $": {string.Join(", ", metrics.Select(metric => metric.Name))}; a failure takes it back"
                ),
        ]);
        return Task.CompletedTask;
    }

    /// <summary>What the release waits in, for people.</summary>
    [JsonIgnore]
    public string What => IsWave ? $"live in {Who}" : $"shown to {Who}";
}
