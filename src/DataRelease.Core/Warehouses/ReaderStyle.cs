namespace DataRelease.Warehouses;

/// <summary>
/// A way in which consumers of an engine read, besides statements that return all their rows at once. <c>certify</c>
/// runs it while it swaps.
/// </summary>
/// <param name="Name">The name for people: <c>cursor</c>.</param>
/// <param name="ReadAsync">
/// Runs a query without parameters whose only column holds whole numbers, and returns these. It gets the session, which
/// nobody else uses, the query, and a pause that it may make while it holds what it reads.
/// </param>
public sealed record ReaderStyle(
    string Name,
    Func<WarehouseSession, Sql, Func<Task>, CancellationToken, Task<IReadOnlyList<int>>> ReadAsync
);
