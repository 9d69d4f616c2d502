using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Turns what should be live and what stands there into a <see cref="SwapPlan"/>. Pure.</summary>
/// <param name="survey">What stands there.</param>
/// <param name="grammar">What the engine can replace in place.</param>
/// <param name="adoptInto">The schema that a relation found in a live schema moves to.</param>
/// <param name="isRelease">True for a schema that some release's relations are in.</param>
public sealed class SwapPlanner(
    SwapSurvey survey,
    SwapGrammar grammar,
    Func<string, string> adoptInto,
    Func<string, bool> isRelease
)
{
    /// <summary>Pointer views as the last swap left them, for those that are gone or intruded.</summary>
    public IReadOnlyDictionary<RelationName, FormerView> Former { get; init; } =
        new Dictionary<RelationName, FormerView>();

    /// <summary>
    /// What the project granted in another release and does not grant in this one, and what it does grant again.
    /// </summary>
    public ProjectGrants Project { get; init; } = ProjectGrants.None;

    /// <summary>Makes the plan.</summary>
    /// <param name="target">What should be live afterwards.</param>
    /// <param name="current">Pointer views that are ours now.</param>
    /// <param name="dropMissing">True if pointer views that the target lacks may go.</param>
    /// <exception cref="ReleaseException">DR5014, DR7003, DR7006: it can't be done; nothing was touched.</exception>
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
            // A view that stays must show what it should, too.
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
        List<CatalogGrant> access = [.. had.Concat(granted).Concat(returned).DistinctBy(Key)];
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
                Grants = action == PointerAction.Replace ? fresh : access,
                Revoked = isRemade ? DefaultReaders(pointer.Live.Schema) : [],
                Attachments = action == PointerAction.Recreate ? Attachments(pointer.Live, physical.Columns) : [],
            },
            fresh
        );

        static (string, string, string?, bool) Key(CatalogGrant grant) =>
            (grant.Grantee, grant.Privilege, grant.Column, grant.Grantable);
    }

    /// <summary>What is allowed on the view now, as far as its columns go on.</summary>
    private List<CatalogGrant> Had(CatalogRelation? current, CatalogRelation physical) =>
        current is null ? [] : Had(current, survey.Grants[current.Name], physical);

    private static List<CatalogGrant> Had(
        CatalogRelation view,
        IEnumerable<CatalogGrant> grants,
        CatalogRelation physical
    )
    {
        var columns = physical.Columns.Select(column => column.Name).ToHashSet();
        return
        [
            .. grants.Where(grant =>
                grant.Grantee != view.Owner && (grant.Column is null || columns.Contains(grant.Column))
            ),
        ];
    }

    /// <summary>
    /// What is allowed now, the project granted once, and this release does not grant; nothing that a default
    /// privilege gives, or that may be passed on, which no project grants.
    /// </summary>
    private List<CatalogGrant> Withdrawn(RelationName live, IEnumerable<CatalogGrant> had) =>
        [
            .. had.Where(grant =>
                grant is { Column: null, Grantable: false }
                && Project.Withdrawn[live].Contains(ProjectGrant.Of(grant))
                && !survey.DefaultGrants.Any(given =>
                    given.Schema == live.Schema && given.Grantee == grant.Grantee && given.Privilege == grant.Privilege
                )
            ),
        ];

    private List<CatalogGrant> Returned(RelationName live, IEnumerable<CatalogGrant> had) =>
        [
            .. Project
                .Returned[live]
                .Where(grant =>
                    (
                        survey.Roles is null
                        || grant.Grantee == CatalogGrant.Public
                        || survey.Roles.Contains(grant.Grantee)
                    )
                    && had.All(kept =>
                        kept.Grantee != grant.Grantee || kept.Privilege != grant.Privilege || kept.Column is not null
                    )
                ),
        ];

    /// <summary>
    /// What the project granted on what a view showed that is gone, where nobody remembers the view's own rights.
    /// </summary>
    private IEnumerable<CatalogGrant> Lost(PointerTarget own) =>
        survey.Relations.TryGetValue(own.Physical, out var shown) ? GrantedByProject(shown, survey.Role) : [];

    /// <summary>
    /// True for what stands in the place of a view of ours and was put there by somebody else. A view that shows
    /// columns of a release's relation, or decides by the marker, holds nothing that could be lost.
    /// </summary>
    private bool IsIntruder(CatalogRelation current, PointerTarget own)
    {
        if (current.Kind != RelationKind.View)
            return true;
        if (survey.Definitions.GetValueOrDefault(current.Name) is not { } definition || PointerText.IsGate(definition))
            return false;
        return PointerText.Read(definition) is not { } pointer
            || (pointer.Shows != own.Physical && !isRelease(pointer.Shows.Schema));
    }

    /// <summary>
    /// An intruder that moves away may read a view that would be dropped: that view moves with it, and a new one is
    /// made.
    /// </summary>
    private void MoveUnderIntruders(List<PointerChange> changes)
    {
        var moving = changes.Where(change => change.IsIntruded).Select(change => change.Live).ToHashSet();
        if (moving.Count == 0)
            return;
        for (var index = 0; index < changes.Count; index++)
        {
            var change = changes[index];
            if (
                change.Action is not (PointerAction.Recreate or PointerAction.Drop)
                || change.IsIntruded
                || !survey
                    .Dependents[change.Live]
                    .Any(dependent =>
                        dependent.Relation is { } by && moving.Contains(by) && !grammar.CanReplaceUnder(dependent)
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

    /// <summary>What the project itself granted on the relation that it built, and no default privilege did.</summary>
    private IEnumerable<CatalogGrant> GrantedByProject(CatalogRelation physical, string? owner)
    {
        var byDefault = survey
            .DefaultGrants.Where(grant => grant.Schema == physical.Name.Schema && grant.Owner == physical.Owner)
            .Select(grant => (grant.Grantee, grant.Privilege))
            .ToHashSet();
        return survey
            .Grants[physical.Name]
            .Where(grant =>
                grant.Grantee != owner
                && (grant.Column is not null || !byDefault.Contains((grant.Grantee, grant.Privilege)))
            );
    }

    /// <summary>Roles that a view which this session makes in the schema would let in by itself.</summary>
    private List<string> DefaultReaders(string schema) =>
        [
            .. survey
                .DefaultGrants.Where(grant => grant.Schema == schema && grant.Owner == survey.Role)
                .Select(grant => grant.Grantee)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// A view reads with its owner's rights, or with each reader's where it is a security_invoker view. Whoever of them
    /// can read what it shows now must be able to read the release's relation, to the same columns, and of the readers
    /// nobody else: rights that an earlier swap or a default privilege gave are taken.
    /// </summary>
    private PointerChange WithReaders(PointerChange change, IReadOnlyList<CatalogGrant> fresh)
    {
        if (change is not { Physical: { } physical } || (change.Former ?? change.Current) is not { } current)
            return change;
        var owner = current.Owner is { } role && role != physical.Owner ? role : null;
        if ((change.Action == PointerAction.Adopt && change.Former is null) || change.Shown is not { } shown)
            return owner is null || change.IsIntruded
                ? change
                : change with
                {
                    Readers = [new PhysicalReader(owner, null)],
                    Visitors = [owner],
                };

        var invokes = IsInvoker(current);
        // A view that was changed by hand says nothing about who may read the release's relation.
        if ((owner is null && !invokes) || shown == physical.Name || shown == change.Live)
            return change;
        var columns = physical.Columns.Select(column => column.Name).ToHashSet();
        IEnumerable<CatalogGrant> Selects(RelationName relation) =>
            survey.Grants[relation].Where(grant => grant.Privilege == "SELECT");
        var before = Selects(shown).Select(grant => new PhysicalReader(grant.Grantee, grant.Column)).ToList();
        var shownOwner = survey.Relations.GetValueOrDefault(shown)?.Owner;
        if (shownOwner is not null)
            before.Add(new PhysicalReader(shownOwner, null));
        var readers = before
            .Where(reader =>
                (reader.Column is null || columns.Contains(reader.Column))
                && reader.Role != physical.Owner
                && (invokes || reader.Role == owner)
                && (reader.Role == owner || change.Withdrawn.All(grant => grant.Grantee != reader.Role))
            )
            .Distinct()
            .ToList();
        // Not all grants of a view that is made again: who could read the view alone must not read more by a default
        // privilege.
        var granted = fresh
            .Where(grant => grant.Privilege == "SELECT")
            .Select(grant => new PhysicalReader(grant.Grantee, grant.Column));
        return change with
        {
            Readers = readers,
            Barred = invokes
                ?
                [
                    .. Selects(physical.Name)
                        .Select(grant => new PhysicalReader(grant.Grantee, grant.Column))
                        .Except(before)
                        .Except(granted),
                ]
                : [],
            Visitors =
            [
                .. survey
                    .Visitors[shown.Schema]
                    .Where(visitor => invokes || visitor == owner || visitor == CatalogGrant.Public)
                    .Concat(readers.Where(reader => reader.Role == shownOwner).Select(reader => reader.Role))
                    .Distinct(),
            ],
        };
    }

    private static bool IsInvoker(CatalogRelation view) =>
        view.Options.Any(option =>
            option
                is "security_invoker=true"
                    or "security_invoker=on"
                    or "security_invoker=1"
                    or "security_invoker=yes"
                    or "security_invoker"
        );

    /// <summary>What hangs on a view that is made again; a default of a column that is gone goes with it.</summary>
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
    /// False for a view that was changed by hand, or that a swap which was cut short left deciding by the marker.
    /// </summary>
    private bool ShowsOnly(PointerTarget pointer) =>
        survey.Reads[pointer.Live].All(relation => relation == pointer.Physical);

    /// <summary>
    /// Policies belong to a table and don't follow to another one: rows would be shown that were hidden.
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
    /// What outside hangs on a view that stays, and follows it, and what hangs on a release's own relation, and does
    /// not.
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

    /// <summary>Everything outside that hangs on a relation which is dropped or moved away.</summary>
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
        // What hangs on an intruder and is no view on it stays with it where it moves to.
        var intruded = changes.Where(change => change.IsIntruded).Select(change => change.Live).ToHashSet();
        var restored = new Dictionary<RelationName, CatalogDependent>();
        var refused = new List<string>();
        while (pending.TryDequeue(out var on))
        {
            foreach (var dependent in survey.Dependents[on])
            {
                if (dependent.Relation is { } relation && managed.Contains(relation))
                    continue;
                if (dropped.Contains(on) || dependent is not { Kind: "view", Definition: not null })
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

    /// <summary>The names in an order in which each stands after those that it reads.</summary>
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
