using Cronos;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>Reads an environment's policies: <c>require</c>, <c>skip</c> and <c>freeze</c>.</summary>
internal static class PolicyReader
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(366);

    public static PolicyConfig Read(string environment, ConfigMapping entry, ConfigProblems problems)
    {
        var path = $"environments.{environment}";
        entry.RefuseEmpty("require", "freeze", "skip", "protected");
        var environments = new List<RequiredEnvironment>();
        var approvals = new List<RequiredApprovals>();
        foreach (var (node, map) in Items(entry.Find("require"), $"{path}.require", problems))
        {
            map.RefuseEmpty("environment", "soak", "approvals", "not_by");
            Environment(environment, node, map, environments, problems);
            Approvals(node, map, approvals, problems);
            if (map.Find("environment") is null && map.Find("approvals") is null)
                problems.Add(node, "'require' needs 'environment' or 'approvals'");
            map.RefuseOthers();
        }
        var freezes = new List<FreezeConfig>();
        foreach (var (node, map) in Items(entry.Find("freeze"), $"{path}.freeze", problems))
        {
            map.RefuseEmpty("name", "time_zone", "override", "refresh");
            if (Freeze(node, map, problems) is { } freeze)
                freezes.Add(freeze);
            map.RefuseOthers();
        }
        return new PolicyConfig
        {
            Environments = environments,
            Approvals = approvals,
            Freezes = freezes,
            NeverSkip =
                entry.OneOf("skip", "never", "allowed") == "never" ? problems.PlaceOf(entry.Find("skip")!) : null,
        };
    }

    /// <summary>One mapping, or a list of them.</summary>
    private static IEnumerable<(YamlNode Node, ConfigMapping Map)> Items(
        YamlNode? node,
        string path,
        ConfigProblems problems
    ) =>
        node switch
        {
            null or YamlScalarNode { Value: "" or "~" or "null" } => [],
            YamlSequenceNode list => list.Select(item => (item, new ConfigMapping(item, path, problems))),
            _ => [(node, new ConfigMapping(node, path, problems))],
        };

    private static void Environment(
        string own,
        YamlNode node,
        ConfigMapping map,
        List<RequiredEnvironment> found,
        ConfigProblems problems
    )
    {
        var soak = map.Duration("soak", TimeSpan.Zero, TimeSpan.Zero);
        if (map.Text("environment") is { } name)
        {
            if (name == own)
                problems.Add(map.Find("environment")!, $"'{own}' can't require itself: name another environment");
            else
                found.Add(new RequiredEnvironment(name, soak, problems.PlaceOf(node)));
        }
        else if (map.Find("soak") is { } alone)
            problems.Add(alone, "'soak' needs 'environment'");
    }

    private static void Approvals(
        YamlNode node,
        ConfigMapping map,
        List<RequiredApprovals> found,
        ConfigProblems problems
    )
    {
        var notBy = map.OneOf("not_by", "author", "nobody");
        if (map.Number("approvals", 1) is { } count)
            found.Add(new RequiredApprovals(count, notBy == "author", problems.PlaceOf(node)));
        else if (map.Find("not_by") is { } alone && map.Find("approvals") is null)
            problems.Add(alone, "'not_by' needs 'approvals'");
    }

    private static FreezeConfig? Freeze(YamlNode node, ConfigMapping map, ConfigProblems problems)
    {
        var begins = Begins(node, map, problems);
        var zone = Zone(map, problems);
        var duration = map.Duration("duration", TimeSpan.FromSeconds(1));
        map.Require("duration", node);
        if (duration > _longest)
            problems.Add(map.Find("duration")!, "a freeze lasts 366d at most");
        var freeze = new FreezeConfig
        {
            Name = map.Text("name") ?? "",
            Begins = begins ?? CronExpression.Yearly,
            Duration = duration ?? TimeSpan.Zero,
            Zone = zone ?? TimeZoneInfo.Utc,
            MayBeOverridden = map.OneOf("override", "never", "because") == "because",
            StopsRefreshes = map.Flag("refresh", false),
            Where = problems.PlaceOf(node),
        };
        return begins is not null && zone is not null && duration is not null ? freeze : null;
    }

    private static CronExpression? Begins(YamlNode node, ConfigMapping map, ConfigProblems problems)
    {
        map.Require("cron", node);
        if (map.Text("cron") is not { } text)
            return null;
        try
        {
            var begins = CronExpression.Parse(text);
            if (begins.GetNextOccurrence(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) is not null)
                return begins;
            problems.Add(map.Find("cron")!, $"'cron' is '{text}', which never occurs");
        }
        catch (CronFormatException error)
        {
            problems.Add(
                map.Find("cron")!,
                $"'cron' is '{text}'; it must be minute, hour, day, month and day of the week, such as '0 16 * * FRI': "
                    + error.Message.TrimEnd('.')
            );
        }
        return null;
    }

    private static TimeZoneInfo? Zone(ConfigMapping map, ConfigProblems problems)
    {
        if (map.Text("time_zone") is not { } id)
            return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return zone;
        var near = TimeZoneInfo
            .GetSystemTimeZones()
            .Select(known => known.Id)
            .FirstOrDefault(known => string.Equals(known, id.Replace(' ', '_'), StringComparison.OrdinalIgnoreCase))
            ?? ConfigValues.Nearest(id, TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id));
        problems.Add(
            map.Find("time_zone")!,
            $"this machine does not know the time zone '{id}'"
                + (near is null ? "; use an IANA name, such as Europe/Berlin" : $", did you mean '{near}'?")
        );
        return null;
    }
}
