using System.Text.Json.Serialization;
using DataRelease.Analysis;
using DataRelease.Ledgers;
using DataRelease.Releases;
using DataRelease.Reports.Documents;

namespace DataRelease.Cli;

internal sealed partial record Document
{
    /// <summary>How the live release is being watched.</summary>
    public WatchNode? Watch { get; init; }

    /// <summary>
    /// What was measured while the release was watched: for <c>status</c> the waiting release or else the live one.
    /// </summary>
    public ReportedMonitoring? Monitoring { get; init; }

    /// <summary>When a scheduler should call <c>advance</c> again.</summary>
    [JsonPropertyName("next_at")]
    public DateTimeOffset? NextAt { get; init; }
}

/// <summary>How a release is being watched.</summary>
/// <param name="Release"><c>r42</c>.</param>
/// <param name="Step">The step that it is at.</param>
/// <param name="For">What the step waits for, for people.</param>
/// <param name="NextAt">When the next measurement is due, in UTC; null if the step waits for a person.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="Steps">The release's whole list.</param>
/// <param name="SecondsLeft">The shortest time in seconds that the watch still takes, or null.</param>
internal sealed record WatchNode(
    string Release,
    string Step,
    string For,
    DateTimeOffset? NextAt,
    IReadOnlyList<MetricNode> Metrics,
    IReadOnlyList<WatchedStepNode> Steps,
    double? SecondsLeft
)
{
    /// <summary>Who sees the release while another one is live.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExposureNode? Exposure { get; init; }

    /// <summary>Its waves, if it goes live in waves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WaveSummary>? Waves { get; init; }
}

/// <summary>A metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Outcome">The outcome of the last measurement; empty before the first.</param>
/// <param name="Value">The last value, or null.</param>
/// <param name="Message">The last measurement, for people.</param>
/// <param name="Successes">The number of successful measurements.</param>
/// <param name="Failures">The number of failed measurements.</param>
/// <param name="Inconclusives">The number of inconclusive measurements.</param>
/// <param name="Errors">The number of measurements that could not be taken.</param>
/// <param name="Recent">The last values, the oldest first.</param>
internal sealed record MetricNode(
    string Name,
    MeasurementOutcome? Outcome,
    double? Value,
    string Message,
    int Successes,
    int Failures,
    int Inconclusives,
    int Errors,
    IReadOnlyList<double?> Recent
);

/// <summary>A step of a watched release.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">Its state.</param>
internal sealed record WatchedStepNode(string Name, StepState State);

/// <summary>Who sees which of two releases.</summary>
/// <param name="Weight">The share of all principals that see the release, in percent.</param>
/// <param name="Principals">The principals that see it by name.</param>
/// <param name="Blue">The release that the others see.</param>
/// <param name="Green">The release that these see.</param>
internal sealed record ExposureNode(double Weight, IReadOnlyList<string> Principals, string Blue, string Green);
