using DataRelease.Configuration;
using DataRelease.Errors;

namespace DataRelease.Analysis;

/// <summary>Finds metrics that could never be measured, before a release depends on them.</summary>
public static class AnalysisExamination
{
    /// <summary>The problems of each metric. Nothing is written.</summary>
    public static async Task<IReadOnlyList<(MetricConfig Metric, string Problem)>> FindAsync(
        AnalysisConfig config,
        MetricScope scope,
        CancellationToken cancellation
    )
    {
        var found = new List<(MetricConfig, string)>();
        foreach (var metric in config.Metrics)
        {
            foreach (var problem in await MetricProviders.Of(metric, config.Duration).ExamineAsync(scope, cancellation))
                found.Add((metric, problem));
        }
        return found;
    }

    /// <summary>
    /// Throws one error at the place of the first metric that can't be measured. It names the other metrics after the
    /// first.
    /// </summary>
    /// <exception cref="ReleaseException">DR6020.</exception>
    public static async Task RequireAsync(AnalysisConfig config, MetricScope scope, CancellationToken cancellation)
    {
        var found = await FindAsync(config, scope, cancellation);
        if (found.Count == 0)
            return;
        static string Text((MetricConfig Metric, string Problem) one) => $"metric '{one.Metric.Name}': {one.Problem}";
        var others = found
            .Skip(1)
            .Select(one =>
                $"{Environment.NewLine}{(one.Metric.Where is { } where ? $"{where}: " : "")}"
                + $"error {ErrorCode.MetricUnusable.Id}: {Text(one)}"
            );
        throw new ReleaseException(
            ErrorCode.MetricUnusable,
            Text(found[0]) + string.Concat(others),
            null,
            found[0].Metric.Where
        );
    }
}
