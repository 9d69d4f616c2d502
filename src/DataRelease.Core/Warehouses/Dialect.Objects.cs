namespace DataRelease.Warehouses;

/// <summary>Phrases about objects.</summary>
public abstract partial class Dialect
{
    /// <summary>Makes a schema unless it exists.</summary>
    public abstract Sql EnsureSchema(string schema);

    /// <summary>
    /// The words before the name of a table that is made unless it exists, as <c>create table</c> makes one that does
    /// not. Asked for where each change of an object commits separately.
    /// </summary>
    public virtual string EnsureTable =>
        throw new NotSupportedException($"{Name} makes the tables of the ledger in a transaction");

    /// <summary>Makes a schema; an error if it exists.</summary>
    public abstract Sql CreateSchema(string schema);

    /// <summary>
    /// Drops a schema with all that is in it and all that depends on that; nothing if it does not exist.
    /// </summary>
    public abstract Sql DropSchema(string schema);

    /// <summary>Drops a relation with all that depends on it; nothing if it does not exist.</summary>
    public abstract Sql DropRelation(RelationName relation, RelationKind kind);

    /// <summary>Drops a table on which nothing depends; nothing if it does not exist.</summary>
    public abstract Sql DropTable(RelationName table);

    /// <summary>
    /// The statement that makes a view of a query, as the text before the query and the text after it. The query stays
    /// one statement where the engine's grammar can say so.
    /// </summary>
    /// <param name="view">The view.</param>
    /// <param name="replace">True if one may exist.</param>
    public virtual (string Before, string After) ViewStatement(RelationName view, bool replace) =>
        ($"create {(replace ? "or replace " : "")}view {Quote(view)} as (\n", "\n)");

    /// <summary>Makes a table of a query's rows.</summary>
    public abstract Sql CreateTableAs(RelationName table, Sql query);

    /// <summary>Makes an empty table of a query's shape.</summary>
    public abstract Sql CreateTableLike(RelationName table, Sql query);

    /// <summary>Adds a column at the end.</summary>
    /// <param name="table">To a table.</param>
    /// <param name="column">Its name.</param>
    /// <param name="type">As the catalog has it.</param>
    public abstract Sql AddColumn(RelationName table, string column, string type);

    /// <summary>Drops a column.</summary>
    public abstract Sql DropColumn(RelationName table, string column);

    /// <summary>Changes a column's type, by a cast of its values.</summary>
    public abstract Sql ChangeType(RelationName table, string column, string type);

    /// <summary>Makes an index with a name of the engine's own choice.</summary>
    /// <param name="table">On a table.</param>
    /// <param name="columns">In order.</param>
    /// <param name="isUnique">True to keep rows with the same columns out.</param>
    /// <param name="method">The engine's word for its kind; null for the usual one.</param>
    public abstract Sql CreateIndex(RelationName table, IReadOnlyList<string> columns, bool isUnique, string? method);

    /// <summary>Deletes a table's rows that have the key of a row of another table.</summary>
    /// <param name="table">Where rows go.</param>
    /// <param name="other">The keys that go.</param>
    /// <param name="key">Expressions over columns that both have.</param>
    public abstract Sql DeleteMatching(RelationName table, RelationName other, IReadOnlyList<Sql> key);

    /// <summary>Gives a relation its comment; null takes it away.</summary>
    public abstract Sql Comment(RelationName relation, RelationKind kind, string? text);

    /// <summary>Gives a column its comment; null takes it away.</summary>
    public abstract Sql CommentColumn(RelationName relation, string column, string? text);
}
