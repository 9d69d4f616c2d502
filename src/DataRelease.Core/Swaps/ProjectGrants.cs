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
/// <param name="Role">
/// In lower case and without quotes: dbt writes roles as they stand, and the engine folds them.
/// </param>
/// <param name="Privilege">In upper case.</param>
public sealed record ProjectGrant(string Role, string Privilege)
{
    /// <summary>The same of the catalog.</summary>
    public static ProjectGrant Of(CatalogGrant grant) => Of(grant.Grantee, grant.Privilege);

    /// <summary>As it is compared.</summary>
    public static ProjectGrant Of(string role, string privilege) =>
        new(role.Trim().Trim('"').ToLowerInvariant(), privilege.Trim().ToUpperInvariant());
}
