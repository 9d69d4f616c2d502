using System.Text.Json;

namespace DataRelease.Builds.Packages.Running;

/// <summary>Reads a node's <c>config</c> object.</summary>
internal static class NodeConfig
{
    public static string? Text(this ManifestNode node, string key) =>
        node.Value(key) switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            _ => null,
        };

    public static bool Flag(this ManifestNode node, string key) => node.Value(key)?.ValueKind == JsonValueKind.True;

    /// <summary>A setting that may be one text or a list of texts.</summary>
    public static IReadOnlyList<string> Texts(this ManifestNode node, string key) =>
        node.Value(key) switch
        {
            { ValueKind: JsonValueKind.String } text => [text.GetString()!],
            { ValueKind: JsonValueKind.Array } list =>
            [
                .. list.EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.String)
                    .Select(item => item.GetString()!),
            ],
            _ => [],
        };

    public static JsonElement? Value(this ManifestNode node, string key) =>
        node.Config.ValueKind == JsonValueKind.Object
        && node.Config.TryGetProperty(key, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;
}
