namespace DataRelease.Warehouses;

/// <summary>Has an engine itself say what a query or a view reads.</summary>
public abstract class QueryReader
{
    /// <summary>
    /// By query: the relations that it names and the functions of the user's that it calls, as the catalog spells them.
    /// A query that the engine can't tell of is left out.
    /// </summary>
    /// <param name="session">A session outside a transaction.</param>
    /// <param name="queries">Each one SELECT, by a name of the caller's.</param>
    /// <param name="scratch">A schema in which we may make what is rolled back.</param>
    /// <param name="cancellation">Ends it.</param>
    public abstract Task<IReadOnlyDictionary<string, IReadOnlySet<RelationName>>> OfQueriesAsync(
        WarehouseSession session,
        IReadOnlyDictionary<string, string> queries,
        string scratch,
        CancellationToken cancellation
    );

    /// <summary>
    /// By view, and by function of the user's whose body is SQL: the relations that it names and the functions that it
    /// calls. What is neither is left out.
    /// </summary>
    public abstract Task<IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>>> OfViewsAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> names,
        CancellationToken cancellation
    );

    /// <summary>
    /// Where a view is bound whenever it is read: puts a view in its place that has the same columns, of exactly the
    /// same types, and is bound without what the view was made from. It has no rows. Elsewhere nothing.
    /// </summary>
    /// <param name="session">In the transaction that made the view and is rolled back.</param>
    /// <param name="view">It.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task DetachAsync(WarehouseSession session, RelationName view, CancellationToken cancellation) =>
        Task.CompletedTask;
}
