using System.Data.Common;
using System.Net.Sockets;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>A database of a Snowflake account.</summary>
public sealed partial class SnowflakeWarehouse : Warehouse
{
    private readonly SnowflakeLogin _login;
    private readonly Func<Action<string>?, CancellationToken, Task<SnowflakeDriver>> _load;
    private readonly Action<string>? _observe;
    private readonly SnowflakeCatalog _catalog;
    private readonly SnowflakeAccess _access;
    private SnowflakeDriver? _driver;

    internal SnowflakeWarehouse(
        SnowflakeLogin login,
        Func<Action<string>?, CancellationToken, Task<SnowflakeDriver>> load,
        Action<string>? observe = null
    )
    {
        _login = login;
        _load = load;
        _observe = observe;
        _catalog = new SnowflakeCatalog(login.Database);
        _access = new SnowflakeAccess(login.Database);
        Swap = new SnowflakeSwapGrammar(login.Database);
        Scripts = new SnowflakeScriptGrammar(login.Database);
        Queries = new SnowflakeQueryReader(login.Database);
    }

    /// <inheritdoc/>
    public override Dialect Dialect => SnowflakeDialect.Spelling;

    /// <inheritdoc/>
    public override SwapGrammar Swap { get; }

    /// <inheritdoc/>
    public override ScriptGrammar Scripts { get; }

    /// <inheritdoc/>
    public override QueryReader Queries { get; }

    /// <inheritdoc/>
    public override string Database => _login.Database;

    /// <inheritdoc/>
    public override string Description => $"Snowflake {_login.Account}/{_login.Database}";

    /// <inheritdoc/>
    public override string Identity => $"{_login.Account.ToUpperInvariant()}/{_login.Database}";

    /// <inheritdoc/>
    public override string? Driver => _driver?.Description;

    /// <summary>
    /// Settings that our sessions must not inherit from an account or a user. By default, a wait for a lock may take
    /// half a day, and a transaction continues after an error. A limit of rows would cut what is read of the catalog.
    /// </summary>
    internal static Sql Settings { get; } =
        Sql.Raw(
            "alter session set TIMEZONE = 'UTC' AUTOCOMMIT = true LOCK_TIMEOUT = 60 TRANSACTION_ABORT_ON_ERROR = true "
                + "QUOTED_IDENTIFIERS_IGNORE_CASE = false DATE_INPUT_FORMAT = 'AUTO' TIMESTAMP_INPUT_FORMAT = 'AUTO' "
                + "TIME_INPUT_FORMAT = 'AUTO' BINARY_INPUT_FORMAT = 'HEX' BINARY_OUTPUT_FORMAT = 'HEX' "
                + "DATE_OUTPUT_FORMAT = 'YYYY-MM-DD' TIME_OUTPUT_FORMAT = 'HH24:MI:SS' "
                + "TIMESTAMP_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM' "
                + "TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3' "
                + "TIMESTAMP_LTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM' "
                + "TIMESTAMP_TZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM' "
                + "ROWS_PER_RESULTSET = 0 MULTI_STATEMENT_COUNT = 1"
        );

    /// <inheritdoc/>
    public override async Task<WarehouseSession> OpenAsync(CancellationToken cancellation)
    {
        var driver = _driver ??= await _load(Progress, cancellation);
        DbConnection? connection = null;
        try
        {
            connection = driver.Factory.CreateConnection()
                ?? throw new ReleaseException(ErrorCode.DriverBroken, $"{driver.Description} makes no connections");
            connection.ConnectionString = _login.Of(Label is { } label ? $"data-release:{label}" : "data-release");
            await Seam.PassAsync("open connection", () => connection.OpenAsync(cancellation));
            var session = new WarehouseSession(connection, Dialect, _observe);
            await session.ExecuteAsync(Settings, cancellation);
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

    /// <summary>Connections are not pooled.</summary>
    public override Task StepAsideAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public override bool IsLockConflict(Exception error) => SnowflakeErrors.IsLockConflict(error);

    /// <inheritdoc/>
    public override bool IsOutcomeUnknown(Exception error) => SnowflakeErrors.IsOutcomeUnknown(error);

    /// <inheritdoc/>
    public override bool IsTransient(ReleaseException error) => SnowflakeErrors.IsTransient(error.InnerException);

    /// <inheritdoc/>
    public override ReleaseException Translate(Exception error) =>
        SnowflakeErrors.Translate(error, Description, _login.Hide);

    /// <inheritdoc/>
    public override Task<EnvironmentLock?> TryLockEnvironmentAsync(
        string environment,
        CancellationToken cancellation
    ) => Task.FromResult<EnvironmentLock?>(new SnowflakeLock());

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>True for the several kinds of exceptions in which the driver wraps network errors.</summary>
    private static bool IsOfConnection(Exception error) =>
        error is DbException or HttpRequestException or SocketException or TimeoutException or IOException;
}
