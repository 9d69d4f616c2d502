using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.Builds;

/// <summary>
/// Reads dbt's <c>grants:</c> of a node, which map privileges to roles. dbt writes both literally into a statement, so
/// they are read here as the engine reads them there: unquoted names fold, and each entry may be a list.
/// </summary>
public static class ManifestGrants
{
    /// <summary>The word for all privileges.</summary>
    public const string All = "ALL";

    /// <summary>Names for the role that runs the statement. It owns the relation and has every right.</summary>
    private static readonly HashSet<string> _oneself = new(StringComparer.OrdinalIgnoreCase)
    {
        "current_user",
        "current_role",
        "session_user",
    };

    /// <summary>
    /// The node's grants; none for a node without. Privileges are in upper case. A privilege may name a column.
    /// </summary>
    public static IEnumerable<(string Role, string Privilege, string? Column)> Of(ManifestNode node, NameRules names)
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
            foreach (
                var role in roles
                    .Where(role => role.ValueKind == JsonValueKind.String)
                    .SelectMany(role => Parts(role.GetString()!))
                    .Where(role => !_oneself.Contains(role))
            )
            {
                foreach (var (privilege, column) in Parts(grant.Name).SelectMany(part => Privileges(part, names)))
                    yield return (Role(role, names), privilege, column);
            }
        }
    }

    private static string Role(string text, NameRules names) =>
        string.Equals(text, CatalogGrant.Public, StringComparison.OrdinalIgnoreCase)
            ? CatalogGrant.Public
            : Name(text, names);

    private static IEnumerable<(string Privilege, string? Column)> Privileges(string text, NameRules names)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var word = (open < 0 ? text : text[..open]).Trim().ToUpperInvariant();
        if (word is "ALL PRIVILEGES")
            word = All;
        return open < 0
            ? [(word, null)]
            : Parts(text[(open + 1)..].TrimEnd().TrimEnd(')')).Select(column => (word, (string?)Name(column, names)));
    }

    private static string Name(string text, NameRules names) =>
        text.Length > 1 && text[0] == '"' && text[^1] == '"'
            ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
            : names.Fold(text);

    /// <summary>The parts between commas that are outside quotes and parentheses.</summary>
    private static IEnumerable<string> Parts(string text)
    {
        var (start, depth, isQuoted) = (0, 0, false);
        for (var at = 0; at <= text.Length; at++)
        {
            if (at == text.Length || (text[at] == ',' && depth == 0 && !isQuoted))
            {
                if (text[start..at].Trim() is { Length: > 0 } part)
                    yield return part;
                start = at + 1;
            }
            else if (text[at] == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted)
                depth += text[at] switch
                {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
        }
    }
}
