namespace DataRelease.Builds.Reuse;

/// <summary>
/// What had arrived in sources when a release was planned: values that are others when something arrived since.
/// </summary>
/// <param name="Values">By unique id of a source, or of a model that says it for itself.</param>
internal sealed record Arrivals(IReadOnlyDictionary<string, string> Values)
{
    /// <summary>
    /// A digest for one node; null, with the reason, where it is not known of all that the node reads.
    /// </summary>
    /// <param name="manifest">The project.</param>
    /// <param name="node">A relation.</param>
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
        // Tables that a project names by hand are in no manifest; where it names no source at all, any model may.
        return known.Count == 0 && (manifest.Sources.Count == 0 || relations.Count == 0)
            ? (null, "nothing says what arrives in what it reads")
            : (Fingerprint.Digest(string.Join('\n', known)), "");
    }

    /// <summary><c>shop.orders</c> of <c>source.project.shop.orders</c>.</summary>
    public static string Shown(string id) => id.Split('.') is [_, _, var source, var table] ? $"{source}.{table}" : id;
}
