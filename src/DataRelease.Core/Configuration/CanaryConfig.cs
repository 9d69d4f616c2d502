using DataRelease.Errors;

namespace DataRelease.Configuration;

/// <summary>How a release goes live.</summary>
public enum ReleaseStrategy
{
    /// <summary>For everybody at once.</summary>
    BlueGreen,

    /// <summary>For some consumers first.</summary>
    Canary,

    /// <summary>Some relations first, wave by wave.</summary>
    Rolling,

    /// <summary>Only after it was refreshed and queried beside the live release.</summary>
    Shadow,
}

/// <summary>The names of strategies.</summary>
public static class ReleaseStrategies
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Words { get; } = ["blue-green", "canary", "rolling", "shadow"];

    /// <summary>The strategy with a name; null if there is none.</summary>
    public static ReleaseStrategy? Of(string word) =>
        word switch
        {
            "blue-green" => ReleaseStrategy.BlueGreen,
            "canary" => ReleaseStrategy.Canary,
            "rolling" => ReleaseStrategy.Rolling,
            "shadow" => ReleaseStrategy.Shadow,
            _ => null,
        };
}

/// <summary>The property that tells consumers apart while a release is shown to some of them.</summary>
public enum CanaryPrincipal
{
    /// <summary>The role or user that logged in.</summary>
    Role,

    /// <summary>The name that a session gives itself.</summary>
    ApplicationName,

    /// <summary>The address that a session comes from.</summary>
    ClientAddress,

    /// <summary>A setting or variable of the session.</summary>
    Setting,
}

/// <summary>The settings of a canary: who sees a release before it is live, and for how long.</summary>
public sealed record CanaryConfig
{
    /// <summary>The property that tells consumers apart; null for the engine's default.</summary>
    public CanaryPrincipal? Principal { get; init; }

    /// <summary>The name of the setting or variable, if that tells them apart.</summary>
    public string? Setting { get; init; }

    /// <summary>Roles whose sessions name their principal themselves.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<CanaryStep> Steps { get; init; } = [];

    /// <summary>The place in the file; null if the file has no such section.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>A step: who sees the release from now on, and how long the step lasts.</summary>
public sealed record CanaryStep
{
    /// <summary>Principals who see it in addition to those of earlier steps.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>The share of all principals that see it, in percent; null for the earlier share.</summary>
    public double? Weight { get; init; }

    /// <summary>How long the release is watched in this step; null to go on at once.</summary>
    public CanaryPause? Pause { get; init; }

    /// <summary>The place in the file.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>The duration of a step or wave.</summary>
/// <param name="For">The time; null until somebody promotes it.</param>
public sealed record CanaryPause(TimeSpan? For);
