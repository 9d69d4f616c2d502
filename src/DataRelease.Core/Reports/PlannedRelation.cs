namespace DataRelease.Reports;

/// <summary>What a relation will go through, for <c>plan</c>.</summary>
/// <param name="Relation">Live name.</param>
/// <param name="Change">What.</param>
/// <param name="Detail">Why, or how: <c>view replaced in place</c>, <c>incremental, starts from a copy of blue</c>; may
/// be empty.</param>
public sealed record PlannedRelation(string Relation, RelationChange Change, string Detail)
{
    /// <summary>How its SQL differs from what is live; null if that was not asked, or there is none.</summary>
    public SqlChange? Sql { get; init; }
}
