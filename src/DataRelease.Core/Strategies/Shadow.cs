using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Steps;
using DataRelease.Steps.Shadows;

namespace DataRelease.Strategies;

/// <summary>
/// Tries green while nobody uses it: the code of green and that of the live release are refreshed beside each other,
/// and consumers' queries run on both. The results decide. The shadow is a part of making a candidate; another strategy
/// makes it live.
/// </summary>
internal static class Shadow
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = "shadow";

    /// <summary>The steps from a validated candidate to one that passed its shadow, if a release is live.</summary>
    /// <param name="config">The configuration, which has the shadow's steps.</param>
    /// <param name="build">How the release is built.</param>
    /// <exception cref="Errors.ReleaseException">DR7113.</exception>
    public static IReadOnlyList<Step> Steps(ReleaseConfig config, BuildOptions build)
    {
        var count = Refreshes(config);
        var replays = Replays(config);
        var shadow = config.Shadow;
        return
        [
            .. Enumerable
                .Range(1, count)
                .Select(number => new ShadowStep
                {
                    Number = number,
                    Of = count,
                    Waits = number > 1 && shadow.Pause is not null,
                    For = number > 1 ? shadow.Pause?.For : null,
                    Build = build,
                    IsLast = number == count && !replays,
                }),
            .. replays ? [new ReplayStep()] : Array.Empty<Step>(),
        ];
    }

    /// <summary>The number of refreshes of both sides.</summary>
    /// <exception cref="Errors.ReleaseException">DR7113.</exception>
    public static int Refreshes(ReleaseConfig config) =>
        config.Shadow.Inputs is null ? config.Shadow.Refreshes : ShadowInputs.Read(config).Count;

    /// <summary>True if consumers' queries are replayed.</summary>
    public static bool Replays(ReleaseConfig config) => config.Shadow.Replay ?? config.Replay.IsAsked;
}
