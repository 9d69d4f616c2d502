namespace DataRelease.Configuration;

/// <summary>Reads <c>shadow</c>.</summary>
internal static class ShadowReader
{
    private static readonly string[] _next =
    [
        .. ReleaseStrategies.Words.Where(word => ReleaseStrategies.Of(word) != ReleaseStrategy.Shadow),
    ];

    public static ShadowConfig Read(ConfigMapping root, CheckReader checks, ConfigProblems problems)
    {
        var map = root.Mapping("shadow");
        var config = new ShadowConfig
        {
            Refreshes = map.Number("refreshes", 0) ?? 0,
            Pause = PauseReader.Read(map, "shadow", problems),
            Inputs = map.Text("inputs"),
            Blue = map.Text("blue"),
            Replay = map.Find("replay") is null ? null : map.Flag("replay", false),
            Checks = map.Find("checks") is { } listed ? checks.Read(listed, "shadow.checks") : null,
            Then = ReleaseStrategies.Of(map.OneOf("then", _next) ?? "") ?? default,
            Where = root.Find("shadow") is { } node ? problems.PlaceOf(node) : null,
        };
        if (config.Inputs is not null && map.Find("refreshes") is { } both)
            problems.Add(both, "'shadow.inputs' has a folder for each refresh; remove 'shadow.refreshes'");
        map.RefuseOthers();
        return config;
    }
}
