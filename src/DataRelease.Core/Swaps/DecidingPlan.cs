using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Which views of a planned swap can decide between what is live and what the swap makes live, and the statements that
/// make them decide and make them plain again. Pure.
/// </summary>
/// <param name="grammar">How the engine spells it.</param>
/// <param name="plan">Of the swap from blue to green.</param>
/// <param name="survey">What the plan was made from.</param>
/// <param name="blue">What is live; null if nothing is, and then no view can decide.</param>
/// <param name="green">What the swap makes live.</param>
/// <param name="by">What the views go by.</param>
internal sealed class DecidingPlan(
    SwapGrammar grammar,
    SwapPlan plan,
    SwapSurvey survey,
    int? blue,
    int green,
    Decider by
)
{
    /// <summary>
    /// Views that show something else afterwards and exist before and afterwards. A view that shows the same in both
    /// releases needs no decision.
    /// </summary>
    public IReadOnlyList<PointerChange> Differing { get; } =
    [
        .. plan.Changes.Where(change =>
            change.Action is PointerAction.Replace or PointerAction.Recreate or PointerAction.Adopt
            && change.Shown != change.Physical?.Name
        ),
    ];

    /// <summary>
    /// Those that can decide without being dropped: in the shape that they have, or in one that has green's columns
    /// behind it.
    /// </summary>
    public IReadOnlyList<PointerChange> InPlace =>
        [
            .. Differing.Where(change =>
                (change.Action == PointerAction.Replace || Wide(change) is not null) && Decide(change) is not null
            ),
        ];

    /// <summary>Those that can decide once they are made again in their new shape.</summary>
    public IReadOnlyList<PointerChange> Remade =>
        [
            .. Differing.Where(change =>
                change.Action == PointerAction.Recreate && Wide(change) is null && Decide(change) is not null
            ),
        ];

    /// <summary>
    /// Those that can't decide: they have no predecessor, or read with rights that need not reach the ledger.
    /// </summary>
    public IReadOnlyList<PointerChange> Undecidable => [.. Differing.Where(change => Decide(change) is null)];

    /// <summary>The statements that make a view decide that can in place.</summary>
    public IReadOnlyList<Sql> Open(PointerChange change) => [.. SwapPlan.LetIn(change, grammar), Decide(change)!];

    /// <summary>
    /// The statement that makes a view decide; null if it can't. One that is made again with green's columns alone has
    /// only those.
    /// </summary>
    public Sql? Decide(PointerChange change)
    {
        if (
            blue is not { } live
            || live == green
            || change
                is not {
                    Action: PointerAction.Replace or PointerAction.Recreate,
                    Shown: { } shown,
                    Current: { } current,
                    Physical: { } physical
                }
            || shown == physical.Name
            || current.Owner != plan.Role
            || current.Options.Any(option => option.StartsWith("security_invoker", StringComparison.Ordinal))
        )
            return null;
        return grammar.CreateDeciding(
            new DecidingView(
                change.Live,
                change.Action == PointerAction.Replace ? current.Columns : Wide(change) ?? physical.Columns,
                current.Options,
                by,
                new DecidingSide(shown, change.Before?.Columns ?? current.Columns, live),
                new DecidingSide(physical.Name, physical.Columns, green)
            )
        );
    }

    /// <summary>The change as the swap's own transaction finds it when the view decides already.</summary>
    public PointerChange Opened(PointerChange change) =>
        change with
        {
            Action = PointerAction.Keep,
            Access =
                change.Action == PointerAction.Recreate
                    ? [.. survey.Grants[change.Live]]
                    : [.. change.Access.Except(change.Grants)],
            Grants = [],
        };

    /// <summary>The statements that make a deciding view plain on what was live, in place.</summary>
    public IReadOnlyList<Sql> OnBlue(PointerChange change) =>
        [
            grammar.CreatePointer(
                change.Live,
                change.Shown!.Value,
                change.Current!.Columns,
                change.Current.Options,
                replace: true
            ),
        ];

    /// <summary>
    /// The plan that makes it again on what was live, where it has columns that blue has not; null where it need not be
    /// dropped for that.
    /// </summary>
    public SwapPlan? RemakeOnBlue(PointerChange change)
    {
        if (change is not { Before: { } before, Current: { } current })
            return null;
        if (Wide(change) is null && grammar.CanReplace(current.Columns, before.Columns))
            return null;
        var columns = before.Columns.Select(column => column.Name).ToHashSet();
        List<CatalogGrant> access =
        [
            .. survey
                .Grants[change.Live]
                .Where(grant =>
                    grant.Grantee != current.Owner && (grant.Column is null || columns.Contains(grant.Column))
                ),
        ];
        return Alone(
            change with
            {
                Action = PointerAction.Recreate,
                Physical = before,
                Access = access,
                Grants = access,
                Withdrawn = [],
                Revoked =
                [
                    .. survey
                        .DefaultGrants.Where(grant => grant.Schema == change.Live.Schema && grant.Owner == plan.Role)
                        .Select(grant => grant.Grantee)
                        .Distinct()
                        .Order(StringComparer.Ordinal),
                ],
                Readers = [],
                Barred = [],
                Visitors = [],
                Attachments =
                [
                    .. survey
                        .Attachments[change.Live]
                        .Where(attachment => attachment.Column is null || columns.Contains(attachment.Column)),
                ],
            }
        );
    }

    /// <summary>
    /// The statements that make it plain on green, in place. One that was made again in the swap has its privileges and
    /// comments already.
    /// </summary>
    public IReadOnlyList<Sql> OnGreen(PointerChange change) =>
        change.Action == PointerAction.Recreate
            ?
            [
                grammar.CreatePointer(
                    change.Live,
                    change.Physical!.Name,
                    change.Physical.Columns,
                    change.Current!.Options,
                    replace: true
                ),
            ]
            : [.. plan.Write(change, grammar)];

    /// <summary>
    /// The plan that makes it again on green, where it decided in a shape that had green's columns behind its own; null
    /// where it need not be dropped for that.
    /// </summary>
    public SwapPlan? RemakeOnGreen(PointerChange change) => Wide(change) is null ? null : Alone(change);

    /// <summary>
    /// The columns that a view has and those that it gets, for one that would have to be made again: nobody misses one
    /// while it decides. Null if there is no such shape: what is outside hangs on the view and would be made again with
    /// it, or a column becomes of a type whose values the old one does not have.
    /// </summary>
    private List<CatalogColumn>? Wide(PointerChange change)
    {
        if (
            change
                is not {
                    Action: PointerAction.Recreate,
                    IsIntruded: false,
                    Before: not null,
                    Current: { } current,
                    Physical: { } physical
                }
            || survey.Dependents[change.Live].Any()
            || survey.Attachments[change.Live].Any(attachment => attachment.Statement is null)
        )
            return null;
        var next = physical.Columns.ToDictionary(column => column.Name, column => column.Type);
        var has = current.Columns.Select(column => column.Name).ToHashSet();
        return current.Columns.All(column =>
            next.GetValueOrDefault(column.Name) is not { } type
            || type == column.Type
            || grammar.HoldsEvery(type, column.Type)
        )
            ? [.. current.Columns, .. physical.Columns.Where(column => !has.Contains(column.Name))]
            : null;
    }

    private SwapPlan Alone(PointerChange change) => new() { Changes = [change], Role = plan.Role };
}
