using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>Reads <c>notify</c>: one webhook or a list of them; and <c>log</c>.</summary>
internal static partial class NotifyReader
{
    private static readonly Dictionary<string, NotifyEvent> _events = new(StringComparer.Ordinal)
    {
        ["candidate"] = NotifyEvent.Candidate,
        ["live"] = NotifyEvent.Live,
        ["rolled_back"] = NotifyEvent.RolledBack,
        ["refused"] = NotifyEvent.Refused,
        ["failed"] = NotifyEvent.Failed,
    };

    public static IReadOnlyList<NotifyConfig> Read(YamlNode? node, ConfigProblems problems) =>
        node switch
        {
            null or YamlScalarNode { Value: "" or "~" or "null" } => [],
            YamlSequenceNode list => [.. list.Select(item => Webhook(item, problems)).OfType<NotifyConfig>()],
            _ => Webhook(node, problems) is { } one ? [one] : [],
        };

    public static LogConfig ReadLog(ConfigMapping map)
    {
        var standard = new LogConfig();
        var config = new LogConfig
        {
            IsOn = map.Flag("enabled", standard.IsOn),
            File = map.Text("file"),
            MaxMegabytes = map.Number("max_megabytes", 1) ?? standard.MaxMegabytes,
        };
        map.RefuseOthers();
        return config;
    }

    private static NotifyConfig? Webhook(YamlNode node, ConfigProblems problems)
    {
        var map = new ConfigMapping(node, "notify", problems);
        map.Require("url_env", node);
        var variable = map.Text("url_env");
        // The error does not repeat the value, which may be the secret itself by mistake.
        if (variable is not null && !VariableName().IsMatch(variable))
            problems.Add(map.Find("url_env")!, "'url_env' must be the name of a variable, not the address itself");
        var config = new NotifyConfig(variable ?? "")
        {
            Format = map.OneOf("format", "cdevents", "slack", "teams") switch
            {
                "slack" => NotifyFormat.Slack,
                "teams" => NotifyFormat.Teams,
                _ => NotifyFormat.CdEvents,
            },
            On = map.Find("on") is null
                ? NotifyConfig.Standard
                : [.. map.SomeOf("on", [.. _events.Keys]).Where(_events.ContainsKey).Select(word => _events[word])],
            Environments = map.Texts("environments"),
        };
        map.RefuseOthers();
        return variable is null ? null : config;
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
