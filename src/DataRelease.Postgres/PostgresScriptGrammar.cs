using DataRelease.Warehouses;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;
using DbUp.Postgresql;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>Scripts run through DbUp's own executor for PostgreSQL.</summary>
public sealed class PostgresScriptGrammar : ScriptGrammar
{
    /// <inheritdoc/>
    public override IScriptExecutor CreateExecutor(
        Func<IConnectionManager> connection,
        Func<IUpgradeLog> log,
        Func<IJournal> journal
    ) => new Executor(connection, log, journal);

    /// <summary>The statements whose documentation says that they can't run in a transaction block.</summary>
    public override bool NeedsNoTransaction(string[] words) =>
        words switch
        {
            ["vacuum", ..] => true,
            ["create", "unique", "index", "concurrently", ..]
            or ["create", "index", "concurrently", ..]
            or ["drop", "index", "concurrently", ..] => true,
            ["reindex", .. var rest] => rest.Contains("concurrently") || rest is ["database" or "system", ..],
            ["create" or "drop", "database" or "tablespace", ..] or ["alter", "system", ..] => true,
            ["alter", "table", .. var rest] => rest.Contains("detach") && rest.Contains("concurrently"),
            _ => false,
        };

    /// <summary>Refuses COPY from and to the client.</summary>
    public override string? WhyNotRun(string[] words)
    {
        if (words is not ["copy", ..])
            return null;
        for (var at = 1; at + 1 < words.Length; at++)
        {
            if ((words[at], words[at + 1]) is ("from", "stdin") or ("to", "stdout"))
                return "copies to or from psql, which does not run here: write INSERT instead "
                    + "(pg_dump --inserts), or --schema-only without the rows";
        }
        return null;
    }

    /// <summary>The server reports a changed setting with the answer to the statement that changed it.</summary>
    public override string? WhyReadOtherwise(WarehouseSession session) =>
        PostgresLexis.WhyOtherwise(((NpgsqlConnection)session.Connection).PostgresParameters);

    /// <inheritdoc/>
    public override int? FindError(Exception error, string statement) =>
        error is PostgresException { Position: > 0 } known && known.Position <= statement.Length
            ? known.Position - 1
            : null;

    /// <inheritdoc/>
    public override bool IsMissingRelation(Exception error) =>
        error
            is PostgresException
            {
                SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
            };

    /// <summary>
    /// A transaction that a script made read only would stay so; ending a subtransaction ends that too.
    /// </summary>
    public override IReadOnlyList<Sql> Enter => [Sql.Raw("savepoint data_release_script")];

    /// <summary>Runs deferred constraints and triggers, as the end of the script's own transaction would.</summary>
    public override IReadOnlyList<Sql> Settle => [Sql.Raw("set constraints all immediate")];

    /// <summary>
    /// The order matters: the session's own role (a profile's <c>role</c>) comes back last, when the session is its own
    /// user again.
    /// </summary>
    public override IReadOnlyList<Sql> Return =>
        [
            Sql.Raw("release savepoint data_release_script"),
            Sql.Raw("reset session authorization"),
            Sql.Raw("reset role"),
            Sql.Raw("reset all"),
        ];

    /// <summary>The relations that the catalog lists as dependencies of the view's rule.</summary>
    public override Task<IReadOnlyList<string>> ReadReferencesAsync(
        WarehouseSession session,
        RelationName view,
        string query,
        CancellationToken cancellation
    ) =>
        session.QueryOwnAsync(
            $"""
            select distinct read.relname::text from pg_rewrite rule
            join pg_class made on made.oid = rule.ev_class
            join pg_namespace space on space.oid = made.relnamespace
            join pg_depend dep on dep.classid = 'pg_rewrite'::regclass and dep.objid = rule.oid
            and dep.refclassid = 'pg_class'::regclass
            join pg_class read on read.oid = dep.refobjid and read.oid <> made.oid
            and read.relnamespace = made.relnamespace
            where space.nspname = {view.Schema} and made.relname = {view.Name} order by 1
            """,
            row => row.GetString(0),
            cancellation
        );

    /// <summary>A block can commit only where no transaction is open; otherwise that is the error 2D000.</summary>
    public override async Task<bool> LeftOpenAsync(WarehouseSession session, CancellationToken cancellation)
    {
        try
        {
            await session.ExecuteAsync(
                Sql.Raw("do language plpgsql $data_release$ begin commit; end $data_release$"),
                cancellation
            );
            return false;
        }
        catch (PostgresException error)
            when (error.SqlState
                    is PostgresErrorCodes.InvalidTransactionTermination
                        or PostgresErrorCodes.InFailedSqlTransaction
            )
        {
            return true;
        }
    }

    /// <summary>
    /// Reads the statistics of the current transaction, which contain no other session's writes. They do not count
    /// TRUNCATE, which gives the table a new file under an exclusive lock.
    /// </summary>
    public override async Task<IReadOnlyDictionary<RelationName, TableWrites>?> ReadWritesAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        var names = schemas.ToArray();
        var rows = await session.QueryOwnAsync(
            $"""
            select space.nspname::text, made.relname::text,
            pg_stat_get_xact_tuples_inserted(made.oid) + pg_stat_get_xact_tuples_updated(made.oid)
            + pg_stat_get_xact_tuples_deleted(made.oid), coalesce(pg_relation_filenode(made.oid), 0)::bigint,
            exists (
                select from pg_locks held where held.locktype = 'relation' and held.relation = made.oid
                and held.pid = pg_backend_pid() and held.mode = 'AccessExclusiveLock'
                and held.database = (select oid from pg_database where datname = current_database()))
            from pg_class made join pg_namespace space on space.oid = made.relnamespace
            where space.nspname = any({names}) and made.relkind in ('r', 'm')
            """,
            row =>
                (
                    Name: new RelationName(row.GetString(0), row.GetString(1)),
                    Writes: new TableWrites(row.GetInt64(2), row.GetInt64(3), row.GetBoolean(4))
                ),
            cancellation
        );
        return rows.ToDictionary(row => row.Name, row => row.Writes);
    }

    /// <summary>
    /// Keeps DbUp from replacing variables: they are resolved already, and DbUp would take the tag of a dollar-quoted
    /// body for one.
    /// </summary>
    private sealed class Executor(Func<IConnectionManager> connection, Func<IUpgradeLog> log, Func<IJournal> journal)
        : PostgresqlScriptExecutor(connection, log, "", () => false, [], journal)
    {
        protected override string PreprocessScriptContents(SqlScript script, IDictionary<string, string> variables) =>
            script.Contents;
    }
}
