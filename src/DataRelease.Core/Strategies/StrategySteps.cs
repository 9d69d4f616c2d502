using DataRelease.Configuration;
using DataRelease.Steps;

namespace DataRelease.Strategies;

/// <summary>A list of steps, and whose it is.</summary>
/// <param name="Strategy">The strategy's name in the ledger.</param>
/// <param name="Steps">The list.</param>
internal sealed record StrategySteps(string Strategy, IReadOnlyList<Step> Steps)
{
    /// <summary>From a candidate to live.</summary>
    /// <param name="strategy">What was chosen.</param>
    /// <param name="config">What the project wants before a swap and after it.</param>
    /// <param name="hasBlue">True if something is live.</param>
    /// <param name="allowBreaking">True if views of relations that green lacks may go.</param>
    /// <param name="hasPolicies">True if the environment says what may go live.</param>
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
            // What comes after the shadow is another one's.
            ReleaseStrategy.Shadow => GoLive(config.Shadow.Then, config, hasBlue, allowBreaking, hasPolicies),
            // The first release has nobody to be kept from it.
            ReleaseStrategy.BlueGreen or ReleaseStrategy.Canary or ReleaseStrategy.Rolling => new StrategySteps(
                BlueGreen.Name,
                BlueGreen.GoLive(config, hasBlue, allowBreaking, hasPolicies)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(strategy)),
        };
}
