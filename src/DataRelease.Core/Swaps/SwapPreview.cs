using DataRelease.Errors;
using DataRelease.Reports;

namespace DataRelease.Swaps;

/// <summary>Describes a prepared swap for people: what happens to each relation.</summary>
internal static class SwapPreview
{
    public static IReadOnlyList<PlannedRelation> Describe(SwapPlan plan) =>
        [
            .. plan.Changes.Select(change => new PlannedRelation(
                change.Live.ToString(),
                Word(change.Action),
                change.Withdrawn.Count == 0
                    ? Detail(change)
                    : $"{Detail(change)}; {GrantHistory.Losses(change)}, which the project no longer grants"
            )),
            .. plan.Orphans.Select(orphan => new PlannedRelation(
                orphan.Live.ToString(),
                RelationChange.Kept,
                $"not in this release; stays on {orphan.Physical} unless --allow-breaking"
            )),
            .. plan.Restored.Select(view => new PlannedRelation(
                view.View.Name.ToString(),
                RelationChange.Changed,
                "a view outside the release; dropped and made again in the swap"
            )),
            .. plan.Bystanders.Select(bystander =>
                bystander.Follows
                    ? new PlannedRelation(
                        bystander.Dependent.ObjectName,
                        RelationChange.Follows,
                        $"{bystander.Dependent.Kind} on {bystander.Dependent.On}, outside the release"
                    )
                    : new PlannedRelation(
                        bystander.Dependent.ObjectName,
                        RelationChange.Stays,
                        $"{bystander.Dependent.Kind} on {bystander.Dependent.On}, a release's own relation; "
                            + ErrorCode.StaysBehind.Remedy
                    )
            ),
            .. plan.Watchers.Select(watcher => new PlannedRelation(
                watcher.Name,
                RelationChange.Notices,
                $"{watcher.Kind}; {watcher.Effect}"
            )),
        ];

    private static RelationChange Word(PointerAction action) =>
        action switch
        {
            PointerAction.Keep => RelationChange.Unchanged,
            PointerAction.Create => RelationChange.New,
            PointerAction.Replace or PointerAction.Recreate => RelationChange.Changed,
            PointerAction.Adopt => RelationChange.Adopted,
            PointerAction.Drop => RelationChange.Dropped,
            _ => throw new ArgumentOutOfRangeException(nameof(action)),
        };

    private static string Detail(PointerChange change) =>
        change.Action switch
        {
            PointerAction.Keep => $"shows {change.Physical!.Name} already",
            PointerAction.Create => $"view on {change.Physical!.Name}",
            PointerAction.Replace => $"view replaced in place, on {change.Physical!.Name}",
            PointerAction.Recreate => $"columns changed: view dropped and made again, on {change.Physical!.Name}",
            PointerAction.Adopt =>
                $"the {FoundRelation.Word(change.Current!.Kind)} moves to a schema of its own, a view on "
                    + $"{change.Physical!.Name} takes its place",
            PointerAction.Drop when change.IsIntruded =>
                $"the {FoundRelation.Word(change.Current!.Kind)} moves to a schema of its own",
            PointerAction.Drop => "view dropped",
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };
}
