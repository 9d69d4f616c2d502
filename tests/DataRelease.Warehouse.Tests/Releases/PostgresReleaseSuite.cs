using Npgsql;

namespace DataRelease.Warehouse.Tests.Releases;

/// <summary>What suites about releases on PostgreSQL share: other roles and other sessions.</summary>
public abstract class PostgresReleaseSuite() : ReleaseSuite(Testing.Engines.Engine.Postgres)
{
    /// <summary>One value as another role reads it.</summary>
    protected async Task<string> ReadAsAsync(string role, string query)
    {
        await using var connection = new NpgsqlConnection(Place.Postgres!.ConnectionStringOf(role));
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(query, connection);
        return Convert.ToString(
            await command.ExecuteScalarAsync(Cancellation),
            System.Globalization.CultureInfo.InvariantCulture
        )!;
    }

    /// <summary>True if the role may run the query; fails for any other error than a missing right.</summary>
    protected async Task<bool> CanAsync(string role, string query)
    {
        try
        {
            await ReadAsAsync(role, query);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    /// <summary>A session of its own in a transaction that has run the statements.</summary>
    protected async Task<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> BeginAsync(
        System.Data.IsolationLevel isolation,
        params string[] statements
    )
    {
        var connection = await Place.Postgres!.OpenAsync(Cancellation);
        var transaction = await connection.BeginTransactionAsync(isolation, Cancellation);
        foreach (var statement in statements)
            await ScalarAsync(connection, statement);
        return (connection, transaction);
    }

    /// <summary>One value in such a session.</summary>
    protected static async Task<string> ScalarAsync(NpgsqlConnection connection, string query)
    {
        await using var command = new NpgsqlCommand(query, connection);
        return Convert.ToString(
            await command.ExecuteScalarAsync(Cancellation),
            System.Globalization.CultureInfo.InvariantCulture
        ) ?? "";
    }

    /// <summary>Statements with bodies that the driver would split.</summary>
    protected async Task RunWholeAsync(string statement)
    {
        await using var connection = await Place.Postgres!.OpenAsync(Cancellation);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(statement) } };
        await batch.ExecuteNonQueryAsync(Cancellation);
    }
}
