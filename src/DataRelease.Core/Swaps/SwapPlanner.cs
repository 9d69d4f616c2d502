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
                    })
            );
        }
        changes.Sort((left, right) => left.Live.CompareTo(right.Live));

        RefuseLostRowSecurity(changes);
        var adopted = Adopt(changes);
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
        var action = current switch
        {
            null => PointerAction.Create,
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
        var had = Had(current, physical);
        var access =
            action == PointerAction.Keep || !pointer.IsNew
                ? had
                : [.. had.Concat(GrantedByProject(physical, current?.Owner ?? survey.Role)).DistinctBy(Key)];
        var kept = had.Select(Key).ToHashSet();
        var fresh = access.Where(grant => !kept.Contains(Key(grant))).ToList();
        var isRemade = action is PointerAction.Recreate or PointerAction.Adopt;
        return WithReaders(
            new PointerChange(action, pointer.Live, physical, current)
            {
                Shown = own?.Physical,
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
    private List<CatalogGrant> Had(CatalogRelation? current, CatalogRelation physical)
    {
        if (current is null)
            return [];
        var columns = physical.Columns.Select(column => column.Name).ToHashSet();
        return
        [
            .. survey
                .Grants[current.Name]
                .Where(grant =>
                    grant.Grantee != current.Owner && (grant.Column is null || columns.Contains(grant.Column))
                ),
        ];
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
        if (change is not { Physical: { } physical, Current: { } current })
            return change;
        var owner = current.Owner is { } role && role != physical.Owner ? role : null;
        if (change.Action == PointerAction.Adopt || change.Shown is not { } shown)
            return owner is null
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

    private List<AdoptedRelation> Adopt(List<PointerChange> changes)
    {
        var moving = changes
            .Where(change => change.Action == PointerAction.Adopt)
            .Select(change => change.Current!)
            .ToDictionary(relation => relation.Name);
        var refused = new List<string>();
        foreach (var relation in moving.Values)
        {
            if (relation.Kind == RelationKind.Other)
                refused.Add($"{relation.Name} is neither a table nor a view");
            if (survey.Relations.ContainsKey(new RelationName(adoptInto(relation.Name.Schema), relation.Name.Name)))
                refused.Add($"{adoptInto(relation.Name.Schema)} already has a {relation.Name.Name}");
            refused.AddRange(
                survey
                    .Dependents[relation.Name]
                    .Where(dependent => dependent.Kind == "row-level security")
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
                    survey.Definitions.GetValueOrDefault(name)
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
