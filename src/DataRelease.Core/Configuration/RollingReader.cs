using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>Reads <c>rolling</c>.</summary>
internal static class RollingReader
{
    private const string Path = "rolling.waves";

    private static readonly string[] _kinds = ["schema", "tag", "select", "count"];

    public static RollingConfig Read(YamlNode? node, ConfigProblems problems)
    {
        var map = new ConfigMapping(node, "rolling", problems);
        var config = new RollingConfig
        {
            Waves = Waves(map.Find("waves"), problems),
            Together = Together(map.Find("together"), problems),
            Pause = PauseReader.Read(map, "rolling", problems),
            Where = node is null ? null : problems.PlaceOf(node),
        };
        map.RefuseOthers();
        return config;
    }

    private static List<WaveConfig> Waves(YamlNode? node, ConfigProblems problems)
    {
        var waves = new List<WaveConfig>();
        if (IsNothing(node))
            return waves;
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node!, $"'{Path}' must be a list");
            return waves;
        }
        foreach (var item in list)
        {
            if (item is not YamlMappingNode)
            {
                problems.Add(item, "a wave is a mapping: - {schema: marketing, pause: 10m}");
                continue;
            }
            var map = new ConfigMapping(item, Path, problems);
            var wave = new WaveConfig
            {
                Schemas = map.Texts("schema"),
                Tags = map.Texts("tag"),
                Select = map.Texts("select"),
                Count = map.Number("count", 1),
                Pause = PauseReader.Read(map, Path, problems),
                Where = problems.PlaceOf(item),
            };
            map.RefuseOthers();
            var said = _kinds.Where(kind => map.Find(kind) is not null).ToList();
            if (said.Count != 1)
                problems.Add(
                    item,
                    said.Count == 0
                        ? $"a wave needs one of {string.Join(", ", _kinds)}"
                        : $"a wave takes one of {string.Join(", ", _kinds)}, and this one has "
                            + string.Join(" and ", said)
                );
            else if (said[0] != "count" && wave is { Schemas.Count: 0, Tags.Count: 0, Select.Count: 0 })
                problems.Add(item, $"'{Path}.{said[0]}' names nothing");
            waves.Add(wave);
        }
        return waves;
    }

    /// <summary>Reads one list of names, or a list of such lists.</summary>
    private static List<TogetherConfig> Together(YamlNode? node, ConfigProblems problems)
    {
        var groups = new List<TogetherConfig>();
        if (IsNothing(node))
            return groups;
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node!, "'rolling.together' must be a list of relations, or a list of such lists");
            return groups;
        }
        if (list.All(item => item is YamlScalarNode))
            Add(list);
        else
        {
            foreach (var item in list)
            {
                if (item is YamlSequenceNode group)
                    Add(group);
                else
                    problems.Add(item, "'rolling.together' mixes lists of relations with single relations");
            }
        }
        return groups;

        void Add(YamlSequenceNode group)
        {
            var names = group.OfType<YamlScalarNode>().Select(name => name.Value ?? "").ToList();
            if (names.Count < group.Children.Count || names.Any(name => name.Length == 0))
                problems.Add(group, "'rolling.together' must contain names of relations");
            else if (names.Distinct(StringComparer.Ordinal).Count() < 2)
                problems.Add(group, "at least two relations are needed to go live together");
            else
                groups.Add(new TogetherConfig(names, problems.PlaceOf(group)));
        }
    }

    private static bool IsNothing(YamlNode? node) => node is null or YamlScalarNode { Value: "" or "~" or "null" };
}
