using DataRelease.Errors;

namespace DataRelease.Warehouses;

/// <summary>
/// What an engine must be able to do. Catalog reads take any number of schemas in one or two queries, never one query
/// for each relation. This class knows nothing of releases.
/// </summary>
public abstract class Warehouse : IAsyncDisposable
{
    /// <summary>How the engine spells SQL.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>The database's own name, as dbt writes it into <c>relation_name</c>.</summary>
    public abstract string Database { get; }

    /// <summary>
    /// The engine, database and host, for messages; never a user name with a password or a connection string.
    /// </summary>
    public abstract string Description { get; }

    /// <summary>
    /// Identifies the database, so that two different ways to connect to it are recognised as one. It is never shown
    /// and holds no secret.
    /// </summary>
    public virtual string Identity => Description;

    /// <summary>
    /// The driver and the place where it was found, if it is not part of this program; otherwise null.
    /// </summary>
    public virtual string? Driver => null;

    /// <summary>Called with a text while something before the first session takes long.</summary>
    public Action<string>? Progress { get; set; }

    /// <summary>
    /// What the command is doing: its environment and step. A new session sends it to a server that keeps it with each
    /// query.
    /// </summary>
    public string? Label { get; set; }

    /// <summary>What the warehouse can do.</summary>
    public Traits Traits => Dialect.Traits;

    /// <summary>
    /// False if the database is a file that does not exist yet. A command that only reads then does not make it.
    /// </summary>
    public virtual bool Exists => true;

    /// <summary>How the engine spells a swap's statements.</summary>
    public abstract SwapGrammar Swap { get; }

    /// <summary>Ways in which consumers of this engine read, besides plain statements.</summary>
    public virtual IReadOnlyList<ReaderStyle> ReaderStyles => [];

    /// <summary>How the engine runs a migration's script.</summary>
    public abstract ScriptGrammar Scripts { get; }

    /// <summary>Says what queries and views read, by the engine's own analysis.</summary>
    public abstract QueryReader Queries { get; }

