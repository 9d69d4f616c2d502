using System.Text.Json;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Warehouses;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds;

/// <summary>
/// Reads models' own settings for DataRelease in the project's YAML, under <c>meta.data_release</c> or
/// <c>config.meta.data_release</c>: <c>checks</c> as in <c>validate.checks</c> without <c>relations</c>; <c>key</c>,
/// the columns that identify a row; <c>allow_live_reads</c>; and <c>state</c>, either <c>copied</c> or <c>shared</c>.
/// </summary>
public static class ModelSettings
{
    private const string Name = "data_release";
    private const string AllowLiveReads = "allow_live_reads";
    private const string StateKey = "state";
    private const string SharedWord = "shared";

    /// <summary>The checks of all models. Each applies only to its own model.</summary>
    /// <param name="manifest">The project's manifest.</param>
    /// <param name="projectDir">The project's folder, to report the place of a mistake; null if there is none.</param>
    /// <param name="kinds">The kinds of checks that a model may name.</param>
    /// <exception cref="ReleaseException">DR6011, with the file of the YAML or of the model.</exception>
    public static IReadOnlyList<CheckConfig> Checks(
        Manifest manifest,
        string? projectDir,
        IReadOnlyList<CheckKind> kinds
    )
    {
        var checks = new List<CheckConfig>();
        foreach (
            var node in manifest
                .Nodes.Values.Where(node => node.IsRelation)
                .OrderBy(node => node.UniqueId, StringComparer.Ordinal)
        )
        {
            if (Find(node) is not { } settings)
                continue;
            var file = FileOf(node);
            var problems = new ConfigProblems(file, ErrorCode.ModelCheckInvalid, $"{node.Name}: ", hasPlaces: false);
            var found = Read(YamlText.Parse(settings.GetRawText()), kinds, problems);
            if (problems.HasAny)
            {
                // The manifest has no lines. So the mistake is searched in the file itself, if it can be read in spite
                // of its Jinja.
                if (InFile(projectDir, file, node.Name) is { } written)
                {
                    var placed = new ConfigProblems(file, ErrorCode.ModelCheckInvalid, $"{node.Name}: ");
                    Read(written, kinds, placed);
                    placed.ThrowIfAny();
                }
                problems.ThrowIfAny();
            }
            checks.AddRange(found.Select(check => check with { Relations = [node.UniqueId] }));
        }
        return checks;
    }

    /// <summary>The columns that identify a model's rows; empty if it names none.</summary>
    public static IReadOnlyList<string> Key(ManifestNode node)
    {
        if (
            Find(node) is not { ValueKind: JsonValueKind.Object } settings
            || !settings.TryGetProperty("key", out var key)
        )
            return [];
        return key.ValueKind switch
        {
            JsonValueKind.String => [key.GetString()!],
            JsonValueKind.Array =>
            [
                .. key.EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.String)
                    .Select(item => item.GetString()!),
            ],
            _ => [],
        };
    }

    /// <summary>
    /// True if <c>allow_live_reads</c> lets a model or test read a live relation: it is <c>true</c>, or it contains the
    /// relation's name.
    /// </summary>
    /// <param name="node">The model or test.</param>
    /// <param name="read">The relation that its code names.</param>
    /// <param name="live">The live relation, which may be behind a view.</param>
    public static bool AllowsLiveRead(ManifestNode node, RelationName read, RelationName live)
    {
        if (
            Find(node) is not { ValueKind: JsonValueKind.Object } settings
            || !settings.TryGetProperty(AllowLiveReads, out var allowed)
        )
            return false;
        return allowed.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.String => Names(allowed),
            JsonValueKind.Array => allowed.EnumerateArray().Any(Names),
            _ => false,
        };

        bool Names(JsonElement item) =>
            item.ValueKind == JsonValueKind.String
            && new[] { read, live }.Any(relation =>
                string.Equals(item.GetString(), relation.Name, StringComparison.OrdinalIgnoreCase)
                || string.Equals(item.GetString(), relation.ToString(), StringComparison.OrdinalIgnoreCase)
            );
    }

    /// <summary>True if <c>allow_live_reads</c> allows any live read.</summary>
    public static bool ReadsLive(ManifestNode node) =>
        Find(node) is { ValueKind: JsonValueKind.Object } settings
        && settings.TryGetProperty(AllowLiveReads, out var allowed)
        && allowed.ValueKind is not (JsonValueKind.False or JsonValueKind.Null);

    /// <summary>How a node with state gets its earlier rows, by the setting <c>state</c>.</summary>
    public static StateKeeping State(ManifestNode node) =>
        Find(node) is { ValueKind: JsonValueKind.Object } settings
        && settings.TryGetProperty(StateKey, out var state)
        && state.ValueKind == JsonValueKind.String
        && state.GetString() == SharedWord
            ? StateKeeping.Shared
            : StateKeeping.Copied;

    private static List<CheckConfig> Read(YamlNode? node, IReadOnlyList<CheckKind> kinds, ConfigProblems problems)
    {
        var map = new ConfigMapping(node, $"meta.{Name}", problems);
        var checks = new CheckReader(kinds, problems).Read(map.Find("checks"), $"meta.{Name}.checks", ofModel: true);
        map.Texts("key");
        if (map.Find(AllowLiveReads) is not YamlScalarNode { Value: "true" or "True" or "false" or "False" })
            map.Texts(AllowLiveReads);
        map.OneOf(StateKey, "copied", SharedWord);
        map.RefuseOthers();
        return checks;
    }

    private static JsonElement? Find(ManifestNode node)
    {
        if (
            node.Config.ValueKind == JsonValueKind.Object
            && node.Config.TryGetProperty("meta", out var meta)
            && meta.ValueKind == JsonValueKind.Object
            && meta.TryGetProperty(Name, out var ofConfig)
        )
            return ofConfig;
        return node.Meta.ValueKind == JsonValueKind.Object && node.Meta.TryGetProperty(Name, out var own) ? own : null;
    }

    /// <summary>The YAML file that describes the node, or else the node's own file.</summary>
    private static string FileOf(ManifestNode node)
    {
        var at = node.PatchPath?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        return at >= 0 ? node.PatchPath![(at + 3)..].Replace('\\', '/') : node.OriginalFilePath;
    }

    private static YamlNode? InFile(string? projectDir, string file, string model)
    {
        if (projectDir is null || !file.EndsWith("ml", StringComparison.Ordinal))
            return null;
        try
        {
            var path = Path.Combine(projectDir, file);
            if (!File.Exists(path) || YamlText.Parse(TextFile.Read(path, file)) is not YamlMappingNode root)
                return null;
            var entry = root
                .Children.Values.OfType<YamlSequenceNode>()
                .SelectMany(list => list.Children)
                .FirstOrDefault(item => Value(item, "name") is YamlScalarNode { Value: { } name } && name == model);
            return Value(Value(Value(entry, "config"), "meta"), Name) ?? Value(Value(entry, "meta"), Name);
        }
        catch (Exception error) when (error is YamlException or IOException or UnauthorizedAccessException)
        {
            // dbt has read the file with Jinja that DataRelease does not support. The file without a line is a useful
            // place, too.
            return null;
        }
    }

    private static YamlNode? Value(YamlNode? node, string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var value)
            ? value
            : null;
}
