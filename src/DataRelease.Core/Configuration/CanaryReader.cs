using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>Reads <c>canary</c>.</summary>
internal static class CanaryReader
{
    public static CanaryConfig Read(YamlNode? node, ConfigProblems problems)
    {
        var map = new ConfigMapping(node, "canary", problems);
        var config = new CanaryConfig
        {
            Principal = map.OneOf("principal", "role", "application_name", "client_address", "setting") switch
            {
                "role" => CanaryPrincipal.Role,
                "application_name" => CanaryPrincipal.ApplicationName,
                "client_address" => CanaryPrincipal.ClientAddress,
                "setting" => CanaryPrincipal.Setting,
                _ => null,
            },
            Setting = map.Text("setting"),
            Accounts = map.Texts("accounts"),
            Steps = Steps(map.Find("steps"), problems),
            Where = node is null ? null : problems.PlaceOf(node),
        };
        map.RefuseOthers();
        if (config.Setting is { } setting && (setting.Length == 0 || !setting.All(IsOfName)))
            problems.Add(map.Find("setting")!, $"'canary.setting' is '{setting}'; it must be letters, digits, _ and .");
        return config;
    }

    private static bool IsOfName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.';

    private static List<CanaryStep> Steps(YamlNode? node, ConfigProblems problems)
    {
        var steps = new List<CanaryStep>();
        if (node is null or YamlScalarNode { Value: "" or "~" or "null" })
            return steps;
        if (node is not YamlSequenceNode list)
        {
            problems.Add(node, "'canary.steps' must be a list");
            return steps;
        }
        var weight = 0.0;
        foreach (var item in list)
        {
            if (item is not YamlMappingNode)
            {
                problems.Add(item, "a step is a mapping: - {weight: 10%, pause: 1h}");
                continue;
            }
            var map = new ConfigMapping(item, "canary.steps", problems);
            var step = new CanaryStep
            {
                Principals = map.Texts("principals"),
                Weight = Weight(map, problems),
                Pause = PauseReader.Read(map, "canary.steps", problems),
                Where = problems.PlaceOf(item),
            };
            map.RefuseOthers();
            if (step.Weight is { } next)
            {
                if (weight >= 100)
                    problems.Add(map.Find("weight")!, "everybody already sees the release; after 100 % comes the swap");
                else if (next == weight)
                    problems.Add(map.Find("weight")!, $"the weight is {next:0.##} % already");
                else if (next < weight)
                    problems.Add(
                        map.Find("weight")!,
                        $"the weight falls from {weight:0.##} % to {next:0.##} %: consumers who saw the release "
                            + "would lose it"
                    );
                weight = Math.Max(weight, next);
            }
            var named = steps.SelectMany(earlier => earlier.Principals).ToList();
            foreach (var twice in step.Principals.Where(named.Contains))
                problems.Add(map.Find("principals")!, $"'{twice}' already sees the release from an earlier step");
            if (step is { Weight: null, Principals.Count: 0, Pause: null })
                problems.Add(item, "a step needs 'principals', 'weight' or 'pause'");
            else if (steps.Count == 0 && step is { Weight: null, Principals.Count: 0 })
                problems.Add(
                    item,
                    "the first step waits before anybody sees the release; give it 'principals' or 'weight'"
                );
            steps.Add(step);
        }
        return steps;
    }

    private static double? Weight(ConfigMapping map, ConfigProblems problems)
    {
        if (map.Text("weight") is not { } text)
            return null;
        var number = text.Trim().TrimEnd('%').TrimEnd();
        if (
            double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and <= 100
        )
            return percent;
        problems.Add(
            map.Find("weight")!,
            $"'canary.steps.weight' is '{text}'; it must be a share such as 10%, above 0 and up to 100"
        );
        return null;
    }
}
