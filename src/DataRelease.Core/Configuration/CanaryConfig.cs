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

    /// <summary>Not before it was refreshed and queried beside what is live.</summary>
    Shadow,
}

/// <summary>The words of strategies.</summary>
public static class ReleaseStrategies
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Words { get; } = ["blue-green", "canary", "rolling", "shadow"];

    /// <summary>The strategy of a word; null if there is none.</summary>
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

/// <summary>By what consumers are told apart while a release is shown to some of them.</summary>
public enum CanaryPrincipal
{
    /// <summary>The role or user that is logged in.</summary>
    Role,

    /// <summary>The name that a session gives itself.</summary>
    ApplicationName,

    /// <summary>The address that a session comes from.</summary>
    ClientAddress,

    /// <summary>A setting or variable of the session.</summary>
    Setting,
}

/// <summary>Who sees a release before it is live, and for how long.</summary>
public sealed record CanaryConfig
{
    /// <summary>By what consumers are told apart; null for the engine's own way.</summary>
    public CanaryPrincipal? Principal { get; init; }

    /// <summary>The setting's or variable's name, where one tells them apart.</summary>
    public string? Setting { get; init; }

    /// <summary>Roles whose sessions say themselves who they are.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<CanaryStep> Steps { get; init; } = [];

    /// <summary>Where the file has it; null if it has not.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>A step: who sees the release from now on, and how long that lasts.</summary>
public sealed record CanaryStep
{
    /// <summary>Principals who see it besides those of the steps before.</summary>
    public IReadOnlyList<string> Principals { get; init; } = [];

    /// <summary>The share of all who see it, in percent; null for as it was.</summary>
    public double? Weight { get; init; }

    /// <summary>How long it is watched then; null to go on at once.</summary>
    public CanaryPause? Pause { get; init; }

    /// <summary>Where the file has it.</summary>
    public SourceLocation? Where { get; init; }
}

/// <summary>How long a step or a wave lasts.</summary>
/// <param name="For">The time; null until somebody promotes it.</param>
public sealed record CanaryPause(TimeSpan? For);
