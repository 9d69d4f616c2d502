using DataRelease.Errors;
using DataRelease.Warehouses;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// A profiles.yml of one release's own: the user's entry for one output with only <c>schema</c> replaced and every
/// <c>env_var()</c> left for dbt to render, so that no secret is written that the user's file does not hold itself. In
/// a folder and a file that only this user can read; gone when disposed.
/// </summary>
public sealed class PrivateProfiles : IDisposable
{
    private readonly PrivateFolder _folder;

    private PrivateProfiles(PrivateFolder folder) => _folder = folder;

    /// <summary>For dbt's <c>--profiles-dir</c>.</summary>
    public string Directory => _folder.Path;

    /// <summary>Writes it.</summary>
    /// <param name="target">Which output.</param>
    /// <param name="schema">What stands in the place of its schema.</param>
    /// <param name="home">
    /// The folder in which a relative <c>path</c> of a database begins, where dbt runs in another; null where it does
    /// not.
    /// </param>
    public static PrivateProfiles Write(DbtTarget target, string schema, string? home = null)
    {
        var profile = DbtProfiles.FindProfile(target.File, target.ProfileName);
        var output = DbtProfiles.FindOutput(target.File, target.ProfileName, profile, target.TargetName);
        var entry = new YamlMappingNode();
        foreach (var (key, value) in ProfileDocument.Entries(output))
        {
            if (key == "path" && home is not null && PathFrom(home, target) is { } path)
                entry.Add(key, new YamlScalarNode(path) { Style = ScalarStyle.DoubleQuoted });
            else if (key != "schema")
                entry.Add(key, Copy(value));
        }
        entry.Add("schema", new YamlScalarNode(schema) { Style = ScalarStyle.DoubleQuoted });

        var document = new YamlMappingNode();
        if (ProfileDocument.Find(ProfileDocument.Load(target.File, ErrorCode.ProfileInvalid), "config") is { } config)
            document.Add("config", Copy(config));
        document.Add(
            new YamlScalarNode(target.ProfileName) { Style = ScalarStyle.DoubleQuoted },
            new YamlMappingNode
            {
                {
                    "target",
                    new YamlScalarNode(target.TargetName) { Style = ScalarStyle.DoubleQuoted }
                },
                {
                    "outputs",
                    new YamlMappingNode
                    {
                        {
                            new YamlScalarNode(target.TargetName) { Style = ScalarStyle.DoubleQuoted },
                            entry
                        },
                    }
                },
            }
        );

        var profiles = new PrivateProfiles(PrivateFolder.Create("profiles"));
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Seam.Pass("write profiles.yml", () =>
            {
                using var writer = new StreamWriter(Path.Combine(profiles.Directory, "profiles.yml"), options);
                new YamlStream(new YamlDocument(document)).Save(writer, assignAnchors: false);
            });
            return profiles;
        }
        catch
        {
            profiles.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>The path of a database's file; null where it names no file or one by its full path.</summary>
    private static string? PathFrom(string home, DbtTarget target) =>
        target.Text("path") is { Length: > 0 } path
        && !path.Contains(':', StringComparison.Ordinal)
        && !Path.IsPathRooted(path)
            ? Path.GetFullPath(Path.Combine(home, path))
            : null;

    /// <summary>The node without anchors, scalars in the style that they were written in.</summary>
    private static YamlNode Copy(YamlNode node) =>
        node switch
        {
            YamlScalarNode scalar => new YamlScalarNode(scalar.Value) { Style = scalar.Style },
            YamlSequenceNode sequence => new YamlSequenceNode(sequence.Select(Copy)),
            YamlMappingNode mapping => new YamlMappingNode(
                ProfileDocument
                    .Entries(mapping)
                    .Select(entry => new KeyValuePair<YamlNode, YamlNode>(entry.Key, Copy(entry.Value)))
            ),
            _ => throw new InvalidOperationException($"unexpected YAML node {node.NodeType}"),
        };
}
