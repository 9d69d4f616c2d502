using DataRelease.Configuration;
using DataRelease.Errors;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Cli.Help;

/// <summary>
/// The names of a project's environments, for completion. A failure gives no names instead of an error.
/// </summary>
internal static class EnvironmentNames
{
    /// <summary>
    /// The environments of <c>data-release.yml</c>, and the targets of a profile in the project's folder.
    /// </summary>
    public static IReadOnlyList<string> Of(string project) =>
        [
            .. Keys(Path.Combine(project, ConfigReader.FileName), "environments")
                .Concat(Keys(Path.Combine(project, "profiles.yml"), "outputs"))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<string> Keys(string file, string key)
    {
        try
        {
            var yaml = new YamlStream();
            using var reader = new StringReader(TextFile.Read(file));
            yaml.Load(reader);
            return
            [
                .. yaml
                    .Documents.SelectMany(document => document.RootNode.AllNodes)
                    .OfType<YamlMappingNode>()
                    .SelectMany(node => node.Children)
                    .Where(pair => pair.Key is YamlScalarNode name && name.Value == key)
                    .Select(pair => pair.Value)
                    .OfType<YamlMappingNode>()
                    .SelectMany(node => node.Children.Keys)
                    .OfType<YamlScalarNode>()
                    .Select(node => node.Value)
                    .OfType<string>(),
            ];
        }
        catch (Exception error)
            when (error
                    is ReleaseException
                        or IOException
                        or UnauthorizedAccessException
                        or YamlDotNet.Core.YamlException
            )
        {
            return [];
        }
    }
}
