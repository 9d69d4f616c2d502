using DataRelease.Configuration;
using DataRelease.Steps;

namespace DataRelease.Strategies;

/// <summary>
/// Shows green to some consumers first and to more of them step by step, then puts it in blue's place in one swap.
/// Until the swap, one row of the ledger leads back.
/// </summary>
internal static class Canary
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = "canary";

    /// <summary>The steps from a candidate to live, if a release is live already.</summary>
    /// <param name="config">
    /// The configuration, which says what happens before and after a swap, and has the canary's steps.
    /// </param>
    /// <param name="allowBreaking">True if views of relations that green lacks may be dropped with the swap.</param>
    /// <param name="hasPolicies">
    /// True if the environment has policies. They are asked before anybody sees green, and again before the swap.
    /// </param>
    public static IReadOnlyList<Step> GoLive(ReleaseConfig config, bool allowBreaking, bool hasPolicies = false)
    {
        var whole = BlueGreen.GoLive(config, hasBlue: true, allowBreaking, hasPolicies);
        var swap = whole.ToList().FindIndex(step => step is SwapStep);
        return
        [
            .. whole.Take(swap),
            .. Exposures(config.Canary, allowBreaking),
            .. hasPolicies ? [new PolicyStep()] : Array.Empty<Step>(),
            .. whole.Skip(swap),
        ];
    }

    private static IEnumerable<Step> Exposures(CanaryConfig canary, bool allowBreaking)
    {
        var now = new ExposeStep { AllowBreaking = allowBreaking };
        yield return now;
        foreach (var step in canary.Steps)
        {
            if (step.Weight is not null || step.Principals.Count > 0)
            {
                now = now with
                {
                    Weight = step.Weight ?? now.Weight,
                    Principals = [.. now.Principals.Union(step.Principals)],
                };
                yield return now;
            }
            if (step.Pause is { } pause)
                yield return new WatchStep { For = pause.For, Who = now.Exposure.ToString() ?? "" };
        }
    }
}
