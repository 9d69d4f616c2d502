using System.Data.Common;
using System.Text.Json;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Catalog queries; one query serves any number of relations. The schemas are one parameter, as JSON.
/// </summary>
internal static class SqlServerCatalog
{
    /// <summary>Relations with their columns, one row for each column.</summary>
    public static Sql Relations(IReadOnlyCollection<string> schemas) =>
        $"""
            select s.name, o.name, rtrim(o.type), user_name(coalesce(o.principal_id, s.principal_id)),
                cast(e.value as nvarchar(3750)), cast(coalesce(m.is_schema_bound, 0) as bit),
                cast(coalesce(v.with_check_option, 0) as bit),
                (select sum(p.rows) from sys.partitions p where p.object_id = o.object_id and p.index_id in (0, 1)),
                c.name,
                {Type}, c.is_nullable, cast(ce.value as nvarchar(3750)),
                cast(case when exists (select 1 from sys.security_predicates r where r.target_object_id = o.object_id)
                    or exists (select 1 from sys.masked_columns k where k.object_id = o.object_id and k.is_masked = 1)
                    then 1 else 0 end as bit),
                {Underlying}
            from sys.objects o
            join sys.schemas s on s.schema_id = o.schema_id
            join {In(schemas)} wanted on wanted.name = s.name collate catalog_default
            left join sys.views v on v.object_id = o.object_id
            left join sys.sql_modules m on m.object_id = o.object_id
            left join sys.extended_properties e on e.class = 1 and e.major_id = o.object_id and e.minor_id = 0
                and e.name = N'MS_Description'
            left join sys.columns c on c.object_id = o.object_id
            left join sys.types y on y.user_type_id = c.user_type_id
            left join sys.types u on u.user_type_id = c.system_type_id and y.is_user_defined = 1
                and y.is_assembly_type = 0
            left join sys.extended_properties ce on ce.class = 1 and ce.major_id = o.object_id
                and ce.minor_id = c.column_id and ce.name = N'MS_Description'
            where o.type in ('U', 'V', 'ET', 'SN')
            order by s.name, o.name, c.column_id
            """;

    /// <summary>A type in full, as in a declaration.</summary>
    private static Sql Type { get; } =
        $"case when y.is_user_defined = 1 then quotename(schema_name(y.schema_id)) + N'.' + quotename(y.name) "
        + $"{Own('y')}";

    /// <summary>The server's own type under an alias type, in full; null for any other.</summary>
    private static Sql Underlying { get; } = $"case when u.name is null then null {Own('u')}";

    /// <summary>The rest of a CASE that spells one of the server's own types.</summary>
    private static Sql Own(char of) =>
        Sql.Raw(
            $"when {of}.name in (N'char', N'varchar', N'binary', N'varbinary') then {of}.name + N'(' + case "
                + "c.max_length when -1 then N'max' else cast(c.max_length as nvarchar(10)) end + N')' "
                + $"when {of}.name in (N'nchar', N'nvarchar') then {of}.name + N'(' + case c.max_length when -1 "
                + "then N'max' else cast(c.max_length / 2 as nvarchar(10)) end + N')' "
                + $"when {of}.name in (N'decimal', N'numeric') then {of}.name + N'(' + cast(c.precision as "
                + "nvarchar(10)) + N',' + cast(c.scale as nvarchar(10)) + N')' "
                + $"when {of}.name in (N'datetime2', N'datetimeoffset', N'time') then {of}.name + N'(' "
                + $"+ cast(c.scale as nvarchar(10)) + N')' else {of}.name end"
        );

