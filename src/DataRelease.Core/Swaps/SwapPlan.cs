using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>A pointer view and what it should show.</summary>
/// <param name="UniqueId">dbt's unique id, empty for an adopted relation.</param>
/// <param name="Live">The pointer view.</param>
/// <param name="Physical">The relation of a release.</param>
public sealed record PointerTarget(string UniqueId, RelationName Live, RelationName Physical);

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

    /// <summary>A real relation stands in its place: that one moves away first.</summary>
    Adopt,

    /// <summary>The release has no such relation.</summary>
    Drop,
}

/// <summary>One pointer view's change, with all that is needed to write its statements.</summary>
/// <param name="Action">What happens.</param>
/// <param name="Live">The pointer view.</param>
/// <param name="Physical">What it shows afterwards; null when dropped.</param>
/// <param name="Current">What has its name now; null when nothing has.</param>
/// <param name="Grants">Privileges to grant afterwards.</param>
/// <param name="Readers">Roles besides the session's own that read <paramref name="Physical"/> through the view and need the right to.</param>
public sealed record PointerChange(
    PointerAction Action, RelationName Live, CatalogRelation? Physical, CatalogRelation? Current,
    IReadOnlyList<CatalogGrant> Grants, IReadOnlyList<string> Readers);

/// <summary>A relation that moves out of a live schema.</summary>
/// <param name="Relation">As it stands.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Definition">A view's query.</param>
public sealed record AdoptedRelation(CatalogRelation Relation, RelationName To, string? Definition);

/// <summary>A view outside the release that must be dropped for the swap and is made again in it.</summary>
/// <param name="View">As it stands.</param>
/// <param name="Definition">Its query.</param>
/// <param name="Grants">Its privileges.</param>
public sealed record RestoredView(CatalogRelation View, string Definition, IReadOnlyList<CatalogGrant> Grants);

/// <summary>What a swap does. A value: making it touches nothing, and its statements can be printed.</summary>
public sealed record SwapPlan
{
    /// <summary>Schemas that don't exist yet.</summary>
    public IReadOnlyList<string> NewSchemas { get; init; } = [];

    /// <summary>Pointer views in name order.</summary>
    public IReadOnlyList<PointerChange> Changes { get; init; } = [];

    /// <summary>Relations that move away, each after what it reads.</summary>
    public IReadOnlyList<AdoptedRelation> Adopted { get; init; } = [];

    /// <summary>Outside views to drop and make again, each after what it reads.</summary>
    public IReadOnlyList<RestoredView> Restored { get; init; } = [];

    /// <summary>Pointer views that the release has no relation for and that nobody allowed to drop: they stay as they are.</summary>
    public IReadOnlyList<PointerTarget> Orphans { get; init; } = [];

    /// <summary>The role the session acts as.</summary>
    public string? Role { get; init; }

    /// <summary>The statements between BEGIN and the marker.</summary>
    public IReadOnlyList<Sql> Statements(SwapGrammar grammar, TimeSpan lockTimeout)
    {
        // Locking a view locks what it reads with its owner's rights, which another owner than ours need not have: such a
        // view is locked by its own statement, a moment later and within the same lock timeout.
        var touched = Changes.Where(change => change.Action != PointerAction.Keep && change.Current is not null).Select(change => change.Current!)
            .Concat(Restored.Select(view => view.View)).Where(relation => relation.Owner == Role).Select(relation => relation.Name).ToList();
        var moved = Adopted.ToDictionary(relation => relation.Relation.Name, relation => relation.To);
        return
        [
            .. grammar.BoundLocks(lockTimeout),
            .. grammar.LockViews(touched),
            .. NewSchemas.Select(schema => (Sql)$"create schema if not exists {new Identifier(schema)}"),
            .. Restored.Reverse().Select(view => grammar.DropView(view.View.Name)),
            .. Adopted.SelectMany(relation => grammar.Move(relation.Relation, relation.Definition, relation.To, moved)),
            .. Changes.SelectMany(change => Write(change, grammar)),
            .. Restored.SelectMany(view => Write(view, grammar)),
        ];
    }

    private IEnumerable<Sql> Write(PointerChange change, SwapGrammar grammar)
    {
        if (change.Action == PointerAction.Keep) yield break;
        if (change.Action is PointerAction.Drop or PointerAction.Recreate) yield return grammar.DropView(change.Live);
        if (change.Action == PointerAction.Drop) yield break;

        var physical = change.Physical!;
        var options = change.Current?.Options ?? [];
        yield return grammar.CreatePointer(change.Live, physical.Name, physical.Columns, options, change.Action == PointerAction.Replace);
        if (change.Action is PointerAction.Recreate or PointerAction.Adopt && change.Current!.Owner is { } owner && owner != Role)
        {
            foreach (var statement in grammar.SetOwner(change.Live, owner)) yield return statement;
        }
        foreach (var reader in change.Readers)
        {
            foreach (var statement in grammar.LetRead(reader, physical.Name)) yield return statement;
        }
        var comments = physical.Columns.Select(column => column with
        {
            Comment = column.Comment ?? change.Current?.Columns.FirstOrDefault(current => current.Name == column.Name)?.Comment,
        }).ToList();
        foreach (var statement in grammar.Comment(change.Live, physical.Comment ?? change.Current?.Comment, comments)) yield return statement;
        foreach (var statement in grammar.Grant(change.Live, change.Grants)) yield return statement;
    }

    private IEnumerable<Sql> Write(RestoredView view, SwapGrammar grammar)
    {
        yield return grammar.CreateView(view.View.Name, view.Definition, view.View.Options, replace: false);
        if (view.View.Owner is { } owner && owner != Role)
        {
            foreach (var statement in grammar.SetOwner(view.View.Name, owner)) yield return statement;
        }
        foreach (var statement in grammar.Comment(view.View.Name, view.View.Comment, view.View.Columns)) yield return statement;
        foreach (var statement in grammar.Grant(view.View.Name, view.Grants)) yield return statement;
    }
}
