namespace DataRelease.Warehouses;

/// <summary>Finds out from the engine itself which relations a query or a view reads.</summary>
public abstract class QueryReader
{
    /// <summary>
    /// The relations that each query names and the user's functions that it calls, in the catalog's spelling. A query
    /// that the engine can't analyse is left out.
    /// </summary>
    /// <param name="session">A session outside a transaction.</param>
    /// <param name="queries">The queries, each one SELECT, by names of the caller's choice.</param>
    /// <param name="scratch">A schema in which objects may be made and rolled back.</param>
    /// <param name="cancellation">Ends it.</param>
    public abstract Task<IReadOnlyDictionary<string, IReadOnlySet<RelationName>>> OfQueriesAsync(
        WarehouseSession session,
        IReadOnlyDictionary<string, string> queries,
        string scratch,
        CancellationToken cancellation
    );

    /// <summary>
    /// The relations that a view, or a user's function with an SQL body, names and the functions that it calls, by
    /// name. Other names are left out.
    /// </summary>
    public abstract Task<IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>>> OfViewsAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> names,
        CancellationToken cancellation
    );

    /// <summary>
    /// The views among the names of which the engine does not show this role the definition. What they read may be
    /// missing in <see cref="OfViewsAsync"/>. Empty where every definition is shown.
    /// </summary>
    public virtual Task<IReadOnlyList<RelationName>> UntoldAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> names,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<RelationName>>([]);

    /// <summary>
    /// Replaces a view, on an engine that binds views whenever they are read, by a view with the same columns of
    /// exactly the same types, without rows, that reads nothing. Other engines do nothing.
    /// </summary>
    /// <param name="session">The session, in the transaction that made the view and will be rolled back.</param>
    /// <param name="view">The view.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task DetachAsync(WarehouseSession session, RelationName view, CancellationToken cancellation) =>
        Task.CompletedTask;
}
