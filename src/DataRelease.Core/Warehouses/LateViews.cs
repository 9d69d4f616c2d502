using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>
/// Reduces the work of an engine that binds a view whenever it is read. A view that reads two views, each of which
/// reads two more, is bound a million times at the twentieth layer. This class rewrites statements so that they mean
/// the same and name each view once.
/// </summary>
public abstract class LateViews
{
    /// <summary>Rewrites a query so that it returns the same rows and binds each deep view once.</summary>
    /// <param name="connection">The connection that the query runs on.</param>
    /// <param name="query">
    /// Any statement. A statement that is no query, or reads no deep view, is returned unchanged.
    /// </param>
    public abstract string Fold(DbConnection connection, string query);

    /// <summary>
    /// Statements to run before and after a statement that makes a view, so that binding the view is cheap; null if
    /// there is nothing to save. The view keeps the text of its statement.
    /// </summary>
    public abstract AroundView? Around(DbConnection connection, string statement);

    /// <summary>True if one of the statements makes a view on a deep view. It asks the engine nothing new.</summary>
    public abstract bool MakeDeepView(DbConnection connection, IReadOnlyList<string> statements);

    /// <summary>
    /// Waits for this caller's turn, because two sessions can't replace the same view at the same time.
    /// </summary>
    public abstract Task<IDisposable> TakeTurnAsync(CancellationToken cancellation);
}

/// <summary>Statements around one that makes a view.</summary>
/// <param name="Before">Statements before it in order, in the same transaction.</param>
/// <param name="After">Statements after it in order.</param>
public sealed record AroundView(IReadOnlyList<string> Before, IReadOnlyList<string> After);
