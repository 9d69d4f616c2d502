using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Scripts that first drop whatever prevents a drop, because Transact-SQL has no CASCADE. They must run in their own
/// scope.
/// </summary>
internal static class SqlServerDrops
{
    /// <summary>Drops a schema with all its objects, and the foreign keys of other tables that refer to them.</summary>
    public static Sql Schema(string schema)
    {
        Sql id = $"schema_id({new SqlText(schema)})";
        return $"""
            declare @drop nvarchar(max);
            select @drop = {Joined(DropKey, "f.object_id")}
            from sys.foreign_keys f join sys.tables t on t.object_id = f.parent_object_id
            join sys.tables r on r.object_id = f.referenced_object_id
            where r.schema_id = {id} or t.schema_id = {id};
            if @drop is not null exec(@drop);
            set @drop = null;
            select @drop = {Joined(
                "N'alter table ' + quotename(schema_name(t.schema_id)) + N'.' + quotename(t.name) "
                    + "+ N' set (system_versioning = off)'",
                "t.object_id"
            )}
            from sys.tables t where t.schema_id = {id} and t.temporal_type = 2;
            if @drop is not null exec(@drop);
            set @drop = null;
            select @drop = {Joined(
                "N'drop ' + case o.type when 'V' then N'view' when 'U' then N'table' when 'P' then N'procedure' "
                    + "when 'SN' then N'synonym' when 'SO' then N'sequence' else N'function' end + N' ' "
                    + "+ quotename(schema_name(o.schema_id)) + N'.' + quotename(o.name)",
                "case o.type when 'U' then 1 when 'SO' then 2 else 0 end, o.create_date desc, o.object_id desc"
            )}
            from sys.objects o where o.schema_id = {id} and o.parent_object_id = 0
            and o.type in ('V', 'U', 'P', 'FN', 'IF', 'TF', 'FS', 'FT', 'SN', 'SO');
            if @drop is not null exec(@drop);
            set @drop = null;
            select @drop = {Joined(
                "N'drop type ' + quotename(schema_name(y.schema_id)) + N'.' + quotename(y.name)",
                "y.user_type_id desc"
            )}
            from sys.types y where y.schema_id = {id} and y.is_user_defined = 1;
            if @drop is not null exec(@drop);
            if {id} is not null exec({new SqlText(SqlServerLexis.Text($"drop schema {new Identifier(schema)}"))})
            """;
    }

    /// <summary>Drops a table, and the foreign keys of other tables that refer to it.</summary>
    public static Sql Table(RelationName table) =>
        $"""
            declare @drop nvarchar(max);
            select @drop = {Joined(DropKey, "f.object_id")}
            from sys.foreign_keys f join sys.tables t on t.object_id = f.parent_object_id
            where f.referenced_object_id = object_id({SqlServerLexis.NameOf(table)});
            if @drop is not null exec(@drop);
            drop table if exists {table}
            """;

    /// <summary>Drops a column, after its default, which would prevent the drop.</summary>
    public static Sql Column(RelationName table, string column) =>
        $"""
            declare @drop nvarchar(max);
            select @drop = {Joined(
                SqlServerLexis.Literal($"alter table {SqlServerDialect.Spelling.Quote(table)} drop constraint ")
                    + " + quotename(d.name)",
                "d.object_id"
            )}
            from sys.default_constraints d
            where d.parent_object_id = object_id({SqlServerLexis.NameOf(table)})
            and d.parent_column_id = columnproperty(d.parent_object_id, {new SqlText(column)}, 'ColumnId');
            if @drop is not null exec(@drop);
            {SqlServerLexis.Scope($"alter table {table} drop column {new Identifier(column)}")}
            """;

    private const string DropKey =
        "N'alter table ' + quotename(schema_name(t.schema_id)) + N'.' + quotename(t.name) "
        + "+ N' drop constraint ' + quotename(f.name)";

    private static Sql Joined(string statement, string order) =>
        Sql.Raw($"string_agg(cast({statement} as nvarchar(max)), N'; ') within group (order by {order})");
}
