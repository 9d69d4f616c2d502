using System.Data;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// An application lock of a session, which ends with the process or its connection. If the driver reconnected, the lock
/// would be lost silently, so this connection never reconnects.
/// </summary>
internal sealed class SqlServerLease(WarehouseSession session) : EnvironmentLock
{
    /// <inheritdoc/>
    public override WarehouseSession? Session => session.Connection.State == ConnectionState.Open ? session : null;

    /// <summary>
    /// Returns less than 0 if another session holds the lock. A resource's name has at most 255 characters.
    /// </summary>
    public static Sql Take(string environment) =>
        $"""
            declare @got int;
            exec @got = sys.sp_getapplock @Resource = {Resource(environment)}, @LockMode = N'Exclusive',
                @LockOwner = N'Session', @LockTimeout = 0, @DbPrincipal = N'public';
            select @got
            """;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => session.DisposeAsync();

    private static string Resource(string environment) =>
        NameFits(environment)
            ? $"data-release:{environment}"
            : $"data-release:{new NameRules(
            NameFolding.IgnoresCase,
            200,
            NameUnit.Characters
        ).Shorten(environment)}";

    private static bool NameFits(string environment) => environment.Length <= 200;
}
