using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>Catalog reads about who may do what, and about what hangs on views.</summary>
internal static class PostgresAccess
{
    public static Task<IReadOnlyList<CatalogGrant>> ReadAccessAsync(
        WarehouseSession session,
        string[] schemas,
        CancellationToken cancellation
    ) =>
        session.QueryAsync(
            $"""
            with relation as (
                select n.nspname, c.oid, c.relname, c.relkind, c.relowner, c.relacl, c.reloptions
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = any({schemas}) and c.relkind in ('r', 'p', 'v', 'm', 'f')
            )
            select r.nspname, r.relname, null::text, coalesce(g.rolname, 'PUBLIC'), acl.privilege_type, acl.is_grantable
            from relation r cross join lateral aclexplode(r.relacl) acl left join pg_roles g on g.oid = acl.grantee
            where acl.grantee <> r.relowner
            union all
            select r.nspname, r.relname, a.attname, coalesce(g.rolname, 'PUBLIC'), acl.privilege_type, acl.is_grantable
            from relation r
            join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped and a.attacl is not null
            cross join lateral aclexplode(a.attacl) acl
            left join pg_roles g on g.oid = acl.grantee
            where acl.grantee <> r.relowner
            union all
            select r.nspname, r.relname, null, pg_get_userbyid(r.relowner), 'OWNER', false from relation r
            union all
            select r.nspname, r.relname, null, o, 'OPTION', false from relation r cross
            join lateral unnest(r.reloptions) o where r.relkind = 'v'
            """,
            row => new CatalogGrant(
                row.GetString(0),
                row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetBoolean(5)
            ),
            cancellation
        );

    public static Task<IReadOnlyList<DefaultGrant>> ReadDefaultGrantsAsync(
        WarehouseSession session,
        string[] schemas,
        CancellationToken cancellation
    ) =>
        session.QueryAsync(
            $"""
            select distinct pg_get_userbyid(d.defaclrole), n.nspname, coalesce(g.rolname, 'PUBLIC'), acl.privilege_type
            from pg_default_acl d
            cross join lateral aclexplode(d.defaclacl) acl
            join pg_namespace n on (d.defaclnamespace = 0 or d.defaclnamespace = n.oid) and n.nspname = any({schemas})
            left join pg_roles g on g.oid = acl.grantee
            where d.defaclobjtype = 'r' and acl.grantee <> d.defaclrole
            """,
            row => new DefaultGrant(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)),
            cancellation
        );

    /// <summary>Names in the statements are qualified only if nothing is on the search path.</summary>
    public static Task<IReadOnlyList<CatalogAttachment>> ReadAttachmentsAsync(
        WarehouseSession session,
        string[] schemas,
        CancellationToken cancellation
    ) =>
        session.QueryAsync(
            $"""
            with view as (
                select n.nspname, c.oid, c.relname
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = any({schemas}) and c.relkind = 'v'
            )
            select v.nspname, v.relname, 'trigger', t.tgname::text, null::text, pg_get_triggerdef(t.oid)
            from view v join pg_trigger t on t.tgrelid = v.oid where not t.tgisinternal
            union all
            select v.nspname, v.relname, 'rule', r.rulename, null, pg_get_ruledef(r.oid)
            from view v join pg_rewrite r on r.ev_class = v.oid where r.rulename <> '_RETURN'
            union all
            select v.nspname, v.relname, 'column default', a.attname, a.attname::text,
                format(
                    'alter view %I.%I alter column %I set default %s',
                    v.nspname, v.relname, a.attname, pg_get_expr(d.adbin, d.adrelid))
            from view v join pg_attrdef d on d.adrelid = v.oid join pg_attribute a on a.attrelid = v.oid
            and a.attnum = d.adnum
            union all
            select v.nspname, v.relname, 'security label', l.provider, null, null
            from view v join pg_seclabel l on l.classoid = 'pg_class'::regclass and l.objoid = v.oid
            order by 1, 2, 3, 4
            """,
            row => new CatalogAttachment(
                new RelationName(row.GetString(0), row.GetString(1)),
                row.GetString(2),
                row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.IsDBNull(5) ? null : row.GetString(5)
            ),
            cancellation
        );

    public static Task<IReadOnlyList<CatalogWatcher>> ReadWatchersAsync(
        WarehouseSession session,
        CancellationToken cancellation
    ) =>
        session.QueryAsync(
            $"""
            select 'event trigger', evtname::text, 'runs at ' || evtevent || ' during the swap' from pg_event_trigger
            where evtenabled <> 'D'
            union all
            select 'publication', pubname, 'publishes every table: subscribers get new release tables, and no swap'
            from pg_publication where puballtables
            order by 1, 2
            """,
            row => new CatalogWatcher(row.GetString(0), row.GetString(1), row.GetString(2)),
            cancellation
        );
}
