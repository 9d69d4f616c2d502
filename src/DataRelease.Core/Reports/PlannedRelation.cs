namespace DataRelease.Reports;

/// <summary>What a relation will go through, for <c>plan</c>.</summary>
/// <param name="Relation">Live name.</param>
/// <param name="Change"><c>new</c>, <c>changed</c>, <c>unchanged</c>, <c>dropped</c>, <c>kept</c> (shared with blue),
/// <c>adopted</c>; of what is outside <c>follows</c>, <c>stops</c>, <c>notices</c>; of a statement of consumers'
/// <c>differs</c>.</param>
/// <param name="Detail">Why, or how: <c>view replaced in place</c>, <c>incremental, starts from a copy of blue</c>; may
/// be empty.</param>
public sealed record PlannedRelation(string Relation, string Change, string Detail)
{
    /// <summary>How its SQL differs from what is live; null if that was not asked, or there is none.</summary>
    public SqlChange? Sql { get; init; }
}
