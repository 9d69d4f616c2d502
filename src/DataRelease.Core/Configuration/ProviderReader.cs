using DataRelease.Errors;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>Reads the keys of a metric's provider.</summary>
internal static class ProviderReader
{
    /// <summary>The provider, or null if what is needed is missing or wrong.</summary>
    public static ProviderConfig? Read(
        string word,
        ConfigMapping map,
        YamlNode where,
        CheckReader checks,
        ConfigProblems problems
    ) =>
        word switch
        {
            "probe" => Probe(map, where, problems),
            "sql" => Sql(map, where, problems),
            "check" => Check(map, where, checks, problems),
            "statistics" => Statistics(map),
            "http" => HttpReader.Read(map, where, problems),
            _ => Command(map, where, problems),
        };

    private static ProviderConfig.Probe? Probe(ConfigMapping map, YamlNode where, ConfigProblems problems)
    {
        map.Require("query", where);
        var query = Query(map, problems, "relation");
        if (query is not null && !query.Uses("relation"))
            problems.Add(
                map.Find("query")!,
                "the query of a probe must name a relation of the release, such as {relation:orders}: without one, "
                    + "both sides would run the same query"
            );
        var standard = new ProviderConfig.Probe { Query = CheckQuery.Parse("select 1", []) };
        var samples = map.Number("samples", 10) ?? standard.Samples;
        var probe = standard with
        {
            Query = query ?? standard.Query,
            Measure = map.OneOf("measure", "p50", "p95", "p99", "throughput", "errors") switch
            {
                "p50" => ProbeMeasure.P50,
                "p99" => ProbeMeasure.P99,
                "throughput" => ProbeMeasure.Throughput,
                "errors" => ProbeMeasure.Errors,
                _ => ProbeMeasure.P95,
            },
            Samples = samples,
            LeastSamples = map.Number("min_samples", 10) ?? Math.Min(standard.LeastSamples, samples),
            WarmUp = map.Number("warm_up", 0) ?? standard.WarmUp,
            ErrorRate = Share(map, "error_rate", standard.ErrorRate),
            Tolerance = Share(map, "tolerance", standard.Tolerance),
        };
        if (probe.LeastSamples > probe.Samples)
            problems.Add(map.Find("min_samples")!, $"'min_samples' is more than 'samples', {probe.Samples}");
        if (probe.ErrorRate is < 0.00001 or > 0.2)
            problems.Add(map.Find("error_rate")!, "'error_rate' must be from 0.001% to 20%");
        var needed = probe.Measure switch
        {
            ProbeMeasure.P99 => 100,
            ProbeMeasure.P95 => 20,
            _ => 0,
        };
        if (probe.Samples < needed)
            problems.Add(
                map.Find("samples")!,
                $"with {probe.Samples} samples, the {probe.Measure.ToString().ToLowerInvariant()} is the slowest "
                    + $"one; at least {needed} are needed"
            );
        return query is null ? null : probe;
    }

    private static ProviderConfig.Sql? Sql(ConfigMapping map, YamlNode where, ConfigProblems problems)
    {
        map.Require("query", where);
        return Query(map, problems, "blue", "green") is { } query ? new ProviderConfig.Sql(query) : null;
    }

    private static ProviderConfig.Check? Check(
        ConfigMapping map,
        YamlNode where,
        CheckReader checks,
        ConfigProblems problems
    )
    {
        map.Require("check", where);
        if (map.Find("check") is not { } node)
            return null;
        var found = checks.Read(new YamlSequenceNode(node), "check");
        if (found is not [var check])
            return null;
        if (!check.RunsInBuild && check.Severity != CheckSeverity.Off)
            return new ProviderConfig.Check(check);
        problems.Add(
            node,
            check.RunsInBuild
                ? $"only the build runs '{check.Name}'; write the test as a check of type sql"
                : "a check that is off measures nothing"
        );
        return null;
    }

    private static ProviderConfig.Statistics Statistics(ConfigMapping map)
    {
        var standard = new ProviderConfig.Statistics();
        return standard with
        {
            Relations = map.Texts("relations"),
            Roles = map.Texts("roles"),
            Measure = map.OneOf("measure", "mean", "calls", "rows") switch
            {
                "calls" => StatisticsMeasure.Calls,
                "rows" => StatisticsMeasure.Rows,
                _ => StatisticsMeasure.Mean,
            },
            LeastCalls = map.Number("min_calls", 1) ?? standard.LeastCalls,
        };
    }

    private static ProviderConfig.Command? Command(ConfigMapping map, YamlNode where, ConfigProblems problems)
    {
        map.Require("command", where);
        var words = map.Texts("command");
        if (words.Count == 0 || words[0].Trim().Length == 0)
        {
            if (map.Find("command") is { } empty)
                problems.Add(empty, "'command' must be a list: the executable, then each of its arguments");
            return null;
        }
        if (map.Find("command") is YamlScalarNode alone && words[0].Any(char.IsWhiteSpace))
            problems.Add(
                alone,
                "no shell reads 'command'; write it as a list: ["
                    + string.Join(", ", words[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                    + "]"
            );
        return new ProviderConfig.Command(words[0], [.. words.Skip(1)]);
    }

    private static CheckQuery? Query(ConfigMapping map, ConfigProblems problems, params string[] sides)
    {
        var query = map.Query("query", sides);
        if (query is not { IsOfRelation: true })
            return query;
        problems.Add(
            map.Find("query")!,
            $"a metric does not belong to one relation; name the relation: {{{sides[^1]}:orders}} instead of "
                + $"{{{sides[^1]}}}"
        );
        return null;
    }

    private static double Share(ConfigMapping map, string key, double standard) =>
        map.Tolerance(key) is { } said ? (said.IsPercent ? said.Value / 100 : said.Value) : standard;
}
