using System.Data.Common;
using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Queries about rights: privileges on schemas, relations and columns, and denials. A denial is a privilege with DENY
/// before its name.
/// </summary>
internal static class SqlServerAccess
{
    /// <summary>The prefix of a denied privilege's name.</summary>
    public const string Denied = "DENY ";

    /// <summary>Privileges on the schemas, their relations and columns.</summary>
    public static Sql Grants(IReadOnlyCollection<string> schemas) =>
        $"""
            select s.name, null, null, user_name(p.grantee_principal_id), {Privilege(
                "p.permission_name"
            )}, {Grantable}
            from sys.database_permissions p join sys.schemas s on s.schema_id = p.major_id
            join {SqlServerCatalog.In(schemas)} wanted on wanted.name = s.name collate catalog_default
            where p.class = 3 and p.state <> 'R'
            union all
            {OfRelations(schemas)}
            """;

    /// <summary>
    /// Privileges on the relations and columns; each relation's owner and each view's options have the same form.
    /// </summary>
    public static Sql Access(IReadOnlyCollection<string> schemas) =>
        $"""
            {OfRelations(schemas)}
            union all
            select s.name, o.name, null, user_name(coalesce(o.principal_id, s.principal_id)), {Word(
                "OWNER"
            )}, cast(0 as bit)
            from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
            join {SqlServerCatalog.In(schemas)} wanted on wanted.name = s.name collate catalog_default
            where o.type in ('U', 'V', 'ET', 'SN')
            union all
            select s.name, o.name, null, x.name collate catalog_default, {Word("OPTION")}, cast(0 as bit)
            from sys.views o join sys.schemas s on s.schema_id = o.schema_id
            join {SqlServerCatalog.In(schemas)} wanted on wanted.name = s.name collate catalog_default
            join sys.sql_modules m on m.object_id = o.object_id
            cross apply (select N'schemabinding' as name where m.is_schema_bound = 1
                union all select N'check option' where o.with_check_option = 1) x
            """;

    public static async Task<IReadOnlyList<CatalogGrant>> ReadAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    ) => await session.QueryAsync(query, Read, cancellation);

    private static Sql OfRelations(IReadOnlyCollection<string> schemas) =>
        $"""
            select s.name, o.name, col_name(p.major_id, nullif(p.minor_id, 0)), user_name(p.grantee_principal_id),
                {Privilege("p.permission_name")}, {Grantable}
            from sys.database_permissions p join sys.objects o on o.object_id = p.major_id
            join sys.schemas s on s.schema_id = o.schema_id
            join {SqlServerCatalog.In(schemas)} wanted on wanted.name = s.name collate catalog_default
            where p.class = 1 and p.state <> 'R' and o.type in ('U', 'V', 'ET', 'SN')
            """;

    /// <summary>
    /// A privilege's name in the collation of the catalog's other names. The column has a collation of its own, which
    /// is the same in every database, and the server refuses to compare texts of two collations (error 468;
    /// https://learn.microsoft.com/sql/t-sql/statements/collation-precedence-transact-sql).
    /// </summary>
    private static Sql Privilege(string name) =>
        Sql.Raw(
            $"case when p.state = 'D' then N'{Denied}' else N'' end + cast({name} as nvarchar(128)) "
                + "collate catalog_default"
        );

    private static Sql Word(string word) => Sql.Raw($"N'{word}' collate catalog_default");

    private static Sql Grantable { get; } = Sql.Raw("cast(case when p.state = 'W' then 1 else 0 end as bit)");

    private static CatalogGrant Read(DbDataReader row) =>
        new(
            row.GetString(0),
            SqlServerCatalog.Text(row, 1),
            SqlServerCatalog.Text(row, 2),
            row.GetString(3) is "public" ? CatalogGrant.Public : row.GetString(3),
            row.GetString(4),
            row.GetBoolean(5)
        );
}
