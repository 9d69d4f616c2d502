namespace DataRelease.Builds.Reuse;

/// <summary>
/// What had arrived in the sources when a release was planned: values that change when something arrives.
/// </summary>
/// <param name="Values">The values by unique id of a source, or of a model that reports its own arrivals.</param>
internal sealed record Arrivals(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>
    /// A digest for one node; null, with the reason, if the arrivals of something that the node reads are unknown.
    /// </summary>
    /// <param name="manifest">The project.</param>
    /// <param name="node">The relation's node.</param>
    public (string? Digest, string WhyNot) Of(Manifest manifest, ManifestNode node)
    {
        if (node.Kind == NodeKind.Seed)
            return (Fingerprint.Digest(""), "");
        var (relations, sources) = Fingerprint.InputsOf(manifest, node);
        var known = new List<string>();
        if (Values.TryGetValue(node.UniqueId, out var own))
            known.Add($"{node.UniqueId}={own}");
        foreach (var id in sources)
        {
            if (!Values.TryGetValue(id, out var value))
                return (null, $"nothing says what arrives in {Shown(id)}");
            known.Add($"{id}={value}");
        }
        // Tables that code names literally are in no manifest. In a project without sources any model may read such
        // tables.
        return known.Count == 0 && (manifest.Sources.Count == 0 || relations.Count == 0)
            ? (null, "nothing says what arrives in what it reads")
            : (Fingerprint.Digest(string.Join('\n', known)), "");
    }

    /// <summary>The short name <c>shop.orders</c> for <c>source.project.shop.orders</c>.</summary>
    public static string Shown(string id) => id.Split('.') is [_, _, var source, var table] ? $"{source}.{table}" : id;
}
