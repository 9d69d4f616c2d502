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
    IReadOnlyList<WatchedMetric> Metrics,
    IReadOnlyList<WatchedStep> Steps,
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

internal sealed record ExposureNode(double Weight, IReadOnlyList<string> Principals, string Blue, string Green);
