namespace DataRelease.Releases;

/// <summary>How what is live is being watched.</summary>
/// <param name="Release"><c>r42</c>.</param>
/// <param name="Step">The step that it is at, <c>monitor</c>.</param>
/// <param name="For">What is waited for, for people.</param>
/// <param name="NextAt">When something is due, UTC; null if a person has to say so.</param>
/// <param name="Metrics">What was measured, in the configuration's order.</param>
public sealed record WatchSummary(
    string Release,
    string Step,
    string For,
    DateTimeOffset? NextAt,
    IReadOnlyList<WatchedMetric> Metrics
)
{
    /// <summary>True if it is refreshed and queried beside what is live, and nobody sees it.</summary>
    public bool IsShadow { get; init; }

    /// <summary>Who sees the release while another is live; null if it is live.</summary>
    public ExposureSummary? Exposure { get; init; }

    /// <summary>Its waves, where it goes live in such; else empty.</summary>
    public IReadOnlyList<WaveSummary> Waves { get; init; } = [];

    /// <summary>The release's whole list, in order.</summary>
    public IReadOnlyList<WatchedStep> Steps { get; init; } = [];

    /// <summary>How much of the time that it is watched is left, at least; null if no analysis has begun.</summary>
    public double? SecondsLeft { get; init; }
}

/// <summary>A step of a release that is watched.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>done</c>, <c>running</c>, <c>waiting</c>, <c>refused</c>, <c>undone</c>.</param>
public sealed record WatchedStep(string Name, string State);

/// <summary>A wave of a release that goes live in such.</summary>
/// <param name="Wave">From 1.</param>
/// <param name="Takes">What it takes, as the configuration has it.</param>
/// <param name="Release">What its relations show, <c>r42</c>.</param>
/// <param name="IsLive">True if they show the new release.</param>
/// <param name="Relations">They, as consumers know them; only of a wave that is live.</param>
public sealed record WaveSummary(int Wave, string Takes, string Release, bool IsLive, IReadOnlyList<string> Relations);

/// <summary>Who sees which of two releases.</summary>
/// <param name="Weight">The share of all principals who see the release, in percent.</param>
/// <param name="Principals">Those who see it by name.</param>
/// <param name="Blue">What the others see, <c>r41</c>.</param>
/// <param name="Green">What these see, <c>r42</c>.</param>
public sealed record ExposureSummary(double Weight, IReadOnlyList<string> Principals, string Blue, string Green)
{
    /// <summary>Who sees the release, for people.</summary>
    public string Who => new Swaps.Exposures.Exposure.Some(Principals, Weight).ToString();
}

/// <summary>A metric that is being watched.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Outcome">What the last measurement said: <c>success</c>, <c>failure</c>, <c>inconclusive</c>,
/// <c>error</c>; empty before the first.</param>
/// <param name="Value">The last number, or null.</param>
/// <param name="Message">The last measurement, for people.</param>
/// <param name="Successes">Measurements that were as they should be.</param>
/// <param name="Failures">Measurements that failed.</param>
/// <param name="Inconclusives">Measurements that said nothing.</param>
/// <param name="Errors">Measurements that could not be taken.</param>
public sealed record WatchedMetric(
    string Name,
    string Outcome,
    double? Value,
    string Message,
    int Successes,
    int Failures,
    int Inconclusives,
    int Errors
)
{
    /// <summary>The last values, oldest first; null for a measurement without one.</summary>
    public IReadOnlyList<double?> Recent { get; init; } = [];
}
