using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;

namespace DataRelease.Warehouses;

/// <summary>How one engine runs a script of statements, through DbUp's extension points.</summary>
public abstract class ScriptGrammar
{
    /// <summary>
    /// Creates DbUp's executor for this engine. It splits scripts with
    /// <see cref="IConnectionManager.SplitScriptIntoCommands"/>, takes their contents unchanged (variables are resolved
    /// already), and lets errors through.
    /// </summary>
    public abstract IScriptExecutor CreateExecutor(
        Func<IConnectionManager> connection,
        Func<IUpgradeLog> log,
        Func<IJournal> journal
    );

    /// <summary>
    /// True if the engine refuses this statement inside a transaction (<c>create index concurrently</c>,
    /// <c>vacuum</c>).
    /// </summary>
    /// <param name="words">The statement's first tokens in lower case, at most ten.</param>
    public abstract bool NeedsNoTransaction(string[] words);

    /// <summary>
    /// Why a script can't contain the statement: only the engine's own client sends the rows that it needs, or the
    /// statement would return rows that nobody reads. Null if a script can contain it.
    /// </summary>
    /// <param name="words">The statement's tokens in lower case.</param>
    public virtual string? WhyNotRun(string[] words) => null;

    /// <summary>
    /// Why a query's columns can't be known before its data exists, and what to write instead, derived from the error
    /// of making a view from it; null if the error means something else.
    /// </summary>
    public virtual (string Why, string ToDo)? WhyShapeless(Exception error) => null;

    /// <summary>
    /// Why the engine now parses the following text differently from DataRelease, because a statement changed a
    /// setting; null if it does not.
    /// </summary>
    public virtual string? WhyReadOtherwise(WarehouseSession session) => null;

    /// <summary>The position in the statement that an error points to, from 0; null if it does not say.</summary>
    public abstract int? FindError(Exception error, string statement);

    /// <summary>True if the error says that a relation or its schema does not exist.</summary>
    public abstract bool IsMissingRelation(Exception error);

    /// <summary>
    /// The names of the relations in a view's own schema that the view reads, from the engine's own parser or catalog.
    /// </summary>
    /// <param name="session">The session in whose transaction the view was made.</param>
    /// <param name="view">A view.</param>
    /// <param name="query">The query that the view was made from.</param>
    /// <param name="cancellation">Ends it.</param>
    public abstract Task<IReadOnlyList<string>> ReadReferencesAsync(
        WarehouseSession session,
        RelationName view,
        string query,
        CancellationToken cancellation
    );

    /// <summary>Statements before a script that runs in a transaction: see <see cref="Settle"/>.</summary>
    public virtual IReadOnlyList<Sql> Enter => [];

    /// <summary>
    /// Statements right after a script in its transaction. Whatever the script deferred to the end of the transaction
    /// happens now, under the settings that the script left.
    /// </summary>
    public virtual IReadOnlyList<Sql> Settle => [];

    /// <summary>
    /// Statements after <see cref="Settle"/> that restore the session as it was before the script: role, settings,
    /// path, the right to write. Only DataRelease's own statements follow.
    /// </summary>
    public virtual IReadOnlyList<Sql> Return => [];

    /// <summary>True if a script that ran without a transaction of ours left one of its own open.</summary>
    /// <param name="session">The session in which the script ran; it is closed afterwards.</param>
    /// <param name="cancellation">Ends it.</param>
    public abstract Task<bool> LeftOpenAsync(WarehouseSession session, CancellationToken cancellation);

    /// <summary>
    /// What the current transaction has done to the rows of the schemas' tables so far. Null where the engine does not
    /// tell.
    /// </summary>
    public virtual Task<IReadOnlyDictionary<RelationName, TableWrites>?> ReadWritesAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyDictionary<RelationName, TableWrites>?>(null);
}

/// <summary>What a transaction has done to the rows of a table.</summary>
/// <param name="Rows">A number that grows with every written row.</param>
/// <param name="Storage">The number of the file that holds the rows. TRUNCATE gives the table another one.</param>
/// <param name="IsTaken">True if the transaction holds the table alone, so that nobody else can have moved it.</param>
public readonly record struct TableWrites(long Rows, long Storage, bool IsTaken)
{
    /// <summary>True if the transaction wrote rows, or emptied the table, since an earlier moment.</summary>
    public bool IsWrittenSince(TableWrites before) => Rows != before.Rows || (IsTaken && Storage != before.Storage);
}
