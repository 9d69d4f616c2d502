using System.Globalization;
using DataRelease.Errors;
using DataRelease.Warehouses;
using Microsoft.Data.SqlClient;

namespace DataRelease.SqlServer;

/// <summary>A database of SQL Server, Azure SQL Database or Azure SQL Managed Instance.</summary>
public sealed partial class SqlServerWarehouse : Warehouse
{
    /// <summary>
    /// Settings that our sessions must not inherit from a login or the server. They are set again with each connection,
    /// because the driver resets a reused one.
    /// </summary>
    internal const string Settings =
        "set xact_abort on; set quoted_identifier on; set ansi_nulls on; set ansi_padding on; set ansi_warnings on; "
        + "set arithabort on; set concat_null_yields_null on; set numeric_roundabort off; "
        + "set implicit_transactions off; set cursor_close_on_commit off; set language us_english; "
        + "set dateformat ymd; set transaction isolation level read committed; set lock_timeout -1; set nocount off";

    private readonly SqlServerLogin _login;
    private readonly Action<string>? _observe;
    private SqlServerServer? _server;

    static SqlServerWarehouse()
    {
        // The driver's native library for Windows has its own licence and is not part of the tool.
        AppContext.SetSwitch("Switch.Microsoft.Data.SqlClient.UseManagedNetworkingOnWindows", true);
    }

    internal SqlServerWarehouse(SqlServerLogin login, Action<string>? observe = null)
    {
        _login = login;
        _observe = observe;
    }

    /// <inheritdoc/>
    public override Dialect Dialect => SqlServerDialect.Spelling;

    /// <inheritdoc/>
    public override SwapGrammar Swap { get; } = new SqlServerSwapGrammar();

    /// <inheritdoc/>
    public override ScriptGrammar Scripts { get; } = new SqlServerScriptGrammar();

    /// <inheritdoc/>
    public override QueryReader Queries { get; } = new SqlServerQueryReader();

    /// <inheritdoc/>
    public override string Database => _login.Database;

    /// <inheritdoc/>
    public override string Description => $"SQL Server {_login.Server}/{_login.Database}";

    /// <inheritdoc/>
    public override async Task<WarehouseSession> OpenAsync(CancellationToken cancellation)
    {
        SqlConnection? connection = null;
        try
        {
            connection = await ConnectAsync(isPooled: true, cancellation);
            if (_server is null)
            {
                var server = await ReadServerAsync(connection, cancellation);
                server.Require();
                _server = server;
            }
            var session = new WarehouseSession(connection, Dialect, _observe, _server.Of(Dialect.Traits));
            connection = null;
            return session;
        }
        catch (Exception error) when (IsOfConnection(error))
        {
            throw Translate(error);
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
        }
    }

    /// <summary>A pooled connection may be broken or in the way.</summary>
    public override Task StepAsideAsync()
    {
        using var connection = new SqlConnection(_login.ConnectionString);
        SqlConnection.ClearPool(connection);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override bool IsLockConflict(Exception error) => SqlServerErrors.IsLockConflict(error);

    /// <inheritdoc/>
    public override bool IsOutcomeUnknown(Exception error) => SqlServerErrors.IsOutcomeUnknown(error);

    /// <inheritdoc/>
    public override bool IsTransient(ReleaseException error) => SqlServerErrors.IsTransient(error.InnerException);

    /// <inheritdoc/>
    public override ReleaseException Translate(Exception error) => SqlServerErrors.Translate(error, Description);

    /// <summary>Takes a lock that belongs to a connection, and ends with it or with the process.</summary>
    public override async Task<EnvironmentLock?> TryLockEnvironmentAsync(
        string environment,
        CancellationToken cancellation
    )
    {
        SqlConnection? connection = null;
        try
        {
            connection = await ConnectAsync(isPooled: false, cancellation);
            var session = new WarehouseSession(connection, Dialect, _observe);
            var answer = await session.ScalarAsync(SqlServerLease.Take(environment), cancellation);
            if (Convert.ToInt32(answer, CultureInfo.InvariantCulture) < 0)
                return null;
            connection = null;
            return new SqlServerLease(session);
        }
        catch (Exception error) when (IsOfConnection(error))
        {
            throw Translate(error);
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        if (_server is null)
            return ValueTask.CompletedTask;
        return new ValueTask(StepAsideAsync());
    }

    private async Task<SqlConnection> ConnectAsync(bool isPooled, CancellationToken cancellation)
    {
        var builder = new SqlConnectionStringBuilder(_login.ConnectionString)
        {
            ApplicationName = "data-release",
            // A reconnected session would not hold the lock or the transaction any more.
            ConnectRetryCount = 0,
            Pooling = isPooled,
            Enlist = false,
            MultipleActiveResultSets = false,
        };
        var connection = new SqlConnection(builder.ConnectionString);
        try
        {
            if (_login.AccessToken is { } token)
                connection.AccessToken = token;
            else if (_login.Entra is { } entra)
                connection.AccessTokenCallback = SqlServerEntra.Tokens(entra);
            await Seam.PassAsync("open connection", () => connection.OpenAsync(cancellation));
            await using var command = connection.CreateCommand();
            command.CommandText = Settings;
            await Seam.PassAsync(Settings, () => command.ExecuteNonQueryAsync(cancellation));
            return connection;
        }
        catch (NotSupportedException error)
        {
            await connection.DisposeAsync();
            throw new ReleaseException(
                ErrorCode.WarehouseUnsupported,
                $"the driver of SQL Server does not work in this process: {error.Message}",
                "give the process culture data (InvariantGlobalization is false, and ICU is installed)",
                inner: error
            );
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<SqlServerServer> ReadServerAsync(SqlConnection connection, CancellationToken cancellation)
    {
        var session = new WarehouseSession(connection, Dialect, _observe);
        return (
            await session.QueryAsync(
                SqlServerServer.Question,
                row => new SqlServerServer(
                    row.GetInt32(0),
                    row.GetInt32(1),
                    row.GetBoolean(2),
                    row.GetBoolean(3),
                    row.GetInt32(4)
                ),
                cancellation
            )
        )[0];
    }

    private static bool IsOfConnection(Exception error) =>
        error is SqlException or System.Net.Sockets.SocketException or TimeoutException or IOException;
}
