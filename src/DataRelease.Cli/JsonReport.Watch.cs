using System.Text.Json.Serialization;
using DataRelease.Releases;

namespace DataRelease.Cli;

internal sealed partial record Document
{
    /// <summary>How the live release is being watched.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WatchNode? Watch { get; init; }

    /// <summary>When a scheduler should call <c>advance</c> again.</summary>
    [JsonPropertyName("next_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? NextAt { get; init; }
}

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

/// <summary>A metric. Its outcome is empty before the first measurement.</summary>
internal sealed record MetricNode(
    string Name,
    string Outcome,
    double? Value,
    string Message,
    int Successes,
    int Failures,
    int Inconclusives,
    int Errors,
    IReadOnlyList<double?> Recent
);

internal sealed record WatchedStepNode(string Name, string State);

internal sealed record ExposureNode(double Weight, IReadOnlyList<string> Principals, string Blue, string Green);
