using System.Text.Json;

namespace DataRelease.Builds;

/// <summary>dbt's <c>grants:</c> of a node: privilege to role or roles.</summary>
public static class ManifestGrants
{
    /// <summary>Pairs as they stand; none for a node without.</summary>
    public static IEnumerable<(string Role, string Privilege)> Of(ManifestNode node)
    {
        if (
            node.Config.ValueKind != JsonValueKind.Object
            || !node.Config.TryGetProperty("grants", out var grants)
            || grants.ValueKind != JsonValueKind.Object
        )
            yield break;
        foreach (var grant in grants.EnumerateObject())
        {
            IEnumerable<JsonElement> roles =
                grant.Value.ValueKind == JsonValueKind.Array ? grant.Value.EnumerateArray() : [grant.Value];
            foreach (var role in roles.Where(role => role.ValueKind == JsonValueKind.String))
                yield return (role.GetString()!, grant.Name);
        }
    }
}