    /// <summary>
    /// The definitions of the views in the schemas, by name, in the form that <see cref="SwapGrammar.Move"/> and
    /// <see cref="SwapGrammar.CreateView"/> take.
    /// </summary>
    public abstract Task<IReadOnlyDictionary<RelationName, string>> ReadViewDefinitionsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    );

    /// <summary>The role that the session acts as; null where the engine has none.</summary>
    public abstract Task<string?> ReadCurrentRoleAsync(WarehouseSession session, CancellationToken cancellation);

    /// <summary>
    /// The principal that logged in, whatever role the session acts as now; null where the engine has no principals.
    /// </summary>
    public virtual Task<string?> ReadPrincipalAsync(WarehouseSession session, CancellationToken cancellation) =>
        ReadCurrentRoleAsync(session, cancellation);

    /// <summary>
    /// Why no view of this database may decide by its reader which release it shows, with what to do about it; null if
    /// it may. What <see cref="Traits.Principals"/> says of the engine is presupposed.
    /// </summary>
    public virtual Task<(string What, string ToDo)?> ReadExposureRefusalAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => Task.FromResult<(string What, string ToDo)?>(null);

    /// <summary>All roles; null where the engine has none.</summary>
    public virtual Task<IReadOnlySet<string>?> ReadRolesAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlySet<string>?>(null);

    /// <summary>The roles and all their members, direct and indirect.</summary>
    public virtual Task<IReadOnlyList<string>> ReadMembersAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<string>>([.. roles]);

    /// <summary>
    /// A point in the warehouse's history, taken when green is complete. To a reader with an older snapshot, green's
    /// tables would be empty. Null where a snapshot can't be older than the tables that it reads.
    /// </summary>
    public virtual Task<string?> TakeFenceAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult<string?>(null);

    /// <summary>
    /// Gathers the engine's planning statistics for those tables that have none. Does nothing where the engine gathers
    /// them by itself.
    /// </summary>
    /// <param name="session">The session, outside a transaction.</param>
    /// <param name="tables">The tables that were just built.</param>
    /// <param name="told">
    /// Called before each table that is read, with the number of finished tables and of all tables.
    /// </param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task GatherStatisticsAsync(
        WarehouseSession session,
        IReadOnlyList<RelationName> tables,
        Action<int, int> told,
        CancellationToken cancellation
    ) => Task.CompletedTask;

    /// <summary>Sessions whose snapshot is older than the fence; empty once a swap is safe.</summary>
    public virtual Task<IReadOnlyList<Blocker>> ReadFenceBlockersAsync(
        WarehouseSession session,
        string fence,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<Blocker>>([]);

    /// <summary>
    /// Sessions that hold locks on the relations, for a message, as far as the role's rights let it see them.
    /// </summary>
    public virtual Task<IReadOnlyList<Blocker>> ReadLockHoldersAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<Blocker>>([]);

    /// <summary>
    /// Relations of the schemas that another session has locked at this moment. The query waits for no lock. Empty
    /// where readers take no locks.
    /// </summary>
    public virtual Task<IReadOnlySet<RelationName>> ReadHeldAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlySet<RelationName>>(new HashSet<RelationName>());

    /// <summary>
    /// Asks a session's statement to end, if it still is the statement that the session ran when it was named.
    /// </summary>
    /// <returns>True if the session was asked; false if it now runs another statement or none.</returns>
    /// <exception cref="ReleaseException">DR4xxx: the role lacks the right, or the engine can't.</exception>
    public virtual Task<bool> CancelAsync(WarehouseSession session, Blocker blocker, CancellationToken cancellation) =>
        Task.FromResult(false);

    /// <summary>
    /// True if the error means only that a lock was not available or a conflict was lost, so that the same transaction
    /// may be tried again.
    /// </summary>
    public abstract bool IsLockConflict(Exception error);

    /// <summary>
    /// True if a COMMIT that failed with this error may have taken effect, so that only the marker can tell.
    /// </summary>
    public abstract bool IsOutcomeUnknown(Exception error);

    /// <summary>
    /// True if connecting failed for a reason that passes by itself: the server is starting or stopping, or the network
    /// was gone for a moment. The engine's own codes decide. A wrong name, password or right never counts.
    /// </summary>
    /// <param name="error">An error of <see cref="OpenAsync"/> or <see cref="TryLockEnvironmentAsync"/>.</param>
    public virtual bool IsTransient(ReleaseException error) => false;

    /// <summary>Opens a session.</summary>
    /// <exception cref="ReleaseException">
    /// DR4xxx: the database is unreachable, refuses, is locked by another process, or does not exist.
    /// </exception>
    public abstract Task<WarehouseSession> OpenAsync(CancellationToken cancellation);

    /// <summary>
    /// Opens a session for a caller that has others already and can do with fewer; null if the engine allows no more.
    /// </summary>
    public virtual async Task<WarehouseSession?> TryOpenAnotherAsync(CancellationToken cancellation) =>
        await OpenAsync(cancellation);

    /// <summary>Opens one session, and as many more as the engine allows.</summary>
    public async Task<IReadOnlyList<WarehouseSession>> OpenSeveralAsync(int most, CancellationToken cancellation)
    {
        var sessions = new List<WarehouseSession> { await OpenAsync(cancellation) };
        try
        {
            while (sessions.Count < most && await TryOpenAnotherAsync(cancellation) is { } another)
                sessions.Add(another);
        }
        catch
        {
            foreach (var session in sessions)
                await session.DisposeAsync();
            throw;
        }
        return sessions;
    }

    /// <summary>
    /// Closes every idle connection, so that another process can open the database. Sessions must be disposed before.
    /// </summary>
    public abstract Task StepAsideAsync();

    /// <summary>Relations in the schemas, ordered by name.</summary>
    public abstract Task<IReadOnlyList<CatalogRelation>> ReadRelationsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    );

    /// <summary>Which of the schemas exist.</summary>
    public abstract Task<IReadOnlySet<string>> ReadSchemasAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    );

    /// <summary>All schemas of the database except the engine's own.</summary>
    public abstract Task<IReadOnlySet<string>> ReadAllSchemasAsync(
        WarehouseSession session,
        CancellationToken cancellation
    );

    /// <summary>
    /// The rights for releases in the scope that the session's role lacks; none where the engine has no roles. A
    /// missing right never makes it throw.
    /// </summary>
    public virtual Task<MissingRights> ReadMissingRightsAsync(
        WarehouseSession session,
        RightsScope scope,
        CancellationToken cancellation
    ) => Task.FromResult(MissingRights.None);

    /// <summary>
    /// What keeps others from writing to live schemas; null where the engine has no such means. A missing right never
    /// makes it throw.
    /// </summary>
    /// <param name="session">The session that asks.</param>
    /// <param name="ledgerSchema">The control schema, which exists.</param>
    /// <param name="liveSchemas">Live schemas. They need not exist.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task<LiveGuard?> ReadGuardAsync(
        WarehouseSession session,
        string ledgerSchema,
        IReadOnlyCollection<string> liveSchemas,
        CancellationToken cancellation
    ) => Task.FromResult<LiveGuard?>(null);

    /// <summary>
    /// Views whose relations may be gone; empty where the engine refuses to drop a relation that a view reads.
    /// </summary>
    public virtual Task<IReadOnlyList<UnboundView>> ReadUnboundViewsAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<UnboundView>>([]);

    /// <summary>Direct privileges on the schemas, and on their relations and columns.</summary>
    public abstract Task<IReadOnlyList<CatalogGrant>> ReadGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    );

    /// <summary>
    /// Direct privileges on the relations and columns of the schemas. Rows of the same form describe each relation's
    /// owner (<see cref="CatalogGrant.Ownership"/>) and each view's options (<see cref="CatalogGrant.Option"/>). In a
    /// transaction it sees the transaction's own changes.
    /// </summary>
    public virtual Task<IReadOnlyList<CatalogGrant>> ReadAccessAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<CatalogGrant>>([]);

    /// <summary>
    /// A schema's properties without its relations; null if the schema does not exist. Only for engines with
    /// <see cref="SwapGrammar.Router"/>.
    /// </summary>
    public virtual Task<RouterFrame?> ReadRouterFrameAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) => throw new NotSupportedException($"{Dialect.Name} can't exchange schemas");

    /// <summary>A schema's comment; null if it has none or does not exist. Condition as above.</summary>
    public virtual async Task<string?> ReadSchemaCommentAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) => (await ReadRouterFrameAsync(session, schema, cancellation))?.Comment;

    /// <summary>
    /// What speaks against the exchange of a live schema and costs more questions than its frame. Condition as above.
    /// </summary>
    public virtual Task<RouterObjections> ReadRouterObjectionsAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) => Task.FromResult(RouterObjections.None);

    /// <summary>
    /// True if the engine shows the session's role every object of a schema that the role owns. If not, a schema that
    /// others may have used is never dropped, however empty it looks.
    /// </summary>
    public virtual Task<bool> SeesWholeSchemasAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult(true);

    /// <summary>Privileges that new relations in the schemas get by default.</summary>
    public virtual Task<IReadOnlyList<DefaultGrant>> ReadDefaultGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<DefaultGrant>>([]);

    /// <summary>Objects attached to the views in the schemas.</summary>
    public virtual Task<IReadOnlyList<CatalogAttachment>> ReadAttachmentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<CatalogAttachment>>([]);

    /// <summary>What a setting of the server does to releases, one sentence each with what to set instead.</summary>
    public virtual Task<IReadOnlyList<string>> ReadAdviceAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>Objects that notice every DDL statement of the database.</summary>
    public virtual Task<IReadOnlyList<CatalogWatcher>> ReadWatchersAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<CatalogWatcher>>([]);

    /// <summary>
    /// Objects that depend directly on a relation in the schemas, including those in the schemas themselves.
    /// </summary>
    public abstract Task<IReadOnlyList<CatalogDependent>> ReadDependentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    );

    /// <summary>
    /// Objects outside of what is dropped that the drop would take along or change, beyond those that
    /// <see cref="ReadDependentsAsync"/> knows: defaults that call a sequence, columns of a type, functions. None on an
    /// engine whose drop touches nothing else, or refuses then.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="schemas">The schemas that are dropped, or of which relations are dropped.</param>
    /// <param name="only">The relations that are dropped; null if the schemas go as a whole.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task<IReadOnlyList<CatalogLoss>> ReadLossesAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        IReadOnlyCollection<RelationName>? only,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<CatalogLoss>>([]);

    /// <summary>
    /// Takes the engine's own lock on an environment. The lock ends with the process that holds it; disposing the
    /// result releases it.
    /// </summary>
    /// <returns>The lock; null if another process holds it.</returns>
    public abstract Task<EnvironmentLock?> TryLockEnvironmentAsync(string environment, CancellationToken cancellation);

    /// <summary>
    /// The holder of the engine's lock, where environments share one (DuckDB: one lock for a file); null where each
    /// environment has its own, or if the holder is unknown.
    /// </summary>
    public virtual EnvironmentHolder? ReadLockHolder() => null;

    /// <summary>
    /// Statements that make <paramref name="to"/> a physical copy of table <paramref name="from"/>, with keys, defaults
    /// and indexes where the engine has them.
    /// </summary>
    public abstract Task<IReadOnlyList<Sql>> ReadCopyAsync(
        WarehouseSession session,
        RelationName from,
        RelationName to,
        CancellationToken cancellation
    );

    /// <summary>
    /// Statements that make <paramref name="to"/> a table of the form of <paramref name="form"/> with the rows of
    /// another table.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="form">The table with the keys, defaults and indexes.</param>
    /// <param name="to">The table that is made.</param>
    /// <param name="rows">The table with the rows.</param>
    /// <param name="columns">The columns of <paramref name="rows"/>: all of the form that are not computed.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual async Task<IReadOnlyList<Sql>> ReadFormAsync(
        WarehouseSession session,
        RelationName form,
        RelationName to,
        RelationName rows,
        IReadOnlyList<string> columns,
        CancellationToken cancellation
    )
    {
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column)));
        return
        [
            .. await ReadCopyAsync(session, form, to, cancellation),
            $"delete from {to}",
            Dialect.InsertAsTheyAre(to, list, $"select {list} from {rows}"),
        ];
    }

    /// <summary>The columns of a table that the engine computes, so that they can't be written.</summary>
    public virtual Task<IReadOnlySet<string>> ReadComputedColumnsAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());

    /// <summary>The foreign keys that refer to tables of the schemas.</summary>
    public virtual async Task<IReadOnlyList<CatalogDependent>> ReadForeignKeysAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) =>
        [
            .. (await ReadDependentsAsync(session, schemas, cancellation)).Where(dependent =>
                dependent.Kind == "foreign key"
            ),
        ];

    /// <summary>
    /// The tables of some schemas from which other tables inherit, so that a query of one reads the others' rows. None
    /// where the engine has no inheritance. Partitioned tables are not among them.
    /// </summary>
    public virtual Task<IReadOnlySet<RelationName>> ReadInheritedAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlySet<RelationName>>(new HashSet<RelationName>());

    /// <summary>
    /// Statements that keep others from writing to the tables until the transaction ends, but let them read; empty
    /// where nobody else can write in the meantime.
    /// </summary>
    /// <param name="tables">The tables, in any order. They are locked in name order.</param>
    /// <param name="timeout">The longest wait for each lock.</param>
    public virtual IReadOnlyList<Sql> LockWriters(IReadOnlyList<RelationName> tables, TimeSpan timeout) => [];

    /// <summary>
    /// The size of a table in bytes, including its indexes. It is an estimate where the engine knows no more, and null
    /// where it knows nothing.
    /// </summary>
    public virtual Task<long?> ReadBytesAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) => Task.FromResult<long?>(null);

    /// <summary>Why a Parquet file can't keep a column so that it is restored unchanged, or null if it can.</summary>
    public virtual string? ParquetRefusal(CatalogColumn column) => null;

    /// <summary>
    /// Writes a table's rows to a Parquet file in one pass, with memory that does not grow with the number of rows.
    /// </summary>
    /// <param name="session">The session, in the transaction whose snapshot is written.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">The table's columns in order. <see cref="ParquetRefusal"/> refuses none of them.</param>
    /// <param name="file">The file's path. The file does not exist yet.</param>
    /// <param name="cancellation">Ends it.</param>
    public abstract Task ExportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    );

    /// <summary>Adds the rows of a file from <see cref="ExportParquetAsync"/> to a table with these columns.</summary>
    public abstract Task ImportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    );

    /// <summary>
    /// Fills a table from CSV by the engine's bulk path. The stream is UTF-8 with a header line, commas and double
    /// quotes. An empty field is NULL.
    /// </summary>
    /// <param name="session">The session, inside or outside a transaction.</param>
    /// <param name="table">The table, which exists and is empty.</param>
    /// <param name="columns">The columns in the stream's order.</param>
    /// <param name="withOffsets">
    /// Columns of type <see cref="PlainType.Timestamp"/> whose values may end with an offset from UTC. Such a value is
    /// stored as the local time in the session's time zone at that instant.
    /// </param>
    /// <param name="csv">The rows.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The number of loaded rows.</returns>
    public abstract Task<long> LoadCsvAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> withOffsets,
        Stream csv,
        CancellationToken cancellation
    );

    /// <summary>
    /// Fills a table from a CSV file that the engine parses by its own rules, as dbt's adapter for it does. False if
    /// the adapter doesn't, or if the engine can't read this file; the table is then still empty.
    /// </summary>
    /// <param name="session">The session, outside a transaction.</param>
    /// <param name="table">The table, which exists and is empty.</param>
    /// <param name="file">The file's bytes.</param>
    /// <param name="delimiter">The character between fields.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task<bool> TryLoadFileAsync(
        WarehouseSession session,
        RelationName table,
        byte[] file,
        char delimiter,
        CancellationToken cancellation
    ) => Task.FromResult(false);

    /// <summary>
    /// True if the database's disk is full. The statement that met the error is not at fault, and trying others is
    /// useless.
    /// </summary>
    public bool IsOutOfRoom(Exception error) =>
        error is ReleaseException or System.Data.Common.DbException && Translate(error).Code == ErrorCode.DiskFull;

    /// <summary>Why the warehouse can't answer <see cref="ReadQueryStatisticsAsync"/>, or null if it can.</summary>
    public virtual Task<string?> WhyNoQueryStatisticsAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult<string?>($"{Dialect.Name} does not count queries");

    /// <summary>
    /// Statistics about others' queries whose text names one of the relations. Only for a warehouse for which
    /// <see cref="WhyNoQueryStatisticsAsync"/> returns null.
    /// </summary>
    /// <param name="session">Any session.</param>
    /// <param name="relations">The relations by the names that consumers use.</param>
    /// <param name="roles">Roles whose queries count; empty for all roles except the session's own.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task<QueryStatistics> ReadQueryStatisticsAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) => throw new NotSupportedException($"{Dialect.Name} does not count queries");

    /// <summary>
    /// Others' queries that the warehouse has counted and that name one of the relations, or whose text is lost; the
    /// most frequent first. The condition of <see cref="ReadQueryStatisticsAsync"/> applies.
    /// </summary>
    /// <param name="session">Any session.</param>
    /// <param name="relations">The relations by the names that consumers use.</param>
    /// <param name="roles">Roles whose queries count; empty for all roles except the session's own.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task<IReadOnlyList<CountedQuery>> ReadCountedQueriesAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) => throw new NotSupportedException($"{Dialect.Name} does not count queries");

    /// <summary>
    /// Why the engine's parser refuses a query in parentheses in one of DataRelease's statements, checked before
    /// anything runs. Null if it does not refuse, or if the engine refuses only when it runs the statement.
    /// </summary>
    public virtual string? WhyNotEnclosed(WarehouseSession session, string query) => null;

    /// <summary>
    /// Why the engine's parser refuses a text as the rest of one statement; null as for <see cref="WhyNotEnclosed"/>.
    /// </summary>
    public virtual string? WhyNotRest(WarehouseSession session, string before, string rest) => null;

    /// <summary>
    /// Gives an engine's error as one with a code. A <see cref="ReleaseException"/> is returned unchanged.
    /// </summary>
    public abstract ReleaseException Translate(Exception error);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>A session that blocks a swap.</summary>
/// <param name="Pid">The process id on the server.</param>
/// <param name="User">The role.</param>
/// <param name="Since">When its query or transaction began, in UTC.</param>
/// <param name="Query">Its query with literals blanked, cut short.</param>
public sealed record Blocker(int Pid, string User, DateTimeOffset Since, string Query)
{
    /// <inheritdoc/>
    public override string ToString() => $"pid {Pid}, {User}, since {Since:HH:mm:ss} UTC: {Query}";
}
