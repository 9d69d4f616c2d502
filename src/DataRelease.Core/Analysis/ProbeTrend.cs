using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Configuration;

namespace DataRelease.Analysis;

/// <summary>The combined evidence of a probe's measurements.</summary>
/// <param name="Ranks">The evidence of all runs.</param>
/// <param name="Tail">The evidence of the slowest runs.</param>
internal sealed partial record ProbeTrend(Excess Ranks, Excess Tail)
{
    /// <summary>The memory of a probe that has found a difference: its evidence is spent.</summary>
    public const string Forgotten = "";

    /// <summary>
    /// The share of slowest runs that a measure concerns, which is twice its tail; null for a measure of all runs.
    /// </summary>
    public static double? TailOf(ProbeMeasure measure) =>
        measure switch
        {
            ProbeMeasure.P95 => 0.1,
            ProbeMeasure.P99 => 0.02,
            _ => null,
        };

    public ProbeTrend With(ProbeTrend other) => new(Ranks + other.Ranks, Tail + other.Tail);

    public string Write() => JsonSerializer.Serialize(this, TrendJson.Default.ProbeTrend);

    public static ProbeTrend? Read(string? memory)
    {
        if (string.IsNullOrEmpty(memory))
            return null;
        try
        {
            return JsonSerializer.Deserialize(memory, TrendJson.Default.ProbeTrend);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [JsonSerializable(typeof(ProbeTrend))]
    private sealed partial class TrendJson : JsonSerializerContext;
}
