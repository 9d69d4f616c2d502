using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Strategies;

/// <summary>Builds the live code again with today's data, validates it against yesterday's, and swaps it in.</summary>
internal static class Refresh
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = "refresh";

    /// <summary>The steps.</summary>
    /// <param name="config">The configuration, which says what happens before and after a swap.</param>
    /// <param name="build">How everything is built.</param>
    /// <param name="version">The version that is live.</param>
    /// <param name="live">The release that is live.</param>
    /// <param name="source">
    /// The source of the code. A package that the ledger kept is the live code, if it was released whole; a project is
    /// compared with the live release before and after the build.
    /// </param>
    /// <param name="hasPolicies">True if the environment has policies that concern refreshes.</param>
    public static IReadOnlyList<Step> Steps(
        ReleaseConfig config,
        BuildOptions build,
        string version,
        int live,
        BuildSource source,
        bool hasPolicies = false
    )
    {
        var plan = new PlanStep
        {
            Build = build,
            Version = version,
            Source = source,
        };
        var same = new SameCodeStep { Of = live, IsKept = source == BuildSource.Kept };
        IReadOnlyList<Step> candidate =
            source == BuildSource.Kept
                ? [plan, same, new CarryStep(), new BuildStep(), new ValidateStep()]
                : [plan, same, new CarryStep(), new BuildStep(), same, new ValidateStep()];
        return
        [
            .. candidate,
            .. BlueGreen.GoLive(config, hasBlue: true, allowBreaking: false, hasPolicies, isRefresh: true),
        ];
    }
}
