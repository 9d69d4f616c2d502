using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataRelease.Ledgers;

namespace DataRelease.Builds.Reuse;

/// <summary>
/// The inputs that a relation or a test was made from. Two relations or tests with the same fingerprint have the same
/// result on the same data, except for what sources contain.
/// </summary>
/// <param name="Code">A digest of its code, or of a seed's rows.</param>
/// <param name="Settings">A digest of the settings that shape it.</param>
/// <param name="Inputs">A digest of the relations that it reads, each with its release.</param>
internal sealed record Fingerprint(string Code, string Settings, string Inputs)
{
    /// <summary>A digest of what had arrived in its sources; null if unknown.</summary>
    public string? Arrived { get; init; }

    /// <summary>
    /// The release that wrote to it last, if later releases may write to it in place; otherwise null. See
    /// <see cref="SharedState"/>.
    /// </summary>
    public int? WrittenBy { get; init; }

    /// <summary>
    /// Settings of a node that only organise the project, or that name the place by which it is compared.
    /// </summary>
    private static readonly HashSet<string> _aside =
    [
        "access",
        "alias",
        "database",
        "docs",
        "enabled",
        "freshness",
        "group",
        "meta",
        "packages",
        "schema",
        "tags",
        "target_database",
        "target_schema",
    ];

    /// <summary>The fingerprint as text for the ledger.</summary>
    public override string ToString() =>
        (Arrived, WrittenBy) switch
        {
            (null, null) => $"{Code}.{Settings}.{Inputs}",
            (_, null) => $"{Code}.{Settings}.{Inputs}.{Arrived}",
            var (arrived, written) => string.Create(
                CultureInfo.InvariantCulture,
                $"{Code}.{Settings}.{Inputs}.{arrived}.{written}"
            ),
        };

    /// <summary>Parses a text of the ledger; null if nothing is known.</summary>
    public static Fingerprint? Read(string text) =>
        text.Split('.') is [{ Length: > 0 } code, { Length: > 0 } settings, { Length: > 0 } inputs, .. var more]
        && more.Length <= 2
            ? new(code, settings, inputs)
            {
                Arrived = more is [{ Length: > 0 } arrived, ..] ? arrived : null,
                WrittenBy =
                    more is [_, var written] && int.TryParse(written, CultureInfo.InvariantCulture, out var number)
                        ? number
                        : null,
            }
            : null;

    /// <summary>The text of a relation whose rows a release took from elsewhere, and not from a build.</summary>
    /// <param name="text">The text of the relation that it takes the place of.</param>
    /// <param name="number">The release.</param>
    /// <param name="isOlder">True if the rows are older, so that what had arrived for them is not known.</param>
    public static string OfCopy(string text, int number, bool isOlder) =>
        Read(text) is { } known
            ? (
                known with
                {
                    Arrived = isOlder ? null : known.Arrived,
                    WrittenBy = known.WrittenBy is null ? null : number,
                }
            ).ToString()
            : text;

    /// <summary>True if a later release may write to this relation in place, where it is live.</summary>
    public static bool IsShared(RelationRecord relation) => Read(relation.Fingerprint)?.WrittenBy is not null;

    /// <summary>The release whose build a relation's rows come from.</summary>
    public static int MadeBy(RelationRecord relation) => Read(relation.Fingerprint)?.WrittenBy ?? relation.Origin;

    /// <summary>A node's fingerprint; null if its code is not known.</summary>
    /// <param name="manifest">Its project.</param>
    /// <param name="node">The node.</param>
    /// <param name="code">The digest of its code; null to take the node's own.</param>
    /// <param name="origin">
    /// Gives the release that made a relation which the node reads; null if that is unknown.
    /// </param>
    public static Fingerprint? Of(Manifest manifest, ManifestNode node, string? code, Func<string, int?> origin)
    {
        if (CodeOf(node, code) is not { } own)
            return null;
        var (relations, sources) = InputsOf(manifest, node);
        var inputs = new List<string>();
        foreach (var id in relations)
        {
            if (origin(id) is not { } number)
                return null;
            inputs.Add(string.Create(CultureInfo.InvariantCulture, $"{id}@{number}"));
        }
        // The code's digest ignores the release's own schema, by which a source may be named.
        inputs.AddRange(sources.Select(id => $"{id}@{manifest.Sources[id]}"));
        return new Fingerprint(own, SettingsOf(node), Digest(string.Join('\n', inputs)));
    }

