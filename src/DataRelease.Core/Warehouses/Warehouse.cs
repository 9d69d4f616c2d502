using DataRelease.Errors;

namespace DataRelease.Warehouses;

/// <summary>
/// What an engine must be able to do. Catalog reads take any number of schemas in one or two queries, never one per
/// relation. Nothing here knows of releases.
/// </summary>
public abstract class Warehouse : IAsyncDisposable
{
    /// <summary>How the engine spells things.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>The database's own name, as dbt writes it into <c>relation_name</c>.</summary>
    public abstract string Database { get; }

    /// <summary>
    /// Engine, database and host for people; never a user name with a password or a connection string.
    /// </summary>
    public abstract string Description { get; }

    /// <summary>
    /// Which database it is, so that two ways to the same one are known as one; never shown, holds no secret.
    /// </summary>
    public virtual string Identity => Description;

    /// <summary>The driver and where it was found, where it is no part of this program; null elsewhere.</summary>
    public virtual string? Driver => null;

    /// <summary>Told what takes long before the first session opens.</summary>
    public Action<string>? Progress { get; set; }

    /// <summary>
    /// What the command is doing: environment and step. Sessions that are opened from now on say so to a server that
    /// keeps it with each query.
    /// </summary>
    public string? Label { get; set; }

    /// <summary>What the warehouse can do.</summary>
    public Traits Traits => Dialect.Traits;

    /// <summary>
    /// False if the database is a file that does not exist yet, so that a command that only reads need not make it.
    /// </summary>
    public virtual bool Exists => true;

    /// <summary>How the engine spells what a swap does.</summary>
    public abstract SwapGrammar Swap { get; }

    /// <summary>How the engine runs a migration's script.</summary>
    public abstract ScriptGrammar Scripts { get; }

    /// <summary>What queries and views read, by the engine's own word.</summary>
    public abstract QueryReader Queries { get; }

