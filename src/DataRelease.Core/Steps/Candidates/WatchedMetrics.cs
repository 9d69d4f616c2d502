using DataRelease.Analysis;
using DataRelease.Builds;
using DataRelease.Ledgers;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Refuses a release whose monitoring could never measure: by what the project says before anything is built, and on
/// green itself before it goes live.
/// </summary>
internal static class WatchedMetrics
{
    /// <summary>Before green is built. Only names can be told: what is new has no shape yet.</summary>
    /// <exception cref="Errors.ReleaseException">DR6020.</exception>
    public static async Task RequireAsync(
        ReleaseRun run,
        ProjectPlan project,
        GreenTarget target,
        CancellationToken cancellation
    )
    {
        if (!run.Config.Monitor.IsWanted)
            return;
        var scope = MetricScope.Planned(
            run,
            [
                .. project
                    .Manifest.Nodes.Values.Where(node => node.IsRelation)
                    .Select(node => (node.UniqueId, GreenDeployment.Live(node, target))),
            ]
        );
        await AnalysisExamination.RequireAsync(run.Config.Monitor.Analysis, scope, cancellation);
    }

    /// <summary>When green is built: the engine prepares each query on it.</summary>
    /// <exception cref="Errors.ReleaseException">DR6020.</exception>
    public static async Task RequireAsync(ReleaseRun run, ReleaseRecord release, CancellationToken cancellation)
    {
        if (!run.Config.Monitor.IsWanted)
            return;
        await AnalysisExamination.RequireAsync(
            run.Config.Monitor.Analysis,
            await MetricScope.OfAsync(run, release.Base, release.Number, cancellation),
            cancellation
        );
    }
}
