namespace DataRelease.Warehouses;

/// <summary>
/// How one engine spells a swap's statements. Every method is pure: it returns statements and runs none.
/// </summary>
public abstract class SwapGrammar
{
    /// <summary>What changes for consumers where a view replaces a table or materialized view.</summary>
    public virtual IReadOnlyList<ConsumerChange> ConsumerChanges => [];

    /// <summary>
    /// Statements that bound how long the transaction waits for a lock. They come first in the transaction.
    /// </summary>
    public abstract IReadOnlyList<Sql> BoundLocks(TimeSpan lockTimeout);

    /// <summary>
    /// Statements that keep the meaning of texts from the catalog (definitions of views, triggers, defaults) for the
    /// rest of the transaction.
    /// </summary>
    public virtual IReadOnlyList<Sql> KeepMeanings => [];

    /// <summary>
    /// Statements that lock every relation exclusively, but not the relations that a view reads. All waits together
    /// take <paramref name="lockTimeout"/>, and a moment more for each lock once that is spent. The engine's own
    /// working time is not bounded. Empty where DDL takes no locks.
    /// </summary>
    public virtual IReadOnlyList<Sql> Lock(IReadOnlyList<CatalogRelation> relations, TimeSpan lockTimeout) => [];

    /// <summary>
    /// One statement that is a transaction of its own. If the proof finds a row, it runs the statements with
    /// <paramref name="lockTimeout"/> for each lock; otherwise it fails with an error that says that the lease is lost.
    /// While the server holds locks, it needs no answer from this process. Null where DDL takes no locks.
    /// </summary>
    /// <param name="proof">The proof of the lease: the rest of a query after <c>select 1</c>.</param>
    /// <param name="statements">The statements, without parameters.</param>
    /// <param name="lockTimeout">The longest wait for one lock.</param>
    public virtual Sql? AtOnce(Sql proof, IReadOnlyList<Sql> statements, TimeSpan lockTimeout) => null;

    /// <summary>
    /// The whole swap as one statement that is a transaction of its own, ends with its first error, and compares rights
    /// itself. Null for an engine on which this process runs the transaction.
    /// </summary>
    /// <param name="swap">The swap. Its statements may have parameters.</param>
    /// <param name="lockTimeout">The longest wait for one lock.</param>
    public virtual Sql? AsOneBatch(WholeSwap swap, TimeSpan lockTimeout) => null;

    /// <summary>How the engine exchanges whole schemas; null if it can't.</summary>
    public virtual RouterGrammar? Router => null;

    /// <summary>True for the option, in the catalog's spelling, by which a view checks what is written to it.</summary>
    public virtual bool IsCheckOption(string option) => false;

    /// <summary>True if a view that is replaced in place keeps its comments.</summary>
    public virtual bool ReplaceKeepsComments => false;

    /// <summary>
    /// The statement that makes a deciding view in place of an existing view; null if the engine does not need deciding
    /// views.
    /// </summary>
    public virtual Sql? CreateDeciding(DecidingView view) => null;

    /// <summary>
    /// Parses the definition of a deciding view as the engine returns it; null for any view that
    /// <see cref="CreateDeciding"/> did not write in exactly this form.
    /// </summary>
    public virtual DecidingText? ReadDeciding(string definition) => null;

    /// <summary>
    /// The statement that makes a route's view, new or in place of an earlier one; null if the engine can't tell its
    /// sessions apart, see <see cref="Traits.Principals"/>.
    /// </summary>
    public virtual Sql? CreateRoute(RouteView route) => null;

    /// <summary>
    /// True if every value of type <paramref name="from"/> can be cast by way of its text to type
    /// <paramref name="to"/>, so that reading it never fails.
    /// </summary>
    public virtual bool HoldsEvery(string from, string to) => false;

    /// <summary>
    /// True if a view of the shape <paramref name="current"/> can be replaced by one of the shape
    /// <paramref name="next"/> without dropping it.
    /// </summary>
    public abstract bool CanReplace(IReadOnlyList<CatalogColumn> current, IReadOnlyList<CatalogColumn> next);

    /// <summary>The statement that makes a view of exactly the named columns of <paramref name="physical"/>.</summary>
    /// <param name="live">The view.</param>
    /// <param name="physical">The relation that the view shows.</param>
    /// <param name="columns">The columns in order.</param>
    /// <param name="options">View options in the catalog's spelling.</param>
    /// <param name="replace">True if the view exists already, in a shape that <see cref="CanReplace"/> accepts.</param>
    public abstract Sql CreatePointer(
        RelationName live,
        RelationName physical,
        IReadOnlyList<CatalogColumn> columns,
        IReadOnlyList<string> options,
        bool replace
    );

