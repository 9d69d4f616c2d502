namespace DataRelease.Warehouses;

/// <summary>Phrases about objects: schemas, tables, views, indexes, comments.</summary>
public abstract partial class Dialect
{
    /// <summary>Makes a schema if it does not exist.</summary>
    public abstract Sql EnsureSchema(string schema);

    /// <summary>
    /// The words before a table's name in a statement that makes the table only if it does not exist. Only engines that
    /// commit each change of an object separately are asked for them.
    /// </summary>
    public virtual string EnsureTable =>
        throw new NotSupportedException($"{Name} makes the tables of the ledger in a transaction");

    /// <summary>Makes a schema; fails if it exists.</summary>
    public abstract Sql CreateSchema(string schema);

    /// <summary>
    /// Drops a schema with everything in it and everything that depends on it; does nothing if it does not exist.
    /// </summary>
    public abstract Sql DropSchema(string schema);

    /// <summary>Drops a relation with everything that depends on it; does nothing if it does not exist.</summary>
    public abstract Sql DropRelation(RelationName relation, RelationKind kind);

    /// <summary>Drops a table that nothing depends on; does nothing if it does not exist.</summary>
    public abstract Sql DropTable(RelationName table);

    /// <summary>
    /// The statement that makes a view, as the text before the view's query and the text after it. Where the engine's
    /// grammar allows, the text keeps the query one statement.
    /// </summary>
    /// <param name="view">The view.</param>
    /// <param name="replace">True if the view may exist already.</param>
    public virtual (string Before, string After) ViewStatement(RelationName view, bool replace) =>
        ($"create {(replace ? "or replace " : "")}view {Quote(view)} as (\n", "\n)");

    /// <summary>Makes a table with a query's rows.</summary>
    public abstract Sql CreateTableAs(RelationName table, Sql query);

    /// <summary>Makes an empty table with a query's columns.</summary>
    public abstract Sql CreateTableLike(RelationName table, Sql query);

    /// <summary>Adds a column at the end.</summary>
    /// <param name="table">The table.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="type">The column's type in the catalog's spelling.</param>
    public abstract Sql AddColumn(RelationName table, string column, string type);

    /// <summary>Drops a column.</summary>
    public abstract Sql DropColumn(RelationName table, string column);

    /// <summary>Changes a column's type and casts its values.</summary>
    public abstract Sql ChangeType(RelationName table, string column, string type);

    /// <summary>Makes an index. The engine chooses its name.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The indexed columns in order.</param>
    /// <param name="isUnique">True for a unique index.</param>
    /// <param name="method">The engine's word for the index method; null for the usual method.</param>
    public abstract Sql CreateIndex(RelationName table, IReadOnlyList<string> columns, bool isUnique, string? method);

    /// <summary>Deletes rows whose key equals the key of a row in another table.</summary>
    /// <param name="table">The table whose rows are deleted.</param>
    /// <param name="other">The table with the keys.</param>
    /// <param name="key">Expressions over columns that both tables have.</param>
    public abstract Sql DeleteMatching(RelationName table, RelationName other, IReadOnlyList<Sql> key);

    /// <summary>Sets a relation's comment; null removes it.</summary>
    public abstract Sql Comment(RelationName relation, RelationKind kind, string? text);

    /// <summary>Sets a column's comment; null removes it.</summary>
    public abstract Sql CommentColumn(RelationName relation, string column, string? text);
}
