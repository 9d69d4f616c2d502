using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>
/// Statements that read the catalog or touch the ledger. Neither the user's search path nor a temporary table can
/// change what a name in them means; afterwards the session has its own path again. Statements that can fire the user's
/// code (DDL, writes to the user's tables) don't go through here, because that code needs the session's own path.
/// </summary>
public sealed partial class WarehouseSession
{
    /// <summary>Returns all rows of a query of the catalog or the ledger.</summary>
    public async Task<IReadOnlyList<T>> QueryOwnAsync<T>(
        Sql sql,
        Func<DbDataReader, T> map,
        CancellationToken cancellation
    )
    {
        if (Dialect.OwnNames is not { } names)
            return await QueryAsync(sql, map, cancellation);
        await using var batch = Batch([names.Begin, sql, names.End]);
        var text = Observe(batch.BatchCommands[1]);
        await using var reader = await Seam.PassAsync(text, () => batch.ExecuteReaderAsync(cancellation));
        await reader.NextResultAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(map(reader));
        // Reading to the end surfaces the error of a later statement.
        while (await reader.NextResultAsync(cancellation)) { }
        return rows;
    }

    /// <summary>
    /// Returns the first column of the first row of a query of the catalog or the ledger; null if there is no row or
    /// the value is NULL.
    /// </summary>
    public async Task<object?> ScalarOwnAsync(Sql sql, CancellationToken cancellation) =>
        (await QueryOwnAsync(sql, row => row.IsDBNull(0) ? null : row.GetValue(0), cancellation)) is [var first, ..]
            ? first
            : null;

    /// <summary>Runs one statement that writes to the ledger.</summary>
    /// <returns>The number of affected rows.</returns>
    public async Task<int> ExecuteOwnAsync(Sql sql, CancellationToken cancellation)
    {
        if (Dialect.OwnNames is not { } names)
            return await ExecuteAsync(sql, cancellation);
        await using var batch = Batch([names.Begin, sql, names.End]);
        var text = Observe(batch.BatchCommands[1]);
        await Seam.PassAsync(text, () => batch.ExecuteNonQueryAsync(cancellation));
        return batch.BatchCommands[1].RecordsAffected;
    }

    /// <summary>Runs statements that write to the ledger, in order.</summary>
    public Task ExecuteOwnBatchAsync(IReadOnlyList<Sql> statements, CancellationToken cancellation) =>
        ExecuteBatchAsync(Dialect.WithOwnNames(statements), cancellation);

    private string Observe(DbBatchCommand command)
    {
        _observe?.Invoke(command.CommandText);
        return command.CommandText;
    }

    private DbBatch Batch(IEnumerable<Sql> statements)
    {
        RequireOpen();
        var batch = Connection.CreateBatch();
        batch.Transaction = _transaction;
        batch.Timeout = 0;
        foreach (var sql in statements)
        {
            var statement = _render(sql);
            RequirePurpose(statement.Text);
            RequireOne(statement.Text);
            var command = batch.CreateBatchCommand();
            command.CommandText = statement.Text;
            AddParameters(command.Parameters, command.CreateParameter, statement);
            batch.BatchCommands.Add(command);
        }
        return batch;
    }
}
