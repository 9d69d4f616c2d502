namespace DataRelease.Configuration;

/// <summary>Reads <c>monitor</c>.</summary>
internal static class MonitorReader
{
    public static MonitorConfig Read(ConfigMapping map, CheckReader checks, ConfigProblems problems)
    {
        var standard = new AnalysisConfig().Duration;
        var asked = map.Duration("duration", TimeSpan.FromMilliseconds(1));
        var config = new MonitorConfig
        {
            Analysis = new AnalysisConfig
            {
                Duration = asked ?? standard,
                Metrics = MetricReader.Read(
                    map.Find("metrics"),
                    "monitor.metrics",
                    asked ?? standard,
                    checks,
                    problems
                ),
            },
            OnWrites = map.OneOf("on_writes", "refuse", "carry", "accept") switch
            {
                "carry" => OnWrites.Carry,
                "accept" => OnWrites.Accept,
                _ => OnWrites.Refuse,
            },
        };
        map.RefuseOthers();
        if (asked is not null && !config.IsWanted && !problems.HasAny)
            problems.Add(
                map.Find("duration")!,
                "'monitor.duration' is set, but there is nothing to measure: add 'monitor.metrics'"
            );
        return config;
    }
}
