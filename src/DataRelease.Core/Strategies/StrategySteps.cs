using DataRelease.Configuration;
using DataRelease.Steps;

namespace DataRelease.Strategies;

/// <summary>A list of steps with the name of its strategy.</summary>
/// <param name="Strategy">The strategy's name in the ledger.</param>
/// <param name="Steps">The steps.</param>
internal sealed record StrategySteps(string Strategy, IReadOnlyList<Step> Steps)
{
    /// <summary>The steps from a candidate to live.</summary>
    /// <param name="strategy">The chosen strategy.</param>
    /// <param name="config">The configuration, which says what happens before and after a swap.</param>
    /// <param name="hasBlue">True if a release is live.</param>
    /// <param name="allowBreaking">True if views of relations that green lacks may be dropped.</param>
    /// <param name="hasPolicies">True if the environment has policies.</param>
    public static StrategySteps GoLive(
        ReleaseStrategy strategy,
        ReleaseConfig config,
        bool hasBlue,
        bool allowBreaking,
        bool hasPolicies = false
    ) =>
        strategy switch
        {
            ReleaseStrategy.Canary when hasBlue => new StrategySteps(
                Canary.Name,
                Canary.GoLive(config, allowBreaking, hasPolicies)
            ),
            ReleaseStrategy.Rolling when hasBlue => new StrategySteps(
                Rolling.Name,
                Rolling.GoLive(config, allowBreaking, hasPolicies)
            ),
            // After the shadow, another strategy makes the candidate live.
            ReleaseStrategy.Shadow => GoLive(config.Shadow.Then, config, hasBlue, allowBreaking, hasPolicies),
            // A first release replaces no other, so nobody needs to be shielded from it.
            ReleaseStrategy.BlueGreen or ReleaseStrategy.Canary or ReleaseStrategy.Rolling => new StrategySteps(
                BlueGreen.Name,
                BlueGreen.GoLive(config, hasBlue, allowBreaking, hasPolicies)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(strategy)),
        };
}
