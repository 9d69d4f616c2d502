using DataRelease.Builds;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Strategies;

/// <summary>Green is built beside what is live and validated against it, and that is all: it never goes live.</summary>
internal static class Preview
{
    /// <summary>The list; no migration runs, since what it changes is live.</summary>
    /// <param name="build">What of the project is built.</param>
    /// <param name="version">The version that was asked for; null for the project's own.</param>
    /// <param name="source">What it is built from.</param>
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
