using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using DataRelease.Errors;

namespace DataRelease.Snowflake;

/// <summary>
/// Classifies errors of the server and the driver, always by number. The driver's own numbers begin at 270001
/// (https://github.com/snowflakedb/snowflake-connector-net/blob/master/Snowflake.Data/Core/SFError.cs). The server's
/// have six digits, and the driver removes their leading zeros.
/// </summary>
internal static class SnowflakeErrors
{
    private const int Syntax = 1003,
        UnknownColumn = 904,
        Taken = 2002,
        Unknown = 2003,
        TooManyWaiters = 625,
        StatementTimeout = 630,
        Cancelled = 604,
        NoWarehouse = 606;

    /// <summary>The session or its token has expired.</summary>
    private static readonly HashSet<int> _gone = [390111, 390112, 390114];

    /// <summary>The driver stopped waiting while the statement was still running.</summary>
    private static readonly HashSet<int> _running = [333333, 333334];

    /// <summary>The network or the driver failed during a statement.</summary>
    private static readonly HashSet<int> _lost = [270001, 270007, 270059, 270060];

    private static readonly HashSet<int> _login =
    [
        270011,
        270040,
        270041,
        270042,
        270050,
        270051,
        270052,
        270056,
        270057,
        270063,
        270064,
        270065,
        270066,
        250001,
    ];

    /// <summary>True if too many statements already wait for the lock; the statement did not run.</summary>
    public static bool IsLockConflict(Exception error) => Number(error) == TooManyWaiters;

    /// <summary>True unless the server clearly refused.</summary>
    public static bool IsOutcomeUnknown(Exception error) =>
        error switch
        {
            DbException server => _gone.Contains(server.ErrorCode)
                || _running.Contains(server.ErrorCode)
                || server.ErrorCode is >= 270_000 and < 280_000,
            HttpRequestException or IOException or SocketException or TimeoutException => true,
            _ => false,
        };

    /// <summary>True if the server answered that it does not do this, and nothing was lost.</summary>
    public static bool IsRefusal(DbException error) => !IsOutcomeUnknown(error);

    /// <summary>True if the account's edition does not have what a statement needs.</summary>
    public static bool IsUnsupported(DbException error) => error.ErrorCode == 2 || error.SqlState == "0A000";

    public static bool IsTransient(Exception? error) =>
        error switch
        {
            DbException server => _gone.Contains(server.ErrorCode) || server.ErrorCode is 270007,
            HttpRequestException or SocketException or TimeoutException => true,
            _ => false,
        };

    /// <summary>True if a relation or its schema does not exist, or may not be seen.</summary>
    public static bool IsMissing(Exception error) => Number(error) == Unknown;

    /// <summary>True if a relation, its schema or a column does not exist, or may not be seen.</summary>
    public static bool IsUnknownName(Exception error) => Number(error) is Unknown or UnknownColumn;

    /// <summary>True if what a statement makes is there already.</summary>
    public static bool IsNameTaken(Exception error) => Number(error) == Taken;

    /// <summary>True if the error names a place in the text.</summary>
    public static bool IsOfText(Exception error) => Number(error) is Syntax or UnknownColumn or Unknown;

    public static ReleaseException Translate(Exception error, string description, Func<string, string> hide)
    {
        switch (error)
        {
            case ReleaseException known:
                return known;
            case DbException server:
                var number = server.ErrorCode.ToString("D6", CultureInfo.InvariantCulture);
                return new ReleaseException(
                    Code(server),
                    hide($"{Text(server)} [{number}, {description}]"),
                    ToDo(server),
                    inner: error
                );
            case HttpRequestException or SocketException or TimeoutException:
                return new ReleaseException(
                    ErrorCode.WarehouseUnreachable,
                    hide($"{description}: {error.Message}"),
                    inner: error
                );
            case IOException:
                return new ReleaseException(
                    ErrorCode.ConnectionLost,
                    hide($"{description}: {error.Message}"),
                    inner: error
                );
            default:
                return new ReleaseException(
                    ErrorCode.StatementFailed,
                    hide($"{description}: {error.Message}"),
                    inner: error
                );
        }
    }

    private static ErrorCode Code(DbException error) =>
        error.ErrorCode switch
        {
            TooManyWaiters => ErrorCode.LockTimeout,
            StatementTimeout or Cancelled or 270005 => ErrorCode.StatementCancelled,
            3001 or 3540 or 3541 => ErrorCode.RightMissing,
            90105 or 390201 => ErrorCode.DatabaseMissing,
            270006 or 270008 or 270055 => ErrorCode.ConnectionInvalid,
            var code when _gone.Contains(code) || _running.Contains(code) => ErrorCode.ConnectionLost,
            // 390318 is an expired token, 390303 an invalid one.
            var code when _login.Contains(code) || code is >= 390_100 and < 390_400 or >= 394_300 and < 394_500 =>
                ErrorCode.LoginRefused,
            270007 => ErrorCode.WarehouseUnreachable,
            var code when _lost.Contains(code) => ErrorCode.ConnectionLost,
            _ when error.InnerException?.GetBaseException() is SocketException or HttpRequestException =>
                ErrorCode.WarehouseUnreachable,
            _ => ErrorCode.StatementFailed,
        };

    private static string? ToDo(DbException error) =>
        error.ErrorCode switch
        {
            TooManyWaiters =>
                "too many statements already wait for the same table: see who holds it (show locks in account, as "
                    + "ACCOUNTADMIN; show locks lists only your own), then run the command again",
            StatementTimeout =>
                "STATEMENT_TIMEOUT_IN_SECONDS of the account, the user or the warehouse ends statements "
                    + "that take longer: raise it for this user or this warehouse, then run the command again",
            NoWarehouse => "name a warehouse in the target, or give the user a default one",
            Unknown => "the object does not exist, or the role may not see it: the server does not say which",
            90105 => "name a database that the role may use",
            390201 => "check account, database, warehouse and role: one does not exist, or the role may not use it",
            _ => null,
        };

    private static int? Number(Exception error) => (error as DbException)?.ErrorCode;

    /// <summary>The message without the driver's additions about the query.</summary>
    private static string Text(DbException error)
    {
        var text = error.Message.ReplaceLineEndings(" ").Trim();
        text = text.StartsWith("Error: ", StringComparison.Ordinal) ? text["Error: ".Length..] : text;
        var end = text.IndexOf(" SqlState: ", StringComparison.Ordinal);
        return (end > 0 ? text[..end] : text).TrimEnd('.', ' ');
    }
}
