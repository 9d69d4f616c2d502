using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>DuckDB's statements about objects.</summary>
public sealed partial class DuckDbDialect
{
    /// <inheritdoc/>
    public override Sql EnsureSchema(string schema) => $"create schema if not exists {new Identifier(schema)}";

    /// <inheritdoc/>
    public override Sql CreateSchema(string schema) => $"create schema {new Identifier(schema)}";

    /// <inheritdoc/>
    public override Sql DropSchema(string schema) => $"drop schema if exists {new Identifier(schema)} cascade";

    /// <inheritdoc/>
    public override Sql DropRelation(RelationName relation, RelationKind kind) =>
        $"drop {Word(kind)} if exists {relation} cascade";

    /// <inheritdoc/>
    public override Sql DropTable(RelationName table) => $"drop table if exists {table}";

    /// <inheritdoc/>
    public override Sql CreateTableAs(RelationName table, Sql query) => $"create table {table} as ({query})";

    /// <inheritdoc/>
    public override Sql CreateTableLike(RelationName table, Sql query) =>
        $"create table {table} as select * from ({query}) q with no data";

    /// <inheritdoc/>
    public override Sql AddColumn(RelationName table, string column, string type) =>
        $"alter table {table} add column {new Identifier(column)} {Sql.Raw(type)}";

    /// <inheritdoc/>
    public override Sql DropColumn(RelationName table, string column) =>
        $"alter table {table} drop column {new Identifier(column)}";

    /// <inheritdoc/>
    public override Sql ChangeType(RelationName table, string column, string type) =>
        $"alter table {table} alter column {new Identifier(column)} type {Sql.Raw(type)}";

    /// <summary>
    /// DuckDB wants a name for an index, which is unique in its schema, and has one kind of index
    /// (https://duckdb.org/docs/stable/sql/statements/create_index).
    /// </summary>
    public override Sql CreateIndex(RelationName table, IReadOnlyList<string> columns, bool isUnique, string? method)
    {
        var name = Shorten($"{table.Name}__{string.Join('_', columns)}{(isUnique ? "_unique" : "")}");
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column)));
        var unique = Sql.Raw(isUnique ? "unique " : "");
        return $"create {unique}index {new Identifier(name)} on {table} ({list})";
    }

    /// <inheritdoc/>
    public override Sql DeleteMatching(RelationName table, RelationName other, IReadOnlyList<Sql> key)
    {
        var columns = Sql.Join(", ", key);
        return $"delete from {table} where ({columns}) in (select {columns} from {other})";
    }

    /// <inheritdoc/>
    public override Sql Comment(RelationName relation, RelationKind kind, string? text) =>
        $"comment on {Word(kind)} {relation} is {new SqlText(text)}";

    /// <inheritdoc/>
    public override Sql CommentColumn(RelationName relation, string column, string? text)
    {
        var qualified = Sql.Join(".", [$"{relation}", $"{new Identifier(column)}"]);
        return $"comment on column {qualified} is {new SqlText(text)}";
    }

    private static Sql Word(RelationKind kind) =>
        Sql.Raw(
            kind switch
            {
                RelationKind.View => "view",
                RelationKind.MaterializedView => "materialized view",
                RelationKind.Other => "foreign table",
                _ => "table",
            }
        );
}
