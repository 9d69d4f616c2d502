using DataRelease.Analysis;
using DataRelease.Ledgers;

namespace DataRelease.Releases;

/// <summary>How a release is being watched.</summary>
/// <param name="Release"><c>r42</c>.</param>
/// <param name="Step">The step that the release is at, <c>monitor</c>.</param>
/// <param name="For">What the step waits for, for people.</param>
/// <param name="NextAt">When the next measurement is due, in UTC; null if the step waits for a person.</param>
/// <param name="Metrics">The metrics, in the configuration's order.</param>
public sealed record WatchSummary(
    string Release,
    string Step,
    string For,
    DateTimeOffset? NextAt,
    IReadOnlyList<WatchedMetric> Metrics
)
{
    /// <summary>
    /// True if the release is in its shadow phase: refreshed and queried beside the live one, and seen by nobody.
    /// </summary>
    public bool IsShadow { get; init; }

    /// <summary>Who sees the release while another is live; null if it is live.</summary>
    public ExposureSummary? Exposure { get; init; }

    /// <summary>The release's waves; empty if it has none.</summary>
    public IReadOnlyList<WaveSummary> Waves { get; init; } = [];

    /// <summary>The release's whole list, in order.</summary>
    public IReadOnlyList<WatchedStep> Steps { get; init; } = [];

    /// <summary>The shortest time in seconds that the watch still takes; null if no analysis has begun.</summary>
    public double? SecondsLeft { get; init; }
}

/// <summary>A step of a watched release.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state.</param>
public sealed record WatchedStep(string Name, StepState State);

/// <summary>A wave of a release.</summary>
/// <param name="Wave">The wave's number, from 1.</param>
/// <param name="Takes">The relations that the wave takes, as the configuration names them.</param>
/// <param name="Release">The release that its relations show, <c>r42</c>.</param>
/// <param name="IsLive">True if its relations show the new release.</param>
/// <param name="Relations">The relations by the names that consumers use; only for a wave that is live.</param>
public sealed record WaveSummary(int Wave, string Takes, string Release, bool IsLive, IReadOnlyList<string> Relations);

/// <summary>Who sees which of two releases.</summary>
/// <param name="Weight">The share of all principals that see the release, in percent.</param>
/// <param name="Principals">The principals that see it by name.</param>
/// <param name="Blue">The release that the others see, <c>r41</c>.</param>
/// <param name="Green">The release that these see, <c>r42</c>.</param>
public sealed record ExposureSummary(double Weight, IReadOnlyList<string> Principals, string Blue, string Green)
{
    /// <summary>Who sees the release, for people.</summary>
    public string Who => new Swaps.Exposures.Exposure.Some(Principals, Weight).ToString();
}

/// <summary>A metric of a watch.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Outcome">The outcome of the last measurement; null before the first one.</param>
/// <param name="Value">The last value, or null.</param>
/// <param name="Message">The last measurement, for people.</param>
/// <param name="Successes">The number of successful measurements.</param>
/// <param name="Failures">The number of failed measurements.</param>
/// <param name="Inconclusives">The number of inconclusive measurements.</param>
/// <param name="Errors">The number of measurements that could not be taken.</param>
public sealed record WatchedMetric(
    string Name,
    MeasurementOutcome? Outcome,
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
