using System.Data;
using System.Diagnostics;
using System.Globalization;
using DataRelease.Errors;
using DataRelease.Warehouses;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>
/// A PostgreSQL database, 12 or later. A server of its kind that can do less has a class of its own.
/// </summary>
public partial class PostgresWarehouse : Warehouse
{
    private static readonly TimeSpan _patienceWithLimits = TimeSpan.FromSeconds(5);

    // Every command works with two: the lock's connection (which is outside the pool, except for a moment) and one
    // more.
    private const int FewestPooled = 2;

    private readonly NpgsqlDataSource _source;
    private readonly string _connectionString;
    private readonly int _mostOpen;
    private int _open;
    private readonly Action<string>? _observe;
    private readonly PostgresSettings _settings = new();

    /// <summary>Creates the warehouse; it connects when a session is first opened.</summary>
    /// <param name="connectionString">The connection string in Npgsql's form; kept in memory only.</param>
    /// <param name="observe">Receives every statement's text.</param>
    public PostgresWarehouse(string connectionString, Action<string>? observe = null)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            // The driver's message may quote the connection string, and with it a password.
            throw new ReleaseException(
                ErrorCode.WarehouseUnreachable,
                "the connection string can't be read",
                "write it as Host=…;Username=…;Database=…"
            );
        }
        if (builder.Host is not { Length: > 0 })
            throw new ReleaseException(
                ErrorCode.ConnectionInvalid,
                "the connection string names no host",
                "write it as Host=…;Username=…;Database=… or postgres://user@host/database"
            );
        builder.ApplicationName ??= PostgresGuard.Application;
        builder.IncludeErrorDetail = false;
        // A failed swap then says which of its statements was refused.
        builder.IncludeFailedBatchedCommand = true;
        builder.MaxAutoPrepare = 0;
        // A peer that vanished silently is noticed in two minutes instead of the system's two hours.
        if (!builder.ContainsKey("TCP Keepalive") && builder.TcpKeepAliveTime == 0)
        {
            builder.TcpKeepAlive = true;
            builder.TcpKeepAliveTime = 60;
            builder.TcpKeepAliveInterval = 10;
        }
        // The user's limit is kept in <c>_mostOpen</c>; the pool itself still allows the second connection that every
        // command needs.
        _mostOpen = builder.MaxPoolSize;
        builder.MaxPoolSize = Math.Max(builder.MaxPoolSize, FewestPooled);
        _connectionString = builder.ConnectionString;
        // With several hosts, every connection goes to the one that takes writes: a release must not be in two places.
        if (builder.Host?.Contains(',', StringComparison.Ordinal) == true)
        {
            builder.TargetSessionAttributes = null;
            _source = new NpgsqlDataSourceBuilder(builder.ConnectionString)
                .BuildMultiHost()
                .WithTargetSession(TargetSessionAttributes.ReadWrite);
            builder.TargetSessionAttributes = "read-write";
            _connectionString = builder.ConnectionString;
        }
        else
        {
            _source = NpgsqlDataSource.Create(_connectionString);
        }
        _observe = observe;
        Database = builder.Database ?? builder.Username ?? "";
        Description = $"PostgreSQL {Database} on {builder.Host}:{builder.Port.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <inheritdoc/>
    public override Dialect Dialect { get; } = new PostgresDialect();

    /// <inheritdoc/>
    public override IReadOnlyList<ReaderStyle> ReaderStyles => PostgresReaderStyles.All;

    /// <inheritdoc/>
    public override SwapGrammar Swap { get; } = new PostgresSwapGrammar();

    /// <inheritdoc/>
    public override ScriptGrammar Scripts { get; } = new PostgresScriptGrammar();

    /// <inheritdoc/>
    public override QueryReader Queries { get; } = new PostgresQueryReader();

    /// <inheritdoc/>
    public override string Database { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <summary>
    /// Waits when the server is at its limit of connections: it notices only a moment later that one of ours was
    /// closed.
    /// </summary>
    public override Task<WarehouseSession> OpenAsync(CancellationToken cancellation) =>
        PatientlyAsync(ConnectAsync, cancellation);

    /// <inheritdoc/>
    public override async Task<WarehouseSession?> TryOpenAnotherAsync(CancellationToken cancellation)
    {
        // At the limit the driver would wait for one of our connections to close, and then report that the server did
        // not answer.
        if (Volatile.Read(ref _open) >= _mostOpen)
            return null;
        try
        {
            return await ConnectAsync(cancellation);
        }
        catch (ReleaseException error) when (PostgresErrors.IsFull(error))
        {
            return null;
        }
    }

    private static async Task<T> PatientlyAsync<T>(
        Func<CancellationToken, Task<T>> connect,
        CancellationToken cancellation
    )
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await connect(cancellation);
            }
            catch (ReleaseException error)
                when (PostgresErrors.IsFull(error) && Stopwatch.GetElapsedTime(start) < _patienceWithLimits)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
            }
        }
    }

    private async Task<WarehouseSession> ConnectAsync(CancellationToken cancellation)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await _source.OpenConnectionAsync(cancellation);
            await _settings.PinAsync(connection, cancellation);
            Interlocked.Increment(ref _open);
            connection.StateChange += (_, change) =>
            {
                if (change.CurrentState == System.Data.ConnectionState.Closed)
                    Interlocked.Decrement(ref _open);
            };
            var session = new WarehouseSession(connection, Dialect, _observe);
            connection = null;
            return session;
        }
        catch (PostgresException error) when (error.SqlState == "42501")
        {
            var role = new NpgsqlConnectionStringBuilder(_connectionString).Username ?? "";
            throw new ReleaseException(
                ErrorCode.RightMissing,
                $"the role {role} lacks CONNECT on {Description}",
                PostgresRights.GrantConnect(Dialect, Database, role),
                inner: error
            );
        }
        catch (Exception error)
            when (error is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException or IOException)
        {
            throw Translate(error);
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
        }
    }

    /// <summary>
    /// Clears the pool. Others may connect at any time, but a pooled connection may be broken or in the way.
    /// </summary>
    public override Task StepAsideAsync()
    {
        _source.Clear();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogRelation>> ReadRelationsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => PostgresCatalog.ReadRelationsAsync(session, [.. schemas], cancellation);

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>> ReadSchemasAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        var wanted = schemas.ToArray();
        var found = await session.QueryOwnAsync(
            $"select nspname from pg_namespace where nspname = any({wanted})",
            row => row.GetString(0),
            cancellation
        );
        return found.ToHashSet(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>> ReadAllSchemasAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        (
            await session.QueryOwnAsync(
                $"select nspname from pg_namespace where nspname not like 'pg\\_%' and nspname <> 'information_schema'",
                row => row.GetString(0),
                cancellation
            )
        ).ToHashSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override Task GatherStatisticsAsync(
        WarehouseSession session,
        IReadOnlyList<RelationName> tables,
        Action<int, int> told,
        CancellationToken cancellation
    ) => PostgresStatistics.GatherAsync(session, tables, told, cancellation);

    /// <inheritdoc/>
    public override Task<MissingRights> ReadMissingRightsAsync(
        WarehouseSession session,
        RightsScope scope,
        CancellationToken cancellation
    ) => PostgresRights.ReadMissingAsync(session, scope, cancellation);

    /// <inheritdoc/>
    public override async Task<LiveGuard?> ReadGuardAsync(
        WarehouseSession session,
        string ledgerSchema,
        IReadOnlyCollection<string> liveSchemas,
        CancellationToken cancellation
    ) => await PostgresGuard.ReadAsync(session, ledgerSchema, liveSchemas, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogGrant>> ReadGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => PostgresCatalog.ReadGrantsAsync(session, [.. schemas], cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogGrant>> ReadAccessAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => PostgresAccess.ReadAccessAsync(session, [.. schemas], cancellation);

    /// <inheritdoc/>
    public override Task<RouterFrame?> ReadRouterFrameAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) => PostgresAccess.ReadFrameAsync(session, schema, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<DefaultGrant>> ReadDefaultGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => PostgresAccess.ReadDefaultGrantsAsync(session, [.. schemas], cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogAttachment>> ReadAttachmentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => PostgresAccess.ReadAttachmentsAsync(session, [.. schemas], cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogWatcher>> ReadWatchersAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => PostgresAccess.ReadWatchersAsync(session, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogDependent>> ReadDependentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => PostgresCatalog.ReadDependentsAsync(session, [.. schemas], cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CatalogLoss>> ReadLossesAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        IReadOnlyCollection<RelationName>? only,
        CancellationToken cancellation
    ) => PostgresCascade.ReadAsync(session, [.. schemas], only, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyDictionary<RelationName, string>> ReadViewDefinitionsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => PostgresCatalog.ReadViewDefinitionsAsync(session, [.. schemas], cancellation);

    /// <inheritdoc/>
    public override async Task<string?> ReadCurrentRoleAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => (string?)await session.ScalarOwnAsync($"select current_user::text", cancellation);

    /// <inheritdoc/>
    public override async Task<string?> ReadPrincipalAsync(WarehouseSession session, CancellationToken cancellation) =>
        (string?)await session.ScalarOwnAsync($"select session_user::text", cancellation);

    /// <inheritdoc/>
    public override async Task<IReadOnlySet<string>?> ReadRolesAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        (
            await session.QueryAsync(
                $"select rolname::text from pg_catalog.pg_roles",
                row => row.GetString(0),
                cancellation
            )
        ).ToHashSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<string>> ReadMembersAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) =>
        session.QueryAsync(
            $"""
            with recursive member (id) as (
                select oid from pg_catalog.pg_roles where rolname::text = any({roles.ToArray()})
                union select m.member from pg_catalog.pg_auth_members m join member on m.roleid = member.id
            )
            select rolname::text from pg_catalog.pg_roles join member on member.id = oid order by 1
            """,
            row => row.GetString(0),
            cancellation
        );

    /// <inheritdoc/>
    public override Task<IReadOnlySet<RelationName>> ReadHeldAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => PostgresFence.ReadHeldAsync(session, [.. schemas], cancellation);

    /// <inheritdoc/>
    public override Task<bool> CancelAsync(WarehouseSession session, Blocker blocker, CancellationToken cancellation) =>
        PostgresFence.CancelAsync(session, blocker, cancellation);

    /// <inheritdoc/>
    public override Task<string?> WhyNoQueryStatisticsAsync(WarehouseSession session, CancellationToken cancellation) =>
        PostgresQueryStatistics.WhyNoneAsync(session, cancellation);

    /// <inheritdoc/>
    public override Task<QueryStatistics> ReadQueryStatisticsAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) => PostgresQueryStatistics.ReadAsync(session, relations, roles, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<CountedQuery>> ReadCountedQueriesAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) => PostgresQueryStatistics.ReadTextsAsync(session, relations, roles, cancellation);

    /// <inheritdoc/>
    public override Task<string?> TakeFenceAsync(WarehouseSession session, CancellationToken cancellation) =>
        PostgresFence.TakeAsync(session, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Blocker>> ReadFenceBlockersAsync(
        WarehouseSession session,
        string fence,
        CancellationToken cancellation
    ) => PostgresFence.ReadBlockersAsync(session, fence, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Blocker>> ReadLockHoldersAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        CancellationToken cancellation
    ) => PostgresFence.ReadLockHoldersAsync(session, [.. relations.Select(Dialect.Quote)], cancellation);

    /// <summary>
    /// Takes an advisory lock in a session of its own; the lock ends with the process or its connection.
    /// </summary>
    public override Task<EnvironmentLock?> TryLockEnvironmentAsync(
        string environment,
        CancellationToken cancellation
    ) => PatientlyAsync(token => TryLockAsync(environment, token), cancellation);

    private async Task<EnvironmentLock?> TryLockAsync(string environment, CancellationToken cancellation)
    {
        var own = new NpgsqlConnectionStringBuilder(_connectionString) { Pooling = false, KeepAlive = 30 };
        var builder = new NpgsqlDataSourceBuilder(own.ConnectionString);
        // Our statements don't need the driver's list of types, and the driver would read it with unqualified names
        // under the user's path.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        await using var source = builder.Build();
        var connection = source.CreateConnection();
        try
        {
            await connection.OpenAsync(cancellation);
            await _settings.PinAsync(connection, cancellation);
            await using var command = new NpgsqlCommand(
                "select pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended($1, 0))",
                connection
            );
            command.Parameters.Add(new NpgsqlParameter { Value = $"data-release:{environment}" });
            if ((bool)(await Seam.PassAsync("lock environment", () => command.ExecuteScalarAsync(cancellation)))!)
                return new AdvisoryLock(connection, new WarehouseSession(connection, Dialect, _observe));
            await connection.DisposeAsync();
            return null;
        }
        catch (Exception error)
            when (error is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException or IOException)
        {
            await connection.DisposeAsync();
            throw Translate(error);
        }
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Sql>> ReadCopyAsync(
        WarehouseSession session,
        RelationName from,
        RelationName to,
        CancellationToken cancellation
    ) => PostgresCopy.ReadAsync(session, from, to, from, cancellation);

    /// <inheritdoc/>
    public override Task<IReadOnlyList<Sql>> ReadFormAsync(
        WarehouseSession session,
        RelationName form,
        RelationName to,
        RelationName rows,
        IReadOnlyList<string> columns,
        CancellationToken cancellation
    ) => PostgresCopy.ReadAsync(session, form, to, rows, cancellation);

    /// <inheritdoc/>
    public override async Task<long> LoadCsvAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> withOffsets,
        Stream csv,
        CancellationToken cancellation
    )
    {
        foreach (var column in withOffsets)
            await session.ExecuteAsync(
                $"alter table {table} alter column {new Identifier(column)} type text",
                cancellation
            );
        var list = string.Join(", ", columns.Select(Dialect.Quote));
        var statement = $"copy {Dialect.Quote(table)} ({list}) from stdin (format csv, header true, null '')";
        _observe?.Invoke(statement);
        var connection = (NpgsqlConnection)session.Connection;
        await Seam.PassAsync(statement, async () =>
        {
            // The bytes are sent unchanged: the server refuses invalid UTF-8, and nothing is replaced.
            await using var rows = await connection.BeginTextImportAsync(statement, cancellation);
            await csv.CopyToAsync(rows.BaseStream, cancellation);
        });
        // COPY ignores the offset in a timestamp without time zone; a cast through an instant does not.
        foreach (var column in withOffsets.Select(column => new Identifier(column)))
            await session.ExecuteAsync(
                $"alter table {table} alter column {column} type timestamp without time zone using "
                    + $"case when {column} ~ '[+-][0-9]+:[0-9]+$' "
                    + $"then {column}::timestamp with time zone::timestamp without time zone "
                    + $"else {column}::timestamp without time zone end",
                cancellation
            );
        return Convert.ToInt64(
            await session.ScalarAsync($"select count(*) from {table}", cancellation),
            CultureInfo.InvariantCulture
        );
    }

    /// <inheritdoc/>
    public override bool IsLockConflict(Exception error) => PostgresErrors.IsLockConflict(error);

    /// <inheritdoc/>
    public override bool IsOutcomeUnknown(Exception error) => PostgresErrors.IsOutcomeUnknown(error);

    /// <inheritdoc/>
    public override bool IsTransient(ReleaseException error) => PostgresErrors.IsTransient(error.InnerException);

    /// <inheritdoc/>
    public override ReleaseException Translate(Exception error) => PostgresErrors.Translate(error, Description);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _source.DisposeAsync();
    }

    /// <summary>
    /// Releases the lock before it closes the connection, because the server notices a closed connection only a moment
    /// later.
    /// </summary>
    private sealed class AdvisoryLock(NpgsqlConnection connection, WarehouseSession session) : EnvironmentLock
    {
        public override WarehouseSession? Session => connection.State == ConnectionState.Open ? session : null;

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await using var command = new NpgsqlCommand("select pg_catalog.pg_advisory_unlock_all()", connection);
                await Seam.PassAsync("unlock environment", () => command.ExecuteNonQueryAsync(CancellationToken.None));
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException or IOException)
            {
                // The connection is gone, and the lock with it.
            }
            await session.DisposeAsync();
        }
    }
}
