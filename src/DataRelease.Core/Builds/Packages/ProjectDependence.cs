using System.Text.Json;
using DataRelease.Builds.Dbt;
using DataRelease.Configuration;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds.Packages;

/// <summary>Finds what in a project depends on the run that compiles it: see <see cref="RunDependence"/>.</summary>
/// <param name="project">The project.</param>
/// <param name="manifest">The compiled project.</param>
/// <param name="root">The whole manifest.</param>
internal sealed class ProjectDependence(DbtProject project, Manifest manifest, JsonElement root)
{
    /// <summary>Keys of YAML files whose texts dbt does not use in what it builds.</summary>
    private static readonly string[] _silent =
    [
        "description",
        "meta",
        "docs",
        "query-comment",
        "profile",
        "target-path",
        "packages-install-path",
        "log-path",
        "on-run-start",
        "on-run-end",
        "exposures",
        "unit_tests",
    ];

    private RunDependence? _reading;

    /// <summary>The manifest's macros, by unique id.</summary>
    public IReadOnlyDictionary<string, ManifestMacro> Macros { get; } = ManifestMacro.Read(root, manifest.AdapterType);

    private RunDependence Reading => _reading ??= new RunDependence(Macros);

    /// <summary>The form that an incremental model was compiled in, as far as its code shows it.</summary>
    public CompiledForm FormOf(ManifestNode node) =>
        node is { RawCode: { } raw, CompiledCode: { } compiled }
            ? IncrementalForm.Of(
                raw,
                Reading.Reached(raw, Uses(node.UniqueId)).Where(macro => !macro.IsBuiltIn).Select(macro => macro.Code),
                compiled,
                node.RelationName
            )
            : CompiledForm.Full;

    /// <summary>The dependent entries: nodes, then macros that name relations, then YAML files.</summary>
    public IReadOnlyList<DependentEntry> Find()
    {
        var reading = Reading;
        var found = new List<DependentEntry>();
        foreach (var node in manifest.Nodes.Values.OrderBy(node => node.UniqueId, StringComparer.Ordinal))
        {
            if (
                node.Kind is not (NodeKind.Model or NodeKind.Snapshot or NodeKind.Test)
                || node.Language != "sql"
                || node.RawCode is not { } raw
            )
                continue;
            Add(node.UniqueId, "it", reading.Find(raw, Uses(node.UniqueId)));
        }
        foreach (var names in reading.OfNames().GroupBy(pair => pair.Macro, pair => pair.Found))
            Add(names.Key, "the place of relations", [.. names]);
        foreach (var file in Files())
            Add(
                Path.GetRelativePath(project.Directory, file).Replace('\\', '/'),
                "what it says",
                [.. Texts(file).SelectMany(text => reading.Find(text, [])).Distinct()]
            );
        return found;

        void Add(string key, string what, IReadOnlyList<Dependence> dependences)
        {
            var (ofDatabase, ofRun) = (
                dependences.Where(one => one.IsOfDatabase).Select(one => one.What).ToList(),
                dependences.Where(one => !one.IsOfDatabase).Select(one => one.What).ToList()
            );
            if (ofDatabase.Count > 0)
                found.Add(
                    new DependentEntry(
                        key,
                        ofDatabase,
                        $"{key}: it queries the database while it compiles ({string.Join(", ", ofDatabase.Take(3))})"
                    )
                );
            if (ofRun.Count > 0)
                found.Add(
                    new DependentEntry(
                        key,
                        ofRun,
                        $"{key}: {what} depends on the run that compiles it ({string.Join(", ", ofRun.Take(3))})"
                    )
                );
        }
    }

    private IReadOnlyList<string> Uses(string node) =>
        root.TryGetProperty("nodes", out var nodes)
        && nodes.ValueKind == JsonValueKind.Object
        && nodes.TryGetProperty(node, out var entry)
        && entry.ValueKind == JsonValueKind.Object
            ? ManifestMacro.UsesOf(entry)
            : [];

    private IEnumerable<string> Files() =>
        project
            .SourcePaths.Distinct()
            .Select(path => Path.Combine(project.Directory, path))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".yml" or ".yaml")
            .Append(Path.Combine(project.Directory, "dbt_project.yml"))
            .Order(StringComparer.Ordinal);

    private static List<string> Texts(string file)
    {
        YamlNode? root;
        try
        {
            root = YamlText.Parse(TextFile.Read(file));
        }
        catch (Exception error) when (error is YamlException or IOException or UnauthorizedAccessException)
        {
            // dbt has compiled the project, so a file that can't be read here is none of its YAML files.
            return [];
        }
        var found = new List<string>();
        Collect(root, found);
        return found;
    }

    private static void Collect(YamlNode? node, List<string> found)
    {
        switch (node)
        {
            case YamlScalarNode { Value: { } text } when text.Contains('{', StringComparison.Ordinal):
                found.Add(text);
                break;
            case YamlSequenceNode list:
                foreach (var item in list.Children)
                    Collect(item, found);
                break;
            case YamlMappingNode mapping:
                foreach (var (key, value) in mapping.Children)
                {
                    if (key is not YamlScalarNode { Value: { } name } || !_silent.Contains(name.TrimStart('+')))
                        Collect(value, found);
                }
                break;
        }
    }
}

/// <summary>A part of a project that depends on the run that compiles it.</summary>
/// <param name="Key">A node's or macro's unique id, or a file.</param>
/// <param name="What">What it depends on.</param>
/// <param name="Told">The entry in words, for messages.</param>
internal sealed record DependentEntry(string Key, IReadOnlyList<string> What, string Told);
