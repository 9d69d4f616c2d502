using DataRelease.Analysis.Providers;
using DataRelease.Configuration;

namespace DataRelease.Analysis;

/// <summary>Makes the provider of each metric.</summary>
public static class MetricProviders
{
    /// <summary>The provider of a metric.</summary>
    /// <param name="metric">Its configuration.</param>
    /// <param name="duration">The duration of the analysis.</param>
    public static IMetricProvider Of(MetricConfig metric, TimeSpan duration) =>
        metric.Provider switch
        {
            ProviderConfig.Probe probe => new ProbeProvider(metric, probe, duration),
            ProviderConfig.Sql sql => new SqlProvider(metric, sql),
            ProviderConfig.Check check => new CheckProvider(check.Settings),
            ProviderConfig.Statistics statistics => new StatisticsProvider(statistics),
            ProviderConfig.Http http => new HttpProvider(http),
            ProviderConfig.Command command => new CommandProvider(metric, command),
            var other => throw new InvalidOperationException($"unexpected provider {other}"),
        };
}
