using System.Data.Common;

namespace DataRelease.Warehouses;

/// <summary>
/// How one engine spells SQL. It is stateless, and everything generic is written once over it. This part has names,
/// literals and types. The other parts have phrases of queries and of statements about objects.
/// </summary>
public abstract partial class Dialect
{
    /// <summary>dbt's adapter type: <c>postgres</c>, <c>duckdb</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What the engine can do.</summary>
    public abstract Traits Traits { get; }

    /// <summary>How the engine cuts a text into tokens.</summary>
    public virtual LexicalRules Lexis => LexicalRules.Standard;

    /// <summary>The type for text of any length.</summary>
    public abstract string TextType { get; }

    /// <summary>The type for a text in a key, compared byte by byte.</summary>
    public virtual string KeyTextType => TextType;

    /// <summary>The type for true and false.</summary>
    public abstract string BooleanType { get; }

    /// <summary>The engine's type for a <see cref="PlainType"/>; dbt's SQL adapters use the same names.</summary>
    public abstract string TypeOf(PlainType type);

    /// <summary>The type for bytes of any length.</summary>
    public abstract string BlobType { get; }

    /// <summary>The type for an instant in UTC.</summary>
    public abstract string InstantType { get; }

    /// <summary>
    /// The statement that makes the server end a transaction whose client stays silent for too long, so that its locks
    /// don't keep others out. Null where a transaction can't outlive its client's process.
    /// </summary>
    public virtual Sql? BoundIdle(TimeSpan limit) => null;

    /// <summary>
    /// Statements that begin and end a stretch in which an error does not end the transaction, on an engine whose
    /// sessions otherwise end it. Null where no setting decides that.
    /// </summary>
    public virtual (Sql Begin, Sql End)? WithErrors => null;

    /// <summary>
    /// Statements around a statement whose error must not end the transaction; null where no error ends one.
    /// </summary>
    public virtual Savepoint? Savepoint => null;

    /// <summary>The server's clock as an <see cref="InstantType"/>; it advances within a transaction.</summary>
    public abstract string ClockNow { get; }

    /// <summary>
    /// The present time by the clock that writes the ledger's times (the server's, or this process's if the engine runs
    /// in it) plus a span.
    /// </summary>
    public abstract Sql NowPlus(TimeSpan span);

    /// <summary>
    /// Statements that make bare names (functions, operators, types, system tables) mean the engine's own, whatever the
    /// session's search path, and that restore the path. Null where nothing in a session can shadow them.
    /// </summary>
    public virtual OwnNames? OwnNames => null;

    /// <summary>
    /// Surrounds those statements that write rows of the ledger with <see cref="OwnNames"/>. Statements that make,
    /// change or drop objects stay outside: they fire the user's own triggers, which need the session's path, and they
    /// qualify every name.
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
    /// A condition that two values are equal by the engine's own operator, for text that is stored and runs under any
    /// search path.
    /// </summary>
    public virtual Sql AreEqual(Sql left, Sql right) => $"{left} = {right}";

