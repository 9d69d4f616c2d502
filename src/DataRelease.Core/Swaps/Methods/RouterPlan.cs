using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps.Methods;

/// <summary>A planned swap that exchanges whole live schemas. Pure.</summary>
/// <param name="plan">A plan that makes every view again.</param>
/// <param name="survey">The survey that the plan was made from.</param>
/// <param name="grammar">How the engine spells the statements.</param>
internal sealed class RouterPlan(SwapPlan plan, SwapSurvey survey, SwapGrammar grammar)
{
    /// <summary>The live schemas, which consumers name in their queries.</summary>
    public IReadOnlyList<string> Live { get; } =
    [.. plan.Changes.Select(change => change.Live.Schema).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>
    /// Pairs each live schema with the schema that takes its place: a fresh one or, where relations of the live schema
    /// are adopted, the schema in which those relations end and stay.
    /// </summary>
    /// <param name="fresh">Gives the name of a fresh schema.</param>
    public IReadOnlyList<ExchangedSchema> Schemas(Func<string, string> fresh) =>
        [
            .. Live.Select(live => new ExchangedSchema(
                live,
                Aside(live) ?? fresh(live),
                [
                    .. plan
                        .Changes.Where(change =>
                            change is { Current: not null, Shown: not null, IsIntruded: false }
                            && change.Live.Schema == live
                        )
                        .Select(change => change.Live.Name),
                ]
            )),
        ];

    private string? Aside(string live) =>
        plan
            .Adopted.Where(relation => relation.Relation.Name.Schema == live)
            .Select(relation => relation.To.Schema)
            .FirstOrDefault();

    /// <summary>Reasons why the live schemas can't be exchanged whole; empty if they can.</summary>
    /// <param name="others">Objects in the live schemas that are no relations.</param>
    public IReadOnlyList<string> Refusals(IReadOnlyList<string> others)
    {
        var ours = plan.Changes.Select(change => change.Live).ToHashSet();
        var strangers = survey
            .Relations.Keys.Where(name => Live.Contains(name.Schema) && !ours.Contains(name))
            .Order()
            .Select(name => $"{name} does not belong to the project, and would go with the old schema");
        var bound = plan.Restored.Select(view =>
            $"view {view.View.Name} reads a view of live and would still show the release before"
        );
        var hanging = plan
            .Changes.Where(change => change.Attachments.Count > 0)
            .Select(change =>
                $"{change.Live} has {string.Join(", ", change.Attachments.Select(one => $"{one.Kind} {one.Name}"))}, "
                + "which would be lost"
            );
        var taken = Live.Select(Aside)
            .OfType<string>()
            .Where(survey.Schemas.Contains)
            .Select(aside => $"{aside}, to which the objects in live would move, exists already");
        return
        [
            .. strangers,
            .. others.Select(other => $"{other} is in the schema, and would go with it"),
            .. bound,
            .. hanging,
            .. taken,
        ];
    }

    /// <summary>The plan for the views in the schemas that take the places of the live ones.</summary>
    /// <param name="schemas">The pairs of schemas.</param>
    public SwapPlan Into(IReadOnlyList<ExchangedSchema> schemas)
    {
        var next = schemas.ToDictionary(schema => schema.Live, schema => schema.Next);
        return plan with
        {
            NewSchemas = [],
            Adopted = [],
            Restored = [],
            Changes =
            [
                .. plan
                    .Changes.Where(change => change.Action != PointerAction.Drop)
                    .Select(change =>
                        change with
                        {
                            Live = change.Live with { Schema = next[change.Live.Schema] },
                            // The new schema has no such view yet, but owner and rights come from the view that is
                            // replaced.
                            Action = change.Action == PointerAction.Recreate ? PointerAction.Adopt : change.Action,
                        }
                    ),
            ],
        };
    }

    /// <summary>The statements that make the views in the new schemas, each in a transaction of its own.</summary>
    public IReadOnlyList<Sql> Make(IReadOnlyList<ExchangedSchema> schemas)
    {
        var into = Into(schemas);
        return
        [
            .. into
                .Changes.Where(change => change.Physical is not null)
                .SelectMany(change => change.Visitors.Select(role => (Role: role, change.Physical!.Name.Schema)))
                .Distinct()
                .SelectMany(visit => grammar.LetUse(visit.Role, visit.Schema)),
            .. into.Changes.SelectMany(change => SwapPlan.LetRead(change, grammar)),
            .. into.Changes.SelectMany(change => into.Write(change, grammar)),
        ];
    }
}
