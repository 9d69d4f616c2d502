using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>Plans who may do what with a view after the swap.</summary>
public sealed partial class SwapPlanner
{
    /// <summary>The grants on the view now, without those on columns that the new relation lacks.</summary>
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
    /// The grants to withdraw: they exist now, the project granted them in another release, and this release's project
    /// lacks them. A grant that a default privilege gives, or that may be passed on, never comes from a project.
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
    /// The project's grants on the relation that a missing view showed, for a view whose own rights nobody remembers.
    /// </summary>
    private IEnumerable<CatalogGrant> Lost(PointerTarget own) =>
        survey.Relations.TryGetValue(own.Physical, out var shown) ? GrantedByProject(shown, survey.Role) : [];

    /// <summary>
    /// The project's own grants on the relation that it built, without those that a default privilege gave.
    /// </summary>
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

    /// <summary>Roles that default privileges let into a view that this session makes in the schema.</summary>
    private List<string> DefaultReaders(string schema) =>
        [
            .. survey
                .DefaultGrants.Where(grant => grant.Schema == schema && grant.Owner == survey.Role)
                .Select(grant => grant.Grantee)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// Plans who must be able to read the release's relation. A view reads with its owner's rights, or with each
    /// reader's if it is a security_invoker view. Whoever of them can read the relation that the view shows now must be
    /// able to read the same columns of the release's relation, and no other reader may. Rights that an earlier swap or
    /// a default privilege gave are taken.
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
        // A view that was changed by hand does not tell who may read the release's relation.
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
        // Only new grants count here, not all grants of a view that is made again. A role that could read only the view
        // must not be able to read the relation through a default privilege.
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

    /// <summary>
    /// True if a withdrawn grant covers the reader's right. Losing a relation means losing its columns.
    /// </summary>
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
