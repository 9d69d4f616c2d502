using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Plans deciding views: which views of a planned swap can show blue or green as the ledger says, and the statements
/// that make them deciding and plain again. Pure.
/// </summary>
/// <param name="grammar">How the engine spells the statements.</param>
/// <param name="plan">The plan of the swap from blue to green.</param>
/// <param name="survey">The survey that the plan was made from.</param>
/// <param name="blue">The release that is live; null if none is, and then no view can decide.</param>
/// <param name="green">The release that the swap makes live.</param>
/// <param name="by">What the views decide by: the marker or a route.</param>
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
    /// Views that exist already and show another relation after the swap. A view that shows the same relation in both
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
    /// Differing views that can decide without being dropped: with the columns that they have, or with green's new
    /// columns appended.
    /// </summary>
    public IReadOnlyList<PointerChange> InPlace =>
        [
            .. Differing.Where(change =>
                (change.Action == PointerAction.Replace || Wide(change) is not null) && Decide(change) is not null
            ),
        ];

    /// <summary>Differing views that can decide only once they are made again in their new shape.</summary>
    public IReadOnlyList<PointerChange> Remade =>
        [
            .. Differing.Where(change =>
                change.Action == PointerAction.Recreate && Wide(change) is null && Decide(change) is not null
            ),
        ];

    /// <summary>
    /// Differing views that can't decide: they have no predecessor, or they read with rights that need not reach the
    /// ledger.
    /// </summary>
    public IReadOnlyList<PointerChange> Undecidable => [.. Differing.Where(change => Decide(change) is null)];

    /// <summary>The statements that make a view of <see cref="InPlace"/> decide.</summary>
    public IReadOnlyList<Sql> Open(PointerChange change) => [.. SwapPlan.LetIn(change, grammar), Decide(change)!];

    /// <summary>
    /// The statement that makes a view decide; null if the view can't. A view that is made again in green's shape alone
    /// has only green's columns.
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

    /// <summary>The change that is left for the swap's own transaction when the view decides already.</summary>
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

    /// <summary>The statements that replace a deciding view with a plain one on blue.</summary>
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
    /// The plan that drops a deciding view and makes it again on blue, for a view that has columns that blue lacks;
    /// null if the view can be replaced in place.
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
    /// The statements that replace a deciding view with a plain one on green. A view that was made again in the swap
    /// has its privileges and comments already.
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
    /// The plan that drops a deciding view and makes it again on green, for a view that decided with green's columns
    /// behind its own; null if the view can be replaced in place.
    /// </summary>
    public SwapPlan? RemakeOnGreen(PointerChange change) => Wide(change) is null ? null : Alone(change);

    /// <summary>
    /// The view's present columns followed by those that it gets, for a view that would have to be made again. No
    /// reader misses a column while the view decides. Null if there is no such shape: an outside object depends on the
    /// view and would have to be made again with it, or a column's new type does not hold every value of the old type.
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
