using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Makes a <see cref="SwapPlan"/> from what should be live and what is in the warehouse. Pure.</summary>
/// <param name="survey">What is in the warehouse.</param>
/// <param name="grammar">What the engine can replace in place.</param>
/// <param name="adoptInto">Gives the schema that relations of a live schema move to.</param>
/// <param name="isRelease">True for a schema that has relations of a release.</param>
public sealed partial class SwapPlanner(
    SwapSurvey survey,
    SwapGrammar grammar,
    Func<string, string> adoptInto,
    Func<string, bool> isRelease
)
{
    /// <summary>Pointer views that are gone or intruded, as the last swap left them.</summary>
    public IReadOnlyDictionary<RelationName, FormerView> Former { get; init; } =
        new Dictionary<RelationName, FormerView>();

    /// <summary>The project's grants to withdraw and to give again.</summary>
    public ProjectGrants Project { get; init; } = ProjectGrants.None;

    /// <summary>
    /// True for a schema of relations that were moved out of live. A view there that reads a pointer view is never
    /// dropped.
    /// </summary>
    public Func<string, bool> IsFound { get; init; } = _ => false;

    /// <summary>True if every view is dropped, because the relation that it shows takes its place.</summary>
    public bool IsLeaving { get; init; }

    /// <summary>True if every view is made again in another schema, which then takes the live schema's place.</summary>
    public bool RemakesAll { get; init; }

    /// <summary>Makes the plan.</summary>
    /// <param name="target">The relations that should be live afterwards.</param>
    /// <param name="current">The pointer views that are ours now.</param>
    /// <param name="dropMissing">True if pointer views that the target lacks may be dropped.</param>
    /// <exception cref="ReleaseException">
    /// DR5014, DR7003, DR7006: the swap is impossible. Nothing was touched.
    /// </exception>
    public SwapPlan Plan(IReadOnlyList<PointerTarget> target, IReadOnlyList<PointerTarget> current, bool dropMissing)
    {
        var ours = current.ToDictionary(pointer => pointer.Live);
        var wanted = target.Select(pointer => pointer.Live).ToHashSet();
        var missing = current.Where(pointer => !wanted.Contains(pointer.Live)).ToList();
        var changes = target.Select(pointer => Change(pointer, ours)).ToList();
        if (dropMissing)
        {
            changes.AddRange(
                missing
                    .Where(pointer => survey.Relations.ContainsKey(pointer.Live))
                    .Select(pointer => new PointerChange(
                        PointerAction.Drop,
                        pointer.Live,
                        null,
                        survey.Relations[pointer.Live]
                    )
                    {
                        Shown = pointer.Physical,
                        IsIntruded = IsIntruder(survey.Relations[pointer.Live], pointer),
                    })
            );
        }
        else
        {
            // A view that stays is repaired, too, if it does not show what it should.
            changes.AddRange(
                missing
                    .Where(pointer => survey.Relations.ContainsKey(pointer.Physical))
                    .Select(pointer => Change(pointer, ours))
                    .Where(change => change.Action != PointerAction.Keep)
            );
        }
        MoveUnderIntruders(changes);
        changes.Sort((left, right) => left.Live.CompareTo(right.Live));

        RefuseLostRowSecurity(changes);
        var adopted = Adopt(changes, ours);
        var restored = Restore(changes);
        var schemas = target
            .Select(pointer => pointer.Live.Schema)
            .Concat(adopted.Select(relation => relation.To.Schema));
        return new SwapPlan
        {
            Changes = changes,
            Adopted = adopted,
            Restored = restored,
            Orphans = dropMissing ? [] : missing,
            Watchers = survey.Watchers,
            Bystanders = Bystanders(changes, restored),
            NewSchemas =
            [
                .. schemas.Distinct().Where(schema => !survey.Schemas.Contains(schema)).Order(StringComparer.Ordinal),
            ],
            Role = survey.Role,
        };
    }

    private PointerChange Change(PointerTarget pointer, Dictionary<RelationName, PointerTarget> ours)
    {
        var physical = survey.Relations.GetValueOrDefault(pointer.Physical)
            ?? throw new ReleaseException(ErrorCode.RelationMissing, $"{pointer.Physical} does not exist");
        var current = survey.Relations.GetValueOrDefault(pointer.Live);
        var own = ours.GetValueOrDefault(pointer.Live);
        var intruded = own is not null && current is not null && IsIntruder(current, own);
        var action = current switch
        {
            null => PointerAction.Create,
            _ when intruded => PointerAction.Adopt,
            { Kind: RelationKind.View } when own is not null && (IsLeaving || RemakesAll) => PointerAction.Recreate,
            { Kind: RelationKind.View }
                when own is not null
                    && own.Physical == pointer.Physical
                    && SameColumns(current, physical)
                    && ShowsOnly(pointer) => PointerAction.Keep,
            { Kind: RelationKind.View } when own is not null => grammar.CanReplace(current.Columns, physical.Columns)
                ? PointerAction.Replace
                : PointerAction.Recreate,
            _ => PointerAction.Adopt,
        };
        var former = intruded || (own is not null && current is null) ? Former.GetValueOrDefault(pointer.Live) : null;
        IEnumerable<CatalogGrant> had =
            former is not null
                ? Had(former.View, former.Grants, physical)
                    .Where(grant =>
                        survey.Roles is null
                        || grant.Grantee == CatalogGrant.Public
                        || survey.Roles.Contains(grant.Grantee)
                    )
            : own is not null && (intruded || current is null) ? Had(current, physical).Concat(Lost(own))
            : Had(current, physical);
        var owner = former?.View.Owner ?? current?.Owner ?? survey.Role;
        var withdrawn = Withdrawn(pointer.Live, had);
        var returned = Returned(pointer.Live, had);
        if (action == PointerAction.Keep && withdrawn.Count + returned.Count > 0)
            action = PointerAction.Replace;
        had = had.Except(withdrawn);
        var granted = action == PointerAction.Keep || !pointer.IsNew ? [] : GrantedByProject(physical, owner);
        List<CatalogGrant> access =
        [
            .. had.Concat(granted).Concat(returned).Where(grant => grammar.IsOfViews(grant.Privilege)).DistinctBy(Key),
        ];
        var kept = had.Select(Key).ToHashSet();
        var fresh = access.Where(grant => !kept.Contains(Key(grant))).ToList();
        var isRemade = action is PointerAction.Recreate or PointerAction.Adopt || former is not null;
        return WithReaders(
            new PointerChange(action, pointer.Live, physical, current)
            {
                Shown = own?.Physical,
                Before = own is null ? null : survey.Relations.GetValueOrDefault(own.Physical),
                IsIntruded = intruded,
                Former = former?.View,
                Withdrawn = withdrawn,
                Access = access,
                Grants = action == PointerAction.Replace ? [.. fresh, .. access.Where(FallsWith)] : access,
                Revoked = isRemade ? DefaultReaders(pointer.Live.Schema) : [],
                Attachments = action == PointerAction.Recreate ? Attachments(pointer.Live, physical.Columns) : [],
            },
            fresh
        );

        // Revoking a right on the relation also revokes the same right on its columns.
        bool FallsWith(CatalogGrant grant) =>
            grant.Column is not null
            && withdrawn.Exists(taken =>
                taken.Column is null && Takes(taken, grant.Privilege, new PhysicalReader(grant.Grantee, grant.Column))
            );

        static (string, string, string?, bool) Key(CatalogGrant grant) =>
            (grant.Grantee, grant.Privilege, grant.Column, grant.Grantable);
    }

    /// <summary>The objects attached to a view that is made again. A column's default goes with its column.</summary>
    private List<CatalogAttachment> Attachments(RelationName view, IReadOnlyList<CatalogColumn> columns)
    {
        var names = columns.Select(column => column.Name).ToHashSet();
        var found = survey
            .Attachments[view]
            .Where(attachment => attachment.Column is null || names.Contains(attachment.Column))
            .ToList();
        var lost = found.Where(attachment => attachment.Statement is null).ToList();
        return lost.Count == 0
            ? found
            : throw new ReleaseException(
                ErrorCode.DependentCannotFollow,
                $"{view} must be made again, and its "
                    + $"{string.Join(", ", lost.Select(attachment => $"{attachment.Kind} {attachment.Name}"))} "
                    + $"can't be",
                "take it off the view, run data-release swap, and put it back"
            );
    }

    /// <summary>
    /// False for a view that was changed by hand, or that an interrupted swap left deciding by the marker.
    /// </summary>
    private bool ShowsOnly(PointerTarget pointer) =>
        survey.Reads[pointer.Live].All(relation => relation == pointer.Physical)
        && (
            survey.Definitions.GetValueOrDefault(pointer.Live) is not { } definition
            || PointerText.Read(definition)?.Shows == pointer.Physical
        );

    /// <summary>
    /// Refuses a swap that loses row-level security. Policies belong to a table and don't follow to another one, so
    /// hidden rows would become visible.
    /// </summary>
    private void RefuseLostRowSecurity(List<PointerChange> changes)
    {
        bool IsSecured(RelationName relation) =>
            survey.Shown[relation].Any(dependent => dependent.Kind == "row-level security");
        var lost = changes
            .Where(change =>
                change.Physical is not null
                && change.Shown is { } shown
                && shown != change.Physical.Name
                && IsSecured(shown)
                && !IsSecured(change.Physical.Name)
            )
            .ToList();
        if (lost.Count > 0)
            throw new ReleaseException(
                ErrorCode.RowSecurityLost,
                string.Join(
                    "; ",
                    lost.Take(10)
                        .Select(change => $"{change.Shown} has row-level security and {change.Physical!.Name} has none")
                )
            );
    }

    /// <summary>
    /// Outside objects that need no statement: those that depend on a view that stays follow the view, and those that
    /// depend on a release's own relation stay with it.
    /// </summary>
    private List<Bystander> Bystanders(List<PointerChange> changes, List<RestoredView> restored)
    {
        var managed = changes.Select(change => change.Live).Concat(restored.Select(view => view.View.Name)).ToHashSet();
        var follow = changes
            .Where(change => change.Action is PointerAction.Replace or PointerAction.Keep)
            .SelectMany(change => survey.Dependents[change.Live])
            .Where(dependent => dependent.Relation is not { } by || !managed.Contains(by))
            .Select(dependent => new Bystander(dependent, true));
        var stay = changes
            .Where(change => change.Shown is not null && change.Shown != change.Physical?.Name)
            .SelectMany(change => survey.Shown[change.Shown!.Value])
            .Where(dependent =>
                dependent.Kind != "row-level security"
                && (dependent.Relation is not { } by || !(managed.Contains(by) || isRelease(by.Schema)))
                && !(dependent.Schema is { } place && isRelease(place))
            )
            .Select(dependent => new Bystander(dependent, false));
        return
        [
            .. follow
                .Concat(stay)
                .DistinctBy(bystander =>
                    (bystander.Dependent.On, bystander.Dependent.Kind, bystander.Dependent.ObjectName)
                ),
        ];
    }

    private static bool SameColumns(CatalogRelation view, CatalogRelation physical) =>
        view.Columns.Count == physical.Columns.Count
        && view.Columns.Zip(physical.Columns)
            .All(pair => pair.First.Name == pair.Second.Name && pair.First.Type == pair.Second.Type);

    /// <summary>Every outside view that depends on a relation that is dropped or moved away.</summary>
    private List<RestoredView> Restore(List<PointerChange> changes)
    {
        var managed = changes.Select(change => change.Live).ToHashSet();
        var pending = new Queue<RelationName>(
            changes
                .Where(change => change.Action is PointerAction.Recreate or PointerAction.Adopt or PointerAction.Drop)
                .Select(change => change.Live)
        );
        var dropped = changes
            .Where(change => change.Action == PointerAction.Drop)
            .Select(change => change.Live)
            .ToHashSet();
        // An object that depends on an intruder, and is no view, stays with the intruder.
        var intruded = changes.Where(change => change.IsIntruded).Select(change => change.Live).ToHashSet();
        var restored = new Dictionary<RelationName, CatalogDependent>();
        var refused = new List<string>();
        while (pending.TryDequeue(out var on))
        {
            foreach (var dependent in survey.Dependents[on])
            {
                if (dependent.Relation is { } relation && (managed.Contains(relation) || IsFound(relation.Schema)))
                    continue;
                var isBound = dependent is not { Kind: "view", Definition: not null };
                if (dropped.Contains(on) || (isBound && !grammar.CanReplaceUnder(dependent)))
                {
                    if (intruded.Contains(on))
                        continue;
                    refused.Add($"{dependent.Kind} {dependent.ObjectName} depends on {on}");
                }
                else if (!grammar.CanReplaceUnder(dependent) && restored.TryAdd(dependent.Relation!.Value, dependent))
                {
                    pending.Enqueue(dependent.Relation.Value);
                }
            }
        }
        if (refused.Count > 0)
            throw new ReleaseException(ErrorCode.DependentCannotFollow, string.Join("; ", refused.Distinct()));
        return
        [
            .. Ordered(restored.Keys.Order())
                .Select(name => new RestoredView(
                    survey.Relations[name],
                    restored[name].Definition!,
                    [.. survey.Grants[name].Where(grant => grant.Grantee != survey.Relations[name].Owner)],
                    DefaultReaders(name.Schema),
                    Attachments(name, survey.Relations[name].Columns)
                )),
        ];
    }

    /// <summary>The names in an order in which each follows those that it reads.</summary>
    private List<RelationName> Ordered(IEnumerable<RelationName> names)
    {
        var wanted = names.ToList();
        var among = wanted.ToHashSet();
        var reads = wanted
            .SelectMany(name =>
                survey
                    .Dependents[name]
                    .Where(dependent => dependent.Relation is { } by && among.Contains(by))
                    .Select(dependent => (By: dependent.Relation!.Value, On: name))
            )
            .ToLookup(edge => edge.By, edge => edge.On);
        var done = new HashSet<RelationName>();
        var ordered = new List<RelationName>(wanted.Count);
        foreach (var root in wanted)
            Visit(root);
        return ordered;

        void Visit(RelationName name)
        {
            if (!done.Add(name))
                return;
            foreach (var on in reads[name])
                Visit(on);
            ordered.Add(name);
        }
    }
}
