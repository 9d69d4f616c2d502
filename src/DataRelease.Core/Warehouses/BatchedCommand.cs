using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace DataRelease.Warehouses;

/// <summary>
/// A command that the driver hands to the server unchanged. A driver's scanner may cut the text of an ordinary command
/// at semicolons, but not the text of a batch's command. So the server alone decides whether the text is one statement,
/// and refuses any other.
/// </summary>
internal sealed class BatchedCommand : DbCommand
{
    private readonly DbBatch _batch;
    private readonly DbBatchCommand _command;

    public BatchedCommand(DbConnection connection)
    {
        _batch = connection.CreateBatch();
        _command = _batch.CreateBatchCommand();
        _batch.BatchCommands.Add(_command);
    }

    /// <inheritdoc/>
    [AllowNull]
    public override string CommandText
    {
        get => _command.CommandText;
        set => _command.CommandText = value ?? "";
    }

    /// <inheritdoc/>
    public override int CommandTimeout
    {
        get => _batch.Timeout;
        set => _batch.Timeout = value;
    }

    /// <inheritdoc/>
    public override CommandType CommandType
    {
        get => _command.CommandType;
        set => _command.CommandType = value;
    }

    /// <inheritdoc/>
    public override bool DesignTimeVisible { get; set; }

    /// <inheritdoc/>
    public override UpdateRowSource UpdatedRowSource { get; set; }

    /// <inheritdoc/>
    protected override DbConnection? DbConnection
    {
        get => _batch.Connection;
        set => _batch.Connection = value;
    }

    /// <inheritdoc/>
    protected override DbParameterCollection DbParameterCollection => _command.Parameters;

    /// <inheritdoc/>
    protected override DbTransaction? DbTransaction
    {
        get => _batch.Transaction;
        set => _batch.Transaction = value;
    }

    /// <inheritdoc/>
    public override void Cancel() => _batch.Cancel();

    /// <inheritdoc/>
    public override void Prepare() => _batch.Prepare();

    /// <inheritdoc/>
    public override int ExecuteNonQuery() => _batch.ExecuteNonQuery();

    /// <inheritdoc/>
    public override object? ExecuteScalar() => _batch.ExecuteScalar();

    /// <inheritdoc/>
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) =>
        _batch.ExecuteNonQueryAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) =>
        _batch.ExecuteScalarAsync(cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _batch.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override DbParameter CreateDbParameter() => _command.CreateParameter();

    /// <inheritdoc/>
    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => _batch.ExecuteReader(behavior);

    /// <inheritdoc/>
    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(
        CommandBehavior behavior,
        CancellationToken cancellationToken
    ) => _batch.ExecuteReaderAsync(behavior, cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _batch.Dispose();
        base.Dispose(disposing);
    }
}
