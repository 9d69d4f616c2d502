using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Transact-SQL's statements about objects. A statement that must come first in its batch, or that needs a variable,
/// has its own scope, so that every statement can follow another one.
/// </summary>
public sealed partial class SqlServerDialect
{
    /// <inheritdoc/>
    public override Sql EnsureSchema(string schema) =>
        $"if schema_id({new SqlText(schema)}) is null {CreateSchema(schema)}";

    /// <summary>
    /// A release's schema gets the owner of the live schema that it is named after. Only if both have one owner can
    /// readers of a pointer view do without rights on what it reads.
    /// </summary>
    public override Sql CreateSchema(string schema)
    {
        Sql name = $"{new SqlText(schema)}";
        Sql make = $"{new SqlText(SqlServerLexis.Text($"create schema {new Identifier(schema)}"))}";
        return SqlServerLexis.Scope(
            $"declare @owner sysname = coalesce((select top (1) user_name(s.principal_id) from sys.schemas s "
                + $"where left({name}, len(s.name) + 3) = s.name + N'__r' order by len(s.name) desc), user_name()); "
                + $"declare @make nvarchar(1000) = {make} "
                + $"+ N' authorization ' + quotename(@owner); exec(@make)"
        );
    }

    /// <summary>Only an empty schema can be dropped, so its objects are dropped first, the newest first.</summary>
    public override Sql DropSchema(string schema) => SqlServerLexis.Scope(SqlServerDrops.Schema(schema));

    /// <inheritdoc/>
    public override Sql DropRelation(RelationName relation, RelationKind kind) =>
        kind is RelationKind.Table or RelationKind.Other
            ? SqlServerLexis.Scope(SqlServerDrops.Table(relation))
            : $"drop view if exists {relation}";

    /// <inheritdoc/>
    public override Sql DropTable(RelationName table) => $"drop table if exists {table}";

    /// <summary>
    /// Common table expressions can't be in parentheses, and CREATE VIEW must be alone in its batch
    /// (https://learn.microsoft.com/sql/t-sql/statements/create-view-transact-sql), so the server refuses a second
    /// statement.
    /// </summary>
    public override (string Before, string After) ViewStatement(RelationName view, bool replace) =>
        ($"create {(replace ? "or alter " : "")}view {Quote(view)} as\n", "\n");

    /// <summary>
    /// A query that begins with common table expressions can't be in parentheses. It becomes a view instead, which is
    /// dropped when the statement ends.
    /// </summary>
    public override Sql CreateTableAs(RelationName table, Sql query) =>
        SqlServerQueries.HasExpressions(query)
            ? ByView(table, query, view => $"select * into {table} from {view}")
            : $"select * into {table} from ({query}) q";

    /// <summary>The union keeps the new table's column from becoming an identity.</summary>
    public override Sql CreateTableLike(RelationName table, Sql query) =>
        SqlServerQueries.HasExpressions(query)
            ? ByView(table, query, view => Empty(table, $"select * from {view}"))
            : Empty(table, query);

    /// <inheritdoc/>
    public override Sql AddColumn(RelationName table, string column, string type) =>
        SqlServerLexis.Scope($"alter table {table} add {new Identifier(column)} {Sql.Raw(type)} null");

    /// <summary>Drops the column's default first, which would otherwise prevent the drop.</summary>
    public override Sql DropColumn(RelationName table, string column) =>
        SqlServerLexis.Scope(SqlServerDrops.Column(table, column));

    /// <summary>States the nullability again; without that, the column would become nullable.</summary>
    public override Sql ChangeType(RelationName table, string column, string type)
    {
        Sql change = $"alter table {table} alter column {new Identifier(column)} {Sql.Raw(type)}";
        return SqlServerLexis.Scope(
            $"if columnproperty(object_id({SqlServerLexis.NameOf(table)}), {new SqlText(column)}, 'AllowsNull') = 0 "
                + $"{SqlServerLexis.Scope($"{change} not null")} else {SqlServerLexis.Scope($"{change} null")}"
        );
    }

    /// <summary>
    /// SQL Server does not choose a name for an index. This one is free, because index names belong to their table.
    /// </summary>
    public override Sql CreateIndex(RelationName table, IReadOnlyList<string> columns, bool isUnique, string? method)
    {
        var name = new Identifier(Shorten($"{(isUnique ? "ux" : "ix")}_{string.Join('_', columns)}"));
        var unique = Sql.Raw(isUnique ? "unique " : "");
        var kind = Sql.Raw(
            method?.ToLowerInvariant() switch
            {
                null or "nonclustered" => "",
                "clustered" => "clustered ",
                "columnstore" or "nonclustered columnstore" => "nonclustered columnstore ",
                "clustered columnstore" => "clustered columnstore ",
                var other => throw new ArgumentException($"unknown kind of index '{other}'", nameof(method)),
            }
        );
        Sql list =
            method?.ToLowerInvariant() == "clustered columnstore"
                ? Sql.Empty
                : $" ({Sql.Join(", ", columns.Select(column => new Identifier(column)))})";
        return SqlServerLexis.Scope($"create {unique}{kind}index {name} on {table}{list}");
    }

    /// <summary>INTERSECT compares whole rows, and treats NULL as a value.</summary>
    public override Sql DeleteMatching(RelationName table, RelationName other, IReadOnlyList<Sql> key)
    {
        var columns = Sql.Join(", ", key);
        return $"delete from {table} where exists (select {columns} intersect select {columns} from {other})";
    }

    /// <inheritdoc/>
    public override Sql InsertAsTheyAre(RelationName table, Sql columns, Sql query)
    {
        Sql insert = $"insert into {table} ({columns}) {query}";
        Sql kept = $"set identity_insert {table} on; {insert}; set identity_insert {table} off";
        return $"if objectproperty(object_id({SqlServerLexis.NameOf(table)}), 'TableHasIdentity') = 1 "
            + $"{SqlServerLexis.Scope(kept)} else {SqlServerLexis.Scope(insert)}";
    }

    /// <inheritdoc/>
    public override Sql Comment(RelationName relation, RelationKind kind, string? text) =>
        SqlServerComments.Write(relation, kind, null, text);

    /// <summary>Works for views only: no other column comments are written.</summary>
    public override Sql CommentColumn(RelationName relation, string column, string? text) =>
        SqlServerComments.Write(relation, null, column, text);

    private static Sql Empty(RelationName table, Sql query) =>
        $"select * into {table} from (select top (0) * from ({query}) a union all "
        + $"select top (0) * from ({query}) b) q";

    private Sql ByView(RelationName table, Sql query, Func<RelationName, Sql> use)
    {
        var view = table with { Name = Shorten($"query__{table.Name}") };
        return SqlServerLexis.Scope(
            $"{SqlServerLexis.Scope($"create view {view} as {query}")}; "
                + $"{SqlServerLexis.Scope(use(view))}; drop view {view}"
        );
    }
}
