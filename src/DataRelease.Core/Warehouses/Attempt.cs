using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>A statement that may fail: what was done before in the same transaction stays.</summary>
internal static class Attempt
{
    /// <summary>Executes a statement.</summary>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="session">The session, in a transaction or not.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The engine's error; null if the statement worked.</returns>
    /// <exception cref="DbException">The disk is full: no other statement would work either.</exception>
    public static async Task<DbException?> RunAsync(
        Warehouse warehouse,
        WarehouseSession session,
        Sql statement,
        CancellationToken cancellation
    )
    {
        // Outside of a transaction an error takes nothing with it.
        var savepoint = session.IsInTransaction ? warehouse.Dialect.Savepoint : null;
        try
        {
            if (savepoint is not null)
                await session.ExecuteBatchAsync([savepoint.Set, statement, savepoint.Release], cancellation);
            else
                await session.ExecuteAsync(statement, cancellation);
            return null;
        }
        catch (DbException error) when (!cancellation.IsCancellationRequested && !warehouse.IsOutOfRoom(error))
        {
            if (savepoint is not null)
                await session.ExecuteAsync(savepoint.Return, cancellation);
            return error;
        }
    }
}
