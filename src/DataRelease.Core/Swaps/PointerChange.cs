using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>A pointer view and the relation that it should show.</summary>
/// <param name="UniqueId">dbt's unique id, empty for an adopted relation.</param>
/// <param name="Live">The pointer view.</param>
/// <param name="Physical">The relation of a release.</param>
/// <param name="IsNew">
/// True if this release built the relation and was never live. Then the project's grants on the relation are granted on
/// the view. Later only the view's own privileges count, so that a revoked right does not come back.
/// </param>
public sealed record PointerTarget(string UniqueId, RelationName Live, RelationName Physical, bool IsNew = false);

/// <summary>What happens to one pointer view.</summary>
public enum PointerAction
{
    /// <summary>The view shows the right relation already.</summary>
    Keep,

    /// <summary>The view is new, and nothing has its name yet.</summary>
    Create,

    /// <summary>The view is replaced in place: owner, grants, comments and dependents stay.</summary>
    Replace,

    /// <summary>
    /// The view is dropped and made again, with everything that depends on it, because its shape changed.
    /// </summary>
    Recreate,

    /// <summary>Another relation has the view's name. It moves away, and the view is made.</summary>
    Adopt,

    /// <summary>The view is dropped, because the release has no such relation.</summary>
    Drop,
}

/// <summary>The change of one pointer view, with everything that its statements need.</summary>
/// <param name="Action">What happens to the view.</param>
/// <param name="Live">The pointer view.</param>
/// <param name="Physical">The relation that the view shows afterwards; null if the view is dropped.</param>
/// <param name="Current">The relation that has the view's name now; null if there is none.</param>
public sealed record PointerChange(
    PointerAction Action,
    RelationName Live,
    CatalogRelation? Physical,
    CatalogRelation? Current
)
{
    /// <summary>
    /// The release's relation that the view shows now, or should show; null if there is no pointer view of ours.
    /// </summary>
    public RelationName? Shown { get; init; }

    /// <summary><see cref="Shown"/> in the catalog; null if it is gone.</summary>
    public CatalogRelation? Before { get; init; }

    /// <summary>
    /// The relations of this name in earlier retained releases, read only where comments need them: see
    /// <see cref="EarlierComments"/>.
    /// </summary>
    public IReadOnlyList<CatalogRelation> Earlier { get; init; } = [];

    /// <summary>
    /// True if somebody put another relation in the place of our view. That relation moves away, and nothing that
    /// depends on it belongs to the view.
    /// </summary>
    public bool IsIntruded { get; init; }

    /// <summary>
    /// The view as the last swap left it, if it is remembered, for a view that is gone or intruded. The new view takes
    /// its owner, options and comments.
    /// </summary>
    public CatalogRelation? Former { get; init; }

    /// <summary>
    /// The view or relation that gives the new view its owner, options and comments; null for a new view.
    /// </summary>
    public CatalogRelation? Model => Former ?? (IsIntruded ? null : Current);

    /// <summary>Every privilege on the view after the swap.</summary>
    public IReadOnlyList<CatalogGrant> Access { get; init; } = [];

    /// <summary>The part of <see cref="Access"/> that must be granted.</summary>
    public IReadOnlyList<CatalogGrant> Grants { get; init; } = [];

    /// <summary>
    /// Privileges that the swap takes: the project granted them in another release and not in this one.
    /// </summary>
    public IReadOnlyList<CatalogGrant> Withdrawn { get; init; } = [];

    /// <summary>Roles that default privileges would let into a new view and that must not get in.</summary>
    public IReadOnlyList<string> Revoked { get; init; } = [];

    /// <summary>
    /// Roles besides the session's own that read <see cref="Physical"/> through the view and must be granted that
    /// right.
    /// </summary>
    public IReadOnlyList<PhysicalReader> Readers { get; init; } = [];

    /// <summary>
    /// Roles that may read <see cref="Physical"/> but could not read the relation that the view shows now.
    /// </summary>
    public IReadOnlyList<PhysicalReader> Barred { get; init; } = [];

    /// <summary>Roles that need the right to use the schema of <see cref="Physical"/>.</summary>
    public IReadOnlyList<string> Visitors { get; init; } = [];

    /// <summary>Objects attached to a view that is made again.</summary>
    public IReadOnlyList<CatalogAttachment> Attachments { get; init; } = [];

    /// <summary>
    /// The statement that makes the view in the swap's transaction as a deciding view, where it can't show
    /// <see cref="Physical"/> to everybody at once; null for a plain view.
    /// </summary>
    public Sql? Gate { get; init; }

    /// <summary>
    /// True if the view is made as a new object, so that the swap must restore its owner, privileges and comments.
    /// </summary>
    public bool IsRemade => Action is PointerAction.Recreate or PointerAction.Adopt || Former is not null;
}

/// <summary>A pointer view as a swap left it, remembered for when it is gone.</summary>
/// <param name="View">Its owner, options and comments. The ledger says what it shows.</param>
/// <param name="Grants">Its privileges.</param>
public sealed record FormerView(CatalogRelation View, IReadOnlyList<CatalogGrant> Grants);

/// <summary>A role that reads a release's relation through a view.</summary>
/// <param name="Role">The role, or <see cref="CatalogGrant.Public"/>.</param>
/// <param name="Column">The one column that it may read, or null for all.</param>
public sealed record PhysicalReader(string Role, string? Column);

/// <summary>A relation that moves out of a live schema.</summary>
/// <param name="Relation">The relation in the catalog.</param>
/// <param name="To">The name that it gets.</param>
/// <param name="Definition">The query of a view.</param>
/// <param name="IsIntruder">True if it stood in the place of our view.</param>
public sealed record AdoptedRelation(CatalogRelation Relation, RelationName To, string? Definition, bool IsIntruder);

/// <summary>A view outside the release that the swap must drop and make again.</summary>
/// <param name="View">The view in the catalog.</param>
/// <param name="Definition">Its query.</param>
/// <param name="Grants">Its privileges.</param>
/// <param name="Revoked">Roles that default privileges would let in and that must not get in.</param>
/// <param name="Attachments">Objects attached to it.</param>
public sealed record RestoredView(
    CatalogRelation View,
    string Definition,
    IReadOnlyList<CatalogGrant> Grants,
    IReadOnlyList<string> Revoked,
    IReadOnlyList<CatalogAttachment> Attachments
);
