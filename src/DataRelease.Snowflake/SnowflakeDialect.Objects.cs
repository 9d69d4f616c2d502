using DataRelease.Warehouses;

namespace DataRelease.Snowflake;

/// <summary>Snowflake's statements about objects. Each commits separately.</summary>
public sealed partial class SnowflakeDialect
{
    /// <inheritdoc/>
    public override Sql EnsureSchema(string schema) => $"create schema if not exists {new Identifier(schema)}";

    /// <inheritdoc/>
    public override string EnsureTable => "create table if not exists";

    /// <inheritdoc/>
    public override Sql CreateSchema(string schema) => $"create schema {new Identifier(schema)}";

    /// <inheritdoc/>
    public override Sql DropSchema(string schema) => $"drop schema if exists {new Identifier(schema)} cascade";

    /// <summary>Views are bound by name, so only foreign keys depend on a relation.</summary>
    public override Sql DropRelation(RelationName relation, RelationKind kind) =>
        kind switch
        {
            RelationKind.View => $"drop view if exists {relation}",
            RelationKind.MaterializedView => $"drop materialized view if exists {relation}",
            _ => $"drop table if exists {relation} cascade",
        };

    /// <inheritdoc/>
    public override Sql DropTable(RelationName table) => $"drop table if exists {table}";

    /// <inheritdoc/>
    public override Sql CreateTableAs(RelationName table, Sql query) => $"create table {table} as (\n{query}\n)";

    /// <inheritdoc/>
    public override Sql CreateTableLike(RelationName table, Sql query) =>
        $"create table {table} as (select * from (\n{query}\n) q where 1 = 0)";

    /// <inheritdoc/>
    public override Sql AddColumn(RelationName table, string column, string type) =>
        $"alter table {table} add column {new Identifier(column)} {Sql.Raw(type)}";

    /// <inheritdoc/>
    public override Sql DropColumn(RelationName table, string column) =>
        $"alter table {table} drop column {new Identifier(column)}";

    /// <summary>The server accepts a longer text and more digits, and refuses other changes.</summary>
    public override Sql ChangeType(RelationName table, string column, string type) =>
        $"alter table {table} alter column {new Identifier(column)} set data type {Sql.Raw(type)}";

    /// <summary>
    /// Standard tables have no indexes. A unique one becomes a declared constraint, for those who read the catalog. Any
    /// other becomes the clustering key.
    /// </summary>
    public override Sql CreateIndex(RelationName table, IReadOnlyList<string> columns, bool isUnique, string? method)
    {
        var list = Sql.Join(", ", columns.Select(column => new Identifier(column)));
        return isUnique ? $"alter table {table} add unique ({list})" : (Sql)$"alter table {table} cluster by ({list})";
    }

    /// <inheritdoc/>
    public override Sql DeleteMatching(RelationName table, RelationName other, IReadOnlyList<Sql> key)
    {
        var columns = Sql.Join(", ", key);
        return $"delete from {table} where ({columns}) in (select {columns} from {other})";
    }

    /// <summary>An empty comment removes the comment.</summary>
    public override Sql Comment(RelationName relation, RelationKind kind, string? text)
    {
        var word = Sql.Raw(
            kind switch
            {
                RelationKind.View => "view",
                RelationKind.MaterializedView => "materialized view",
                _ => "table",
            }
        );
        return $"comment on {word} {relation} is {new SqlText(text ?? "")}";
    }

    /// <inheritdoc/>
    public override Sql CommentColumn(RelationName relation, string column, string? text)
    {
        var qualified = Sql.Join(".", [$"{relation}", $"{new Identifier(column)}"]);
        return $"comment on column {qualified} is {new SqlText(text ?? "")}";
    }
}
