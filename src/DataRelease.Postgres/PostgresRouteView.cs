using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>Writes the view that tells sessions apart for a route.</summary>
internal static class PostgresRouteView
{
    private static readonly PostgresDialect _spelling = new();

    private static readonly Sql _user = Sql.Raw("session_user::pg_catalog.text");

    /// <summary>The statement that creates it.</summary>
    public static Sql Write(RouteView route)
    {
        var principal = Principal(route.By);
        var share = Sql.Raw((RouteView.Whole - 1).ToString(CultureInfo.InvariantCulture));
        return $"create or replace view {route.View} as select coalesce("
            + $"(select e.number from {route.Exceptions} e where {Is("e.environment", route.Environment)} and "
            + $"e.principal operator(pg_catalog.=) ({principal})), "
            + $"(select case when (pg_catalog.hashtext(r.salt operator(pg_catalog.||) ({principal})) "
            + $"operator(pg_catalog.&) {share}) operator(pg_catalog.<) r.share "
            + $"then r.green else r.blue end from {route.Routes} r where {Is("r.environment", route.Environment)})"
            + $") as number";
    }

    /// <summary>
    /// Uses the session's user, not the current one: a function that runs with its owner's rights would otherwise show
    /// another release within a statement. Anybody may set a setting, so the setting counts only for the named
    /// accounts.
    /// </summary>
    private static Sql Principal(Principal by)
    {
        Sql? said = by.Kind switch
        {
            PrincipalKind.Role => null,
            PrincipalKind.ClientAddress => Sql.Raw("pg_catalog.host(pg_catalog.inet_client_addr())"),
            PrincipalKind.ApplicationName => Setting("application_name"),
            PrincipalKind.Setting => Setting(by.Setting),
            _ => throw new ArgumentOutOfRangeException(nameof(by)),
        };
        if (said is null)
            return _user;
        if (by.Kind == PrincipalKind.ClientAddress)
            return said;
        var accounts = Sql.Join(", ", by.Accounts.Select(account => (Sql)$"{new SqlText(account)}"));
        return $"case when {_user} operator(pg_catalog.=) any (array[{accounts}]::pg_catalog.text[]) "
            + $"then coalesce(nullif({said}, ''), {_user}) else {_user} end";
    }

    private static Sql Setting(string name) => $"pg_catalog.current_setting({new SqlText(name)}, true)";

    private static Sql Is(string column, string environment) =>
        _spelling.AreEqual(Sql.Raw(column), $"{new SqlText(environment)}");
}
