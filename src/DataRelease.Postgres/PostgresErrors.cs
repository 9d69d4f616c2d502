using System.Net.Sockets;
using DataRelease.Errors;
using Npgsql;

namespace DataRelease.Postgres;

/// <summary>
/// Classifies errors of the server and the driver (https://www.postgresql.org/docs/15/errcodes-appendix.html).
/// </summary>
internal static class PostgresErrors
{
    /// <summary>The code that our own statement raises when the lease is no longer ours.</summary>
    public const string NotOurs = "DR001";

    private const string TooManyConnections = "53300";

    private const string FewestConnections =
        "a release needs 2 connections at once, a restore of tables that are built 3, and dbt one more than its own: "
        + "raise the limit of the role (ALTER ROLE … CONNECTION LIMIT), of the database or of the server "
        + "(max_connections), or end other sessions; docs/warehouses.md lists what needs how many";

    private const string FewestInPool =
        "raise Maximum Pool Size in the connection string, or leave it out; docs/warehouses.md lists what needs "
        + "how many connections";

    public static ReleaseException Translate(Exception error, string description)
    {
        if (error is ReleaseException known)
            return known;
        if (error is PostgresException server)
        {
            var code = server.SqlState switch
            {
                NotOurs => ErrorCode.LeaseLost,
                "28P01" or "28000" => ErrorCode.LoginRefused,
                "3D000" => ErrorCode.DatabaseMissing,
                "42501" => ErrorCode.RightMissing,
                "25006" => ErrorCode.DatabaseReadOnly,
                "53100" => ErrorCode.DiskFull,
                "53300" or "57P03" => ErrorCode.WarehouseUnreachable,
                "57P01" or "57P02" or "57P05" or "25P03" => ErrorCode.ConnectionLost,
                "55P03" => ErrorCode.LockTimeout,
                "57014" => ErrorCode.StatementCancelled,
                _ => ErrorCode.StatementFailed,
            };
            var hint = server.Hint is { Length: > 0 } ? $" ({server.Hint})" : "";
            return new ReleaseException(
                code,
                $"{server.MessageText}{hint} [{server.SqlState}, {description}]",
                server.SqlState == TooManyConnections ? FewestConnections : null,
                inner: error
            );
        }
        if (error is NpgsqlException or SocketException or TimeoutException or IOException)
        {
            if (IsPoolFull(error))
                return new ReleaseException(
                    ErrorCode.WarehouseUnreachable,
                    $"{description}: the connection string allows no more connections at once (Maximum Pool Size)",
                    FewestInPool,
                    inner: error
                );
            var refused = error is SocketException || error.InnerException is SocketException or TimeoutException;
            return new ReleaseException(
                refused ? ErrorCode.WarehouseUnreachable : ErrorCode.ConnectionLost,
                $"{description}: {(error.InnerException ?? error).Message}",
                inner: error
            );
        }
        return new ReleaseException(ErrorCode.StatementFailed, $"{description}: {error.Message}", inner: error);
    }

    /// <summary>
    /// True if the server, the database or the role is at its limit of connections, by others' connections and ours.
    /// </summary>
    public static bool IsFull(ReleaseException error) =>
        error.InnerException is PostgresException { SqlState: TooManyConnections };

    /// <summary>The driver has no code for this, and the inner error is the same as when no server answers.</summary>
    private static bool IsPoolFull(Exception error) =>
        error is NpgsqlException { InnerException: TimeoutException }
        && error.Message.Contains("pool has been exhausted", StringComparison.Ordinal);

    /// <summary>
    /// True for a lock timeout, a deadlock, a serialization failure, and two updates of one catalog row.
    /// </summary>
    public static bool IsLockConflict(Exception error) =>
        error is PostgresException { SqlState: "55P03" or "40P01" or "40001" }
        || error is PostgresException { SqlState: "XX000", Routine: "simple_heap_update" or "simple_heap_delete" };

    /// <summary>True unless the server clearly refused: any other error may have come after the commit.</summary>
    public static bool IsOutcomeUnknown(Exception error) =>
        error
            is PostgresException
            {
                SqlState: "57P01" or "57P02" or "57P03" or "57P05" or "25P03" or "08006" or "08003" or "08007"
            }
        || (error is NpgsqlException and not PostgresException)
        || error is IOException or SocketException or TimeoutException;

    /// <summary>
    /// True for errors while connecting that pass by themselves: the server starts or stops, a connection broke, a name
    /// could not be looked up. False for a limit of connections, which is waited for elsewhere, and for whatever
    /// somebody has to repair.
    /// </summary>
    public static bool IsTransient(Exception? error) =>
        error switch
        {
            PostgresException server => server.SqlState
                is "57P01"
                    or "57P02"
                    or "57P03"
                    or "08000"
                    or "08001"
                    or "08003"
                    or "08006",
            NpgsqlException { InnerException: { } inner } => IsTransient(inner),
            SocketException socket => socket.SocketErrorCode
                is SocketError.ConnectionRefused
                    or SocketError.ConnectionReset
                    or SocketError.ConnectionAborted
                    or SocketError.HostUnreachable
                    or SocketError.NetworkUnreachable
                    or SocketError.NetworkDown
                    or SocketError.TimedOut
                    or SocketError.TryAgain,
            AggregateException several => several.InnerExceptions.All(IsTransient),
            IOException { InnerException: SocketException socket } => IsTransient(socket),
            EndOfStreamException or TimeoutException => true,
            _ => false,
        };
}
