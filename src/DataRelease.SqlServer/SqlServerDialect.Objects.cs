using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>
/// Transact-SQL's phrases about objects. What must be the first statement of a batch, and what needs a variable, stands
/// in a scope of its own, so that every phrase can follow another one.
/// </summary>
public sealed partial class SqlServerDialect
{
    /// <inheritdoc/>
    public override Sql EnsureSchema(string schema) =>
        $"if schema_id({new SqlText(schema)}) is null {CreateSchema(schema)}";

    /// <summary>
    /// A schema of a release belongs to who owns the live schema that it is named after: readers of a pointer view need
    /// no right on what it shows only where both have one owner.
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

    /// <summary>A schema goes only when it is empty: first what is in it, the newest first.</summary>
    public override Sql DropSchema(string schema) => SqlServerLexis.Scope(SqlServerDrops.Schema(schema));

    /// <inheritdoc/>
    public override Sql DropRelation(RelationName relation, RelationKind kind) =>
        kind is RelationKind.Table or RelationKind.Other
            ? SqlServerLexis.Scope(SqlServerDrops.Table(relation))
            : $"drop view if exists {relation}";

    /// <inheritdoc/>
    public override Sql DropTable(RelationName table) => $"drop table if exists {table}";

    /// <summary>
    /// Common table expressions can't stand in parentheses, and CREATE VIEW is alone in its batch
    /// (https://learn.microsoft.com/sql/t-sql/statements/create-view-transact-sql): a second statement is refused.
    /// </summary>
    public override (string Before, string After) ViewStatement(RelationName view, bool replace) =>
        ($"create {(replace ? "or alter " : "")}view {Quote(view)} as\n", "\n");

    /// <summary>
    /// A query that begins with common table expressions can't stand in parentheses; a view can be made of it, which is
    /// gone when the statement ends.
    /// </summary>
    public override Sql CreateTableAs(RelationName table, Sql query) =>
        SqlServerQueries.HasExpressions(query)
            ? ByView(table, query, view => $"select * into {table} from {view}")
            : $"select * into {table} from ({query}) q";

    /// <summary>The union keeps an identity from becoming one of the new table.</summary>
    public override Sql CreateTableLike(RelationName table, Sql query) =>
        SqlServerQueries.HasExpressions(query)
            ? ByView(table, query, view => Empty(table, $"select * from {view}"))
            : Empty(table, query);

    /// <inheritdoc/>
    public override Sql AddColumn(RelationName table, string column, string type) =>
        SqlServerLexis.Scope($"alter table {table} add {new Identifier(column)} {Sql.Raw(type)} null");

    /// <summary>A default would keep the column.</summary>
    public override Sql DropColumn(RelationName table, string column) =>
        SqlServerLexis.Scope(SqlServerDrops.Column(table, column));

    /// <summary>Without a word about NULL the column would let it in.</summary>
    public override Sql ChangeType(RelationName table, string column, string type)
    {
        Sql change = $"alter table {table} alter column {new Identifier(column)} {Sql.Raw(type)}";
        return SqlServerLexis.Scope(
            $"if columnproperty(object_id({SqlServerLexis.NameOf(table)}), {new SqlText(column)}, 'AllowsNull') = 0 "
                + $"{SqlServerLexis.Scope($"{change} not null")} else {SqlServerLexis.Scope($"{change} null")}"
        );
    }

    /// <summary>The engine gives an index no name of its own; within its table this one is free.</summary>
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

    /// <summary>INTERSECT compares whole rows, and takes NULL for a value like any other.</summary>
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

    /// <summary>Of a view: only a view's comments are written.</summary>
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
