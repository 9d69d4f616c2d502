using DataRelease.Errors;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Lists what depends on a plan's relations from outside the release, before anything is built and shapes are known.
/// </summary>
internal static class OutsideDependents
{
    /// <summary>A row for each dependent and each watcher.</summary>
    /// <param name="dependents">The dependents of the live schemas.</param>
    /// <param name="watchers">The watchers of the database.</param>
    /// <param name="planned">The relations of the plan.</param>
    /// <param name="pointers">The live names that are pointer views of ours already.</param>
    public static IEnumerable<PlannedRelation> Of(
        IReadOnlyList<CatalogDependent> dependents,
        IReadOnlyList<CatalogWatcher> watchers,
        IReadOnlyList<PlannedRelation> planned,
        IEnumerable<RelationName> pointers
    )
    {
        var changes = planned.ToDictionary(relation => relation.Relation, relation => relation.Change);
        var ours = pointers.ToHashSet();
        var rows = dependents
            .Where(dependent =>
                changes.ContainsKey(dependent.On.ToString())
                && (dependent.Relation is not { } by || !changes.ContainsKey(by.ToString()))
            )
            .Select(dependent => new PlannedRelation(
                dependent.ObjectName,
                Fate(dependent, ours.Contains(dependent.On), changes[dependent.On.ToString()]),
                Detail(dependent, ours.Contains(dependent.On), changes[dependent.On.ToString()])
            ));
        return rows.Concat(
            watchers.Select(watcher => new PlannedRelation(
                watcher.Name,
                RelationChange.Notices,
                $"{watcher.Kind}; {watcher.Effect}"
            ))
        );
    }

    private static RelationChange Fate(CatalogDependent dependent, bool isPointer, RelationChange change) =>
        isPointer && change != RelationChange.Dropped ? RelationChange.Follows
        : dependent is { Kind: "view", Definition: not null } && change != RelationChange.Dropped
            ? RelationChange.Follows
        : RelationChange.Stops;

    private static string Detail(CatalogDependent dependent, bool isPointer, RelationChange change)
    {
        var what = $"{dependent.Kind} on {dependent.On}, outside the release";
        if (Fate(dependent, isPointer, change) == RelationChange.Stops)
            return $"{what}: the swap would be refused ("
                + (dependent.Kind == "row-level security" ? ErrorCode.CannotAdopt : ErrorCode.DependentCannotFollow).Id
                + $")";
        if (!isPointer)
            return $"{what}: made again in the swap";
        return dependent.Kind == "view"
            ? $"{what}; made again if columns change"
            : $"{what}; the swap is refused if columns change, except for new ones at the end";
    }
}
