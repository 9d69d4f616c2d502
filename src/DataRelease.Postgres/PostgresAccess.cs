using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>Catalog queries about rights, and about objects attached to views.</summary>
internal static class PostgresAccess
{
    public static Task<IReadOnlyList<CatalogGrant>> ReadAccessAsync(
        WarehouseSession session,
        string[] schemas,
        CancellationToken cancellation
    ) =>
        session.QueryOwnAsync(
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
        session.QueryOwnAsync(
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

    /// <summary>A schema with its rights, its comment and its other objects; null if it does not exist.</summary>
    public static async Task<RouterFrame?> ReadFrameAsync(
        WarehouseSession session,
        string schema,
        CancellationToken cancellation
    )
    {
        var found = await session.QueryOwnAsync(
            $"""
            select pg_get_userbyid(nspowner)::text, obj_description(oid, 'pg_namespace')
            from pg_namespace where nspname = {schema}
            """,
            row => (Owner: row.GetString(0), Comment: row.IsDBNull(1) ? null : row.GetString(1)),
            cancellation
        );
        if (found is not [var own, ..])
            return null;
        var rights = await session.QueryOwnAsync(
            $"""
            select coalesce(g.rolname, 'PUBLIC')::text, acl.privilege_type, acl.is_grantable, null::text, null::text
            from pg_namespace n cross join lateral aclexplode(n.nspacl) acl
            left join pg_roles g on g.oid = acl.grantee
            where n.nspname = {schema} and acl.grantee <> n.nspowner
            union all
            select coalesce(g.rolname, 'PUBLIC')::text, acl.privilege_type, acl.is_grantable,
                case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
                    else 'types' end,
                pg_get_userbyid(d.defaclrole)::text
            from pg_default_acl d join pg_namespace n on n.oid = d.defaclnamespace
            cross join lateral aclexplode(d.defaclacl) acl left join pg_roles g on g.oid = acl.grantee
            where n.nspname = {schema} and acl.grantee <> d.defaclrole
            order by 4, 5, 1, 2
            """,
            row => new RouterRight(
                row.GetString(0),
                row.GetString(1),
                row.GetBoolean(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.IsDBNull(4) ? null : row.GetString(4)
            ),
            cancellation
        );
        var others = await session.QueryOwnAsync(
            $"""
            select pg_describe_object(d.classid, d.objid, 0)
            from pg_depend d join pg_namespace n on n.oid = d.refobjid
            left join pg_class c on d.classid = 'pg_class'::regclass and c.oid = d.objid
            where d.refclassid = 'pg_namespace'::regclass and d.deptype = 'n' and n.nspname = {schema}
                and (c.oid is null or c.relkind not in ('r', 'p', 'v', 'm', 'f'))
                and not (coalesce(c.relkind, 'r') = 'S' and exists (
                    select from pg_depend o where o.classid = d.classid and o.objid = d.objid
                        and o.deptype in ('a', 'i') and o.refobjsubid > 0))
            order by 1 limit 20
            """,
            row => row.GetString(0),
            cancellation
        );
        return new RouterFrame(own.Owner, own.Comment, rights, others);
    }

    /// <summary>The server qualifies all names in these statements only if the search path is empty.</summary>
    public static Task<IReadOnlyList<CatalogAttachment>> ReadAttachmentsAsync(
        WarehouseSession session,
        string[] schemas,
        CancellationToken cancellation
    ) =>
        session.QueryOwnAsync(
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
                    'alter table %I.%I alter column %I set default %s',
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
        session.QueryOwnAsync(
            $"""
            select 'event trigger', e.evtname::text,
                format('runs %I.%I() at %s in migrations, builds, swaps and rollbacks',
                    n.nspname, p.proname, e.evtevent)
            from pg_event_trigger e join pg_proc p on p.oid = e.evtfoid join pg_namespace n on n.oid = p.pronamespace
            where e.evtenabled in ('O', 'A') and not starts_with(e.evtname::text, {PostgresGuard.Triggers})
            union all
            select 'publication', pubname, 'publishes every table: subscribers get new release tables, and no swap'
            from pg_publication where puballtables
            order by 1, 2
            """,
            row => new CatalogWatcher(row.GetString(0), row.GetString(1), row.GetString(2)),
            cancellation
        );
}
