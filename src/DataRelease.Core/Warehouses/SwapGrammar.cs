namespace DataRelease.Warehouses;

/// <summary>
/// How one engine spells what a swap does. Every method is pure: it returns statements and runs none.
/// </summary>
public abstract class SwapGrammar
{
    /// <summary>What changes for consumers where a view takes the place of what stood there.</summary>
    public virtual IReadOnlyList<ConsumerChange> ConsumerChanges => [];

    /// <summary>Statements that bound how long the transaction waits for a lock; first in the transaction.</summary>
    public abstract IReadOnlyList<Sql> BoundLocks(TimeSpan lockTimeout);

    /// <summary>
    /// Statements that make text from the catalog (definitions of views, triggers, defaults) mean what it meant when it
    /// was read, for the rest of the transaction.
    /// </summary>
    public virtual IReadOnlyList<Sql> KeepMeanings => [];

    /// <summary>
    /// Statements that take every relation's exclusive lock, and none on what a view reads. They wait for
    /// <paramref name="lockTimeout"/> in all, and for a moment where that is spent; how long the engine works is not
    /// bounded. Empty where DDL takes no locks.
    /// </summary>
    public virtual IReadOnlyList<Sql> Lock(IReadOnlyList<CatalogRelation> relations, TimeSpan lockTimeout) => [];

    /// <summary>
    /// One statement that is a transaction of its own: if the query finds a row, the statements, with
    /// <paramref name="lockTimeout"/> for each lock; else an error that says that the lease is lost. The server needs
    /// no answer of ours while it holds locks. Null where the engine takes none.
    /// </summary>
    /// <param name="proof">What follows <c>select 1</c>.</param>
    /// <param name="statements">Without parameters.</param>
    /// <param name="lockTimeout">Longest wait for one lock.</param>
    public virtual Sql? AtOnce(Sql proof, IReadOnlyList<Sql> statements, TimeSpan lockTimeout) => null;

    /// <summary>
    /// The whole swap as one statement that is a transaction of its own, ends with its first error, and compares rights
    /// itself. Null where a transaction of this process does it.
    /// </summary>
    /// <param name="swap">What it does; its statements may have parameters.</param>
    /// <param name="lockTimeout">Longest wait for one lock.</param>
    public virtual Sql? AsOneBatch(WholeSwap swap, TimeSpan lockTimeout) => null;

    /// <summary>How schemas are exchanged whole; null where the engine can't.</summary>
    public virtual RouterGrammar? Router => null;

    /// <summary>True if a view that is replaced in place keeps its comments.</summary>
    public virtual bool ReplaceKeepsComments => false;

    /// <summary>
    /// The statement that makes a deciding view, in place of one that exists; null where the engine has no need of it.
    /// </summary>
    public virtual Sql? CreateDeciding(DecidingView view) => null;

    /// <summary>
    /// What <see cref="CreateDeciding"/> wrote, from the definition as the engine writes it back; null for every view
    /// that is not wholly that.
    /// </summary>
    public virtual DecidingText? ReadDeciding(string definition) => null;

    /// <summary>
    /// The statement that makes the view of a route, new or in place of an earlier one; null where the engine can't
    /// tell its sessions apart, see <see cref="Traits.Principals"/>.
    /// </summary>
    public virtual Sql? CreateRoute(RouteView route) => null;

    /// <summary>
    /// True if every value of the type <paramref name="from"/> is one of the type <paramref name="to"/>, by way of its
    /// text: nothing that is read through it can fail.
    /// </summary>
    public virtual bool HoldsEvery(string from, string to) => false;

    /// <summary>
    /// True if a view of the shape <paramref name="current"/> can be replaced by one of the shape
    /// <paramref name="next"/> without dropping it.
    /// </summary>
    public abstract bool CanReplace(IReadOnlyList<CatalogColumn> current, IReadOnlyList<CatalogColumn> next);

    /// <summary>A view of exactly the named columns of <paramref name="physical"/>.</summary>
    /// <param name="live">The view.</param>
    /// <param name="physical">What it shows.</param>
    /// <param name="columns">Columns in order.</param>
    /// <param name="options">View options as the catalog spells them.</param>
    /// <param name="replace">True if the view exists with a shape for which <see cref="CanReplace"/> holds.</param>
    public abstract Sql CreatePointer(
        RelationName live,
        RelationName physical,
        IReadOnlyList<CatalogColumn> columns,
        IReadOnlyList<string> options,
        bool replace
    );

    /// <summary>A view again from its own definition, in place if <paramref name="replace"/>.</summary>
    public abstract Sql CreateView(RelationName view, string definition, IReadOnlyList<string> options, bool replace);

