using System.Text.Json;
using DataRelease.Checks;

namespace DataRelease.Analysis.Providers;

/// <summary>
/// Parses answers of Prometheus's query API (https://prometheus.io/docs/prometheus/latest/querying/api/).
/// </summary>
internal static class PrometheusAnswer
{
    /// <summary>Reads the only sample of an answer.</summary>
    public static MetricReading Read(JsonElement root)
    {
        if (Text(root, "status") is not "success")
            return MetricReading.Error(
                Text(root, "error") is { } error
                    ? $"Prometheus refuses the query: {error}"
                    : "the answer does not have Prometheus's form"
            );
        if (
            root.GetProperty("status").ValueKind != JsonValueKind.String
            || !root.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("result", out var result)
            || result.ValueKind != JsonValueKind.Array
        )
            return MetricReading.Error("the answer does not have Prometheus's form");
        return Text(data, "resultType") switch
        {
            "scalar" => Sample(result),
            "vector" when result.GetArrayLength() == 0 => MetricReading.Inconclusive(
                "there is no such series, or no sample yet"
            ),
            "vector" when result.GetArrayLength() == 1 && result[0].ValueKind == JsonValueKind.Object => result[0]
                .TryGetProperty("value", out var sample)
                ? Sample(sample)
                : MetricReading.Error("the answer has a histogram, not a number"),
            "vector" => MetricReading.Error(
                $"the query returns {result.GetArrayLength()} series; it must return one, by sum() or the " + "like"
            ),
            var other => MetricReading.Error($"the query returns a {other ?? "value"}, not with one number"),
        };
    }

    private static MetricReading Sample(JsonElement sample) =>
        sample.ValueKind == JsonValueKind.Array
        && sample.GetArrayLength() == 2
        && sample[1].ValueKind == JsonValueKind.String
        && Quantity.Parse(sample[1].GetString()) is { } number
            ? new MetricReading { Value = number.Approximate }
            : MetricReading.Error("the answer's sample is not a number");

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var text)
        && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
