using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>What a swap does. It is a value: making it touches nothing, and its statements can be printed.</summary>
public sealed record SwapPlan
{
    /// <summary>Schemas that the swap creates.</summary>
    public IReadOnlyList<string> NewSchemas { get; init; } = [];

    /// <summary>Pointer views in name order.</summary>
    public IReadOnlyList<PointerChange> Changes { get; init; } = [];

    /// <summary>Relations that move away, each after those that it reads.</summary>
    public IReadOnlyList<AdoptedRelation> Adopted { get; init; } = [];

    /// <summary>
    /// Relations that take the places of their views when an environment is left, each after those that it reads. No
    /// view is left afterwards.
    /// </summary>
    public IReadOnlyList<SettledRelation> Settled { get; init; } = [];

    /// <summary>Outside views that the swap drops and makes again, each after those that it reads.</summary>
    public IReadOnlyList<RestoredView> Restored { get; init; } = [];

    /// <summary>
    /// Pointer views that the release has no relation for and that nobody allowed the swap to drop. They stay as they
    /// are.
    /// </summary>
    public IReadOnlyList<PointerTarget> Orphans { get; init; } = [];

    /// <summary>
    /// Outside objects that depend on a view or on a release's relation and need no statement of the swap.
    /// </summary>
    public IReadOnlyList<Bystander> Bystanders { get; init; } = [];

    /// <summary>What happens to names that consumers call.</summary>
    public CodeChange Code { get; init; } = CodeChange.None;

    /// <summary>Objects of the database that notice every DDL statement, such as event triggers.</summary>
    public IReadOnlyList<CatalogWatcher> Watchers { get; init; } = [];

    /// <summary>The role that the session acts as.</summary>
    public string? Role { get; init; }

    /// <summary>True if the swap makes a view as a new object, so that it must restore the privileges.</summary>
    public bool Remakes => Restored.Count > 0 || Changes.Any(change => change.IsRemade);

    /// <summary>The statements between BEGIN and the marker.</summary>
    public IReadOnlyList<Sql> Statements(SwapGrammar grammar, TimeSpan lockTimeout) =>
        [.. Opening(grammar, lockTimeout), .. Work(grammar)];

    /// <summary>The first statements: rights on relations that nobody reads yet, then every lock at once.</summary>
    public IReadOnlyList<Sql> Opening(SwapGrammar grammar, TimeSpan lockTimeout) =>
        [
            .. grammar.BoundLocks(lockTimeout),
            .. grammar.KeepMeanings,
            .. Changes
                .Where(change => change is { Action: not PointerAction.Keep, Physical: not null })
                .SelectMany(change => change.Visitors.Select(role => (Role: role, change.Physical!.Name.Schema)))
                .Distinct()
                .SelectMany(visit => grammar.LetUse(visit.Role, visit.Schema)),
            .. Changes
                .Where(change => change.Action != PointerAction.Keep)
                .SelectMany(change => LetRead(change, grammar)),
            .. grammar.Lock(
                [
                    .. Changes
                        .Where(change => change.Action != PointerAction.Keep && change.Current is not null)
                        .Select(change => change.Current!),
                    .. Restored.Select(view => view.View),
                ],
                lockTimeout
            ),
        ];

    /// <summary>The other statements, which run with every lock held.</summary>
    public IReadOnlyList<Sql> Work(SwapGrammar grammar)
    {
        if (Settled.Count > 0)
            return Settling.Work(this, grammar);
        var moved = Adopted.ToDictionary(relation => relation.Relation.Name, relation => relation.To);
        return
        [
            .. NewSchemas.Select(schema => Sql.By(dialect => dialect.EnsureSchema(schema))),
            .. Code.First,
            .. Restored.Reverse().Select(view => grammar.DropView(view.View.Name)),
            .. Adopted.SelectMany(relation => grammar.Move(relation.Relation, relation.Definition, relation.To, moved)),
            .. Changes.SelectMany(change => Write(change, grammar)),
            .. Code.Last,
            .. Restored.SelectMany(view => Write(view, grammar)),
        ];
    }

    /// <summary>The statements of one view's change.</summary>
    public IEnumerable<Sql> Write(PointerChange change, SwapGrammar grammar)
    {
        if (change.Action == PointerAction.Keep)
            yield break;
        // An intruder has moved away already, and nothing has the name.
        if (change.Action is PointerAction.Drop or PointerAction.Recreate && !change.IsIntruded)
            yield return grammar.DropView(change.Live);
        if (change.Action == PointerAction.Drop)
            yield break;

        var physical = change.Physical!;
        var isReplaced = change.Action == PointerAction.Replace;
        yield return change.Gate
            ?? grammar.CreatePointer(
                change.Live,
                physical.Name,
                physical.Columns,
                change.Model?.Options ?? [],
                isReplaced
            );
        foreach (var statement in grammar.Revoke(change.Live, change.Revoked))
            yield return statement;
        if (change.IsRemade && change.Model?.Owner is { } owner && owner != Role)
        {
            foreach (var statement in grammar.SetOwner(change.Live, owner))
                yield return statement;
        }
        var kept = isReplaced && grammar.ReplaceKeepsComments ? change.Current : null;
        foreach (var statement in Comments(change, kept, grammar))
            yield return statement;
        if (isReplaced)
        {
            foreach (var statement in grammar.Withdraw(change.Live, change.Withdrawn))
                yield return statement;
        }
        foreach (var statement in grammar.Grant(change.Live, change.Grants))
            yield return statement;
        foreach (var attachment in change.Attachments)
            yield return Sql.Raw(attachment.Statement!);
    }