    /// <summary>
    /// True if the dependent stays right when what it depends on is dropped and made again, because it is bound by name
    /// each time it is read.
    /// </summary>
    public virtual bool CanReplaceUnder(CatalogDependent dependent) => false;

    /// <summary>Drops a view, and nothing that depends on it.</summary>
    public virtual Sql DropView(RelationName view) => $"drop view {view}";

    /// <summary>True if <see cref="Move"/> can move it.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="isIntruder">True if no release is to show it where it goes.</param>
    public virtual bool CanMove(RelationKind kind, bool isIntruder) => kind != RelationKind.Other;

    /// <summary>
    /// Moves a table or view out of its schema. Where the engine can't rename across schemas (DuckDB) it is copied and
    /// dropped, with its definition for a view.
    /// </summary>
    /// <param name="relation">What stands there now.</param>
    /// <param name="definition">A view's text, if the engine needs it.</param>
    /// <param name="to">Where it goes; the schema exists.</param>
    /// <param name="moved">Every relation that moves in this swap, old name to new: a view bound by text is re-aimed
    /// with it.</param>
    public abstract IReadOnlyList<Sql> Move(
        CatalogRelation relation,
        string? definition,
        RelationName to,
        IReadOnlyDictionary<RelationName, RelationName> moved
    );

    /// <summary>Comments of a view and its columns; those that are null are left out.</summary>
    public virtual IReadOnlyList<Sql> Comment(RelationName view, string? comment, IReadOnlyList<CatalogColumn> columns)
    {
        var statements = new List<Sql>();
        if (comment is not null)
            statements.Add(Sql.By(dialect => dialect.Comment(view, RelationKind.View, comment)));
        foreach (var column in columns.Where(column => column.Comment is not null))
        {
            statements.Add(Sql.By(dialect => dialect.CommentColumn(view, column.Name, column.Comment)));
        }
        return statements;
    }

    /// <summary>Takes comments of a view away.</summary>
    /// <param name="view">The view.</param>
    /// <param name="own">True for its own.</param>
    /// <param name="columns">Columns whose comments go.</param>
    public virtual IReadOnlyList<Sql> Uncomment(RelationName view, bool own, IReadOnlyList<string> columns)
    {
        var statements = new List<Sql>();
        if (own)
            statements.Add(Sql.By(dialect => dialect.Comment(view, RelationKind.View, null)));
        statements.AddRange(columns.Select(column => Sql.By(dialect => dialect.CommentColumn(view, column, null))));
        return statements;
    }

    /// <summary>Makes <paramref name="owner"/> the owner of a view; empty where the engine has none.</summary>
    public abstract IReadOnlyList<Sql> SetOwner(RelationName view, string owner);

    /// <summary>
    /// Makes <paramref name="owner"/> the owner of a table or a view, whichever it is; empty where the engine has none.
    /// </summary>
    public virtual IReadOnlyList<Sql> GiveTo(RelationName relation, string owner) => [];

    /// <summary>Grants the privileges on a relation; empty where the engine has none.</summary>
    public abstract IReadOnlyList<Sql> Grant(RelationName relation, IReadOnlyList<CatalogGrant> grants);

    /// <summary>The same on a table, where the engine wants to be told that it is one.</summary>
    public virtual IReadOnlyList<Sql> GrantTable(RelationName table, IReadOnlyList<CatalogGrant> grants) =>
        Grant(table, grants);

    /// <summary>Takes every privilege on a relation from the roles; empty where the engine has none.</summary>
    public virtual IReadOnlyList<Sql> Revoke(RelationName relation, IReadOnlyList<string> roles) => [];

    /// <summary>Takes single privileges on a relation; empty where the engine has none.</summary>
    public virtual IReadOnlyList<Sql> Withdraw(RelationName relation, IReadOnlyList<CatalogGrant> grants) => [];

    /// <summary>Lets a role look into a schema; empty where the engine has no roles.</summary>
    public virtual IReadOnlyList<Sql> LetUse(string role, string schema) => [];

    /// <summary>
    /// Lets a role that reads through a pointer view read what it points to; empty where the engine has no roles.
    /// </summary>
    /// <param name="role">The role, or <see cref="CatalogGrant.Public"/>.</param>
    /// <param name="physical">What the view points to.</param>
    /// <param name="column">The one column; null for all.</param>
    public virtual IReadOnlyList<Sql> LetRead(string role, RelationName physical, string? column) => [];

    /// <summary>Takes that right away.</summary>
    public virtual IReadOnlyList<Sql> Bar(string role, RelationName physical, string? column) => [];
}
