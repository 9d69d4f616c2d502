using DataRelease.Warehouses;

namespace DataRelease.Swaps.Exposures;

/// <summary>
/// Plans an exposure: which views of a planned swap decide by the route while some principals see green, in which
/// shape, and which views can't be shown to some principals alone. Pure.
/// </summary>
/// <param name="grammar">How the engine spells the statements.</param>
/// <param name="plan">The plan of the swap from blue to green.</param>
/// <param name="survey">The survey that the plan was made from.</param>
/// <param name="blue">The release that is live.</param>
/// <param name="green">The release that some principals are to see.</param>
/// <param name="route">The name of the route's view.</param>
internal sealed class ExposurePlan(
    SwapGrammar grammar,
    SwapPlan plan,
    SwapSurvey survey,
    int blue,
    int green,
    RelationName route
)
{
    private static readonly string[] _writes = ["INSERT", "UPDATE", "DELETE"];

    private readonly Decider _by = new Decider.Route(route);

    /// <summary>
    /// Views that show another relation to those who see green. A view of a relation that both releases share stays
    /// plain.
    /// </summary>
    public IReadOnlyList<PointerChange> Deciding { get; } =
    [
        .. plan.Changes.Where(change =>
            change is { Action: PointerAction.Replace or PointerAction.Recreate, Physical: { } physical }
            && change.Shown != physical.Name
        ),
    ];

    /// <summary>Views of <see cref="Deciding"/> that don't decide by this route yet, or not in this shape.</summary>
    public IReadOnlyList<PointerChange> Left => [.. Deciding.Where(change => !IsOpen(change))];

    /// <summary>
    /// Views of relations that both releases share and that were changed by hand or left deciding. They are made plain
    /// again.
    /// </summary>
    public IReadOnlyList<PointerChange> Mended { get; } =
    [
        .. plan.Changes.Where(change =>
            change is { Action: PointerAction.Replace, Physical: { } physical } && change.Shown == physical.Name
        ),
    ];

    /// <summary>New relations. Nobody sees them before the swap.</summary>
    public IReadOnlyList<PointerChange> Awaited { get; } =
    [.. plan.Changes.Where(change => change.Action == PointerAction.Create)];

    /// <summary>Reasons why views can't be shown to some principals alone; empty if every view can.</summary>
    public IReadOnlyList<string> Refusals => [.. plan.Changes.SelectMany(Why)];

    /// <summary>The statements that make a view decide by the route, in place.</summary>
    public IReadOnlyList<Sql> Open(PointerChange change) =>
        [
            .. SwapPlan.LetIn(change, grammar),
            .. Askers(change).SelectMany(role => grammar.LetRead(role, route, null)),
            grammar.CreateDeciding(View(change))!,
            .. grammar.ReplaceKeepsComments
                ? []
                : grammar.Comment(change.Live, change.Current!.Comment, change.Current.Columns),
        ];

    /// <summary>The statements that make a view of <see cref="Mended"/> plain again.</summary>
    public IReadOnlyList<Sql> Mend(PointerChange change) =>
        [.. SwapPlan.LetIn(change, grammar), .. plan.Write(change, grammar)];

    /// <summary>A plan for <see cref="AccessParity"/>: every deciding view must let in whom it lets in now.</summary>
    public SwapPlan Parity =>
        plan with
        {
            Changes =
            [
                .. Deciding.Select(change =>
                    change with
                    {
                        Action = PointerAction.Keep,
                        Access = [.. survey.Grants[change.Live].Where(grant => grant.Grantee != change.Current!.Owner)],
                    }
                ),
            ],
            Restored = [],
        };

    /// <summary>True if the view decides by the route already, exactly as this plan would make it.</summary>
    private bool IsOpen(PointerChange change) =>
        survey.Definitions.GetValueOrDefault(change.Live) is { } definition
        && grammar.ReadDeciding(definition) is { } text
        && text.By == _by
        && text.Sides.GetValueOrDefault(blue) == change.Shown
        && text.Sides.GetValueOrDefault(green) == change.Physical!.Name
        && Columns(change).SequenceEqual(change.Current!.Columns, ColumnShape.Instance);

    private DecidingView View(PointerChange change) =>
        new(
            change.Live,
            Columns(change),
            change.Current!.Options,
            _by,
            new DecidingSide(change.Shown!.Value, change.Before!.Columns, blue),
            new DecidingSide(change.Physical!.Name, change.Physical.Columns, green)
        );

    /// <summary>The view's own columns, followed by those that green adds.</summary>
    private static IReadOnlyList<CatalogColumn> Columns(PointerChange change) =>
        [.. change.Current!.Columns, .. Added(change)];

    private static IEnumerable<CatalogColumn> Added(PointerChange change)
    {
        var has = change.Current!.Columns.Select(column => column.Name).ToHashSet();
        return change.Physical!.Columns.Where(column => !has.Contains(column.Name));
    }

    /// <summary>
    /// The role that owns the route, which is not always the role that made it: an engine may give an object to the
    /// owner of its schema.
    /// </summary>
    private string? RouteOwner =>
        survey.Relations.GetValueOrDefault(route)?.Owner
        ?? survey.Relations.Values.FirstOrDefault(known => known.Name.Schema == route.Schema)?.Owner
        ?? plan.Role;

    /// <summary>The roles whose rights a view uses to read the route, besides the role that owns the route.</summary>
    private IEnumerable<string> Askers(PointerChange change)
    {
        var view = change.Current!;
        if (SwapPlanner.IsInvoker(view))
            return survey
                .Grants[view.Name]
                .Where(grant => grant.Privilege == "SELECT")
                .Select(grant => grant.Grantee)
                .Append(view.Owner!)
                .Where(role => role != RouteOwner)
                .Distinct();
        return view.Owner is { } owner && owner != RouteOwner ? [owner] : [];
    }

    private IEnumerable<string> Why(PointerChange change)
    {
        if (change.Action == PointerAction.Drop)
            return
            [
                $"{change.Live}: the release has no such relation, and a view can't disappear for only some "
                    + "consumers",
            ];
        if (change.Action == PointerAction.Adopt)
            return
            [
                $"{change.Live}: the object there is not a view of a release, and it would have to move away "
                    + "for everybody",
            ];
        return Deciding.Contains(change) ? WhyNot(change).Select(reason => $"{change.Live}: {reason}") : [];
    }

    private IEnumerable<string> WhyNot(PointerChange change)
    {
        if (change.Current is not { } view || change.Before is not { } before)
        {
            yield return "what it shows is gone";
            yield break;
        }
        var next = change.Physical!.Columns.ToDictionary(column => column.Name, column => column.Type);
        var has = before.Columns.Select(column => column.Name).ToHashSet();
        foreach (var column in view.Columns.Where(column => has.Contains(column.Name)))
        {
            if (next.GetValueOrDefault(column.Name) is not { } type)
                yield return $"the release has no column {column.Name}, and a column can't disappear for only some "
                    + "consumers";
            else if (type != column.Type && !grammar.HoldsEvery(type, column.Type))
                yield return $"column {column.Name} becomes {type}, and its type {column.Type} can't hold every value";
        }
        var added = change.Physical.Columns.Where(column => !has.Contains(column.Name)).ToList();
        if (added.Count > 0)
        {
            // Taking a column back means dropping the view, where a narrower one can't replace it.
            var bound = grammar.CanReplace(Columns(change), before.Columns)
                ? []
                : survey.Dependents[change.Live].Where(dependent => !grammar.CanReplaceUnder(dependent)).ToList();
            if (bound.Count > 0)
                yield return $"{bound[0].Kind} {bound[0].ObjectName} depends on it, so the new column "
                    + $"{added[0].Name} could not be removed again";
        }
        if (view.Options.FirstOrDefault(grammar.IsCheckOption) is { } check)
            yield return $"it has {check}, and a view that decides can't be written to";
        var writers = survey
            .Grants[change.Live]
            .Where(grant => grant.Grantee != view.Owner && _writes.Contains(grant.Privilege))
            .Select(grant => grant.Grantee)
            .Distinct()
            .ToList();
        if (writers.Count > 0)
            yield return $"{string.Join(", ", writers.Take(3))} may write through it, and a view that decides can't be "
                + "written to";
    }

    private sealed class ColumnShape : IEqualityComparer<CatalogColumn>
    {
        public static readonly ColumnShape Instance = new();

        public bool Equals(CatalogColumn? left, CatalogColumn? right) =>
            left?.Name == right?.Name && left?.Type == right?.Type;

        public int GetHashCode(CatalogColumn column) => column.Name.GetHashCode(StringComparison.Ordinal);
    }
}
