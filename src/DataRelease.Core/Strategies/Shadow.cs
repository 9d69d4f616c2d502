using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Steps;
using DataRelease.Steps.Shadows;

namespace DataRelease.Strategies;

/// <summary>
/// Green is built and used by nobody: its code and that of what is live are refreshed beside each other, consumers'
/// queries run on both, and what comes of it decides. It is a part of what makes a candidate; how it goes live is
/// another strategy's.
/// </summary>
internal static class Shadow
{
    /// <summary>The strategy's name in the ledger.</summary>
    public const string Name = "shadow";

    /// <summary>From a validated candidate to one that has passed, beside something that is live.</summary>
    /// <param name="config">What it goes through.</param>
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

    /// <summary>How often both sides are refreshed.</summary>
    /// <exception cref="Errors.ReleaseException">DR7113.</exception>
    public static int Refreshes(ReleaseConfig config) =>
        config.Shadow.Inputs is null ? config.Shadow.Refreshes : ShadowInputs.Read(config).Count;

    /// <summary>True if consumers' queries are replayed.</summary>
    public static bool Replays(ReleaseConfig config) => config.Shadow.Replay ?? config.Replay.IsAsked;
}
