using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// Reads from pg_depend what <c>drop … cascade</c> would take along beyond the schemas that are dropped: not only
/// views, but also defaults that call a sequence, columns of a type, and functions
/// (https://www.postgresql.org/docs/15/catalog-pg-depend.html).
/// </summary>
internal static class PostgresCascade
{
    /// <summary>Reads the losses. They are those of the first degree; what hangs on them is not read.</summary>
    /// <param name="session">The session.</param>
    /// <param name="schemas">The schemas that are dropped, or of which relations are dropped.</param>
    /// <param name="only">The relations that are dropped; null if the schemas go as a whole.</param>
    /// <param name="cancellation">Ends it.</param>
    public static Task<IReadOnlyList<CatalogLoss>> ReadAsync(
        WarehouseSession session,
        string[] schemas,
        IReadOnlyCollection<RelationName>? only,
        CancellationToken cancellation
    )
    {
        var isWhole = only is null;
        string[] spaces = [.. (only ?? []).Select(relation => relation.Schema)];
        string[] names = [.. (only ?? []).Select(relation => relation.Name)];
        return session.QueryOwnAsync(
            $"""
            with recursive space as (
                select oid from pg_namespace where nspname = any({schemas})
            ),
            going as (
                select rel.oid from unnest({spaces}::text[], {names}::text[]) as named (space, name)
                join pg_namespace n on n.nspname = named.space
                join pg_class rel on rel.relnamespace = n.oid and rel.relname = named.name
            ),
            part as (
                select d.classid, d.objid from pg_depend d
                where d.refclassid = 'pg_namespace'::regclass and d.refobjid in (select oid from space)
                    and d.deptype = 'n'
                    and ({isWhole} or (d.classid = 'pg_class'::regclass and d.objid in (select oid from going)))
                union
                select d.classid, d.objid from part p
                join pg_depend d on d.refclassid = p.classid and d.refobjid = p.objid
                where d.deptype in ('a', 'i', 'e', 'P', 'S') and not (d.classid = 'pg_class'::regclass and exists (
                    select from pg_class c where c.oid = d.objid and c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
                        and c.relnamespace not in (select oid from space)))
            ),
            lost as (
                select distinct d.classid, d.objid, d.objsubid from part p
                join pg_depend d on d.refclassid = p.classid and d.refobjid = p.objid
                where (d.deptype = 'n' or d.classid = 'pg_class'::regclass)
                    and not exists (select from part own where own.classid = d.classid and own.objid = d.objid)
            )
            select named.type, named.identity, n.nspname::text, rel.relname::text, rule.oid is not null
            from lost l
            cross join lateral pg_identify_object(l.classid, l.objid, l.objsubid) named
            left join pg_attrdef def on l.classid = 'pg_attrdef'::regclass and def.oid = l.objid
            left join pg_rewrite rule on l.classid = 'pg_rewrite'::regclass and rule.oid = l.objid
            left join pg_constraint made on l.classid = 'pg_constraint'::regclass and made.oid = l.objid
            left join pg_trigger pull on l.classid = 'pg_trigger'::regclass and pull.oid = l.objid
            left join pg_policy rls on l.classid = 'pg_policy'::regclass and rls.oid = l.objid
            left join pg_class rel on rel.oid = case when l.classid = 'pg_class'::regclass then l.objid
                else coalesce(def.adrelid, rule.ev_class, made.conrelid, pull.tgrelid, rls.polrelid) end
            left join pg_namespace n on n.oid = rel.relnamespace
            where n.nspname is null or n.nspname not like 'pg\_toast%'
            order by 1, 2
            """,
            row => new CatalogLoss(
                row.GetString(0),
                row.GetString(1),
                row.IsDBNull(3) ? null : new RelationName(row.GetString(2), row.GetString(3)),
                row.GetBoolean(4)
            ),
            cancellation
        );
    }
}
