using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>Reads a list of metrics. A metric's provider decides which keys it has.</summary>
internal static class MetricReader
{
    private static readonly string[] _providers = ["probe", "sql", "check", "statistics", "http", "command"];

    /// <param name="node">The list, or null.</param>
    /// <param name="path">Its key, for messages.</param>
    /// <param name="duration">The duration of the analysis, into which the measurements must fit.</param>
    /// <param name="checks">Reads a check that is measured.</param>
    /// <param name="problems">Collects problems.</param>
    public static IReadOnlyList<MetricConfig> Read(
        YamlNode? node,
        string path,
        TimeSpan duration,
        CheckReader checks,
        ConfigProblems problems
    )
    {
        var metrics = new List<MetricConfig>();
        if (node is null or YamlScalarNode { Value: "" or "~" or "null" })
            return metrics;
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node, $"'{path}' must be a list");
            return metrics;
        }
        foreach (var item in list)
        {
            if (item is not YamlMappingNode)
            {
                problems.Add(item, "a metric is a mapping: - {name: orders_p95, provider: probe, query: …}");
                continue;
            }
            if (Metric(item, path, duration, checks, problems) is not { } metric)
                continue;
            if (metrics.Exists(other => other.Name == metric.Name))
                problems.Add(item, $"there is already a metric '{metric.Name}'; give each metric its own name");
            metrics.Add(metric);
        }
        return metrics;
    }

    private static MetricConfig? Metric(
        YamlNode item,
        string path,
        TimeSpan duration,
        CheckReader checks,
        ConfigProblems problems
    )
    {
        var name = new ConfigMapping(item, path, problems).Text("name");
        var map = new ConfigMapping(item, name is null ? path : $"{path}.{name}", problems);
        map.Require("name", item);
        map.Require("provider", item);
        var word = map.OneOf("provider", _providers);
        if (name is null || word is null)
            return null;
        var standard = new MetricConfig { Name = name, Provider = new ProviderConfig.Command("", []) };
        var inRow = map.Number("consecutive_failure_limit", 0);
        var metric = standard with
        {
            Where = problems.Place(item),
            Interval = map.Duration("interval", standard.Interval, TimeSpan.FromMilliseconds(1)),
            Count = map.Number("count", 1),
            InitialDelay = map.Duration("initial_delay", TimeSpan.Zero, TimeSpan.Zero),
            Timeout = map.Duration("timeout", standard.Timeout, TimeSpan.FromMilliseconds(1)),
            ConsecutiveFailureLimit = inRow,
            // With a limit only for failures in a row, the default limit of 0 in all would always be reached first.
            FailureLimit = map.Number("failure_limit", 0) ?? (inRow is null ? 0 : null),
            InconclusiveLimit = map.Number("inconclusive_limit", 0) ?? standard.InconclusiveLimit,
            ErrorLimit = map.Number("error_limit", 0) ?? standard.ErrorLimit,
            IsDryRun = map.Flag("dry_run", false),
        };
        var provider = ProviderReader.Read(word, map, item, checks, problems);
        if (word != "check")
            metric = metric with
            {
                SuccessCondition = Condition(map, "success_condition", Variables(word, provider), problems),
                FailureCondition = Condition(map, "failure_condition", Variables(word, provider), problems),
            };
        map.RefuseOthers();
        if (provider is null)
            return null;
        metric = metric with { Provider = provider };
        RequireSense(metric, map, item, duration, problems);
        return metric;
    }

    private static string[] Variables(string word, ProviderConfig? provider) =>
        (word, provider) switch
        {
            ("command", _) => ["value"],
            (_, ProviderConfig.Http http) =>
            [
                "value",
                .. http.Blue is null ? Array.Empty<string>() : ["blue"],
                .. http.Green is null ? Array.Empty<string>() : ["green"],
            ],
            _ => ["value", "blue", "green"],
        };

    private static CheckExpression? Condition(
        ConfigMapping map,
        string key,
        IReadOnlyList<string> variables,
        ConfigProblems problems
    )
    {
        var condition = map.Expression(key, variables);
        if (condition is null || variables.Any(condition.Uses))
            return condition;
        problems.Add(map.Find(key)!, $"'{key}' is '{condition}', which does not use {string.Join(" or ", variables)}");
        return null;
    }

    /// <summary>
    /// Refuses combinations of valid keys with which an analysis would never end, or a metric could never fail.
    /// </summary>
    private static void RequireSense(
        MetricConfig metric,
        ConfigMapping map,
        YamlNode item,
        TimeSpan duration,
        ConfigProblems problems
    )
    {
        void Wrong(string key, string what) => problems.Add(map.Find(key) ?? item, $"metric '{metric.Name}': {what}");
        if (
            metric.Provider is ProviderConfig.Sql or ProviderConfig.Statistics or ProviderConfig.Http
            && map.Find("success_condition") is null
            && map.Find("failure_condition") is null
        )
            Wrong(
                "provider",
                "it needs 'success_condition' or 'failure_condition'; without one, no value means " + "anything"
            );
        if (metric.InitialDelay >= duration)
            Wrong(
                "initial_delay",
                $"'initial_delay' is {Span(metric.InitialDelay)}, but the analysis ends after {Span(duration)}"
            );
        else if (metric.Count is null && metric.Interval > duration)
            Wrong("interval", $"'interval' is {Span(metric.Interval)}, but the analysis ends after {Span(duration)}");
        else if (metric.Count is { } many && metric.InitialDelay + ((many - 1) * metric.Interval) > duration)
            Wrong(
                "count",
                $"{many} measurements take {Span(metric.InitialDelay + ((many - 1) * metric.Interval))}, but the "
                    + $"analysis ends after {Span(duration)}"
            );
        if (!problems.HasAny)
        {
            var count = metric.Planned(duration);
            if (metric.FailureLimit >= count)
                Wrong("failure_limit", $"with 'failure_limit' {metric.FailureLimit} of {count} it could never fail");
            if (metric.ConsecutiveFailureLimit >= count)
                Wrong(
                    "consecutive_failure_limit",
                    $"with 'consecutive_failure_limit' {metric.ConsecutiveFailureLimit} of {count} it could never fail"
                );
            if (metric.InconclusiveLimit >= count)
                Wrong(
                    "inconclusive_limit",
                    $"with 'inconclusive_limit' {metric.InconclusiveLimit} of {count} nothing would have to be measured"
                );
        }
        if (metric.ConsecutiveFailureLimit >= metric.FailureLimit)
            Wrong(
                "consecutive_failure_limit",
                $"'consecutive_failure_limit' {metric.ConsecutiveFailureLimit} is never reached before "
                    + $"'failure_limit' {metric.FailureLimit}"
            );
    }

    private static string Span(TimeSpan span) =>
        span.TotalHours >= 1 ? $"{span.TotalHours:0.##}h"
        : span.TotalMinutes >= 1 ? $"{span.TotalMinutes:0.##}m"
        : span.TotalSeconds >= 1 ? $"{span.TotalSeconds:0.##}s"
        : $"{span.TotalMilliseconds:0.##}ms";
}
