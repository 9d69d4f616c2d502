using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>
/// How one engine spells things. Stateless; everything generic is written once over it. Names, literals and types are
/// here, phrases of queries and of statements about objects in the other parts.
/// </summary>
public abstract partial class Dialect
{
    /// <summary>dbt's adapter type: <c>postgres</c>, <c>duckdb</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What the warehouse can do.</summary>
    public abstract Traits Traits { get; }

    /// <summary>How the engine cuts a text into tokens.</summary>
    public virtual LexicalRules Lexis => LexicalRules.Standard;

    /// <summary>The type for text of any length.</summary>
    public abstract string TextType { get; }

    /// <summary>The type for a text that is part of a key and compared byte by byte.</summary>
    public virtual string KeyTextType => TextType;

    /// <summary>The type for true and false.</summary>
    public abstract string BooleanType { get; }

    /// <summary>The type of a column by what its values are; dbt's SQL adapters use the same names.</summary>
    public abstract string TypeOf(PlainType type);

    /// <summary>The type for bytes of any length.</summary>
    public abstract string BlobType { get; }

    /// <summary>The type for an instant in UTC.</summary>
    public abstract string InstantType { get; }

    /// <summary>
    /// Makes the server end a transaction whose client says nothing for so long, and with it the locks that would keep
    /// others out; null where a transaction can't outlive its process.
    /// </summary>
    public virtual Sql? BoundIdle(TimeSpan limit) => null;

    /// <summary>
    /// The statements between which an error ends no transaction, where a session of ours otherwise lets it; null where
    /// no setting decides that.
    /// </summary>
    public virtual (Sql Begin, Sql End)? WithErrors => null;

    /// <summary>
    /// What stands around a statement whose error must not end its transaction; null where no error does.
    /// </summary>
    public virtual Savepoint? Savepoint => null;

    /// <summary>The server's clock as an <see cref="InstantType"/>, moving within a transaction.</summary>
    public abstract string ClockNow { get; }

    /// <summary>Whether the session's clock plus a number of seconds; the hole is a parameter.</summary>
    public abstract Sql NowPlus(TimeSpan span);

    /// <summary>
    /// What makes bare names (functions, operators, types, system tables) the engine's own, whatever path the session
    /// has, and what gives the session its path back; null where a session has nothing that could shadow them.
    /// </summary>
    public virtual OwnNames? OwnNames => null;

    /// <summary>
    /// The statements with <see cref="OwnNames"/> around those that write rows of the ledger. What makes, changes or
    /// drops an object fires the user's own triggers, which are entitled to the path of the session, and names all in
    /// full.
    /// </summary>
    public IReadOnlyList<Sql> WithOwnNames(IReadOnlyList<Sql> statements)
    {
        if (OwnNames is not { } names)
            return statements;
        var whole = new List<Sql>();
        var isOwn = false;
        foreach (var statement in statements)
        {
            if (IsOfRows(statement) != isOwn)
            {
                whole.Add(isOwn ? names.End : names.Begin);
                isOwn = !isOwn;
            }
            whole.Add(statement);
        }
        if (isOwn)
            whole.Add(names.End);
        return whole;
    }

    private bool IsOfRows(Sql statement)
    {
        var text = statement.Render(this).Text.AsSpan().TrimStart();
        return text.StartsWith("insert ", StringComparison.Ordinal)
            || text.StartsWith("update ", StringComparison.Ordinal)
            || text.StartsWith("delete ", StringComparison.Ordinal);
    }

    /// <summary>
    /// That two values are equal by the engine's own operator, for text that is kept and runs under any path.
    /// </summary>
    public virtual Sql AreEqual(Sql left, Sql right) => $"{left} = {right}";

