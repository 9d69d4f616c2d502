using DataRelease.Builds;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Strategies;

/// <summary>
/// Builds green beside the live release and validates it against that release. A preview never goes live.
/// </summary>
internal static class Preview
{
    /// <summary>The steps. No migration runs, because it would change what is live.</summary>
    /// <param name="build">The part of the project that is built, and how.</param>
    /// <param name="version">The requested version; null for the project's own.</param>
    /// <param name="source">The source that the preview is built from.</param>
    public static StrategySteps Steps(BuildOptions build, string? version, BuildSource source) =>
        new(
            PreviewNames.Strategy,
            [
                new PlanStep
                {
                    IsApart = true,
                    Build = build,
                    Version = version,
                    Source = source,
                },
                new CarryStep(),
                new BuildStep(),
                new ValidateStep(),
            ]
        );
}
