using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// A transaction as one batch. After an error on the server a driver's transaction object runs its next statement
/// outside of any transaction, where it commits: so nothing that must hold together goes through one.
/// </summary>
internal static class SqlServerBatch
{
    /// <summary>Ends the batch and its transaction.</summary>
    public static Sql LeaseLost { get; } =
        Sql.Raw(
            string.Create(CultureInfo.InvariantCulture, $"throw {SqlServerErrors.NotOurs}, N'the lease is lost', 1")
        );

    /// <summary>The whole batch.</summary>
    /// <param name="settings">Before the transaction begins.</param>
    /// <param name="statements">Each one that can follow another, or stands in a scope of its own.</param>
    public static Sql Of(IReadOnlyList<Sql> settings, IReadOnlyList<Sql> statements) =>
        Sql.Join(
            ";\n",
            [
                Sql.Raw("set xact_abort on"),
                .. settings,
                Sql.Raw("begin transaction"),
                .. statements,
                Sql.Raw("commit transaction"),
            ]
        );
}
