using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Plans what happens to relations that stand in the place of views.</summary>
public sealed partial class SwapPlanner
{
    /// <summary>
    /// True for a relation that somebody else put in the place of our view. A view that shows columns of a release's
    /// relation, or decides between two, is no intruder: dropping it loses nothing.
    /// </summary>
    private bool IsIntruder(CatalogRelation current, PointerTarget own)
    {
        if (current.Kind != RelationKind.View)
            return true;
        if (
            survey.Definitions.GetValueOrDefault(current.Name) is not { } definition
            || grammar.ReadDeciding(definition) is not null
        )
            return false;
        return PointerText.Read(definition) is not { } pointer
            || (pointer.Shows != own.Physical && !isRelease(pointer.Shows.Schema));
    }

    /// <summary>
    /// Makes a view that would be dropped move away, if an intruder that moves away reads it. A new view is made in its
    /// place.
    /// </summary>
    private void MoveUnderIntruders(List<PointerChange> changes)
    {
        var moving = changes.Where(change => change.IsIntruded).Select(change => change.Live).ToHashSet();
        for (var index = 0; index < changes.Count; index++)
        {
            var change = changes[index];
            if (
                change.Action is not (PointerAction.Recreate or PointerAction.Drop)
                || change.IsIntruded
                || !survey
                    .Dependents[change.Live]
                    .Any(dependent =>
                        dependent.Relation is { } by
                        && (moving.Contains(by) || IsFound(by.Schema))
                        && !grammar.CanReplaceUnder(dependent)
                    )
            )
                continue;
            changes[index] =
                change.Action == PointerAction.Drop
                    ? change with
                    {
                        IsIntruded = true,
                    }
                    : change with
                    {
                        Action = PointerAction.Adopt,
                    };
        }
    }

    private List<AdoptedRelation> Adopt(List<PointerChange> changes, Dictionary<RelationName, PointerTarget> ours)
    {
        var moving = changes
            .Where(change =>
                change.Action == PointerAction.Adopt || change is { Action: PointerAction.Drop, IsIntruded: true }
            )
            .Select(change => change.Current!)
            .ToDictionary(relation => relation.Name);
        var refused = new List<string>();
        foreach (var relation in moving.Values)
        {
            var isIntruder = ours.ContainsKey(relation.Name);
            if (!grammar.CanMove(relation.Kind, isIntruder))
                refused.Add($"{relation.Name} is neither a table nor a view");
            if (survey.Relations.ContainsKey(new RelationName(adoptInto(relation.Name.Schema), relation.Name.Name)))
                refused.Add($"{adoptInto(relation.Name.Schema)} already has a {relation.Name.Name}");
            refused.AddRange(
                survey
                    .Dependents[relation.Name]
                    .Where(dependent => dependent.Kind == "row-level security" && !isIntruder)
                    .Select(dependent =>
                        $"{dependent.ObjectName} has row-level security, which would not hold for the release's table"
                    )
            );
        }
        if (refused.Count > 0)
            throw new ReleaseException(ErrorCode.CannotAdopt, string.Join("; ", refused));
        return
        [
            .. Ordered(
                    moving
                        .Values.OrderBy(relation => relation.Kind)
                        .ThenBy(relation => relation.Name)
                        .Select(relation => relation.Name)
                )
                .Select(name => new AdoptedRelation(
                    moving[name],
                    new RelationName(adoptInto(name.Schema), name.Name),
                    survey.Definitions.GetValueOrDefault(name),
                    ours.ContainsKey(name)
                )),
        ];
    }
}
