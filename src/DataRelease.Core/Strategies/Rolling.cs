using DataRelease.Configuration;
using DataRelease.Ledgers;
using DataRelease.Steps;
using DataRelease.Steps.Candidates;

namespace DataRelease.Strategies;

/// <summary>
/// Makes some relations of green live first, wave by wave, each wave in a swap of its own. The last wave is the swap
/// that moves the marker. Until then the way back is to undo the waves, the newest first.
/// </summary>
internal static class Rolling
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = CourseStep.Rolling;

    /// <summary>The steps from a candidate to live, if a release is live already.</summary>
    /// <param name="config">
    /// The configuration, which says what happens before and after a swap, and has the waves.
    /// </param>
    /// <param name="allowBreaking">True if views of relations that green lacks may be dropped with the swap.</param>
    /// <param name="hasPolicies">
    /// True if the environment has policies. They are asked before the first wave, and again before the swap.
    /// </param>
    public static IReadOnlyList<Step> GoLive(ReleaseConfig config, bool allowBreaking, bool hasPolicies = false)
    {
        var whole = BlueGreen.GoLive(config, hasBlue: true, allowBreaking, hasPolicies);
        var swap = whole.ToList().FindIndex(step => step is SwapStep);
        return
        [
            .. whole.Take(swap),
            .. Waves(config),
            .. hasPolicies ? [new PolicyStep()] : Array.Empty<Step>(),
            .. whole.Skip(swap),
        ];
    }

    private static IEnumerable<Step> Waves(ReleaseConfig config)
    {
        var rolling = config.Rolling;
        WaveRule[] rules = [.. rolling.Waves.Select(WaveRule.Of)];
        TogetherRule[] together = [.. rolling.Together.Select(TogetherRule.Of)];
        var monitored = config.Monitor.IsWanted ? new CanaryPause(config.Monitor.Analysis.Duration) : null;
        foreach (var (index, wave) in rolling.Waves.Index())
        {
            var step = new WaveStep
            {
                Wave = index + 1,
                Rules = rules,
                Together = together,
            };
            yield return step;
            if ((wave.Pause ?? rolling.Pause ?? monitored) is { } pause)
                yield return new WatchStep
                {
                    For = pause.For,
                    Who = step.Title,
                    IsWave = true,
                };
        }
    }
}
