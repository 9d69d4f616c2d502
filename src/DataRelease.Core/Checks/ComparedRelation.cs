using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>A relation on both sides of a release.</summary>
/// <param name="UniqueId">dbt's unique id; empty for an adopted relation.</param>
/// <param name="Live">Where consumers find it.</param>
/// <param name="Blue">What is live now; null if it is new.</param>
/// <param name="Green">What the candidate has; null if it is gone.</param>
public sealed record ComparedRelation(string UniqueId, RelationName Live, CatalogRelation? Blue, CatalogRelation? Green)
{
    /// <summary>True if both sides have it.</summary>
    public bool IsOnBothSides => Blue is not null && Green is not null;

    /// <summary>True if one of the patterns means it: a model's name or its live name, with <c>*</c>.</summary>
    public bool IsNamedBy(IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0) return true;
        var model = UniqueId[(UniqueId.LastIndexOf('.') + 1)..];
        return patterns.Any(pattern => Matches(pattern, model) || Matches(pattern, Live.Name) || Matches(pattern, Live.ToString()));
    }

    private static bool Matches(string pattern, string name) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal), name, ignoreCase: true);
}
