using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using DataRelease.Errors;

namespace DataRelease.Warehouses;

/// <summary>
/// One connection, used by one caller at a time. Every statement of a release goes through <see cref="ExecuteAsync"/>,
/// <see cref="ExecuteBatchAsync"/> or <see cref="QueryAsync"/>, and so through the observer and <see cref="Seam"/>.
/// </summary>
public sealed partial class WarehouseSession : IAsyncDisposable
{
    private readonly Action<string>? _observe;
    private readonly LateViews? _lateViews;
    private readonly Action<DbConnection, string>? _requireOne;
    private readonly Func<Sql, SqlStatement> _render;
    private DbTransaction? _transaction;
    private TransactionPurpose _purpose;

    /// <summary>
    /// How long a transaction may wait for this process before the server ends it, see <see cref="Dialect.BoundIdle"/>.
    /// A process that is paused inside a transaction loses the transaction and can't commit when it wakes.
    /// </summary>
    public static TimeSpan IdleLimit { get; internal set; } = TimeSpan.FromSeconds(60);

    /// <summary>Wraps an open connection and owns it.</summary>
    /// <param name="connection">The open connection.</param>
    /// <param name="dialect">The dialect that renders statements.</param>
    /// <param name="observe">
    /// Called with every statement's text, without values, just before the statement runs.
    /// </param>
    /// <param name="traits">What the server behind this connection can do; null for the dialect's traits.</param>
    /// <param name="requireOne">
    /// Throws if the engine reads a text as more than one statement; null where the engine's protocol takes only one.
    /// </param>
    /// <param name="render">
    /// Renders a statement to the text and values that the driver gets; null to let the dialect render it.
    /// </param>
    /// <param name="lateViews">Reduces the engine's work with nested views; null if the engine needs no help.</param>
    public WarehouseSession(
        DbConnection connection,
        Dialect dialect,
        Action<string>? observe = null,
        Traits? traits = null,
        Action<DbConnection, string>? requireOne = null,
        Func<Sql, SqlStatement>? render = null,
        LateViews? lateViews = null
    )
    {
        Connection = connection;
        Dialect = dialect;
        Traits = traits ?? dialect.Traits;
        _observe = observe;
        _requireOne = requireOne;
        _render = render ?? (sql => sql.Render(dialect));
        _lateViews = lateViews;
    }

    /// <summary>The driver's connection, for operations that only the driver offers (bulk copy).</summary>
    public DbConnection Connection { get; }

    /// <summary>How statements are rendered.</summary>
    public Dialect Dialect { get; }

    /// <summary>The statements that begin each transaction of this session.</summary>
    public IReadOnlyList<Sql> Bounds => Dialect.BoundIdle(IdleLimit) is { } bound ? [bound] : [];

    /// <summary>What the server behind the connection can do.</summary>
    public Traits Traits { get; }

    /// <summary>True between the BEGIN and the end of <see cref="InTransactionAsync"/>.</summary>
    public bool IsInTransaction => _transaction is not null;

    /// <summary>
    /// True while queries run exactly as written, without <see cref="LateViews"/>, because their time is measured: see
    /// <see cref="AsWrittenAsync"/>.
    /// </summary>
    private bool IsAsWritten { get; set; }

    /// <summary>Runs one statement.</summary>
    /// <returns>The number of affected rows, as the driver counts them.</returns>
    public async Task<int> ExecuteAsync(Sql sql, CancellationToken cancellation)
    {
        var statement = _render(sql);
        return _lateViews?.Around(Connection, statement.Text) is not null
            ? await MakeViewAsync(_lateViews, statement, cancellation)
            : await ExecuteOneAsync(statement, cancellation);
    }

    private async Task<int> ExecuteOneAsync(SqlStatement statement, CancellationToken cancellation)
    {
        await using var command = Command(statement);
        return await Seam.PassAsync(command.CommandText, () =>
            RunAsync(command, () => command.ExecuteNonQueryAsync(cancellation), cancellation)
        );
    }

