namespace DataRelease.Reports;

/// <summary>What a release will do to a relation, for <c>plan</c>.</summary>
/// <param name="Relation">The live name.</param>
/// <param name="Change">What happens to it.</param>
/// <param name="Detail">
/// The reason or the way: <c>view replaced in place</c>, <c>incremental, starts from a copy of blue</c>; may be empty.
/// </param>
public sealed record PlannedRelation(string Relation, RelationChange Change, string Detail)
{
    /// <summary>
    /// The phrase under which people see it together with others to which the same happens; null if it needs a look of
    /// its own. Documents list every relation.
    /// </summary>
    public string? Fold { get; init; }

    /// <summary>
    /// How its SQL differs from the live release's; null if that was not asked for, or if nothing differs.
    /// </summary>
    public SqlChange? Sql { get; init; }

    /// <summary>
    /// How its columns change for consumers; null if they stay, or if nobody reads them yet. Other documents than a
    /// plan don't have it.
    /// </summary>
    public ShapeChange? Shape { get; init; }

    /// <summary>
    /// The consumers of a relation that changes, as its project declares them: <c>dashboard sales</c>.
    /// </summary>
    public IReadOnlyList<string> Exposures { get; init; } = [];

    /// <summary>The state that is copied for it from the live release; null if none is.</summary>
    public PlannedCopy? Copy { get; init; }
}
