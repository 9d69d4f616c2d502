using DataRelease.Errors;
using DataRelease.Warehouses;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// A private profiles.yml for one release: the user's entry for one output, in which only <c>schema</c> is replaced.
/// Every <c>env_var()</c> is left for dbt to render, so that the file contains no secret that the user's own file does
/// not contain. Only this user can read the folder and the file. Disposing deletes them.
/// </summary>
public sealed class PrivateProfiles : IDisposable
{
    private readonly PrivateFolder _folder;

    private PrivateProfiles(PrivateFolder folder) => _folder = folder;

    /// <summary>The folder for dbt's <c>--profiles-dir</c>.</summary>
    public string Directory => _folder.Path;

    /// <summary>Writes the file.</summary>
    /// <param name="target">The output.</param>
    /// <param name="schema">The schema that replaces the output's.</param>
    /// <param name="home">
    /// The folder that a database's relative <c>path</c> starts from, if dbt runs in another folder; otherwise null.
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

    /// <summary>
    /// The full path of a database's file; null if the output names no file, or has the full path already.
    /// </summary>
    private static string? PathFrom(string home, DbtTarget target) =>
        target.Text("path") is { Length: > 0 } path
        && !path.Contains(':', StringComparison.Ordinal)
        && !Path.IsPathRooted(path)
            ? Path.GetFullPath(Path.Combine(home, path))
            : null;

    /// <summary>A copy of the node without anchors. Scalars keep their style.</summary>
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