    /// <summary>The statements that give the view's readers the right to read what the view is to show.</summary>
    public static IEnumerable<Sql> LetIn(PointerChange change, SwapGrammar grammar) =>
        change.Physical is not { } physical
            ? []
            :
            [
                .. change.Visitors.SelectMany(role => grammar.LetUse(role, physical.Name.Schema)),
                .. LetRead(change, grammar),
            ];

    internal static IEnumerable<Sql> LetRead(PointerChange change, SwapGrammar grammar) =>
        change.Physical is not { } physical
            ? []
            :
            [
                .. change.Barred.SelectMany(reader => grammar.Bar(reader.Role, physical.Name, reader.Column)),
                .. change.Readers.SelectMany(reader => grammar.LetRead(reader.Role, physical.Name, reader.Column)),
            ];

    /// <summary>
    /// The statements that write comments: the release's own, or else those that somebody wrote on the view. Only
    /// changed comments are written. A comment from the project of the release before, or of an earlier one, goes if
    /// this release lacks it.
    /// </summary>
    private static IReadOnlyList<Sql> Comments(PointerChange change, CatalogRelation? kept, SwapGrammar grammar)
    {
        var physical = change.Physical!;
        var before = Texts(change.Model);
        var projects = change.Earlier.Append(change.Before).Select(Texts).ToList();
        string? Next(string column, string? own) =>
            own
            ?? (
                before.GetValueOrDefault(column) is { } text
                && !projects.Exists(project => project.GetValueOrDefault(column) == text)
                    ? text
                    : null
            );
        var comment = Next("", physical.Comment);
        var columns = physical
            .Columns.Select(column => column with { Comment = Next(column.Name, column.Comment) })
            .ToList();
        if (kept is null)
            return grammar.Comment(change.Live, comment, columns);
        var stale = columns
            .Where(column => column.Comment is null && before.ContainsKey(column.Name))
            .Select(column => column.Name)
            .ToList();
        return
        [
            .. grammar.Uncomment(change.Live, comment is null && kept.Comment is not null, stale),
            .. grammar.Comment(
                change.Live,
                kept.Comment == comment ? null : comment,
                [.. columns.Where(column => before.GetValueOrDefault(column.Name) != column.Comment)]
            ),
        ];
    }

    /// <summary>
    /// True if the view has a comment that neither the release before has nor the next one: see
    /// <see cref="EarlierComments"/>.
    /// </summary>
    internal static bool HasOwnComments(PointerChange change)
    {
        var (next, project) = (Texts(change.Physical), Texts(change.Before));
        return change.Physical is not null
            && Texts(change.Model)
                .Any(text => !next.ContainsKey(text.Key) && project.GetValueOrDefault(text.Key) != text.Value);
    }

    /// <summary>A relation's own comment under the empty name, and the comments of its columns under theirs.</summary>
    private static Dictionary<string, string> Texts(CatalogRelation? relation) =>
        relation is null
            ? []
            : relation
                .Columns.Select(column => (column.Name, column.Comment))
                .Prepend(("", relation.Comment))
                .Where(pair => pair.Comment is not null)
                .ToDictionary(pair => pair.Item1, pair => pair.Comment!);

    /// <summary>The statements that make an outside view again.</summary>
    internal IEnumerable<Sql> Write(RestoredView view, SwapGrammar grammar)
    {
        yield return grammar.CreateView(view.View.Name, view.Definition, view.View.Options, replace: false);
        foreach (var statement in grammar.Revoke(view.View.Name, view.Revoked))
            yield return statement;
        if (view.View.Owner is { } owner && owner != Role)
        {
            foreach (var statement in grammar.SetOwner(view.View.Name, owner))
                yield return statement;
        }
        foreach (var statement in grammar.Comment(view.View.Name, view.View.Comment, view.View.Columns))
            yield return statement;
        foreach (var statement in grammar.Grant(view.View.Name, view.Grants))
            yield return statement;
        foreach (var attachment in view.Attachments)
            yield return Sql.Raw(attachment.Statement!);
    }
}

/// <summary>An outside object that the swap does not have to touch.</summary>
/// <param name="Dependent">The object, and what it depends on.</param>
/// <param name="Follows">True if it shows the new release afterwards; false if it stays with the old one.</param>
public sealed record Bystander(CatalogDependent Dependent, bool Follows);
