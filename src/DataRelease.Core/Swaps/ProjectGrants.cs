using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// What a swap changes of a project's own grants on the views of live; what others granted is not its business.
/// </summary>
/// <param name="Withdrawn">What another release's project granted and this one's does not, by view.</param>
/// <param name="Returned">What an earlier swap withdrew and this release's project grants, by view.</param>
public sealed record ProjectGrants(
    ILookup<RelationName, ProjectGrant> Withdrawn,
    ILookup<RelationName, CatalogGrant> Returned
)
{
    /// <summary>Nothing is known of any project's grants.</summary>
    public static ProjectGrants None { get; } =
        new(
            Array.Empty<(RelationName Live, ProjectGrant Grant)>().ToLookup(pair => pair.Live, pair => pair.Grant),
            Array.Empty<(RelationName Live, CatalogGrant Grant)>().ToLookup(pair => pair.Live, pair => pair.Grant)
        );
}

/// <summary>A grant as a project's configuration says it.</summary>
/// <param name="Role">As the catalog writes it.</param>
/// <param name="Privilege">In upper case.</param>
/// <param name="Column">The column of which it is; null for the relation.</param>
public sealed record ProjectGrant(string Role, string Privilege, string? Column = null)
{
    /// <summary>What "all privileges" of a relation are; the catalog has each by itself.</summary>
    private static readonly string[] _all =
    [
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "TRUNCATE",
        "REFERENCES",
        "TRIGGER",
        "MAINTAIN",
    ];

    /// <summary>The same of the catalog.</summary>
    public static ProjectGrant Of(CatalogGrant grant) => new(grant.Grantee, grant.Privilege, grant.Column);

    /// <summary>Each by itself.</summary>
    public static IEnumerable<ProjectGrant> Of(string role, string privilege, string? column) =>
        (privilege == "ALL" ? _all : [privilege]).Select(one => new ProjectGrant(role, one, column));
}
