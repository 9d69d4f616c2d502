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
                "kept",
                $"not in this release; stays on {orphan.Physical} unless --allow-breaking"
            )),
            .. plan.Restored.Select(view => new PlannedRelation(
                view.View.Name.ToString(),
                "changed",
                "a view outside the release; dropped and made again in the swap"
            )),
            .. plan.Bystanders.Select(bystander =>
                bystander.Follows
                    ? new PlannedRelation(
                        bystander.Dependent.ObjectName,
                        "follows",
                        $"{bystander.Dependent.Kind} on {bystander.Dependent.On}, outside the release"
                    )
                    : new PlannedRelation(
                        bystander.Dependent.ObjectName,
                        "stays",
                        $"{bystander.Dependent.Kind} on {bystander.Dependent.On}, a release's own relation; "
                            + ErrorCode.StaysBehind.Remedy
                    )
            ),
            .. plan.Watchers.Select(watcher => new PlannedRelation(
                watcher.Name,
                "notices",
                $"{watcher.Kind}; {watcher.Effect}"
            )),
        ];

    private static string Word(PointerAction action) =>
        action switch
        {
            PointerAction.Keep => "unchanged",
            PointerAction.Create => "new",
            PointerAction.Replace or PointerAction.Recreate => "changed",
            PointerAction.Adopt => "adopted",
            PointerAction.Drop => "dropped",
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
