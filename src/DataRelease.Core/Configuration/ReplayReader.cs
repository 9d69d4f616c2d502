namespace DataRelease.Configuration;

/// <summary>Reads <c>replay</c>.</summary>
internal static class ReplayReader
{
    public static ReplayConfig Read(ConfigMapping root, ConfigProblems problems)
    {
        var map = root.Mapping("replay");
        var limits = map.Mapping("within_threshold");
        var standard = new ReplayConfig();
        var config = new ReplayConfig
        {
            Queries = map.Texts("queries"),
            Statistics = map.Find("statistics") is null ? null : Statistics(map.Mapping("statistics")),
            Timeout = map.Duration("timeout", standard.Timeout, TimeSpan.FromMilliseconds(1)),
            Runs = map.Number("runs", 1) ?? standard.Runs,
            MaxRows = map.Number("max_rows", 1) ?? standard.MaxRows,
            Failures = limits.Tolerance("failures") ?? standard.Failures,
            Differences = limits.Tolerance("differences") ?? standard.Differences,
            Slower = Percent(limits, "slower", problems) ?? standard.Slower,
            Where = root.Find("replay") is { } node ? problems.PlaceOf(node) : null,
        };
        limits.RefuseOthers();
        map.RefuseOthers();
        return config;
    }

    private static CountedQueriesConfig Statistics(ConfigMapping map)
    {
        var config = new CountedQueriesConfig
        {
            Parameters = map.Texts("parameters"),
            Roles = map.Texts("roles"),
            Limit = map.Number("limit", 1) ?? new CountedQueriesConfig().Limit,
        };
        map.RefuseOthers();
        return config;
    }

    private static double? Percent(ConfigMapping map, string key, ConfigProblems problems)
    {
        if (map.Tolerance(key) is not { } tolerance)
            return null;
        if (tolerance.IsPercent)
            return tolerance.Value;
        problems.Add(map.Find(key)!, $"'{key}' must be a percentage such as 20%");
        return null;
    }
}
