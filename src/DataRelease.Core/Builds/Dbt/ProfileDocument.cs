using DataRelease.Configuration;
using DataRelease.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds.Dbt;

/// <summary>Reads a YAML file with its positions, as far as dbt's own files need it.</summary>
internal static class ProfileDocument
{
    public static YamlMappingNode Load(string file, ErrorCode invalid)
    {
        try
        {
            return YamlText.Parse(TextFile.Read(file)) switch
            {
                null => [],
                YamlMappingNode root => root,
                _ => throw new ReleaseException(
                    invalid,
                    "the file is not a mapping of keys to values",
                    null,
                    new SourceLocation(file, 1, 1)
                ),
            };
        }
        catch (YamlException error)
        {
            throw new ReleaseException(
                invalid,
                $"the YAML is broken: {error.Message}",
                null,
                new SourceLocation(file, (int)error.Start.Line, (int)error.Start.Column),
                error
            );
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new ReleaseException(
                invalid,
                $"the file can't be read: {error.Message}",
                "check that it exists and may be read",
                new SourceLocation(file),
                error
            );
        }
    }

    /// <summary>The value of a key. Merged keys (<c>&lt;&lt;</c>) count, but a mapping's own key wins.</summary>
    public static YamlNode? Find(YamlMappingNode mapping, string key)
    {
        if (mapping.Children.TryGetValue(new YamlScalarNode(key), out var own))
            return own;
        return Merged(mapping).Select(merged => Find(merged, key)).FirstOrDefault(found => found is not null);
    }

    /// <summary>All keys and values, with merges resolved and the mapping's own keys first.</summary>
    public static IEnumerable<KeyValuePair<string, YamlNode>> Entries(YamlMappingNode mapping)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: { } name } && name != "<<" && seen.Add(name))
                yield return new(name, value);
        }
        foreach (var entry in Merged(mapping).SelectMany(Entries))
        {
            if (seen.Add(entry.Key))
                yield return entry;
        }
    }

    public static SourceLocation At(string file, YamlNode node) =>
        new(file, (int)node.Start.Line, (int)node.Start.Column);

    private static IEnumerable<YamlMappingNode> Merged(YamlMappingNode mapping)
    {
        if (!mapping.Children.TryGetValue(new YamlScalarNode("<<"), out var merge))
            return [];
        return merge switch
        {
            YamlMappingNode one => [one],
            YamlSequenceNode several => several.OfType<YamlMappingNode>(),
            _ => [],
        };
    }
}
