using System.Text;
using DataRelease.Analysis;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps;

/// <summary>
/// An analysis that a step continues, one measurement at a time. Its progress is in the ledger, and nobody holds the
/// lease between two measurements.
/// </summary>
/// <param name="Config">What is measured, and for how long.</param>
/// <param name="Blue">The release that green is compared with; null for none.</param>
/// <param name="Artifact">The name of its progress among the release's artifacts.</param>
/// <param name="What">What the step waits for, for people.</param>
internal sealed record WatchedAnalysis(AnalysisConfig Config, int? Blue, string Artifact, string What)
{
    /// <summary>
    /// When the release became live, or became live again after another was; null if it is not live.
    /// </summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// Takes the measurements that are due, and decides whether the step is done, waits, or goes back.
    /// </summary>
    /// <param name="context">The step's context.</param>
    /// <param name="step">The step's name.</param>
    /// <param name="failed">The error of a failed analysis.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<StepResult> LookAsync(
        StepContext context,
        string step,
        ErrorCode failed,
        CancellationToken cancellation
    )
    {
        var (run, release) = (context.Run, context.Release);
        var now = await run.ReadNowAsync(cancellation);
        var analysis = new AnalysisRun(
            Config,
            await MetricScope.OfAsync(run, Blue, release.Number, cancellation) with
            {
                Keys = token => run.Sides.KeysAsync(release.Number, token),
            }
        );
        var state = await ReadAsync(run, release.Number, Artifact, cancellation)
            ?? await analysis.StartAsync(now, cancellation);
        if (Since is { } since && state.SeenAt < since && since <= now)
            state = state.LiveAgain(since);
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
            Encoding.UTF8.GetBytes(progress.State.ToJson())
        );
        switch (progress.Verdict)
        {
            case AnalysisVerdict.Passed passed:
                await run.StepAsync(step, release.Id, () => Task.FromResult(passed.Message));
                return new StepResult.Done(release, passed.Message) { Writes = writes };
            case AnalysisVerdict.Failed bad:
                return new StepResult.GoesBack(release, new ReleaseException(failed, $"{bad.Metric}: {bad.Why}"))
                {
                    Writes = writes,
                };
            case AnalysisVerdict.Running running:
                return new StepResult.Waits(release, running.NextAt, What) { Writes = writes };
            case AnalysisVerdict.Waiting waiting:
                return new StepResult.Waits(release, waiting.NextAt, $"{What}: {waiting.For}") { Writes = writes };
            default:
                throw new InvalidOperationException($"a verdict of the kind {progress.Verdict.GetType().Name}");
        }
    }

    /// <summary>The name of a step's analysis among the release's artifacts; null for a step that has none.</summary>
    public static string? ArtifactOf(CourseStep row) =>
        row.Name switch
        {
            MonitorStep.Kind => MonitorStep.Artifact,
            WatchStep.Kind => WatchStep.Artifact(row.Ordinal),
            _ => null,
        };

    /// <summary>
    /// The statements for a list whose steps begin anew: what an earlier run of them measured says nothing about the
    /// release as it is now.
    /// </summary>
    public static IReadOnlyList<Sql> Forget(OpenEnvironment run, IEnumerable<CourseStep> list) =>
        [
            .. list.Where(row => !row.IsOver)
                .Select(row => (row.Number, Artifact: ArtifactOf(row)))
                .Where(row => row.Artifact is not null)
                .Select(row => run.Ledger.DeleteArtifact(row.Number, row.Artifact!)),
        ];

    /// <summary>The progress of a release's analysis; null if it has not begun.</summary>
    public static async Task<AnalysisState?> ReadAsync(
        OpenEnvironment run,
        int number,
        string artifact,
        CancellationToken cancellation
    )
    {
        await using var session = await run.OpenAsync(cancellation);
        return await run.Ledger.ReadArtifactAsync(session, number, artifact, cancellation) is { } json
            ? AnalysisState.FromJson(Encoding.UTF8.GetString(json))
            : null;
    }
}
