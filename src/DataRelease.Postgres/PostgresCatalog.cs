using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>Catalog queries; one query serves any number of relations.</summary>
internal static class PostgresCatalog
{
    public static async Task<IReadOnlyList<CatalogRelation>> ReadRelationsAsync(
        WarehouseSession session,
        string[] schemas,
        CancellationToken cancellation
    )
    {
        var rows = await session.QueryOwnAsync(
            $"""
            select n.nspname, c.relname, c.relkind::text, pg_get_userbyid(c.relowner), dr.description, c.reloptions,
                c.reltuples::bigint, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull, da.description,
                c.relrowsecurity
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_description dr on dr.objoid = c.oid and dr.classoid = 'pg_class'::regclass and dr.objsubid = 0
            left join pg_description da on da.objoid = c.oid and da.classoid = 'pg_class'::regclass
            and da.objsubid = a.attnum
            where n.nspname = any({schemas}) and c.relkind in ('r', 'p', 'v', 'm', 'f')
            order by n.nspname collate "C", c.relname collate "C", a.attnum
            """,
            row => new Row(
                new RelationName(row.GetString(0), row.GetString(1)),
                row.GetString(2),
                row.GetString(3),
                Text(row, 4),
                row.IsDBNull(5) ? [] : row.GetFieldValue<string[]>(5),
                row.GetInt64(6),
                Text(row, 7),
                Text(row, 8),
                row.IsDBNull(9) || row.GetBoolean(9),
                Text(row, 10),
                row.GetBoolean(11)
            ),
            cancellation
        );
        return
        [
            .. rows.GroupBy(row => row.Name)
                .Select(group =>
                {
                    var first = group.First();
                    return new CatalogRelation(
                        first.Name,
                        Kind(first.Kind),
                        first.Owner,
                        first.Comment,
                        [
                            .. group
                                .Where(row => row.Column is not null)
                                .Select(
                                    (row, index) =>
                                        new CatalogColumn(
                                            row.Column!,
                                            index + 1,
                                            row.Type!,
                                            row.Nullable,
                                            row.ColumnComment
                                        )
                                ),
                        ],
                        first.Kind == "v" ? first.Options : [],
                        first.Estimate < 0 ? null : first.Estimate
                    )
                    {
                        HasRowSecurity = first.HasRowSecurity,
                    };
                }),
        ];
    }

    public static Task<IReadOnlyList<CatalogGrant>> ReadGrantsAsync(
        WarehouseSession session,
        string[] schemas,
        CancellationToken cancellation
    ) =>
        session.QueryOwnAsync(
            $"""
            select n.nspname, c.relname, null::text, coalesce(r.rolname, 'PUBLIC'), acl.privilege_type, acl.is_grantable
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            cross join lateral aclexplode(c.relacl) acl
            left join pg_roles r on r.oid = acl.grantee
            where n.nspname = any({schemas}) and c.relkind in ('r', 'p', 'v', 'm', 'f') and acl.grantee <> c.relowner
            union all
            select n.nspname, c.relname, a.attname, coalesce(r.rolname, 'PUBLIC'), acl.privilege_type, acl.is_grantable
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attacl is not null
            cross join lateral aclexplode(a.attacl) acl
            left join pg_roles r on r.oid = acl.grantee
            where n.nspname = any({schemas}) and c.relkind in ('r', 'p', 'v', 'm', 'f') and acl.grantee <> c.relowner
            union all
            select n.nspname, null, null, coalesce(r.rolname, 'PUBLIC'), acl.privilege_type, acl.is_grantable
            from pg_namespace n
            cross join lateral aclexplode(n.nspacl) acl
            left join pg_roles r on r.oid = acl.grantee
            where n.nspname = any({schemas}) and acl.grantee <> n.nspowner
            order by 1, 2, 3, 4, 5
            """,
            row => new CatalogGrant(
                row.GetString(0),
                Text(row, 1),
                Text(row, 2),
                row.GetString(3),
                row.GetString(4),
                row.GetBoolean(5)
            ),
            cancellation
        );

