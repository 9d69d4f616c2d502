using System.Text.Json;
using System.Text.Json.Serialization;
using DataRelease.Configuration;

namespace DataRelease.Analysis;

/// <summary>What the measurements of a probe say together.</summary>
/// <param name="Ranks">Of all runs.</param>
/// <param name="Tail">Of the slowest runs.</param>
internal sealed partial record ProbeTrend(Excess Ranks, Excess Tail)
{
    /// <summary>What a probe that has found something remembers: its evidence is spent.</summary>
    public const string Forgotten = "";

    /// <summary>
    /// The slowest runs that a measure is about, twice its tail; null for one that is about all runs.
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
