using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// A transaction as one batch. After an error on the server, a driver's transaction object would run its next statement
/// outside any transaction, where it commits. So statements that must hold together never use one.
/// </summary>
internal static class SqlServerBatch
{
    /// <summary>Ends the batch and its transaction with the error that the lease is lost.</summary>
    public static Sql LeaseLost { get; } =
        Sql.Raw(
            string.Create(CultureInfo.InvariantCulture, $"throw {SqlServerErrors.NotOurs}, N'the lease is lost', 1")
        );

    /// <summary>
    /// Builds the batch. The server takes a batch with 2,100 values at most, and the records of a swap may have more.
    /// Then the values are part of the text.
    /// </summary>
    /// <param name="settings">Settings that apply before the transaction begins.</param>
    /// <param name="statements">
    /// The statements. Each must be able to follow another one, or be in its own scope.
    /// </param>
    public static Sql Of(IReadOnlyList<Sql> settings, IReadOnlyList<Sql> statements)
    {
        var batch = Sql.Join(
            ";\n",
            [
                Sql.Raw("set xact_abort on"),
                .. settings,
                Sql.Raw("begin transaction"),
                .. statements,
                Sql.Raw("commit transaction"),
            ]
        );
        return Sql.By(dialect =>
            batch.Render(dialect).Values.Count <= dialect.Traits.MaxParameters
                ? batch
                : batch.WithLiterals(SqlServerLexis.Value)
        );
    }
}