    /// <summary>
    /// pg_depend records views and rules (through pg_rewrite), SQL-standard function bodies, foreign keys, publications
    /// and policies. A dependency on a relation's row type counts as one on the relation. A partition is a part of
    /// its table, and its foreign key is its table's. Row-level security is reported as a dependent too, because its
    /// policies would stay behind.
    /// </summary>
    public static Task<IReadOnlyList<CatalogDependent>> ReadDependentsAsync(
        WarehouseSession session,
        string[] schemas,
        CancellationToken cancellation
    )
    {
        // FOR TABLES IN SCHEMA exists since version 15.
        var hasSchemas = session.Connection is Npgsql.NpgsqlConnection { PostgreSqlVersion.Major: >= 15 };
        return session.QueryOwnAsync(
            $"""
            with target as (
                select c.oid, c.reltype, t.typarray, n.nspname, c.relname, c.relrowsecurity
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                left join pg_type t on t.oid = c.reltype
                where n.nspname = any({schemas}) and c.relkind in ('r', 'p', 'v', 'm', 'f')
            ),
            edge as (
                select t.*, d.classid, d.objid, d.refclassid from target t
                join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid
                union
                select t.*, d.classid, d.objid, d.refclassid from target t
                join pg_depend d on d.refclassid = 'pg_type'::regclass and d.refobjid in (t.reltype, t.typarray)
            )
            select distinct e.nspname, e.relname,
                case v.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'rule' end,
                vn.nspname || '.' || v.relname, vn.nspname, v.relname,
                case when v.relkind = 'v' then pg_get_viewdef(v.oid) end
            from edge e
            join pg_rewrite r on e.classid = 'pg_rewrite'::regclass and r.oid = e.objid
            join pg_class v on v.oid = r.ev_class
            join pg_namespace vn on vn.oid = v.relnamespace
            where v.oid <> e.oid
            union all
            select distinct e.nspname, e.relname, 'policy', p.polname || ' on ' || p.polrelid::regclass::text, null,
            null, null
            from edge e join pg_policy p on e.classid = 'pg_policy'::regclass and p.oid = e.objid
            where p.polrelid <> e.oid
            union all
            select distinct e.nspname, e.relname, 'column of its row type', e.objid::regclass::text, null, null, null
            from edge e join pg_class o on e.classid = 'pg_class'::regclass and o.oid = e.objid and o.relkind in ('r',
            'p', 'c') where o.oid <> e.oid and e.refclassid = 'pg_type'::regclass
            union all
            select distinct e.nspname, e.relname, 'function', p.oid::regprocedure::text, null, null, null
            from edge e join pg_proc p on e.classid = 'pg_proc'::regclass and p.oid = e.objid
            union all
            select distinct t.nspname, t.relname, 'foreign key', k.conname || ' on ' || k.conrelid::regclass::text,
            kn.nspname, kc.relname, null
            from target t
            join pg_constraint k on k.contype = 'f' and k.confrelid = t.oid and k.conrelid <> t.oid
                and k.conparentid = 0
            join pg_class kc on kc.oid = k.conrelid
            join pg_namespace kn on kn.oid = kc.relnamespace
            union all
            select t.nspname, t.relname, 'publication', p.pubname, null, null, null
            from target t join pg_publication_rel pr on pr.prrelid = t.oid join pg_publication p on p.oid = pr.prpubid
            union all
            select t.nspname, t.relname, 'publication', p.pubname || ' of schema ' || t.nspname, null, null, null
            from target t join pg_class c on c.oid = t.oid and c.relkind in ('r', 'p')
            join pg_publication p on {Sql.Raw(
                hasSchemas
                    ? "exists (select from pg_publication_namespace pn "
                        + "where pn.pnpubid = p.oid and pn.pnnspid = c.relnamespace)"
                    : "false"
            )}
            union all
            select nspname, relname, 'row-level security', nspname || '.' || relname, null, null, null
            from target where relrowsecurity
            order by 1, 2, 3, 4
            """,
            row => new CatalogDependent(
                new RelationName(row.GetString(0), row.GetString(1)),
                row.GetString(2),
                row.GetString(3),
                row.IsDBNull(5) ? null : new RelationName(row.GetString(4), row.GetString(5)),
                Text(row, 6)?.TrimEnd().TrimEnd(';')
            ),
            cancellation
        );
    }

    public static async Task<IReadOnlyDictionary<RelationName, string>> ReadViewDefinitionsAsync(
        WarehouseSession session,
        string[] schemas,
        CancellationToken cancellation
    )
    {
        var views = await session.QueryOwnAsync(
            $"""
            select n.nspname, c.relname, pg_get_viewdef(c.oid)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = any({schemas}) and c.relkind = 'v'
            """,
            row =>
                (
                    Name: new RelationName(row.GetString(0), row.GetString(1)),
                    Sql: row.GetString(2).TrimEnd().TrimEnd(';')
                ),
            cancellation
        );
        return views.ToDictionary(view => view.Name, view => view.Sql);
    }

    private static RelationKind Kind(string relkind) =>
        relkind switch
        {
            "r" or "p" => RelationKind.Table,
            "v" => RelationKind.View,
            "m" => RelationKind.MaterializedView,
            _ => RelationKind.Other,
        };

    private static string? Text(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);

    private sealed record Row(
        RelationName Name,
        string Kind,
        string Owner,
        string? Comment,
        IReadOnlyList<string> Options,
        long Estimate,
        string? Column,
        string? Type,
        bool Nullable,
        string? ColumnComment,
        bool HasRowSecurity
    );
}