    /// <summary>
    /// The statement that makes a view from its own definition, in place if <paramref name="replace"/>.
    /// </summary>
    public abstract Sql CreateView(RelationName view, string definition, IReadOnlyList<string> options, bool replace);

    /// <summary>
    /// True if the dependent stays correct when the view under it is dropped and made again, because the engine binds
    /// the dependent by name each time it is read.
    /// </summary>
    public virtual bool CanReplaceUnder(CatalogDependent dependent) => false;

    /// <summary>Drops a view that nothing depends on.</summary>
    public virtual Sql DropView(RelationName view) => $"drop view {view}";

    /// <summary>True if <see cref="Move"/> can move it.</summary>
    /// <param name="kind">The kind of relation.</param>
    /// <param name="isIntruder">True if no release shows the relation after the move.</param>
    public virtual bool CanMove(RelationKind kind, bool isIntruder) => kind != RelationKind.Other;

    /// <summary>
    /// Moves a table or view to another schema. An engine that can't rename across schemas (DuckDB) copies and drops a
    /// table, and makes a view again from its definition.
    /// </summary>
    /// <param name="relation">The relation in the catalog.</param>
    /// <param name="definition">A view's definition, if the engine needs it.</param>
    /// <param name="to">The new name. Its schema exists.</param>
    /// <param name="moved">
    /// Every relation that moves in this swap, from old to new name. A view that is bound by its text is rewritten
    /// accordingly.
    /// </param>
    public abstract IReadOnlyList<Sql> Move(
        CatalogRelation relation,
        string? definition,
        RelationName to,
        IReadOnlyDictionary<RelationName, RelationName> moved
    );

    /// <summary>Sets the comments of a view and its columns that are not null.</summary>
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

    /// <summary>Removes comments of a view.</summary>
    /// <param name="view">The view.</param>
    /// <param name="own">True to remove the view's own comment.</param>
    /// <param name="columns">Columns whose comments are removed.</param>
    public virtual IReadOnlyList<Sql> Uncomment(RelationName view, bool own, IReadOnlyList<string> columns)
    {
        var statements = new List<Sql>();
        if (own)
            statements.Add(Sql.By(dialect => dialect.Comment(view, RelationKind.View, null)));
        statements.AddRange(columns.Select(column => Sql.By(dialect => dialect.CommentColumn(view, column, null))));
        return statements;
    }

    /// <summary>Makes <paramref name="owner"/> the owner of a view; empty where the engine has no owners.</summary>
    public abstract IReadOnlyList<Sql> SetOwner(RelationName view, string owner);

    /// <summary>
    /// Makes <paramref name="owner"/> the owner of a table or a view; empty where the engine has no owners.
    /// </summary>
    public virtual IReadOnlyList<Sql> GiveTo(RelationName relation, string owner) => [];

    /// <summary>
    /// False for a privilege that a table has and no view can have. A view that takes a table's place goes without it.
    /// </summary>
    public virtual bool IsOfViews(string privilege) => true;

    /// <summary>Grants privileges on a relation; empty where the engine has none.</summary>
    public abstract IReadOnlyList<Sql> Grant(RelationName relation, IReadOnlyList<CatalogGrant> grants);

    /// <summary>The same on a table, for engines whose statement names the kind.</summary>
    public virtual IReadOnlyList<Sql> GrantTable(RelationName table, IReadOnlyList<CatalogGrant> grants) =>
        Grant(table, grants);

    /// <summary>Revokes every privilege on a relation from the roles; empty where the engine has none.</summary>
    public virtual IReadOnlyList<Sql> Revoke(RelationName relation, IReadOnlyList<string> roles) => [];

    /// <summary>Revokes single privileges on a relation; empty where the engine has none.</summary>
    public virtual IReadOnlyList<Sql> Withdraw(RelationName relation, IReadOnlyList<CatalogGrant> grants) => [];

    /// <summary>Grants a role the right to use a schema; empty where the engine has no roles.</summary>
    public virtual IReadOnlyList<Sql> LetUse(string role, string schema) => [];

    /// <summary>
    /// Grants a role that reads through a pointer view the right to read the relation that the view points to; empty
    /// where the engine has no roles.
    /// </summary>
    /// <param name="role">The role, or <see cref="CatalogGrant.Public"/>.</param>
    /// <param name="physical">The relation that the view points to.</param>
    /// <param name="column">The one column to read; null for all.</param>
    public virtual IReadOnlyList<Sql> LetRead(string role, RelationName physical, string? column) => [];

    /// <summary>Revokes the right that <see cref="LetRead"/> grants.</summary>
    public virtual IReadOnlyList<Sql> Bar(string role, RelationName physical, string? column) => [];
}
