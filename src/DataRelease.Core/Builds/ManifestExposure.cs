using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>A consumer that a dbt project declares: a dashboard, a notebook, an application.</summary>
/// <param name="Name">The name: the label if it has one, otherwise the exposure's own name.</param>
/// <param name="Kind">dbt's type: <c>dashboard</c>, <c>notebook</c>, <c>analysis</c>, <c>ml</c>, …</param>
/// <param name="DependsOn">The unique ids of the nodes and sources that it reads.</param>
public sealed record ManifestExposure(string Name, string Kind, IReadOnlyList<string> DependsOn)
{
    /// <summary>Reads an entry of the manifest's <c>exposures</c>.</summary>
    internal static ManifestExposure Read(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var exposure = document.RootElement;
        string? Text(string key) =>
            exposure.TryGetProperty(key, out var value)
            && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
                ? text
                : null;
        return new ManifestExposure(
            Text("label") ?? Text("name") ?? "",
            Text("type") ?? "exposure",
            exposure.TryGetProperty("depends_on", out var on)
            && on.ValueKind == JsonValueKind.Object
            && on.TryGetProperty("nodes", out var nodes)
            && nodes.ValueKind == JsonValueKind.Array
                ? [.. nodes.EnumerateArray().Select(node => node.GetString() ?? "")]
                : []
        );
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";

    /// <summary>
    /// The exposures that read a relation, by the relation's unique id. What reads a model that is no relation reads
    /// that model's own inputs.
    /// </summary>
    internal static ILookup<string, ManifestExposure> ByRelation(Manifest manifest) =>
        manifest
            .Exposures.SelectMany(exposure =>
                Relations(manifest, exposure).Select(relation => (Relation: relation, Exposure: exposure))
            )
            .ToLookup(read => read.Relation, read => read.Exposure, StringComparer.Ordinal);

    private static HashSet<string> Relations(Manifest manifest, ManifestExposure exposure)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<string>(exposure.DependsOn);
        while (next.TryDequeue(out var id))
        {
            if (!seen.Add(id) || !manifest.Nodes.TryGetValue(id, out var node))
                continue;
            if (node.IsRelation)
                found.Add(id);
            else
                foreach (var parent in node.DependsOn)
                    next.Enqueue(parent);
        }
        return found;
    }
}
