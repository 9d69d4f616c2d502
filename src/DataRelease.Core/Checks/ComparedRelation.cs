using DataRelease.Warehouses;

namespace DataRelease.Checks;

/// <summary>A relation on both sides of a release.</summary>
/// <param name="UniqueId">dbt's unique id; empty for an adopted relation.</param>
/// <param name="Live">The name by which consumers find it.</param>
/// <param name="Blue">The live relation; null if the candidate's is new.</param>
/// <param name="Green">The candidate's relation; null if it is gone.</param>
public sealed record ComparedRelation(string UniqueId, RelationName Live, CatalogRelation? Blue, CatalogRelation? Green)
{
    /// <summary>
    /// Blue's relation if the ledger has it and the warehouse does not, so that nothing can be compared with it;
    /// otherwise null.
    /// </summary>
    public RelationName? LostBlue { get; init; }

    /// <summary>Green's relation if the ledger has it and the warehouse does not; otherwise null.</summary>
    public RelationName? LostGreen { get; init; }

    /// <summary>True if the candidate does not have the relation any more.</summary>
    internal bool IsDropped => Green is null && LostGreen is null;

    /// <summary>True if the candidate brings the relation.</summary>
    internal bool IsNew => Blue is null && LostBlue is null;

    /// <summary>True if both sides have the relation.</summary>
    public bool IsOnBothSides => Blue is not null && Green is not null;

    /// <summary>True if both sides share the same relation, so that nothing can differ.</summary>
    public bool IsShared => IsOnBothSides && Blue!.Name == Green!.Name;

    /// <summary>True if a column of either side is meant.</summary>
    internal bool HasColumn(Func<string, bool> isMeant) =>
        new[] { Blue, Green }.Any(side => side is not null && side.Columns.Any(column => isMeant(column.Name)));

    /// <summary>
    /// True if one of the patterns matches: a model's name, its unique id or its live name, with <c>*</c>.
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

    /// <summary>The columns of both sides, paired by exact name, or ignoring case if that is unambiguous.</summary>
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
