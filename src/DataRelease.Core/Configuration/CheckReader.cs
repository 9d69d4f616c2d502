using DataRelease.Errors;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>
/// Reads lists of checks from <c>validate.checks</c>, or from a model's <c>meta.data_release.checks</c>.
/// </summary>
/// <param name="kinds">The kinds that a list may name.</param>
/// <param name="problems">Collects problems.</param>
internal sealed class CheckReader(IReadOnlyList<CheckKind> kinds, ConfigProblems problems)
{
    /// <summary>Reads a list.</summary>
    /// <param name="node">The list, or null.</param>
    /// <param name="path">Its key, for messages.</param>
    /// <param name="ofModel">True if the list belongs to a model, so that no check may name relations.</param>
    public List<CheckConfig> Read(YamlNode? node, string path, bool ofModel = false)
    {
        var checks = new List<CheckConfig>();
        if (node is null or YamlScalarNode { Value: "" or "~" or "null" })
            return checks;
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node, $"'{path}' must be a list");
            return checks;
        }
        foreach (var item in list)
        {
            var (name, settings) = item switch
            {
                YamlScalarNode alone => (alone, null),
                YamlMappingNode { Children.Count: 1 } one => (
                    one.Children.First().Key as YamlScalarNode,
                    one.Children.First().Value
                ),
                _ => (null, null),
            };
            if (name?.Value is not { } word)
            {
                if (item is not YamlScalarNode)
                    problems.Add(item, "a check is a name, or a name with its settings: - row_count: {warn_over: 10%}");
            }
            else if (Kind(name, word) is { } kind)
            {
                checks.Add(Check(kind, new ConfigMapping(settings, $"checks.{word}", problems), name, ofModel));
            }
        }
        return checks;
    }

    private CheckKind? Kind(YamlNode node, string name)
    {
        if (kinds.FirstOrDefault(kind => kind.Name == name) is { } known)
            return known;
        string[] names = [.. kinds.Select(kind => kind.Name)];
        var near = ConfigValues.Nearest(name, names);
        problems.Add(
            node,
            $"unknown check '{name}'"
                + (near is null ? $"; known: {string.Join(", ", names)}" : $", did you mean '{near}'?")
        );
        return null;
    }

    private static CheckConfig Check(CheckKind kind, ConfigMapping map, YamlNode where, bool ofModel)
    {
        var check = kind.Read(map, where);
        if (!check.RunsInBuild)
        {
            check = check with
            {
                Severity = map.OneOf("severity", "fail", "warn", "off") is { } word ? CheckSeverities.Read(word) : null,
                Relations = ofModel ? [] : map.Texts("relations"),
                OnInconclusive = map.OneOf("on_inconclusive", "fail", "warn", "pass") switch
                {
                    "fail" => OnInconclusive.Fail,
                    "warn" => OnInconclusive.Warn,
                    "pass" => OnInconclusive.Pass,
                    _ => null,
                },
            };
        }
        map.RefuseOthers();
        return check;
    }
}
