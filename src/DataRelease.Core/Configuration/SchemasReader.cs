using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>Reads <c>schemas</c>.</summary>
internal static class SchemasReader
{
    /// <summary>
    /// Reads the live schemas that the project names itself, as a list or as a mapping of each name to itself.
    /// </summary>
    public static IReadOnlyList<string> Read(ConfigMapping map, ConfigProblems problems)
    {
        var found = new List<string>();
        switch (map.Find("schemas"))
        {
            case YamlMappingNode named:
                foreach (var (key, value) in named.Children)
                {
                    Add(key);
                    if (
                        value is not YamlScalarNode { Value: var said }
                        || (said is not ("" or "~" or "null" or null) && said != (key as YamlScalarNode)?.Value)
                    )
                        problems.Add(
                            value,
                            "'schemas' lists live schemas: a release names its own schema after each, so repeat "
                                + "the name or give no value"
                        );
                }
                break;
            case YamlSequenceNode several:
                foreach (var one in several)
                    Add(one);
                break;
            case null or YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "" or "~" or "null" }:
                break;
            case var other:
                Add(other);
                break;
        }
        return found;

        void Add(YamlNode node)
        {
            if (
                node is not YamlScalarNode { Value: { } name }
                || string.IsNullOrWhiteSpace(name)
                || name.Contains('\0')
            )
                problems.Add(node, "'schemas' must contain names of schemas");
            else if (found.Contains(name, StringComparer.Ordinal))
                problems.Add(node, $"'schemas' has '{name}' twice");
            else if (name == map.Text("ledger_schema") || (map.Find("ledger_schema") is null && name == "data_release"))
                problems.Add(node, $"'schemas' has '{name}', which is the ledger's schema");
            else
                found.Add(name);
        }
    }
}
