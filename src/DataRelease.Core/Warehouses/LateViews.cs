using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>
/// Where views are bound whenever they are read, one that reads two views, each of which reads two, is bound a million
/// times at the twentieth layer. This gives the engine statements that ask for the same, and name each view once.
/// </summary>
public abstract class LateViews
{
    /// <summary>
    /// The query as it is to run: it has the same rows, and each deep view that it reads is bound once.
    /// </summary>
    /// <param name="connection">Where it runs.</param>
    /// <param name="query">Any statement; what is no query, or reads no deep view, stays as it is.</param>
    public abstract string Fold(DbConnection connection, string query);

    /// <summary>
    /// What has to run before a statement that makes a view, and what after it, so that binding it is cheap; null if
    /// there is nothing to save. The view's text is the statement's own.
    /// </summary>
    public abstract AroundView? Around(DbConnection connection, string statement);

    /// <summary>True if any of the statements makes a view upon a deep one. Asks the engine nothing new.</summary>
    public abstract bool MakeDeepView(DbConnection connection, IReadOnlyList<string> statements);

    /// <summary>One at a time: two sessions can't put the same view aside.</summary>
    public abstract Task<IDisposable> TakeTurnAsync(CancellationToken cancellation);
}

/// <summary>What surrounds a statement that makes a view.</summary>
/// <param name="Before">In order; in one transaction with the statement.</param>
/// <param name="After">In order.</param>
public sealed record AroundView(IReadOnlyList<string> Before, IReadOnlyList<string> After);
