using System.Globalization;
using DataRelease.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds.Dbt;

/// <summary>
/// A profiles.yml of one release's own: the user's entry for one output with only <c>schema</c> replaced and every
/// <c>env_var()</c> left for dbt to render, so that no secret is written that the user's file does not hold itself. In a
/// folder and a file that only this user can read; gone when disposed.
/// </summary>
public sealed class PrivateProfiles : IDisposable
{
    private const string Prefix = "data-release-profiles-";

    private PrivateProfiles(string directory) => Directory = directory;

    /// <summary>For dbt's <c>--profiles-dir</c>.</summary>
    public string Directory { get; }

    /// <summary>Writes it.</summary>
    /// <param name="target">Which output.</param>
    /// <param name="schema">What stands in the place of its schema.</param>
    public static PrivateProfiles Write(DbtTarget target, string schema)
    {
        Sweep();
        var profile = DbtProfiles.FindProfile(target.File, target.ProfileName);
        var output = DbtProfiles.FindOutput(target.File, target.ProfileName, profile, target.TargetName);
        var entry = new YamlMappingNode();
        foreach (var (key, value) in ProfileDocument.Entries(output))
        {
            if (key != "schema") entry.Add(key, Copy(value));
        }
        entry.Add("schema", new YamlScalarNode(schema) { Style = ScalarStyle.DoubleQuoted });

        var document = new YamlMappingNode();
        if (ProfileDocument.Find(ProfileDocument.Load(target.File, ErrorCode.ProfileInvalid), "config") is { } config) document.Add("config", Copy(config));
        document.Add(new YamlScalarNode(target.ProfileName) { Style = ScalarStyle.DoubleQuoted }, new YamlMappingNode
        {
            { "target", new YamlScalarNode(target.TargetName) { Style = ScalarStyle.DoubleQuoted } },
            { "outputs", new YamlMappingNode { { new YamlScalarNode(target.TargetName) { Style = ScalarStyle.DoubleQuoted }, entry } } },
        });

        var folder = System.IO.Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-")).FullName;
        var profiles = new PrivateProfiles(folder);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var writer = new StreamWriter(Path.Combine(folder, "profiles.yml"), options);
            new YamlStream(new YamlDocument(document)).Save(writer, assignAnchors: false);
            return profiles;
        }
        catch
        {
            profiles.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (System.IO.Directory.Exists(Directory)) System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>Folders of ours whose process was killed before it could delete them.</summary>
    private static void Sweep()
    {
        foreach (var folder in System.IO.Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*"))
        {
            var name = Path.GetFileName(folder)[Prefix.Length..];
            if (!int.TryParse(name.Split('-')[0], CultureInfo.InvariantCulture, out var pid) || IsAlive(pid)) continue;
            try
            {
                System.IO.Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is UnauthorizedAccessException or IOException)
            {
                // Another user's, or one that another process sweeps at this moment.
            }
        }
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The node without anchors, scalars in the style that they were written in.</summary>
    private static YamlNode Copy(YamlNode node) => node switch
    {
        YamlScalarNode scalar => new YamlScalarNode(scalar.Value) { Style = scalar.Style },
        YamlSequenceNode sequence => new YamlSequenceNode(sequence.Select(Copy)),
        YamlMappingNode mapping => new YamlMappingNode(ProfileDocument.Entries(mapping).Select(entry => new KeyValuePair<YamlNode, YamlNode>(entry.Key, Copy(entry.Value)))),
        _ => throw new InvalidOperationException($"unexpected YAML node {node.NodeType}"),
    };
}