    /// <summary>The quoted name. Quotes inside are doubled, and NUL is refused.</summary>
    public virtual string Quote(string identifier)
    {
        if (identifier.Length == 0 || identifier.Contains('\0'))
            throw new ArgumentException("an identifier is never empty and holds no NUL", nameof(identifier));
        return $"\"{identifier.Replace("\"", "\"\"")}\"";
    }

    /// <summary>The quoted, schema-qualified name.</summary>
    public virtual string Quote(RelationName name) => $"{Quote(name.Schema)}.{Quote(name.Name)}";

    /// <summary>The catalog's spelling of a schema that a setting or a dbt target names.</summary>
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

    /// <summary>How the engine compares relations.</summary>
    public abstract DiffGrammar Diff { get; }

    /// <summary>The statement that bounds each wait for a lock in the session; null where nobody waits.</summary>
    public virtual Sql? BoundLockWaits(TimeSpan limit) => null;

    /// <summary>
    /// The statement that forbids all writes in the session, whatever functions a query calls; null where a query can't
    /// write.
    /// </summary>
    public virtual Sql? ForbidWrites => null;

    /// <summary>The statement that begins a read-only transaction.</summary>
    public abstract string BeginReadOnly { get; }

    /// <summary>
    /// The statement that ends a read-only transaction. It does not fail if an error has ended the transaction already.
    /// </summary>
    public virtual string EndReadOnly => "rollback";

    /// <summary>
    /// The statement after a transaction of a certain isolation level, on an engine whose sessions keep the level for
    /// what they do next. Null where the level ends with the transaction.
    /// </summary>
    public virtual Sql? UsualIsolation => null;

    /// <summary>The aggregate that counts distinct values.</summary>
    /// <param name="column">The column.</param>
    /// <param name="approximate">
    /// True to estimate where the engine can, false to count exactly, null for whichever is cheap.
    /// </param>
    public virtual Sql DistinctCount(Sql column, bool? approximate) => $"count(distinct {column})";

    /// <summary>
    /// A query of one text that identifies what a row's hash (see <see cref="Diff"/>) depends on besides the row: the
    /// engine and its version.
    /// </summary>
    public abstract Sql HashKind { get; }

    /// <summary>
    /// Settings for a transaction that must see every row or fail; empty where there is nothing to set.
    /// </summary>
    public virtual IReadOnlyList<Sql> ForWholeReads => [];

    /// <summary>
    /// A statement that fails if the session would not see every row and value of a table, on an engine where
    /// <see cref="ForWholeReads"/> can't see to that. Null where there is nothing to ask.
    /// </summary>
    public virtual Sql? RequireWhole(RelationName table) => null;

    /// <summary>An INSERT that also writes the given values to identity columns.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The table's columns.</param>
    /// <param name="query">The rows, without parameters.</param>
    public virtual Sql InsertAsTheyAre(RelationName table, Sql columns, Sql query) =>
        $"insert into {table} ({columns}) {query}";

    /// <summary>The kind of the values of a type in the catalog's spelling.</summary>
    public abstract ValueKind KindOf(string type);

    /// <summary>False for a type, in the catalog's spelling, whose values can't be compared or sorted.</summary>
    public virtual bool HasEquality(string type) => true;

    /// <summary>
    /// The type that a text column must be changed to before it can hold values of another type; null if it can hold
    /// them already.
    /// </summary>
    /// <param name="column">The column's type in the catalog's spelling.</param>
    /// <param name="source">The type of the values that the column is to hold.</param>
    public virtual string? Widened(string column, string source) => null;

    /// <summary>A value as text, for display and for comparing columns of different types.</summary>
    public Sql AsText(Sql value) => $"cast({value} as {Sql.Raw(TextType)})";

    /// <summary>The marker of the n-th parameter, from 1.</summary>
    public virtual string Parameter(int ordinal) => $"${ordinal}";

    /// <summary>Sets on a driver's parameter what the driver needs besides the value: a name, a type.</summary>
    /// <param name="parameter">The parameter, which has its value already.</param>
    /// <param name="ordinal">Its number, from 1.</param>
    public virtual void Describe(DbParameter parameter, int ordinal) { }

    /// <summary>
    /// True if the error says that a schema, relation or column which a statement names does not exist, or may not be
    /// seen.
    /// </summary>
    public abstract bool IsUnknownName(Exception error);

    /// <summary>
    /// True if the error says that the object which a statement makes is there already. It is asked of no other
    /// statement.
    /// </summary>
    public abstract bool IsNameTaken(Exception error);

    /// <summary>Shortens a name: see <see cref="NameRules.Shorten"/>.</summary>
    public string Shorten(string identifier) => Traits.Names.Shorten(identifier);
}

/// <summary>Statements of a savepoint: see <see cref="Dialect.Savepoint"/>.</summary>
/// <param name="Set">The statement to run before.</param>
/// <param name="Release">The statement to run after success.</param>
/// <param name="Return">The statement to run after a failure.</param>
public sealed record Savepoint(Sql Set, Sql Release, Sql Return);

/// <summary>Statements of <see cref="Dialect.OwnNames"/>.</summary>
/// <param name="Begin">
/// One statement. It is in effect until <paramref name="End"/> or the end of the transaction.
/// </param>
/// <param name="End">One statement.</param>
public sealed record OwnNames(Sql Begin, Sql End);
