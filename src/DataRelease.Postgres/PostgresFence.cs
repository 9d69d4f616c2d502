using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>Finds readers whose snapshot is older than green, and holders of locks.</summary>
internal static partial class PostgresFence
{
    /// <summary>
    /// The fence: the next transaction id, the time, and the virtual ids of the open transactions. Whatever was
    /// committed earlier has a lower id, and every transaction that began earlier is on the list. The list is needed
    /// because a role without pg_read_all_stats sees no other role's xact_start, while everybody may read pg_locks.
    /// </summary>
    public static async Task<string?> TakeAsync(WarehouseSession session, CancellationToken cancellation) =>
        (string?)
            await session.ScalarOwnAsync(
                $"""
                select pg_snapshot_xmax(pg_current_snapshot())::text || ' ' || extract(epoch
                from clock_timestamp())::text || ' '
                    || coalesce((select string_agg(virtualxid, ',') from pg_locks where locktype = 'virtualxid'
                    and granted and pid <> pg_backend_pid()), '')
                """,
                cancellation
            );

    /// <summary>
    /// Sessions of this database that hold a snapshot older than the fence, in a transaction that began before the
    /// fence. A transaction that began later can't have an older snapshot, whatever its xmin says. Standby servers that
    /// report what they still need (hot_standby_feedback) count too. A prepared transaction reads no more, and a slot
    /// without a connection has no reader.
    /// </summary>
    public static Task<IReadOnlyList<Blocker>> ReadBlockersAsync(
        WarehouseSession session,
        string fence,
        CancellationToken cancellation
    )
    {
        var parts = fence.Split(' ');
        if (parts.Length < 2 || !double.TryParse(parts[1], CultureInfo.InvariantCulture, out var taken))
            throw new ReleaseException(
                ErrorCode.LedgerCorrupt,
                "the ledger's fence of the release is not one that was taken"
            );
        var open = parts.Length > 2 ? parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
        return session.QueryOwnAsync(
            $"""
            with fence as (select ({parts[0]}::text::numeric % 4294967296)::bigint::text::xid as xid)
            select a.pid, coalesce(a.usename::text, ''), coalesce(a.xact_start, now()), coalesce(a.query, '')
            from pg_stat_activity a cross join fence f
            where a.datname = current_database() and a.pid <> pg_backend_pid() and a.usesysid is not null
                and coalesce(a.backend_type, '') not in ('autovacuum worker', 'walsender', 'logical replication worker')
                and a.backend_xmin is not null and age(a.backend_xmin) > age(f.xid)
                and (a.xact_start < to_timestamp({taken})
                    or (a.xact_start is null and exists (
                        select from pg_locks l where l.pid = a.pid and l.locktype = 'virtualxid' and l.granted
                        and l.virtualxid = any({open}))))
            union all
            select r.pid, coalesce(r.usename::text, ''), coalesce(r.backend_start, now()),
            'standby ' || coalesce(r.application_name, '') || ' has readers that are older'
            from pg_stat_replication r cross join fence f
            left join pg_replication_slots s on s.active_pid = r.pid and s.slot_type = 'physical'
            where age(coalesce(s.xmin, r.backend_xmin)) > age(f.xid)
            order by 3
            """,
            Blocker,
            cancellation
        );
    }

    /// <summary>Sessions and prepared transactions that hold locks on the relations.</summary>
    public static Task<IReadOnlyList<Blocker>> ReadLockHoldersAsync(
        WarehouseSession session,
        string[] names,
        CancellationToken cancellation
    ) =>
        session.QueryOwnAsync(
            $"""
            with held as (
                select distinct l.pid, l.virtualtransaction from pg_locks l
                where l.granted and l.pid is distinct from pg_backend_pid()
                    and l.database = (select oid from pg_database where datname = current_database())
                    and l.relation in (select to_regclass(name) from unnest({names}) name)
            )
            select a.pid, coalesce(a.usename::text, ''), coalesce(a.query_start, now()), coalesce(a.query, '')
            from pg_stat_activity a where a.pid in (select pid from held)
            union all
            select 0, p.owner::text, p.prepared,
                'prepared transaction ' || p.gid || ', which only COMMIT PREPARED or ROLLBACK PREPARED ends'
            from pg_prepared_xacts p join pg_locks own on own.locktype = 'transactionid' and own.pid is null
            and own.transactionid = p.transaction
            where own.virtualtransaction in (select virtualtransaction from held where pid is null)
            order by 3
            """,
            Blocker,
            cancellation
        );

    /// <summary>Relations with a lock, whether granted or waited for.</summary>
    public static async Task<IReadOnlySet<RelationName>> ReadHeldAsync(
        WarehouseSession session,
        string[] schemas,
        CancellationToken cancellation
    ) =>
        (
            await session.QueryOwnAsync(
                $"""
                select distinct n.nspname::text, c.relname::text from pg_locks l
                join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
                where l.locktype = 'relation' and l.granted and l.pid is distinct from pg_backend_pid()
                    and l.database = (select oid from pg_database where datname = current_database())
                    and n.nspname = any({schemas})
                """,
                row => new RelationName(row.GetString(0), row.GetString(1)),
                cancellation
            )
        ).ToHashSet();

    /// <summary>Cancels the session's statement, unless the session has begun another one since.</summary>
    public static async Task<bool> CancelAsync(
        WarehouseSession session,
        Blocker blocker,
        CancellationToken cancellation
    ) =>
        await session.ScalarOwnAsync(
            $"""
            select bool_or(pg_cancel_backend(a.pid)) from pg_stat_activity a
            where a.pid = {blocker.Pid} and a.state = 'active' and a.backend_type = 'client backend'
                and a.query_start = {blocker.Since.UtcDateTime}::timestamptz
            """,
            cancellation
        )
            is true;

    private static Blocker Blocker(DbDataReader row) =>
        new(
            row.GetInt32(0),
            row.GetString(1),
            new DateTimeOffset(DateTime.SpecifyKind(row.GetDateTime(2), DateTimeKind.Utc)),
            Redact(row.GetString(3))
        );

    /// <summary>Removes literals, which may be secrets or personal data.</summary>
    private static string Redact(string query)
    {
        var blanked = Whitespace().Replace(Literals().Replace(query, "?"), " ").Trim();
        return blanked.Length > 120 ? blanked[..120] + "…" : blanked;
    }

    [GeneratedRegex("""'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|\b\d+(?:\.\d+)?\b""", RegexOptions.Singleline)]
    private static partial Regex Literals();

    [GeneratedRegex("""\s+""")]
    private static partial Regex Whitespace();
}