    /// <summary>The quoted name; quotes inside are doubled, NUL is refused.</summary>
    public virtual string Quote(string identifier)
    {
        if (identifier.Length == 0 || identifier.Contains('\0'))
            throw new ArgumentException("an identifier is never empty and holds no NUL", nameof(identifier));
        return $"\"{identifier.Replace("\"", "\"\"")}\"";
    }

    /// <summary>The quoted schema-qualified name.</summary>
    public virtual string Quote(RelationName name) => $"{Quote(name.Schema)}.{Quote(name.Name)}";

    /// <summary>The catalog's name of a schema that a setting or a dbt target names.</summary>
    public virtual string SchemaOf(string written) => written;

    /// <summary>A string literal.</summary>
    public virtual string Literal(string? value)
    {
        if (value is null)
            return "NULL";
        if (value.Contains('\0'))
            throw new ArgumentException("a text literal holds no NUL", nameof(value));
        return $"'{value.Replace("'", "''")}'";
    }

    /// <summary>How the engine compares whole relations.</summary>
    public abstract DiffGrammar Diff { get; }

    /// <summary>
    /// The statement after which each wait for a lock in a session is as long as this at most; null where nobody waits.
    /// </summary>
    public virtual Sql? BoundLockWaits(TimeSpan limit) => null;

    /// <summary>
    /// The statement after which nothing can be written in a session, whatever functions its queries call; null where a
    /// query can write nothing.
    /// </summary>
    public virtual Sql? ForbidWrites => null;

    /// <summary>The statement that begins a transaction in which nothing can be written.</summary>
    public abstract string BeginReadOnly { get; }

    /// <summary>The aggregate that counts different values.</summary>
    /// <param name="column">What it counts.</param>
    /// <param name="approximate">True to estimate where the engine can, false to count, null for what is cheap
    /// there.</param>
    public virtual Sql DistinctCount(Sql column, bool? approximate) => $"count(distinct {column})";

    /// <summary>
    /// What a row's hash (see <see cref="Diff"/>) depends on besides the row, as a query of one text: the engine and
    /// its version.
    /// </summary>
    public abstract Sql HashKind { get; }

    /// <summary>
    /// Settings of one transaction that must see every row or fail; empty where there is nothing to set.
    /// </summary>
    public virtual IReadOnlyList<Sql> ForWholeReads => [];

    /// <summary>An INSERT after which identity columns have the values that they are given.</summary>
    /// <param name="table">Into which table.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="query">The rows, without parameters.</param>
    public virtual Sql InsertAsTheyAre(RelationName table, Sql columns, Sql query) =>
        $"insert into {table} ({columns}) {query}";

    /// <summary>False if two values of the type, as the catalog writes it, can't be compared or sorted.</summary>
    public virtual bool HasEquality(string type) => true;

    /// <summary>
    /// The type that a column of text has to get so that it holds what a longer one holds; null if it needs none.
    /// </summary>
    /// <param name="column">The column's type, as the catalog writes it.</param>
    /// <param name="source">The type of what is to go into it.</param>
    public virtual string? Widened(string column, string source) => null;

    /// <summary>A value as text, for showing and for comparing columns of different types.</summary>
    public Sql AsText(Sql value) => $"cast({value} as {Sql.Raw(TextType)})";

    /// <summary>The marker of the n-th parameter, from 1.</summary>
    public virtual string Parameter(int ordinal) => $"${ordinal}";

    /// <summary>What the driver has to be told of the n-th parameter besides its value: a name, a type.</summary>
    /// <param name="parameter">Has its value.</param>
    /// <param name="ordinal">From 1.</param>
    public virtual void Describe(DbParameter parameter, int ordinal) { }

    /// <summary>See <see cref="NameRules.Shorten"/>.</summary>
    public string Shorten(string identifier) => Traits.Names.Shorten(identifier);
}

/// <summary>See <see cref="Dialect.Savepoint"/>.</summary>
/// <param name="Set">Before the statement.</param>
/// <param name="Release">After it, if it worked.</param>
/// <param name="Return">After it, if it failed.</param>
public sealed record Savepoint(Sql Set, Sql Release, Sql Return);

/// <summary>See <see cref="Dialect.OwnNames"/>.</summary>
/// <param name="Begin">One statement; until <paramref name="End"/>, or the end of the transaction.</param>
/// <param name="End">One statement.</param>
public sealed record OwnNames(Sql Begin, Sql End);
