using DataRelease.Analysis;
using DataRelease.Builds;
using DataRelease.Ledgers;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Refuses a release whose monitoring could never measure: by the project before anything is built, and on green itself
/// before it goes live.
/// </summary>
internal static class WatchedMetrics
{
    /// <summary>
    /// Checks before green is built. Only names can be checked then, because new relations have no shape yet.
    /// </summary>
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

    /// <summary>Checks after green is built. The engine prepares each query on green.</summary>
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
