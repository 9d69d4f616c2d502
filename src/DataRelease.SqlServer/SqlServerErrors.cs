using System.ComponentModel;
using System.Globalization;
using System.Net.Sockets;
using DataRelease.Errors;
using Microsoft.Data.SqlClient;

namespace DataRelease.SqlServer;

/// <summary>
/// Classifies errors of the server and the driver, always by number
/// (https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors).
/// </summary>
internal static class SqlServerErrors
{
    /// <summary>
    /// Numbers that our own batches throw: the lease is not ours, rights would change, somebody else has a name, or a
    /// table is not seen as a whole.
    /// </summary>
    public const int NotOurs = 51001,
        RightsDiffer = 51002,
        NameTaken = 51003,
        NotWhole = 51004;

    private const int ClientTimeout = -2,
        LockTimeout = 1222,
        Deadlock = 1205;

    /// <summary>Errors after which the server has rolled back; 3960 and 3961 are conflicts of snapshots.</summary>
    private static readonly HashSet<int> _conflicts = [LockTimeout, Deadlock, 3960, 3961, 3935];

    /// <summary>
    /// The connection is lost, or Azure moves the database or is overloaded. Whether a COMMIT went through is unknown.
    /// </summary>
    private static readonly HashSet<int> _transient =
    [
        ClientTimeout,
        -1,
        0,
        2,
        20,
        53,
        64,
        121,
        233,
        4060,
        4221,
        10053,
        10054,
        10060,
        10928,
        10929,
        11001,
        40143,
        40197,
        40501,
        40540,
        40613,
        42108,
        42109,
        49918,
        49919,
        49920,
    ];

    public static bool IsLockConflict(Exception error) =>
        error is SqlException server && Numbers(server).Any(_conflicts.Contains);

    /// <summary>
    /// True for errors while connecting that pass by themselves. A database that can't be opened (4060) is usually
    /// missing, and a refused login or certificate is for somebody to repair.
    /// </summary>
    public static bool IsTransient(Exception? error) =>
        error switch
        {
            SqlException server => Numbers(server).All(number => number != 4060 && _transient.Contains(number))
                && ToDo(server) is null,
            SocketException or TimeoutException => true,
            _ => false,
        };

    /// <summary>
    /// True unless the server clearly refused. A client's timeout is ambiguous: transactions have been seen to commit
    /// in spite of it.
    /// </summary>
    public static bool IsOutcomeUnknown(Exception error) =>
        error switch
        {
            SqlException server => server.Class >= 20 || Numbers(server).Any(_transient.Contains),
            IOException or SocketException or TimeoutException => true,
            _ => false,
        };

    public static ReleaseException Translate(Exception error, string description)
    {
        switch (error)
        {
            case ReleaseException known:
                return known;
            case SqlException server:
                var said = $"{Text(server)} [{server.Number.ToString(CultureInfo.InvariantCulture)}, {description}]";
                return new ReleaseException(Code(server), said, ToDo(server), inner: error);
            case SocketException or TimeoutException or Win32Exception:
                return new ReleaseException(
                    ErrorCode.WarehouseUnreachable,
                    $"{description}: {error.Message}",
                    inner: error
                );
            case IOException:
                return new ReleaseException(ErrorCode.ConnectionLost, $"{description}: {error.Message}", inner: error);
            default:
                return new ReleaseException(ErrorCode.StatementFailed, $"{description}: {error.Message}", inner: error);
        }
    }

    /// <summary>True if the server refuses only because we lack the right to see its state.</summary>
    public static bool IsBlind(Exception error) => error is SqlException { Number: 229 or 262 or 297 or 300 or 371 };

    private static ErrorCode Code(SqlException error) =>
        error.Number switch
        {
            NotOurs => ErrorCode.LeaseLost,
            RightsDiffer => ErrorCode.AccessWouldChange,
            NameTaken => ErrorCode.DacpacNameTaken,
            NotWhole => ErrorCode.RightMissing,
            18456 or 18452 or 18470 or 18487 or 18488 or 40615 => ErrorCode.LoginRefused,
            4060 or 911 or 916 or 4063 or 4064 => ErrorCode.DatabaseMissing,
            229 or 230 or 262 or 297 or 300 or 371 or 2557 or 3701 or 4606 or 15151 or 15247 or 15517 =>
                ErrorCode.RightMissing,
            3906 or 3908 => ErrorCode.DatabaseReadOnly,
            1101 or 1105 or 9002 or 40544 or 40552 => ErrorCode.DiskFull,
            LockTimeout => ErrorCode.LockTimeout,
            ClientTimeout => ErrorCode.StatementCancelled,
            _ when error.InnerException is SocketException or Win32Exception => ErrorCode.WarehouseUnreachable,
            _ when error.Class >= 20 || _transient.Contains(error.Number) => ErrorCode.ConnectionLost,
            _ => ErrorCode.StatementFailed,
        };

    private static string? ToDo(SqlException error) =>
        error.Number is -1 or 0 or 20 && error.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
            ? "give the server a certificate that this machine trusts; for a server of your own, for tests: "
                + "trust_cert: true in the dbt target, or TrustServerCertificate=true in the connection"
            : null;

    /// <summary>The first message is the cause; the others are consequences.</summary>
    private static string Text(SqlException error) =>
        (error.Errors.Count > 0 ? error.Errors[0].Message : error.Message).ReplaceLineEndings(" ").Trim();

    private static IEnumerable<int> Numbers(SqlException error) =>
        error.Errors.Cast<SqlError>().Select(one => one.Number).Append(error.Number);
}
