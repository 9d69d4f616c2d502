using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>A release's relation that takes the place of its pointer view when an environment is left.</summary>
/// <param name="Change">The view, with its privileges.</param>
/// <param name="Relation">The relation in the catalog.</param>
/// <param name="Definition">The query of a view.</param>
/// <param name="Stripped">Roles that were given rights on the relation only to read through the view.</param>
public sealed record SettledRelation(
    PointerChange Change,
    CatalogRelation Relation,
    string? Definition,
    IReadOnlyList<string> Stripped
);

/// <summary>Turns a plan that makes every view again into a plan that leaves no view.</summary>
internal static class Settling
{
    /// <summary>Makes the plan.</summary>
    /// <param name="plan">A plan that makes every view of live again.</param>
    /// <param name="survey">The survey that the plan was made from.</param>
    /// <param name="definitions">The queries of the release's own views.</param>
    /// <exception cref="ReleaseException">A view has a rule or a trigger, which no table would have.</exception>
    public static SwapPlan Plan(SwapPlan plan, SwapSurvey survey, IReadOnlyDictionary<RelationName, string> definitions)
    {
        var settled = plan
            .Changes.Select(change =>
            {
                var physical = change.Physical!;
                Require(change, physical);
                return new SettledRelation(
                    // The view's options go with the view.
                    change with
                    {
                        Former = change.Current! with { Options = physical.Options },
                        Readers = [],
                        Visitors = [],
                        Barred = [],
                    },
                    physical,
                    definitions.GetValueOrDefault(physical.Name),
                    [
                        .. survey
                            .Grants[physical.Name]
                            .Select(grant => grant.Grantee)
                            .Where(role => role != physical.Owner && role != change.Current!.Owner)
                            .Distinct()
                            .Order(StringComparer.Ordinal),
                    ]
                );
            })
            .ToList();
        return plan with { Changes = [.. settled.Select(one => one.Change)], Settled = Ordered(settled, survey) };
    }

    /// <summary>Refuses what would be dropped with a view, except for defaults of a table's columns.</summary>
    private static void Require(PointerChange change, CatalogRelation physical)
    {
        var lost = change
            .Attachments.Where(attachment =>
                attachment is not { Kind: CatalogAttachment.Default } || physical.Kind is not RelationKind.Table
            )
            .ToList();
        if (lost.Count > 0)
            throw new ReleaseException(
                ErrorCode.DependentCannotFollow,
                $"{change.Live} becomes {(physical.Kind is RelationKind.Table ? "a table" : "another view")}, and its "
                    + $"{string.Join(", ", lost.Select(attachment => $"{attachment.Kind} {attachment.Name}"))} "
                    + "would be lost",
                "drop it, run data-release leave, and create it again"
            );
    }

    /// <summary>The statements that run with every lock held.</summary>
    public static IReadOnlyList<Sql> Work(SwapPlan plan, SwapGrammar grammar)
    {
        var moved = plan.Settled.ToDictionary(one => one.Relation.Name, one => one.Change.Live);
        return
        [
            .. plan.Restored.Reverse().Select(view => grammar.DropView(view.View.Name)),
            .. plan.Settled.Select(one => grammar.DropView(one.Change.Live)),
            .. plan.Settled.SelectMany(one => grammar.Move(one.Relation, one.Definition, one.Change.Live, moved)),
            .. plan.Settled.SelectMany(one => Finish(one, plan.Role, grammar)),
            .. plan.Restored.SelectMany(view => plan.Write(view, grammar)),
        ];
    }

    /// <summary>Gives the relation the view's owner, rights and comments.</summary>
    private static IEnumerable<Sql> Finish(SettledRelation one, string? role, SwapGrammar grammar)
    {
        var (live, view) = (one.Change.Live, one.Change.Current!);
        foreach (var statement in grammar.Revoke(live, one.Stripped))
            yield return statement;
        if (view.Owner is { } owner && owner != one.Relation.Owner)
        {
            foreach (var statement in grammar.GiveTo(live, owner))
                yield return statement;
        }
        if ((view.Comment ?? one.Relation.Comment) is { } comment)
            yield return Sql.By(dialect => dialect.Comment(live, one.Relation.Kind, comment));
        foreach (
            var (name, text) in one
                .Relation.Columns.Select(column =>
                    (
                        column.Name,
                        view.Columns.FirstOrDefault(own => own.Name == column.Name)?.Comment ?? column.Comment
                    )
                )
                .Where(column => column.Item2 is not null)
        )
            yield return Sql.By(dialect => dialect.CommentColumn(live, name, text));
        foreach (var statement in grammar.Grant(live, one.Change.Access))
            yield return statement;
        foreach (var attachment in one.Change.Attachments)
            yield return Sql.Raw(attachment.Statement!);
    }

    /// <summary>Orders tables first, then each view after those that it reads.</summary>
    private static List<SettledRelation> Ordered(List<SettledRelation> settled, SwapSurvey survey)
    {
        var by = settled.ToDictionary(one => one.Relation.Name);
        var done = new HashSet<RelationName>();
        var ordered = new List<SettledRelation>(settled.Count);
        var stack = new Stack<(RelationName Name, bool IsLeaving)>();
        foreach (var root in settled.Select(one => one.Relation.Name).Order())
        {
            stack.Push((root, false));
            while (stack.TryPop(out var step))
            {
                if (step.IsLeaving)
                    ordered.Add(by[step.Name]);
                else if (done.Add(step.Name))
                {
                    stack.Push((step.Name, true));
                    foreach (var read in survey.Reads[step.Name].Where(by.ContainsKey))
                        stack.Push((read, false));
                }
            }
        }
        return ordered;
    }
}
