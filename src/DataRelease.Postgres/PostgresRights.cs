using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Asks the server's own functions for the rights of the session's role
/// (https://www.postgresql.org/docs/15/functions-info.html).
/// </summary>
internal static class PostgresRights
{
    public static async Task<MissingRights> ReadMissingAsync(
        WarehouseSession session,
        RightsScope scope,
        CancellationToken cancellation
    )
    {
        string[] live = [.. scope.LiveSchemas];
        string[] releases = [.. scope.ReleaseSchemas];
        string[] all = [.. live, .. releases];
        var ledger = scope.LedgerSchema;
        var found = await session.QueryOwnAsync(
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
            row => new Lack(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetString(5)
            ),
            cancellation
        );
        var dialect = session.Dialect;
        return new MissingRights(
            [
                .. found.Select(lack => new MissingRight(
                    lack.IsOfOwner ? $"CREATE for the owner {lack.Owner}" : lack.Privilege,
                    $"{lack.Kind} {lack.Schema}{(lack.Name is null ? "" : $".{lack.Name}")}",
                    lack.Remedy(dialect)
                )),
            ],
            Together(dialect, found)
        );
    }

    /// <summary>
    /// Combines the statements: one for all privileges on an object, and one for all tables that lack the same
    /// privileges.
    /// </summary>
    private static List<string> Together(Dialect dialect, IReadOnlyList<Lack> found) =>
        [
            .. found
                .GroupBy(lack => (lack.Kind, lack.Object(dialect), lack.Grantee(dialect), lack.Membership(dialect)))
                .Select(group => (First: group.First(), Privileges: string.Join(", ", group.Select(lack => lack.Word))))
                .GroupBy(lack =>
                    (lack.Privileges, lack.First.Kind, lack.First.Grantee(dialect), lack.First.Membership(dialect))
                )
                .Select(group =>
                    group.Key.Item4
                    ?? $"grant {group.Key.Privileges} on {group.Key.Kind} "
                        + $"{string.Join(", ", group.Select(lack => lack.First.Object(dialect)))} to {group.Key.Item3}"
                )
                .Distinct(),
        ];

    /// <summary>Without CONNECT the server refuses the session, so nothing can be asked.</summary>
    public static string GrantConnect(Dialect dialect, string database, string role) =>
        $"grant connect on database {dialect.Quote(database)} to {dialect.Quote(role)}";

    /// <summary>One missing right: a row of the server's answer.</summary>
    private sealed record Lack(string Privilege, string Kind, string Schema, string? Name, string? Owner, string Role)
    {
        public bool IsOfOwner => Owner is not null && Privilege == "CREATE";

        public string Word => Privilege.ToLowerInvariant();

        public string Object(Dialect dialect) =>
            Name is null ? dialect.Quote(Schema) : dialect.Quote(new RelationName(Schema, Name));

        public string Grantee(Dialect dialect) => dialect.Quote(IsOfOwner ? Owner! : Role);

        /// <summary>The statement that gives an owner's rights; null if a privilege is enough.</summary>
        public string? Membership(Dialect dialect) =>
            Owner is null || IsOfOwner ? null : $"grant {dialect.Quote(Owner)} to {dialect.Quote(Role)}";

        public string Remedy(Dialect dialect) =>
            Membership(dialect) ?? $"grant {Word} on {Kind} {Object(dialect)} to {Grantee(dialect)}";
    }
}