    /// <summary>Runs the statements in order, in one round trip if the driver can.</summary>
    public async Task ExecuteBatchAsync(IReadOnlyList<Sql> statements, CancellationToken cancellation)
    {
        if (statements.Count == 0)
            return;
        if (
            !TakesBatches
            || _lateViews?.MakeDeepView(Connection, [.. statements.Select(statement => statement.Render(Dialect).Text)])
                == true
        )
        {
            foreach (var statement in statements)
                await ExecuteAsync(statement, cancellation);
            return;
        }

        await using var batch = Batch(statements);
        foreach (var command in batch.BatchCommands)
            _observe?.Invoke(command.CommandText);
        // One message to the server is one effect. If the server fails half way through the message, its own guarantees
        // apply.
        await Seam.PassAsync(string.Join(";\n", batch.BatchCommands.Select(command => command.CommandText)), () =>
            batch.ExecuteNonQueryAsync(cancellation)
        );
    }

    /// <summary>Returns all rows, for results as small as the catalog's.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        Sql sql,
        Func<DbDataReader, T> map,
        CancellationToken cancellation
    )
    {
        await using var command = Command(sql);
        await using var reader = await Seam.PassAsync(command.CommandText, () =>
            RunAsync(command, () => command.ExecuteReaderAsync(cancellation), cancellation)
        );
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(map(reader));
        return rows;
    }

    /// <summary>
    /// Returns rows one by one, for results of any size. The session can do nothing else in the meantime.
    /// </summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        Sql sql,
        Func<DbDataReader, T> map,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await using var command = Command(sql);
        await using var reader = await Seam.PassAsync(command.CommandText, () =>
            RunAsync(command, () => command.ExecuteReaderAsync(cancellation), cancellation)
        );
        while (await reader.ReadAsync(cancellation))
            yield return map(reader);
    }

    /// <summary>Returns the first column of the first row; null if there is no row or the value is NULL.</summary>
    public async Task<object?> ScalarAsync(Sql sql, CancellationToken cancellation)
    {
        await using var command = Command(sql);
        var value = await Seam.PassAsync(command.CommandText, () =>
            RunAsync(command, () => command.ExecuteScalarAsync(cancellation), cancellation)
        );
        return value is DBNull ? null : value;
    }

    /// <summary>The names of a query's columns. No row is read.</summary>
    public async Task<IReadOnlyList<string>> DescribeAsync(Sql query, CancellationToken cancellation)
    {
        await using var command = Command(Dialect.First($"select * from ({query}) q", null, 0));
        await using var reader = await Seam.PassAsync(command.CommandText, () =>
            RunAsync(command, () => command.ExecuteReaderAsync(cancellation), cancellation)
        );
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    /// <summary>A query's columns with the types that the driver names. No row is read.</summary>
    /// <param name="statement">The rendered statement of a query that yields no rows.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<CatalogColumn>> ReadShapeAsync(
        SqlStatement statement,
        CancellationToken cancellation
    )
    {
        await using var command = Command(statement);
        await using var reader = await Seam.PassAsync(command.CommandText, () =>
            RunAsync(command, () => command.ExecuteReaderAsync(cancellation), cancellation)
        );
        return
        [
            .. Enumerable
                .Range(0, reader.FieldCount)
                .Select(index => new CatalogColumn(
                    reader.GetName(index),
                    index + 1,
                    reader.GetDataTypeName(index),
                    true,
                    null
                )),
        ];
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction and rolls back on any error. A COMMIT of a transaction that an
    /// error aborted would report success and silently roll back (DuckDB, PostgreSQL).
    /// </summary>
    /// <param name="purpose">
    /// The purpose of the transaction. A statement that exceeds the purpose is refused before it runs.
    /// </param>
    /// <param name="work">Runs statements of this session.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReleaseException">DR4012 if the engine can't do that atomically. Nothing has run.</exception>
    public Task InTransactionAsync(TransactionPurpose purpose, Func<Task> work, CancellationToken cancellation)
    {
        RequireAtomicity(purpose);
        if (purpose == TransactionPurpose.PrepareObjects && !Traits.HasTransactionalDdl)
            return IsInTransaction ? throw Nested() : work();
        var isolation = purpose switch
        {
            TransactionPurpose.ReadSnapshot when Traits.HasSnapshots => IsolationLevel.Snapshot,
            TransactionPurpose.CopySnapshot => Traits.CopyIsolation,
            _ => IsolationLevel.Unspecified,
        };
        return RunTransactionAsync(purpose, isolation, work, cancellation);
    }

    /// <summary>
    /// Runs reads in a reader's transaction of a given level, see <see cref="Traits.ReaderIsolations"/>.
    /// </summary>
    public Task AsReaderAsync(IsolationLevel isolation, Func<Task> work, CancellationToken cancellation) =>
        RunTransactionAsync(TransactionPurpose.ReadSnapshot, isolation, work, cancellation);

    private async Task RunTransactionAsync(
        TransactionPurpose purpose,
        IsolationLevel isolation,
        Func<Task> work,
        CancellationToken cancellation
    )
    {
        if (_transaction is not null)
            throw Nested();
        _observe?.Invoke("BEGIN");
        await using var transaction = await Seam.PassAsync("BEGIN", () =>
            Connection.BeginTransactionAsync(isolation, cancellation).AsTask()
        );
        (_transaction, _purpose) = (transaction, purpose);
        try
        {
            foreach (var bound in Bounds)
                await ExecuteAsync(bound, cancellation);
            await work();
            RequireOpen();
            _observe?.Invoke("COMMIT");
            await Seam.PassAsync("COMMIT", () => transaction.CommitAsync(cancellation));
        }
        catch
        {
            await RollBackAsync(transaction);
            throw;
        }
        finally
        {
            _transaction = null;
            if (isolation != IsolationLevel.Unspecified)
                await ReturnToUsualIsolationAsync();
        }
    }

    /// <summary>Never fails: a session that can't go back is broken, and the next statement says so.</summary>
    private async Task ReturnToUsualIsolationAsync()
    {
        if (Dialect.UsualIsolation is not { } usual || Connection.State != ConnectionState.Open)
            return;
        try
        {
            await ExecuteAsync(usual, CancellationToken.None);
        }
        catch (Exception error) when (error is DbException or InvalidOperationException or IOException) { }
    }

    /// <summary>
    /// Does the same as <see cref="WithoutEffectAsync(Func{Task}, CancellationToken)"/>. If the engine commits each
    /// change of an object separately, the objects exist while the work runs.
    /// </summary>
    /// <param name="work">Makes objects in a schema that no other process names.</param>
    /// <param name="undo">Drops them if no transaction does.</param>
    /// <param name="cancellation">Ends the work, and never <paramref name="undo"/>.</param>
    public async Task WithoutEffectAsync(Func<Task> work, Sql undo, CancellationToken cancellation)
    {
        if (Traits.HasTransactionalDdl)
        {
            await WithoutEffectAsync(work, cancellation);
            return;
        }
        if (IsInTransaction)
            throw Nested();
        try
        {
            await work();
        }
        finally
        {
            if (Connection.State == ConnectionState.Open)
                await ExecuteAsync(undo, CancellationToken.None);
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction that is always rolled back. Nobody sees its changes, and nothing
    /// is left of them.
    /// </summary>
    public async Task WithoutEffectAsync(Func<Task> work, CancellationToken cancellation)
    {
        RequireAtomicity(TransactionPurpose.ChangeObjects);
        if (_transaction is not null)
            throw Nested();
        _observe?.Invoke("BEGIN");
        await using var transaction = await Seam.PassAsync("BEGIN", () =>
            Connection.BeginTransactionAsync(cancellation).AsTask()
        );
        (_transaction, _purpose) = (transaction, TransactionPurpose.ChangeObjects);
        try
        {
            if (Dialect.WithErrors is { } lenient)
                await ExecuteAsync(lenient.Begin, cancellation);
            await work();
        }
        finally
        {
            await RollBackAsync(transaction);
            _transaction = null;
            if (Dialect.WithErrors is { } strict && Connection.State == ConnectionState.Open)
                await ExecuteAsync(strict.End, CancellationToken.None);
        }
    }

    /// <summary>
    /// Makes a driver's command in the current transaction, without a time limit, for a library that runs statements
    /// itself. The caller reports them with <see cref="Note"/>.
    /// </summary>
    public DbCommand CreateCommand()
    {
        RequireOpen();
        var command = NewCommand();
        command.Transaction = _transaction;
        command.CommandTimeout = 0;
        return command;
    }

    /// <summary>Throws if the engine reads the text as more than one statement, or can't be given all of it.</summary>
    /// <exception cref="UnfitStatementException">Nothing of the text ran.</exception>
    public void RequireOne(string text)
    {
        // A NUL ends the text for the engine, which would ignore the rest.
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new UnfitStatementException("a statement holds no NUL");
        _requireOne?.Invoke(Connection, text);
    }

    /// <summary>
    /// Tells the observer of a statement that does not run through this class. The text must not contain secrets.
    /// </summary>
    public void Note(string text)
    {
        _observe?.Invoke(text);
        // This passes the point before the statement. The point after it is the same as the one before the next effect.
        Seam.Pass(text, () => { });
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction in which the engine refuses to write, and rolls it back. It is for
    /// queries that others wrote.
    /// </summary>
    public async Task ReadOnlyAsync(Func<Task> work, CancellationToken cancellation)
    {
        if (_transaction is not null)
            throw Nested();
        await ExecuteAsync(Sql.Raw(Dialect.BeginReadOnly), cancellation);
        try
        {
            await work();
        }
        finally
        {
            if (Connection.State == ConnectionState.Open)
                await ExecuteAsync(Sql.Raw(Dialect.EndReadOnly), CancellationToken.None);
        }
    }

    /// <summary>
    /// Runs the queries of <paramref name="work"/> exactly as they are written. It is for queries whose time is
    /// measured, because a reader has to wait that long.
    /// </summary>
    public async Task AsWrittenAsync(Func<Task> work)
    {
        IsAsWritten = true;
        try
        {
            await work();
        }
        finally
        {
            IsAsWritten = false;
        }
    }

    /// <summary>Bounds each later wait of this session for a lock.</summary>
    public async Task BoundLockWaitsAsync(TimeSpan limit, CancellationToken cancellation)
    {
        if (Dialect.BoundLockWaits(limit) is { } bound)
            await ExecuteAsync(bound, cancellation);
    }

    /// <summary>
    /// Makes the engine refuse all later writes in this session. It is for a session that runs the user's queries
    /// beside our own reads.
    /// </summary>
    public async Task ForbidWritesAsync(CancellationToken cancellation)
    {
        if (Dialect.ForbidWrites is { } forbid)
            await ExecuteAsync(forbid, cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private static InvalidOperationException Nested() => new("a session has one transaction at a time");

    private void RequireAtomicity(TransactionPurpose purpose)
    {
        var changes = purpose is TransactionPurpose.ChangeObjects or TransactionPurpose.CopySnapshot;
        if (changes && !Traits.HasTransactionalDdl)
            throw new ReleaseException(
                ErrorCode.NotAtomic,
                $"{Dialect.Name} commits each change of a table, view or schema separately"
            );
        if (purpose == TransactionPurpose.CopySnapshot && Traits.CopyIsolation == IsolationLevel.Unspecified)
            throw new ReleaseException(
                ErrorCode.NotAtomic,
                $"{Dialect.Name} has no snapshot that several copies could be made from"
            );
    }

    /// <summary>
    /// A transaction with the wrong purpose would stop being atomic on an engine whose DDL commits separately. Every
    /// engine refuses it here, so that the suites of the available engines find it.
    /// </summary>
    private void RequirePurpose(string text)
    {
        if (
            _transaction is null
            || _purpose
                is TransactionPurpose.ChangeObjects
                    or TransactionPurpose.PrepareObjects
                    or TransactionPurpose.CopySnapshot
            || SqlLexer.FirstWord(text) is not ("create" or "alter" or "drop" or "grant" or "revoke" or "comment")
        )
            return;
        throw new InvalidOperationException($"a transaction for {_purpose} changes an object: {text}");
    }

    /// <summary>
    /// Runs a statement that makes a view on deep views, surrounded by the statements that make that cheap, all or
    /// nothing.
    /// </summary>
    private async Task<int> MakeViewAsync(LateViews views, SqlStatement statement, CancellationToken cancellation)
    {
        var affected = 0;
        if (IsInTransaction)
        {
            await MakeAsync();
            return affected;
        }
        using var turn = await views.TakeTurnAsync(cancellation);
        await InTransactionAsync(TransactionPurpose.ChangeObjects, MakeAsync, cancellation);
        return affected;

        async Task MakeAsync()
        {
            var around = views.Around(Connection, statement.Text) ?? new AroundView([], []);
            foreach (var before in around.Before)
                await ExecuteOneAsync(new SqlStatement(before, []), cancellation);
            affected = await ExecuteOneAsync(statement, cancellation);
            foreach (var after in around.After)
                await ExecuteOneAsync(new SqlStatement(after, []), cancellation);
        }
    }

    private async Task RollBackAsync(DbTransaction transaction)
    {
        try
        {
            _observe?.Invoke("ROLLBACK");
            await Seam.PassAsync("ROLLBACK", () => transaction.RollbackAsync(CancellationToken.None));
        }
        catch (Exception error) when (error is DbException or InvalidOperationException or IOException)
        {
            // The connection is gone, or the server has rolled back already. The original error says more than this
            // one.
        }
    }

    private async Task<T> RunAsync<T>(DbCommand command, Func<Task<T>> run, CancellationToken cancellation)
    {
        await using var cancel = Traits.ForgetsCancels ? new RepeatedCancel(command, cancellation) : null;
        return await run();
    }

    /// <summary>The engine gets the text unchanged, and so takes it as one statement or refuses it.</summary>
    private DbCommand NewCommand() => TakesBatches ? new BatchedCommand(Connection) : Connection.CreateCommand();

    private bool TakesBatches => Traits.TakesBatches && Connection.CanCreateBatch;

    private void AddParameters(DbParameterCollection parameters, Func<DbParameter> create, SqlStatement statement)
    {
        foreach (var (index, value) in statement.Values.Index())
        {
            var parameter = create();
            parameter.Value = value ?? DBNull.Value;
            Dialect.Describe(parameter, index + 1);
            parameters.Add(parameter);
        }
    }

    /// <summary>
    /// Refuses a statement whose transaction the server has ended. A driver may run such a statement outside any
    /// transaction, where it commits by itself.
    /// </summary>
    private void RequireOpen()
    {
        if (_transaction is { Connection: null })
            throw new UnfitStatementException("the server has ended the transaction that this statement belongs to");
    }

    private DbCommand Command(Sql sql) => Command(_render(sql));

    private DbCommand Command(SqlStatement statement)
    {
        RequireOpen();
        RequirePurpose(statement.Text);
        RequireOne(statement.Text);
        var text = IsAsWritten || _lateViews is null ? statement.Text : _lateViews.Fold(Connection, statement.Text);
        _observe?.Invoke(text);
        var command = NewCommand();
        command.CommandText = text;
        command.Transaction = _transaction;
        command.CommandTimeout = 0;
        AddParameters(command.Parameters, command.CreateParameter, statement);
        return command;
    }
}
