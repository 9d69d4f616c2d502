using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// A project's own grants that a swap changes on the views of live. Grants by others stay as they are.
/// </summary>
/// <param name="Withdrawn">Grants of another release's project that this release's project lacks, by view.</param>
/// <param name="Returned">Grants that an earlier swap withdrew and that this release's project has, by view.</param>
public sealed record ProjectGrants(
    ILookup<RelationName, ProjectGrant> Withdrawn,
    ILookup<RelationName, CatalogGrant> Returned
)
{
    /// <summary>No change: no project's grants are known.</summary>
    public static ProjectGrants None { get; } =
        new(
            Array.Empty<(RelationName Live, ProjectGrant Grant)>().ToLookup(pair => pair.Live, pair => pair.Grant),
            Array.Empty<(RelationName Live, CatalogGrant Grant)>().ToLookup(pair => pair.Live, pair => pair.Grant)
        );
}

/// <summary>A grant as a project's configuration states it.</summary>
/// <param name="Role">The role, spelled as in the catalog.</param>
/// <param name="Privilege">In upper case.</param>
/// <param name="Column">The column that the grant is for; null for the whole relation.</param>
public sealed record ProjectGrant(string Role, string Privilege, string? Column = null)
{
    /// <summary>What "all privileges" on a relation stands for. The catalog lists each privilege separately.</summary>
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

    /// <summary>The project grant that a catalog's grant corresponds to.</summary>
    public static ProjectGrant Of(CatalogGrant grant) => new(grant.Grantee, grant.Privilege, grant.Column);

    /// <summary>The separate project grants of a privilege that may be "all".</summary>
    public static IEnumerable<ProjectGrant> Of(string role, string privilege, string? column) =>
        (privilege == "ALL" ? _all : [privilege]).Select(one => new ProjectGrant(role, one, column));
}
