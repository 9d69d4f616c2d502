using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Asks the server's own functions which rights the session's role has
/// (https://www.postgresql.org/docs/15/functions-info.html).
/// </summary>
internal static class PostgresRights
{
    public static async Task<IReadOnlyList<MissingRight>> ReadMissingAsync(
        WarehouseSession session,
        RightsScope scope,
        CancellationToken cancellation
    )
    {
        string[] live = [.. scope.LiveSchemas];
        string[] releases = [.. scope.ReleaseSchemas];
        string[] all = [.. live, .. releases];
        var ledger = scope.LedgerSchema;
        var found = await session.QueryAsync(
            $"""
            with lacking as (
                select 1 as place, 'CREATE' as privilege, 'database' as kind, current_database()::text as schema,
                null::text as name, null::text as owner
                where not has_database_privilege(current_database(), 'CREATE')
                union all
                select 2, p, 'schema', n.nspname, null, null
                from pg_namespace n cross join unnest(array['USAGE', 'CREATE']) p
                where n.nspname = any({live}) and not has_schema_privilege(n.oid, p)
                union all
                select 3, 'USAGE', 'schema', n.nspname, null, null
                from pg_namespace n where n.nspname = {ledger} and not has_schema_privilege(n.oid, 'USAGE')
                union all
                select 4, p, 'table', n.nspname, c.relname, null
                from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join unnest(array['SELECT',
                'INSERT', 'UPDATE', 'DELETE']) p
                where n.nspname = {ledger} and c.relkind = 'r' and not has_table_privilege(c.oid, p)
                union all
                select 5, 'ownership', 'schema', n.nspname, null, pg_get_userbyid(n.nspowner)
                from pg_namespace n where n.nspname = any({releases}) and not pg_has_role(n.nspowner, 'USAGE')
                union all
                select 6, 'ownership', case c.relkind when 'v' then 'view' when 'm' then 'materialized view'
                else 'table' end, n.nspname, c.relname, pg_get_userbyid(c.relowner)
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = any({all}) and c.relkind in ('r', 'p', 'v', 'm') and not pg_has_role(c.relowner,
                'USAGE')
                union all
                select distinct 6, 'CREATE', 'schema', n.nspname, null, pg_get_userbyid(c.relowner)
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = any({live}) and c.relkind in ('r', 'p', 'v') and not has_schema_privilege(c.relowner,
                n.oid, 'CREATE')
            )
            select privilege, kind, schema, name, owner, current_user::text from lacking order by place, schema, name,
            privilege limit 200
            """,
            row =>
                (
                    Privilege: row.GetString(0),
                    Kind: row.GetString(1),
                    Schema: row.GetString(2),
                    Name: row.IsDBNull(3) ? null : row.GetString(3),
                    Owner: row.IsDBNull(4) ? null : row.GetString(4),
                    Role: row.GetString(5)
                ),
            cancellation
        );
        return
        [
            .. found.Select(right => new MissingRight(
                right.Privilege == "CREATE" && right.Owner is not null
                    ? $"CREATE for the owner {right.Owner}"
                    : right.Privilege,
                $"{right.Kind} {right.Schema}{(right.Name is null ? "" : $".{right.Name}")}",
                Remedy(session.Dialect, right.Privilege, right.Kind, right.Schema, right.Name, right.Owner, right.Role)
            )),
        ];
    }

    /// <summary>CONNECT is refused before anything can be asked.</summary>
    public static string GrantConnect(Dialect dialect, string database, string role) =>
        $"grant connect on database {dialect.Quote(database)} to {dialect.Quote(role)}";

    private static string Remedy(
        Dialect dialect,
        string privilege,
        string kind,
        string schema,
        string? name,
        string? owner,
        string role
    )
    {
        var to = dialect.Quote(role);
        if (owner is not null && privilege == "CREATE")
            return $"grant create on schema {dialect.Quote(schema)} to {dialect.Quote(owner)}";
        if (owner is not null)
            return $"grant {dialect.Quote(owner)} to {to}";
        var on = name is null ? dialect.Quote(schema) : dialect.Quote(new RelationName(schema, name));
        return $"grant {privilege.ToLowerInvariant()} on {kind} {on} to {to}";
    }
}
