using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Who may do what with a view afterwards.</summary>
public sealed partial class SwapPlanner
{
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
                grant is { Grantable: false }
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
                        kept.Grantee != grant.Grantee
                        || kept.Privilege != grant.Privilege
                        || kept.Column != grant.Column
                    )
                ),
        ];

    /// <summary>
    /// What the project granted on what a view showed that is gone, where nobody remembers the view's own rights.
    /// </summary>
    private IEnumerable<CatalogGrant> Lost(PointerTarget own) =>
        survey.Relations.TryGetValue(own.Physical, out var shown) ? GrantedByProject(shown, survey.Role) : [];

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
                && (reader.Role == owner || !change.Withdrawn.Any(grant => Takes(grant, "SELECT", reader)))
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

    /// <summary>True if what is taken is the reader's; who loses a relation loses its columns.</summary>
    private static bool Takes(CatalogGrant taken, string privilege, PhysicalReader reader) =>
        taken.Grantee == reader.Role
        && taken.Privilege == privilege
        && (taken.Column is null || taken.Column == reader.Column);

    internal static bool IsInvoker(CatalogRelation view) =>
        view.Options.Any(option =>
            option
                is "security_invoker=true"
                    or "security_invoker=on"
                    or "security_invoker=1"
                    or "security_invoker=yes"
                    or "security_invoker"
        );
}
