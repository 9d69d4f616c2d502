using DataRelease.Configuration;
using DataRelease.Steps;

namespace DataRelease.Strategies;

/// <summary>
/// Green is shown to some consumers first, to more of them step by step, and takes blue's place in one swap. Until then
/// the way back is one row.
/// </summary>
internal static class Canary
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = "canary";

    /// <summary>From a candidate to live, beside something that is.</summary>
    /// <param name="config">What the project wants before a swap and after it, and the steps.</param>
    /// <param name="allowBreaking">True if views of relations that green lacks may go with the swap.</param>
    /// <param name="hasPolicies">True if the environment says what may go live; asked before anybody sees it, and again
    /// in front of the swap.</param>
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
