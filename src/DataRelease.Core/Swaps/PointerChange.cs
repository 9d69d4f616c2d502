using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>A pointer view and what it should show.</summary>
/// <param name="UniqueId">dbt's unique id, empty for an adopted relation.</param>
/// <param name="Live">The pointer view.</param>
/// <param name="Physical">The relation of a release.</param>
/// <param name="IsNew">
/// True if this release built the relation and was never live: what the project granted on it is then granted on the
/// view. Later the view's own privileges are what counts, so that a right that was revoked does not come back.
/// </param>
public sealed record PointerTarget(string UniqueId, RelationName Live, RelationName Physical, bool IsNew = false);

/// <summary>What happens to one pointer view.</summary>
public enum PointerAction
{
    /// <summary>It shows the same relation already.</summary>
    Keep,

    /// <summary>Nothing has its name yet.</summary>
    Create,

    /// <summary>Replaced in place: owner, grants, comments and dependents stay by themselves.</summary>
    Replace,

    /// <summary>Its shape changed so that it must be dropped and made again, with everything that hung on it.</summary>
    Recreate,

    /// <summary>A relation that is no pointer view of ours stands in its place: that one moves away first.</summary>
    Adopt,

    /// <summary>The release has no such relation.</summary>
    Drop,
}

/// <summary>One pointer view's change, with all that is needed to write its statements.</summary>
/// <param name="Action">What happens.</param>
/// <param name="Live">The pointer view.</param>
/// <param name="Physical">What it shows afterwards; null when dropped.</param>
/// <param name="Current">What has its name now; null when nothing has.</param>
public sealed record PointerChange(
    PointerAction Action,
    RelationName Live,
    CatalogRelation? Physical,
    CatalogRelation? Current
)
{
    /// <summary>The release's relation that it shows now, or should; null if it is no pointer view of ours.</summary>
    public RelationName? Shown { get; init; }

    /// <summary><see cref="Shown"/> as it stands; null if it is gone.</summary>
    public CatalogRelation? Before { get; init; }

    /// <summary>
    /// What earlier releases that are kept have under this name, as far as that was asked for: see
    /// <see cref="EarlierComments"/>.
    /// </summary>
    public IReadOnlyList<CatalogRelation> Earlier { get; init; } = [];

    /// <summary>
    /// True if a view of ours had the name, and what has it now was put there by somebody else: that one moves away,
    /// and none of what hangs on it is the view's.
    /// </summary>
    public bool IsIntruded { get; init; }

    /// <summary>
    /// Where the view is gone or intruded: the view as the last swap left it, as far as that is remembered. Its owner,
    /// options and comments are then the new view's.
    /// </summary>
    public CatalogRelation? Former { get; init; }

    /// <summary>What the view takes its owner, options and comments from; null for one that never was.</summary>
    public CatalogRelation? Model => Former ?? (IsIntruded ? null : Current);

    /// <summary>Every privilege that the view has afterwards.</summary>
    public IReadOnlyList<CatalogGrant> Access { get; init; } = [];

    /// <summary>Those of them that must be granted.</summary>
    public IReadOnlyList<CatalogGrant> Grants { get; init; } = [];

    /// <summary>
    /// Privileges that are taken: the project granted them once and does not grant them in this release.
    /// </summary>
    public IReadOnlyList<CatalogGrant> Withdrawn { get; init; } = [];

    /// <summary>
    /// Roles that default privileges give rights on a view that is made, and that must not have them.
    /// </summary>
    public IReadOnlyList<string> Revoked { get; init; } = [];

    /// <summary>
    /// Roles besides the session's own that read <see cref="Physical"/> through the view and need the right to.
    /// </summary>
    public IReadOnlyList<PhysicalReader> Readers { get; init; } = [];

    /// <summary>Roles that may read <see cref="Physical"/> and could not read what the view shows now.</summary>
    public IReadOnlyList<PhysicalReader> Barred { get; init; } = [];

    /// <summary>Roles that need the right to look into the schema of <see cref="Physical"/>.</summary>
    public IReadOnlyList<string> Visitors { get; init; } = [];

    /// <summary>What hangs on a view that is made again.</summary>
    public IReadOnlyList<CatalogAttachment> Attachments { get; init; } = [];

    /// <summary>
    /// The statement that makes it in the swap's transaction, where it can't show <see cref="Physical"/> to everybody
    /// at once; null for a plain view.
    /// </summary>
    public Sql? Gate { get; init; }

    /// <summary>True if it is dropped and made, so that nothing of it stays by itself.</summary>
    public bool IsRemade => Action is PointerAction.Recreate or PointerAction.Adopt || Former is not null;
}

/// <summary>A pointer view as a swap left it, for when it is gone.</summary>
/// <param name="View">Its owner, options and comments; what it shows is the ledger's to say.</param>
/// <param name="Grants">Its privileges.</param>
public sealed record FormerView(CatalogRelation View, IReadOnlyList<CatalogGrant> Grants);

/// <summary>A role that reads a release's relation through a view.</summary>
/// <param name="Role">The role, or <see cref="CatalogGrant.Public"/>.</param>
/// <param name="Column">The one column that it may read, or null for all.</param>
public sealed record PhysicalReader(string Role, string? Column);

/// <summary>A relation that moves out of a live schema.</summary>
/// <param name="Relation">As it stands.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Definition">A view's query.</param>
/// <param name="IsIntruder">True if it stood in the place of a view of ours.</param>
public sealed record AdoptedRelation(CatalogRelation Relation, RelationName To, string? Definition, bool IsIntruder);

/// <summary>A view outside the release that must be dropped for the swap and is made again in it.</summary>
/// <param name="View">As it stands.</param>
/// <param name="Definition">Its query.</param>
/// <param name="Grants">Its privileges.</param>
/// <param name="Revoked">Roles that default privileges would add.</param>
/// <param name="Attachments">What hangs on it.</param>
public sealed record RestoredView(
    CatalogRelation View,
    string Definition,
    IReadOnlyList<CatalogGrant> Grants,
    IReadOnlyList<string> Revoked,
    IReadOnlyList<CatalogAttachment> Attachments
);
