using System.Data.Common;
using System.Globalization;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Finds readers whose snapshot is older than green, and holders of locks. The server shows sessions only to a login
/// that may see its state; without that right no session is reported.
/// </summary>
internal static class SqlServerFence
{
    /// <summary>The server's clock; the age of a snapshot is known in seconds.</summary>
    public static Sql Moment { get; } = $"select convert(nvarchar(30), sysutcdatetime(), 126)";

    /// <summary>
    /// Metadata has no versions, so a snapshot transaction older than a change fails with error 3961 at its next
    /// statement. A second is added because ages are truncated to whole seconds.
    /// </summary>
    public static Sql Blockers(string fence) =>
        DateTime.TryParse(fence, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _)
            ? (Sql)
                $"""
                    select s.session_id, s.login_name, dateadd(second, -t.elapsed_time_seconds, sysutcdatetime()),
                        coalesce(r.command, N'')
                    from sys.dm_tran_active_snapshot_database_transactions t
                    join sys.dm_exec_sessions s on s.session_id = t.session_id
                    left join sys.dm_exec_requests r on r.session_id = t.session_id
                    where t.is_snapshot = 1 and s.session_id <> @@spid and s.database_id = db_id()
                        and t.elapsed_time_seconds + 1 >=
                        datediff_big(second, cast({fence} as datetime2(7)), sysutcdatetime())
                    order by 3
                    """
            : throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                "the ledger's fence of the release is not one that was taken"
            );

    /// <summary>Sessions that hold locks on the relations or their rows.</summary>
    public static Sql Holders(IReadOnlyCollection<string> names) =>
        $"""
            select distinct s.session_id, s.login_name, coalesce(r.start_time, s.last_request_start_time),
                coalesce(r.command, N'idle')
            from sys.dm_tran_locks l
            join sys.dm_exec_sessions s on s.session_id = l.request_session_id
            left join sys.dm_exec_requests r on r.session_id = s.session_id
            join {SqlServerCatalog.In(names)} wanted on object_id(wanted.name) = l.resource_associated_entity_id
            where l.resource_type = 'OBJECT' and l.resource_database_id = db_id() and l.request_status = 'GRANT'
                and s.session_id <> @@spid
            order by 3
            """;

    /// <summary>Relations of the schemas on which another session holds a lock.</summary>
    public static Sql Held(IReadOnlyCollection<string> schemas) =>
        $"""
            select distinct s.name, o.name from sys.dm_tran_locks l
            join sys.objects o on o.object_id = l.resource_associated_entity_id
            join sys.schemas s on s.schema_id = o.schema_id
            join {SqlServerCatalog.In(schemas)} wanted on wanted.name = s.name collate catalog_default
            where l.resource_type = 'OBJECT' and l.resource_database_id = db_id() and l.request_status = 'GRANT'
                and l.request_session_id <> @@spid
            """;

    /// <summary>The rows of a query; none without the right to see the server's state.</summary>
    public static async Task<IReadOnlyList<T>> ReadAsync<T>(
        WarehouseSession session,
        Sql query,
        Func<DbDataReader, T> map,
        CancellationToken cancellation
    )
    {
        try
        {
            return await session.QueryAsync(query, map, cancellation);
        }
        catch (DbException error) when (SqlServerErrors.IsBlind(error))
        {
            return [];
        }
    }

    public static Blocker Blocker(DbDataReader row) =>
        new(
            Convert.ToInt32(row.GetValue(0), CultureInfo.InvariantCulture),
            row.GetString(1),
            new DateTimeOffset(DateTime.SpecifyKind(row.GetDateTime(2), DateTimeKind.Utc)),
            row.GetString(3)
        );
}
