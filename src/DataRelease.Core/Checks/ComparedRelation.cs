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

    /// <summary>True if both sides are one and the same, so that nothing can differ.</summary>
    public bool IsShared => IsOnBothSides && Blue!.Name == Green!.Name;

    /// <summary>
    /// True if one of the patterns means it: a model's name, its unique id or its live name, with <c>*</c>.
    /// </summary>
    public bool IsNamedBy(IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0)
            return true;
        var model = UniqueId[(UniqueId.LastIndexOf('.') + 1)..];
        return patterns.Any(pattern =>
            Matches(pattern, model)
            || Matches(pattern, Live.Name)
            || Matches(pattern, Live.ToString())
            || pattern == UniqueId
        );
    }

    /// <summary>Columns of both sides by exact name, or ignoring case where only one column is meant.</summary>
    internal IReadOnlyList<ColumnPair> PairColumns()
    {
        var green = (Green?.Columns ?? []).ToList();
        var pairs = new List<ColumnPair>();
        foreach (var column in Blue?.Columns ?? [])
        {
            var other = green.Find(candidate => candidate.Name == column.Name)
                ?? green.Find(candidate =>
                    string.Equals(candidate.Name, column.Name, StringComparison.OrdinalIgnoreCase)
                    && Blue!.Columns.All(own => own.Name != candidate.Name)
                );
            if (other is not null)
                green.Remove(other);
            pairs.Add(new ColumnPair(column.Name, column, other));
        }
        return [.. pairs, .. green.Select(column => new ColumnPair(column.Name, null, column))];
    }

    internal static bool Matches(string pattern, string name) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(
            pattern.Replace("\\", "\\\\", StringComparison.Ordinal),
            name,
            ignoreCase: true
        );
}
