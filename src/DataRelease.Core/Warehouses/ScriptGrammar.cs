using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Engine.Transactions;

namespace DataRelease.Warehouses;

/// <summary>How one engine runs a script of statements, on DbUp's extension points.</summary>
public abstract class ScriptGrammar
{
    /// <summary>
    /// DbUp's executor for this engine. It splits with <see cref="IConnectionManager.SplitScriptIntoCommands"/>, takes
    /// the script's contents as they stand (variables are in place already), and lets errors pass.
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
    /// Why a statement can't be run from a script: it needs rows that only the engine's own client sends, or that it
    /// would show to nobody. Null if it can.
    /// </summary>
    /// <param name="words">The statement's tokens in lower case.</param>
    public virtual string? WhyNotRun(string[] words) => null;

    /// <summary>
    /// Why the columns of a query can't be known before its data is there, by the error of making a view of it, with
    /// what to write; null if the error says something else.
    /// </summary>
    public virtual (string Why, string ToDo)? WhyShapeless(Exception error) => null;

    /// <summary>
    /// Why the engine reads what follows in another way than we do, because of a setting that a statement changed; null
    /// if it does not.
    /// </summary>
    public virtual string? WhyReadOtherwise(WarehouseSession session) => null;

    /// <summary>Where in the statement's text an error points to, from 0; null if it does not say.</summary>
    public abstract int? FindError(Exception error, string statement);

    /// <summary>True if the error says that a relation or its schema does not exist.</summary>
    public abstract bool IsMissingRelation(Exception error);

    /// <summary>
    /// Names of the relations of the view's own schema that it reads, by the engine's own parser or catalog.
    /// </summary>
    /// <param name="session">The session in whose transaction the view was made.</param>
    /// <param name="view">A view.</param>
    /// <param name="query">What it was made from.</param>
    /// <param name="cancellation">Ends it.</param>
    public abstract Task<IReadOnlyList<string>> ReadReferencesAsync(
        WarehouseSession session,
        RelationName view,
        string query,
        CancellationToken cancellation
    );

    /// <summary>Statements before a script that runs in a transaction, see <see cref="Settle"/>.</summary>
    public virtual IReadOnlyList<Sql> Enter => [];

    /// <summary>
    /// Statements right after a script in its transaction: what the script put off until the end happens now, while its
    /// settings are as it left them.
    /// </summary>
    public virtual IReadOnlyList<Sql> Settle => [];

    /// <summary>
    /// Statements after <see cref="Settle"/> that make the session what it was before the script: role, settings, path,
    /// the right to write. What follows is ours.
    /// </summary>
    public virtual IReadOnlyList<Sql> Return => [];

    /// <summary>
    /// What the current transaction has written to tables of the schemas so far: the table and a number that grows with
    /// every row written. Null where the engine keeps no such count.
    /// </summary>
    public virtual Task<IReadOnlyDictionary<RelationName, long>?> ReadWritesAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) => Task.FromResult<IReadOnlyDictionary<RelationName, long>?>(null);
}