    /// <summary>A digest of a node's code, or of a seed's rows; null if unknown.</summary>
    public static string? CodeOf(ManifestNode node, string? code = null) =>
        node.Kind switch
        {
            NodeKind.Seed when (code ?? node.CodeDigest) is { } rows => Digest(rows),
            // dbt's checksum of a large seed is a checksum of its path.
            NodeKind.Seed when node.Checksum.StartsWith("path:", StringComparison.Ordinal) => null,
            NodeKind.Seed => node.Checksum.Length > 0 ? Digest(node.Checksum) : null,
            _ when node.Language == "sql" => (code ?? node.CodeDigest) is { Length: > 0 } digest
                ? Digest(digest)
                : null,
            _ => null,
        };

    /// <summary>A digest of the settings that shape a node besides its code.</summary>
    public static string SettingsOf(ManifestNode node)
    {
        var text = new StringBuilder();
        text.Append(node.Kind).Append('\n').Append(node.Materialized).Append('\n');
        if (node.Config.ValueKind == JsonValueKind.Object)
        {
            foreach (
                var property in node
                    .Config.EnumerateObject()
                    .Where(property => !_aside.Contains(property.Name) && !IsNothing(property.Value))
                    .OrderBy(property => property.Name, StringComparer.Ordinal)
            )
                text.Append(property.Name).Append('=').Append(property.Value.GetRawText()).Append('\n');
        }
        if (IsOn(node, "persist_docs", "relation"))
            text.Append(node.Description).Append('\n');
        if (IsOn(node, "persist_docs", "columns"))
            foreach (var column in node.Columns)
                text.Append(column.Name).Append('=').Append(column.Description).Append('\n');
        if (IsOn(node, "contract", "enforced"))
            foreach (var column in node.Columns)
                text.Append(column.Name).Append(':').Append(column.DataType).Append(column.Constraints).Append('\n');
        text.Append(node.Constraints);
        return Digest(text.ToString());
    }

    /// <summary>
    /// The relations and sources that a node reads, directly or through models that are no relations.
    /// </summary>
    public static (IReadOnlyList<string> Relations, IReadOnlyList<string> Sources) InputsOf(
        Manifest manifest,
        ManifestNode node
    )
    {
        var relations = new SortedSet<string>(StringComparer.Ordinal);
        var sources = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Queue<string>(node.DependsOn);
        while (next.TryDequeue(out var id))
        {
            if (!seen.Add(id))
                continue;
            if (manifest.Sources.ContainsKey(id))
                sources.Add(id);
            if (!manifest.Nodes.TryGetValue(id, out var read))
                continue;
            if (read.IsRelation)
                relations.Add(id);
            else
                foreach (var further in read.DependsOn)
                    next.Enqueue(further);
        }
        return ([.. relations], [.. sources]);
    }

    private static bool IsOn(ManifestNode node, string setting, string part) =>
        node.Config.ValueKind == JsonValueKind.Object
        && node.Config.TryGetProperty(setting, out var value)
        && value.ValueKind == JsonValueKind.Object
        && value.TryGetProperty(part, out var on)
        && on.ValueKind == JsonValueKind.True;

    /// <summary>
    /// True for an empty setting. A newer dbt writes settings that an older one does not know, with empty values.
    /// </summary>
    private static bool IsNothing(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => true,
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            JsonValueKind.Array => value.GetArrayLength() == 0,
            _ => false,
        };

    internal static string Digest(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
