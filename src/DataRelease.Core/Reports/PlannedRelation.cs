namespace DataRelease.Reports;

/// <summary>What a release will do to a relation, for <c>plan</c>.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Change">
/// For a relation of the release <c>new</c>, <c>changed</c>, <c>unchanged</c>, <c>dropped</c>, <c>kept</c> (shared with
/// blue) or <c>adopted</c>; for an object outside the releases <c>follows</c>, <c>stops</c> or <c>notices</c>; for a
/// consumer's statement <c>differs</c>.
/// </param>
/// <param name="Detail">
/// The reason or the way: <c>view replaced in place</c>, <c>incremental, starts from a copy of blue</c>; may be empty.
/// </param>
public sealed record PlannedRelation(string Relation, string Change, string Detail)
{
    /// <summary>
    /// How its SQL differs from the live release's; null if that was not asked for, or if nothing differs.
    /// </summary>
    public SqlChange? Sql { get; init; }
}