    public static async Task<IReadOnlyList<CatalogRelation>> ReadRelationsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    )
    {
        var rows = await session.QueryAsync(Relations(schemas), Read, cancellation);
        return
        [
            .. rows.GroupBy(row => row.Name)
                .Select(group =>
                    group.First().Relation with
                    {
                        Columns =
                        [
                            .. group
                                .Select(row => row.Column)
                                .OfType<CatalogColumn>()
                                .Select((column, index) => column with { Ordinal = index + 1 }),
                        ],
                    }
                )
                .OrderBy(relation => relation.Name),
        ];

        static (RelationName Name, CatalogRelation Relation, CatalogColumn? Column) Read(DbDataReader row)
        {
            var name = new RelationName(row.GetString(0), row.GetString(1));
            var options = new List<string>();
            if (row.GetBoolean(5))
                options.Add("schemabinding");
            if (row.GetBoolean(6))
                options.Add("check option");
            var relation = new CatalogRelation(
                name,
                row.GetString(2) switch
                {
                    "U" => RelationKind.Table,
                    "V" => RelationKind.View,
                    _ => RelationKind.Other,
                },
                Text(row, 3),
                Text(row, 4),
                [],
                options,
                row.IsDBNull(7) ? null : row.ReadLong(7)
            )
            {
                HasRowSecurity = row.GetBoolean(12),
            };
            var column = row.IsDBNull(8)
                ? null
                : new CatalogColumn(row.GetString(8), 0, row.GetString(9), row.GetBoolean(10), Text(row, 11))
                {
                    Underlying = Text(row, 13),
                };
            return (name, relation, column);
        }
    }

    /// <summary>The schemas that exist, among those given.</summary>
    public static Sql Schemas(IReadOnlyCollection<string> schemas) =>
        $"select s.name from sys.schemas s join {In(schemas)} wanted on wanted.name = s.name collate catalog_default";

    /// <summary>Every schema except those of the engine and its fixed roles.</summary>
    public static Sql AllSchemas { get; } =
        $"""
            select name from sys.schemas
            where schema_id < 16384 and name not in (N'sys', N'INFORMATION_SCHEMA', N'guest')
            """;

    /// <summary>The texts of the views, one row for each view.</summary>
    public static Sql Definitions(IReadOnlyCollection<string> schemas) =>
        $"""
            select s.name, o.name, m.definition
            from sys.views o join sys.schemas s on s.schema_id = o.schema_id
            join {In(schemas)} wanted on wanted.name = s.name collate catalog_default
            join sys.sql_modules m on m.object_id = o.object_id
            where m.definition is not null
            """;

    /// <summary>The queries of views; an encrypted view is missing.</summary>
    public static async Task<IReadOnlyDictionary<RelationName, string>> ReadDefinitionsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) =>
        (
            await session.QueryAsync(
                Definitions(schemas),
                row => (Name: new RelationName(row.GetString(0), row.GetString(1)), Text: row.GetString(2)),
                cancellation
            )
        ).ToDictionary(view => view.Name, view => SqlServerModules.Body(view.Text));

    /// <summary>
    /// Dependents of the schemas' relations: modules by the catalog of names (which knows no dynamic SQL), foreign
    /// keys, synonyms and security policies.
    /// </summary>
    public static Sql Dependents(IReadOnlyCollection<string> schemas) =>
        $"""
            with target as (
                select s.name as space, o.name, o.object_id
                from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
                join {In(schemas)} wanted on wanted.name = s.name collate catalog_default
                where o.type in ('U', 'V', 'SN')
            )
            select t.space, t.name,
                case rtrim(b.type) when 'V' then N'view' when 'P' then N'procedure' when 'TR' then N'trigger'
                    when 'C' then N'check' when 'U' then N'computed column' else N'function' end,
                bs.name + N'.' + b.name, bs.name,
                case when rtrim(b.type) = 'V' then b.name end, case when rtrim(b.type) = 'V' then m.definition end
            from target t
            join sys.sql_expression_dependencies d on d.referenced_class = 1
                and (d.referenced_id = t.object_id or (d.referenced_id is null and d.referenced_database_name is null
                    and d.referenced_schema_name = t.space and d.referenced_entity_name = t.name))
            join sys.objects b on b.object_id = d.referencing_id and b.object_id <> t.object_id
            join sys.schemas bs on bs.schema_id = b.schema_id
            left join sys.sql_modules m on m.object_id = b.object_id
            where d.referencing_class = 1
            union
            select t.space, t.name, N'foreign key', ks.name + N'.' + kt.name, ks.name, null, null
            from target t join sys.foreign_keys k on k.referenced_object_id = t.object_id
                and k.parent_object_id <> t.object_id
            join sys.objects kt on kt.object_id = k.parent_object_id join sys.schemas ks on ks.schema_id = kt.schema_id
            union
            select t.space, t.name, N'synonym', ns.name + N'.' + n.name, ns.name, null, null
            from target t join sys.synonyms n on object_id(n.base_object_name) = t.object_id
            join sys.schemas ns on ns.schema_id = n.schema_id
            union
            select t.space, t.name, N'row-level security', ps.name + N'.' + p.name, ps.name, null, null
            from target t join sys.security_predicates r on r.target_object_id = t.object_id
            join sys.objects p on p.object_id = r.object_id join sys.schemas ps on ps.schema_id = p.schema_id
            order by 1, 2, 3, 4
            """;

    public static async Task<IReadOnlyList<CatalogDependent>> ReadDependentsAsync(
        WarehouseSession session,
        IReadOnlyCollection<string> schemas,
        CancellationToken cancellation
    ) =>
        await session.QueryAsync(
            Dependents(schemas),
            row => new CatalogDependent(
                new RelationName(row.GetString(0), row.GetString(1)),
                row.GetString(2),
                row.GetString(3),
                row.IsDBNull(5) ? null : new RelationName(row.GetString(4), row.GetString(5)),
                Text(row, 6) is { } text ? SqlServerModules.Body(text) : null
            )
            {
                Schema = row.GetString(4),
            },
            cancellation
        );

    /// <summary>The logins of users, and of the members of roles; a user without a login is its own.</summary>
    public static Sql Members(IReadOnlyCollection<string> roles) =>
        $"""
            with member as (
                select p.principal_id from sys.database_principals p
                join {In(roles)} wanted on wanted.name = p.name collate catalog_default
                union all
                select m.member_principal_id from sys.database_role_members m
                join member on member.principal_id = m.role_principal_id
            )
            select distinct coalesce(suser_sname(p.sid), p.name) from sys.database_principals p
            join member on member.principal_id = p.principal_id order by 1
            """;

    /// <summary>The names as rows with one column, from one parameter.</summary>
    public static Sql In(IReadOnlyCollection<string> names) =>
        $"(select distinct [value] collate catalog_default as name from openjson({JsonSerializer.Serialize(names)}))";

    public static string? Text(DbDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
