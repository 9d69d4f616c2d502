using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Strategies;

/// <summary>
/// The code that is live is built again with today's data, validated against yesterday's, and swapped in.
/// </summary>
internal static class Refresh
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = "refresh";

    /// <summary>The list.</summary>
    /// <param name="config">What the project wants before a swap and after it.</param>
    /// <param name="build">How it is built.</param>
    /// <param name="version">The version that is live.</param>
    /// <param name="live">The release that is live.</param>
    /// <param name="source">A package that the ledger kept has the code itself; a project is held against what is live,
    /// before it is built and after.</param>
    /// <param name="hasPolicies">True if the environment says which refreshes may go live.</param>
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
        var same = new SameCodeStep { Of = live };
        IReadOnlyList<Step> candidate =
            source == BuildSource.Kept
                ? [plan, new CarryStep(), new BuildStep(), new ValidateStep()]
                : [plan, same, new CarryStep(), new BuildStep(), same, new ValidateStep()];
        return
        [
            .. candidate,
            .. BlueGreen.GoLive(config, hasBlue: true, allowBreaking: false, hasPolicies, isRefresh: true),
        ];
    }
}
