using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>
/// Says what the session's roles are shown. A role sees only objects on which it has a privilege, and the owner of a
/// schema has none on what others make in it. Only a role with MANAGE GRANTS sees every object
/// (https://docs.snowflake.com/en/sql-reference/sql/show).
/// </summary>
internal static class SnowflakeSight
{
    /// <summary>The right to grant and revoke everything.</summary>
    public const string ManageGrants = "MANAGE GRANTS";

    /// <summary>The rights on the account.</summary>
    public static Sql AccountGrants { get; } = Sql.Raw("show grants on account");

    /// <summary>Those of the roles that the session has, active or inherited.</summary>
    public static Sql Ours(IReadOnlyCollection<string> roles) =>
        $"select column1 from values {Sql.Join(", ", roles.Select(role => (Sql)$"({role})"))} "
        + $"where is_role_in_session(column1)";

    public static async Task<IReadOnlySet<string>> ReadOursAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> roles,
        CancellationToken cancellation
    ) =>
        roles.Count == 0
            ? new HashSet<string>()
            : (await session.QueryAsync(Ours(roles), row => row.GetString(0), cancellation)).ToHashSet(
                StringComparer.Ordinal
            );

    /// <summary>True if a role of the session has MANAGE GRANTS.</summary>
    public static async Task<bool> ManagesGrantsAsync(WarehouseSession session, CancellationToken cancellation)
    {
        IReadOnlyList<(string Privilege, string Kind, string Role)> rights;
        try
        {
            rights = await session.QueryAsync(
                AccountGrants,
                row =>
                    (
                        SnowflakeShow.Of(row, "privilege"),
                        SnowflakeShow.Of(row, "granted_to"),
                        SnowflakeShow.Of(row, "grantee_name")
                    ),
                cancellation
            );
        }
        catch (DbException error) when (SnowflakeErrors.IsRefusal(error))
        {
            // A role that is not shown the account's rights does not have this one.
            return false;
        }
        string[] roles =
        [
            .. rights
                .Where(right => right is { Privilege: ManageGrants, Kind: "ROLE" })
                .Select(right => right.Role)
                .Distinct(),
        ];
        return (await ReadOursAsync(session, roles, cancellation)).Count > 0;
    }
}
