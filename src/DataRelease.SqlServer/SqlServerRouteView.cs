using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Writes the view that tells sessions apart for a route. A session is its original login: EXECUTE AS, also that of a
/// module, changes every other name that a session has, and a statement would show two releases
/// (https://learn.microsoft.com/sql/t-sql/functions/original-login-transact-sql). SESSION_CONTEXT is not used, because
/// it can have another value in a parallel plan
/// (https://learn.microsoft.com/sql/t-sql/functions/session-context-transact-sql, Known issues).
/// </summary>
internal static class SqlServerRouteView
{
    /// <summary>The properties that can tell sessions apart.</summary>
    public static IReadOnlyList<PrincipalKind> Kinds { get; } =
    [PrincipalKind.Role, PrincipalKind.ApplicationName, PrincipalKind.ClientAddress];

    private const string Bytes = "collate Latin1_General_100_BIN2";

    private static readonly Sql _login = Sql.Raw($"lower(original_login()) {Bytes}");

    /// <summary>
    /// The view's query. ISNULL asks each subquery once; COALESCE is a CASE that would ask twice
    /// (https://learn.microsoft.com/sql/t-sql/language-elements/coalesce-transact-sql).
    /// </summary>
    public static Sql Write(RouteView route)
    {
        var principal = Principal(route.By);
        var share = Sql.Raw((RouteView.Whole - 1).ToString(CultureInfo.InvariantCulture));
        return $"select isnull("
            + $"(select e.number from {route.Exceptions} e where e.environment = {new SqlText(route.Environment)} "
            + $"and lower(e.principal) {Sql.Raw(Bytes)} = {principal}), "
            + $"(select case when (cast(substring(hashbytes('SHA2_256', r.salt + {principal}), 1, 4) as int) "
            + $"& {share}) < r.share then r.green else r.blue end from {route.Routes} r "
            + $"where r.environment = {new SqlText(route.Environment)})) as number";
    }

    /// <summary>
    /// Anybody may call an application anything, so the name counts only for the named accounts, which are logins. A
    /// session over shared memory has no address and sees blue.
    /// </summary>
    private static Sql Principal(Principal by)
    {
        switch (by.Kind)
        {
            case PrincipalKind.Role:
                return _login;
            case PrincipalKind.ClientAddress:
                return Sql.Raw(
                    "nullif(cast(connectionproperty('client_net_address') as nvarchar(128)), N'<local machine>') "
                        + Bytes
                );
            case PrincipalKind.ApplicationName:
                var accounts = Sql.Join(", ", by.Accounts.Select(account => (Sql)$"lower({new SqlText(account)})"));
                return $"case when {_login} in ({accounts}) "
                    + $"then coalesce(nullif(lower(app_name()) {Sql.Raw(Bytes)}, N''), {_login}) else {_login} end";
            default:
                throw new ArgumentOutOfRangeException(nameof(by));
        }
    }
}
