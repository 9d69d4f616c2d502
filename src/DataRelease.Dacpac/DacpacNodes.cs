using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataRelease.Builds;
using DataRelease.SqlServer;
using DataRelease.Warehouses;

namespace DataRelease.Dacpac;

/// <summary>
/// A dacpac's code as nodes of a manifest, which is how the product knows relations. Views are models; what is called
/// is there for its name and its schema.
/// </summary>
internal sealed class DacpacNodes
{
    private readonly Dictionary<RelationName, string> _ids;

    private DacpacNodes(Manifest manifest, Dictionary<RelationName, string> ids, IReadOnlySet<string> views)
    {
        Manifest = manifest;
        Views = views;
        _ids = ids;
    }

    /// <summary>The manifest.</summary>
    public Manifest Manifest { get; }

    /// <summary>The names that consumers use for views.</summary>
    public IReadOnlySet<string> Views { get; }

    /// <summary>The unique ids, by name.</summary>
    public IReadOnlyList<string> Order => [.. Manifest.Nodes.Keys];

    /// <summary>The unique id of an object of the release; null if it is no node.</summary>
    public string? Find(RelationName physical) => _ids.GetValueOrDefault(physical);

    /// <summary>Makes the nodes.</summary>
    public static DacpacNodes Of(DacpacRelease release)
    {
        var byLive = release.Moved.ToDictionary(one => one.Live, one => IdOf(release, one));
        var nodes = release.Moved.ToDictionary(one => byLive[one.Live], one => Node(release, one, byLive));
        return new DacpacNodes(
            new Manifest(12, "", SqlServerDialect.Spelling.Name, release.Name, nodes, new Dictionary<string, string>()),
            release.Moved.ToDictionary(one => one.Physical, one => byLive[one.Live]),
            release.Moved.Where(IsView).Select(one => one.Live.ToString()).ToHashSet()
        );
    }

    private static ManifestNode Node(DacpacRelease release, MovedCode one, Dictionary<RelationName, string> byLive) =>
        new()
        {
            UniqueId = byLive[one.Live],
            Kind = IsView(one) ? NodeKind.Model : NodeKind.Other,
            Name = one.Live.Name,
            Alias = one.Live.Name,
            PackageName = release.Name,
            Schema = one.Physical.Schema,
            RelationName = SqlServerDialect.Spelling.Quote(one.Physical),
            Materialized = IsView(one) ? "view" : "",
            Checksum = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(one.Script)))}",
            DependsOn = [.. one.Reads.Select(name => byLive.GetValueOrDefault(name)).OfType<string>()],
            RawCode = one.Script,
            Config = Config(release, one),
        };

    /// <summary>A view's rights as dbt has them, so that a swap takes what the next version no longer grants.</summary>
    private static JsonElement Config(DacpacRelease release, MovedCode one)
    {
        var grants = release
            .Rights.Where(right => right.On == one.Live && IsView(one))
            .SelectMany(right =>
                right.Privileges.SelectMany(privilege => right.Roles.Select(role => (privilege, role)))
            )
            .GroupBy(pair => pair.privilege, pair => pair.role)
            .OrderBy(group => group.Key, StringComparer.Ordinal);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("grants");
            foreach (var group in grants)
            {
                writer.WriteStartArray(group.Key);
                foreach (var role in group.Order(StringComparer.Ordinal))
                    writer.WriteStringValue(role);
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return JsonElement.Parse(stream.ToArray());
    }

    private static bool IsView(MovedCode one) => one.Kind == ObjectKinds.View;

    private static string IdOf(DacpacRelease release, MovedCode one) =>
        $"{(IsView(one) ? "model" : "code")}.{release.Name}.{one.Live}";
}