    /// <summary>
    /// The definitions of the views among the relations, by name, as <see cref="SwapGrammar.Move"/> and
    /// <see cref="SwapGrammar.CreateView"/> take them.
    /// </summary>
    public abstract Task<IReadOnlyDictionary<RelationName, string>> ReadViewDefinitionsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    );

    /// <summary>The role that the session acts as, null where the engine has none.</summary>
    public abstract Task<string?> ReadCurrentRoleAsync(WarehouseSession session, CancellationToken cancellation);

    /// <summary>
    /// Whom the warehouse let in, whatever role the session acts as by now; null where the engine has no principals.
    /// </summary>
    public virtual Task<string?> ReadPrincipalAsync(WarehouseSession session, CancellationToken cancellation) =>
        ReadCurrentRoleAsync(session, cancellation);

    /// <summary>Every role, null where the engine has none.</summary>
    public virtual Task<IReadOnlySet<string>?> ReadRolesAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlySet<string>?>(null);

    /// <summary>The roles, and those that are members of them, by whatever way.</summary>
    public virtual Task<IReadOnlyList<string>> ReadMembersAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<string>>([.. roles]);

    /// <summary>
    /// A point in the warehouse's history, taken when green is complete: readers whose snapshot is older would find
    /// green's tables empty. Null where snapshots can't be older than what they read.
    /// </summary>
    public virtual Task<string?> TakeFenceAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult<string?>(null);

    /// <summary>
    /// Gathers the statistics that the engine plans queries by, of those tables that have none. Nothing where the
    /// engine has them by itself.
    /// </summary>
    /// <param name="session">Without a transaction.</param>
    /// <param name="tables">Just built.</param>
    /// <param name="told">Called before each table that is read, with how many are done and how many there are.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task GatherStatisticsAsync(
        WarehouseSession session,
        IReadOnlyList<RelationName> tables,
        Action<int, int> told,
        CancellationToken cancellation
    ) => Task.CompletedTask;

    /// <summary>Sessions whose snapshot is older than the fence; empty when it is safe to swap.</summary>
    public virtual Task<IReadOnlyList<Blocker>> ReadFenceBlockersAsync(
        WarehouseSession session,
        string fence,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<Blocker>>([]);

    /// <summary>
    /// Sessions that hold locks on the relations, for a message; best effort within the rights of the role.
    /// </summary>
    public virtual Task<IReadOnlyList<Blocker>> ReadLockHoldersAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<Blocker>>([]);

    /// <summary>
    /// Relations of the schemas on which some other session holds a lock at this moment, without waiting for any; empty
    /// where readers take none.
    /// </summary>
    public virtual Task<IReadOnlySet<RelationName>> ReadHeldAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlySet<RelationName>>(new HashSet<RelationName>());

    /// <summary>
    /// Asks the statement that a session runs to end, if it is the one that it ran when it was named.
    /// </summary>
    /// <returns>True if the session was asked; false if it runs another statement, or none.</returns>
    /// <exception cref="ReleaseException">DR4xxx: the role has no right to, or the engine can't.</exception>
    public virtual Task<bool> CancelAsync(WarehouseSession session, Blocker blocker, CancellationToken cancellation) =>
        Task.FromResult(false);

    /// <summary>
    /// True if the error means only that a lock or a conflict was lost, so that the same transaction may be tried
    /// again.
    /// </summary>
    public abstract bool IsLockConflict(Exception error);

    /// <summary>
    /// True if a COMMIT that ended with this error may have taken effect, so that only the marker can tell.
    /// </summary>
    public abstract bool IsOutcomeUnknown(Exception error);

    /// <summary>
    /// True if connecting failed for a reason that passes by itself: the server starts or stops, the network was gone
    /// for a moment. By the engine's own codes; never for a wrong name, password or right.
    /// </summary>
    /// <param name="error">Of <see cref="OpenAsync"/> or <see cref="TryLockEnvironmentAsync"/>.</param>
    public virtual bool IsTransient(ReleaseException error) => false;

    /// <summary>Opens a session.</summary>
    /// <exception cref="ReleaseException">DR4xxx: unreachable, refused, locked by another process, missing.</exception>
    public abstract Task<WarehouseSession> OpenAsync(CancellationToken cancellation);

    /// <summary>
    /// Opens a session for one who has others already and does with fewer; null where the engine gives no more.
    /// </summary>
    public virtual async Task<WarehouseSession?> TryOpenAnotherAsync(CancellationToken cancellation) =>
        await OpenAsync(cancellation);

    /// <summary>At least one session, and as many more as the engine gives.</summary>
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
    /// Closes every idle connection so that another process can open the database; sessions must be disposed before.
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

    /// <summary>Every schema of the database but the engine's own.</summary>
    public abstract Task<IReadOnlySet<string>> ReadAllSchemasAsync(
        WarehouseSession session,
        CancellationToken cancellation
    );

    /// <summary>
    /// What the session's role lacks for releases in the scope; nothing where the engine has no roles. Never throws for
    /// a right that is missing.
    /// </summary>
    public virtual Task<MissingRights> ReadMissingRightsAsync(
        WarehouseSession session,
        RightsScope scope,
        CancellationToken cancellation
    ) => Task.FromResult(MissingRights.None);

    /// <summary>
    /// What keeps others from writing to live schemas; null where the engine has no means. Never throws for a right
    /// that is missing.
    /// </summary>
    /// <param name="session">Asks.</param>
    /// <param name="ledgerSchema">The control schema; it exists.</param>
    /// <param name="liveSchemas">Live schemas; one need not exist.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task<LiveGuard?> ReadGuardAsync(
        WarehouseSession session,
        string ledgerSchema,
        IReadOnlyCollection<string> liveSchemas,
        CancellationToken cancellation
    ) => Task.FromResult<LiveGuard?>(null);

    /// <summary>Views that may read what is gone; empty where the engine refuses to drop what a view reads.</summary>
    public virtual Task<IReadOnlyList<UnboundView>> ReadUnboundViewsAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<UnboundView>>([]);

    /// <summary>Direct privileges on the schemas, their relations and columns.</summary>
    public abstract Task<IReadOnlyList<CatalogGrant>> ReadGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    );

    /// <summary>
    /// Direct privileges on the relations and columns of the schemas, and as rows of the same form each relation's
    /// owner (<see cref="CatalogGrant.Ownership"/>) and each view's options (<see cref="CatalogGrant.Option"/>). May be
    /// called in a transaction, and then sees what it did.
    /// </summary>
    public virtual Task<IReadOnlyList<CatalogGrant>> ReadAccessAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<CatalogGrant>>([]);

    /// <summary>
    /// A schema without its relations; null if there is none of this name. Where <see cref="SwapGrammar.Router"/> is
    /// there.
    /// </summary>
    public virtual Task<RouterFrame?> ReadRouterFrameAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    ) => throw new NotSupportedException($"{Dialect.Name} can't exchange schemas");

    /// <summary>Privileges that new relations in the schemas get by themselves.</summary>
    public virtual Task<IReadOnlyList<DefaultGrant>> ReadDefaultGrantsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<DefaultGrant>>([]);

    /// <summary>What hangs on the views in the schemas.</summary>
    public virtual Task<IReadOnlyList<CatalogAttachment>> ReadAttachmentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<CatalogAttachment>>([]);

    /// <summary>What notices every DDL of the database.</summary>
    public virtual Task<IReadOnlyList<CatalogWatcher>> ReadWatchersAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyList<CatalogWatcher>>([]);

    /// <summary>
    /// Objects that depend on a relation in the schemas, directly; those within the schemas themselves included.
    /// </summary>
    public abstract Task<IReadOnlyList<CatalogDependent>> ReadDependentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    );

    /// <summary>
    /// The engine's own lock on an environment, which dies with the process that holds it; disposing it lets go.
    /// </summary>
    /// <returns>Null if another process holds it.</returns>
    public abstract Task<EnvironmentLock?> TryLockEnvironmentAsync(string environment, CancellationToken cancellation);

    /// <summary>
    /// Who holds the engine's lock where environments share one (DuckDB: one lock a file); null where each has its own,
    /// or
    /// where it is not known.
    /// </summary>
    public virtual EnvironmentHolder? ReadLockHolder() => null;

    /// <summary>
    /// The statements that make <paramref name="to"/> a physical copy of table <paramref name="from"/>, with keys,
    /// defaults and indexes where the engine has them.
    /// </summary>
    public abstract Task<IReadOnlyList<Sql>> ReadCopyAsync(
        WarehouseSession session,
        RelationName from,
        RelationName to,
        CancellationToken cancellation
    );

    /// <summary>Columns of a table that the engine computes, so that they can't be written.</summary>
    public virtual Task<IReadOnlySet<string>> ReadComputedColumnsAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlySet<string>>(new HashSet<string>());

    /// <summary>
    /// Statements that keep others from writing to the tables until the transaction ends, while they may read; empty
    /// where nobody else can write meanwhile.
    /// </summary>
    /// <param name="tables">In any order; they are locked in name order.</param>
    /// <param name="timeout">How long each lock is waited for.</param>
    public virtual IReadOnlyList<Sql> LockWriters(IReadOnlyList<RelationName> tables, TimeSpan timeout) => [];

    /// <summary>
    /// Bytes that a table takes, its indexes included; an estimate where the engine has no more, null where it has
    /// none.
    /// </summary>
    public virtual Task<long?> ReadBytesAsync(
        WarehouseSession session,
        RelationName table,
        CancellationToken cancellation
    ) => Task.FromResult<long?>(null);

    /// <summary>
    /// Why a column can't be kept in a Parquet file so that it comes back as it was, or null if it can.
    /// </summary>
    public virtual string? ParquetRefusal(CatalogColumn column) => null;

    /// <summary>
    /// Writes a table's rows to a Parquet file in one pass, with memory that does not grow with them.
    /// </summary>
    /// <param name="session">In the transaction whose snapshot is to be written.</param>
    /// <param name="table">What.</param>
    /// <param name="columns">Its columns in order, none of which <see cref="ParquetRefusal"/> refuses.</param>
    /// <param name="file">A path that does not exist yet.</param>
    /// <param name="cancellation">Ends it.</param>
    public abstract Task ExportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    );

    /// <summary>Adds the rows of a file of <see cref="ExportParquetAsync"/> to a table with these columns.</summary>
    public abstract Task ImportParquetAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<CatalogColumn> columns,
        string file,
        CancellationToken cancellation
    );

    /// <summary>
    /// Fills a table from CSV by the engine's bulk path. The stream has a header line, commas, double quotes, UTF-8;
    /// an empty field is NULL.
    /// </summary>
    /// <param name="session">Outside of a transaction or in one.</param>
    /// <param name="table">Exists and is empty.</param>
    /// <param name="columns">In the stream's order.</param>
    /// <param name="withOffsets">
    /// Those of type <see cref="PlainType.Timestamp"/> whose values may end with an offset from UTC: they become what
    /// the session's clock shows at that instant.
    /// </param>
    /// <param name="csv">The rows.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Rows loaded.</returns>
    public abstract Task<long> LoadCsvAsync(
        WarehouseSession session,
        RelationName table,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> withOffsets,
        Stream csv,
        CancellationToken cancellation
    );

    /// <summary>
    /// Fills a table from a CSV file that the engine reads by its own rules, where dbt's adapter for it does so; false
    /// if the adapter doesn't, or if the engine can't read this file, and the table is empty as before.
    /// </summary>
    /// <param name="session">Outside of a transaction.</param>
    /// <param name="table">Exists and is empty.</param>
    /// <param name="file">The file's bytes.</param>
    /// <param name="delimiter">Between its fields.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task<bool> TryLoadFileAsync(
        WarehouseSession session,
        RelationName table,
        byte[] file,
        char delimiter,
        CancellationToken cancellation
    ) => Task.FromResult(false);

    /// <summary>
    /// True if the database's disk is full: no fault of the statement that met it, and of no use to try others.
    /// </summary>
    public bool IsOutOfRoom(Exception error) =>
        error is ReleaseException or System.Data.Common.DbException && Translate(error).Code == ErrorCode.DiskFull;

    /// <summary>
    /// Why the warehouse can't say what <see cref="ReadQueryStatisticsAsync"/> asks for, or null if it can.
    /// </summary>
    public virtual Task<string?> WhyNoQueryStatisticsAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult<string?>($"{Dialect.Name} does not count queries");

    /// <summary>
    /// What the warehouse has counted of others' queries whose text names one of the relations; asked for only where
    /// <see cref="WhyNoQueryStatisticsAsync"/> has no reason against it.
    /// </summary>
    /// <param name="session">Any.</param>
    /// <param name="relations">As consumers name them.</param>
    /// <param name="roles">Whose queries; empty for everybody's but the session's own role.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task<QueryStatistics> ReadQueryStatisticsAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) => throw new NotSupportedException($"{Dialect.Name} does not count queries");

    /// <summary>
    /// Texts of others' queries that the warehouse has counted and that name one of the relations, or are lost, the
    /// most frequent first; asked for as <see cref="ReadQueryStatisticsAsync"/> is.
    /// </summary>
    /// <param name="session">Any.</param>
    /// <param name="relations">As consumers name them.</param>
    /// <param name="roles">Whose queries; empty for everybody's but the session's own role.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual Task<IReadOnlyList<CountedQuery>> ReadCountedQueriesAsync(
        WarehouseSession session,
        IReadOnlyCollection<RelationName> relations,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) => throw new NotSupportedException($"{Dialect.Name} does not count queries");

    /// <summary>
    /// What the engine's parser says against a query that is to stand in parentheses in a statement of ours, before
    /// anything runs; null if nothing, or if the engine refuses it when the statement is run.
    /// </summary>
    public virtual string? WhyNotEnclosed(WarehouseSession session, string query) => null;

    /// <summary>
    /// What the engine's parser says against a text as the rest of one statement; null as of
    /// <see cref="WhyNotEnclosed"/>.
    /// </summary>
    public virtual string? WhyNotRest(WarehouseSession session, string before, string rest) => null;

    /// <summary>An engine error as one with a code; <see cref="ReleaseException"/> passes through.</summary>
    public abstract ReleaseException Translate(Exception error);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>A session that stands in the way.</summary>
/// <param name="Pid">The server's process id.</param>
/// <param name="User">The role.</param>
/// <param name="Since">When its query or transaction began, UTC.</param>
/// <param name="Query">Its text with literals blanked, cut short.</param>
public sealed record Blocker(int Pid, string User, DateTimeOffset Since, string Query)
{
    /// <inheritdoc/>
    public override string ToString() => $"pid {Pid}, {User}, since {Since:HH:mm:ss} UTC: {Query}";
}
