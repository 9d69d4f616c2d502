using System.Globalization;
using DataRelease.Configuration;

namespace DataRelease.Analysis;

/// <summary>
/// What a metric is judged by, in words. The ledger keeps it beside the measurements, because the configuration may
/// have changed when somebody reads them.
/// </summary>
public sealed record MetricTerms
{
    /// <summary>More measurements than any watch with an end has.</summary>
    private const int Unbounded = 1_000_000;

    /// <summary>The provider's word in the configuration.</summary>
    public string Provider { get; init; } = "";

    /// <summary>The conditions in words.</summary>
    public string Condition { get; init; } = "";

    /// <summary>True if the metric is measured and shown, but decides nothing.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>The number of planned measurements; null if the watch has no end of its own.</summary>
    public int? Planned { get; init; }

    /// <summary>The allowed number of failures; null for any number, if failures in a row are limited.</summary>
    public int? FailureLimit { get; init; }

    /// <summary>The allowed number of failures in a row; null for no such limit.</summary>
    public int? ConsecutiveFailureLimit { get; init; }

    /// <summary>The number of inconclusive measurements that count as taken.</summary>
    public int InconclusiveLimit { get; init; }

    /// <summary>The allowed number of errors in a row.</summary>
    public int ErrorLimit { get; init; }

    /// <summary>The terms of a metric.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="duration">The duration of the analysis.</param>
    public static MetricTerms Of(MetricConfig metric, TimeSpan duration) =>
        new()
        {
            Provider = metric.Provider.Name,
            Condition = string.Join("; ", Conditions(metric).Where(part => part.Length > 0)),
            IsDryRun = metric.IsDryRun,
            Planned = metric.Planned(duration) is var planned and < Unbounded ? planned : null,
            FailureLimit = metric.FailureLimit,
            ConsecutiveFailureLimit = metric.ConsecutiveFailureLimit,
            InconclusiveLimit = metric.InconclusiveLimit,
            ErrorLimit = metric.ErrorLimit,
        };

    private static IEnumerable<string> Conditions(MetricConfig metric) =>
        [
            metric.SuccessCondition?.ToString() ?? "",
            metric.FailureCondition is { } failure ? $"fails if {failure}" : "",
            metric.Provider switch
            {
                ProviderConfig.Probe probe => $"{Word(probe.Measure)} is tested against blue's, "
                    + string.Create(CultureInfo.InvariantCulture, $"{probe.Tolerance * 100:0.##} % are tolerated"),
                ProviderConfig.Check check => $"the check {check.Settings.Name} does not fail",
                ProviderConfig.Command when metric is { SuccessCondition: null, FailureCondition: null } =>
                    "exits with 0",
                _ => "",
            },
        ];

    private static string Word(ProbeMeasure measure) => measure.ToString().ToLowerInvariant();
}
