namespace DataRelease.Warehouses;

/// <summary>The kind of a column's values, as far as comparison distinguishes kinds.</summary>
public enum ValueKind
{
    /// <summary>Signed whole numbers of at most 64 bits.</summary>
    Whole,

    /// <summary>Exact numbers.</summary>
    Exact,

    /// <summary>Binary floating-point numbers.</summary>
    Approximate,

    /// <summary>Texts, which are equal only byte by byte.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A day, or a moment with or without a time zone.</summary>
    Time,

    /// <summary>Any other values with an equality of their own.</summary>
    Other,
}

/// <summary>A column of both sides, in the form in which it is compared.</summary>
/// <param name="Blue">Blue's value.</param>
/// <param name="Green">Green's value, of a type that is comparable with blue's.</param>
/// <param name="Kind">The kind of both values.</param>
/// <param name="IsPlain">True if both are bare columns, so that an index on them can be used.</param>
public sealed record ComparedValue(Sql Blue, Sql Green, ValueKind Kind, bool IsPlain);

/// <summary>A value that is part of a row's hash.</summary>
/// <param name="Value">The expression.</param>
/// <param name="Kind">The value's kind.</param>
/// <param name="Type">The value's type in the engine's spelling; empty if both sides were cast.</param>
public readonly record struct HashedValue(Sql Value, ValueKind Kind, string Type);

/// <summary>Facts about one side of a diff that are known before the comparison.</summary>
public sealed record SideFacts
{
    /// <summary>The estimated number of rows; null if unknown.</summary>
    public long? Rows { get; init; }

    /// <summary>
    /// True if the rows are stored; false for a view or a query, which is computed each time it is read.
    /// </summary>
    public bool IsStored { get; init; }

    /// <summary>
    /// The key's columns in the order of a unique index that can be read in that order; empty if there is no such
    /// index.
    /// </summary>
    public IReadOnlyList<string> UniqueIndex { get; init; } = [];

    /// <summary>True if the engine allows no nulls in the key.</summary>
    public bool IsKeyFilled { get; init; }

    /// <summary>
    /// How closely the physical order of the rows follows the key's first column, from 0 (not at all) to 1; null if
    /// unknown.
    /// </summary>
    public double? Correlation { get; init; }

    /// <summary>
    /// The share of sampled rows, from 0 to 1, whose key is null or occurs more than once; 0 if unknown.
    /// </summary>
    public double SharedKeys { get; init; }

    /// <summary>
    /// Values of the key's first column that divide the rows into parts of about equal size, ascending, as text; empty
    /// if unknown.
    /// </summary>
    public IReadOnlyList<string> Bounds { get; init; } = [];

    /// <summary>Columns in which a sample found no null.</summary>
    public IReadOnlySet<string> Filled { get; init; } = new HashSet<string>();

    /// <summary>The average size of a row in bytes; null if unknown.</summary>
    public double? RowBytes { get; init; }

    /// <summary>The number of pages of a table whose rows can be read by page; 0 if there are none.</summary>
    public long Pages { get; init; }
}

/// <summary>
/// A statement in two pieces, so that a caller can put other common table expressions before its own.
/// </summary>
/// <param name="With">Common table expressions.</param>
/// <param name="Query">The query over them.</param>
public sealed record DifferingParts(IReadOnlyList<Sql> With, Sql Query);

/// <summary>The part of its side that a row belongs to.</summary>
/// <param name="Number">
/// An expression over a row of <c>s</c>; NULL only where <see cref="DiffGrammar.Range"/> yields NULL.
/// </param>
/// <param name="HashBits">
/// The number of bits if the part is the <see cref="DiffGrammar.HashPart"/> of the row's own hash, so that the hash is
/// not computed twice; otherwise null.
/// </param>
public sealed record RowPart(Sql Number, int? HashBits);

/// <summary>How one engine compares relations: equality, hashes, facts, settings. It is stateless.</summary>
public abstract class DiffGrammar
{
    /// <summary>Pairs a column of both sides, and casts both to a common form if the types differ.</summary>
    /// <param name="blue">Blue's column, as an expression.</param>
    /// <param name="blueColumn">Its catalog entry.</param>
    /// <param name="green">Green's column, as an expression.</param>
    /// <param name="greenColumn">Its catalog entry.</param>
    public abstract ComparedValue Compare(Sql blue, CatalogColumn blueColumn, Sql green, CatalogColumn greenColumn);

    /// <summary>
    /// A 64-bit hash of a whole row. Rows that the engine's equality tells apart get different hashes, except with a
    /// chance of about 2^-64. A final mixing of the whole hash makes sure that sums over rows can't cancel out column
    /// by column.
    /// </summary>
    /// <param name="values">Every compared value, including the key's, in the same order on both sides.</param>
    public abstract Sql RowHash(IReadOnlyList<HashedValue> values);

    /// <summary>A row hash that only <see cref="FindDifferingParts"/> uses. It may be cheaper to sum.</summary>
    /// <param name="values">The values, as for <see cref="RowHash"/>.</param>
    public virtual Sql PartHash(IReadOnlyList<HashedValue> values) => RowHash(values);

    /// <summary>
    /// Finds the parts in which the two sides' sums of row hashes or numbers of rows differ. The rows are (part, rows
    /// of both sides), and one row with the part NULL has the rows of both sides in all. A differing part is never
    /// NULL: rows whose part is NULL are counted under a number.
    /// </summary>
    /// <param name="part">The part of a row.</param>
    /// <param name="hash">The <see cref="PartHash"/> of a row of <c>s</c>.</param>
    /// <param name="blue">Blue, as a table expression.</param>
    /// <param name="green">Green, as a table expression.</param>
    public abstract DifferingParts FindDifferingParts(RowPart part, Sql hash, Sql blue, Sql green);

    /// <summary>The bucket of a hash, from 0 to 2^<paramref name="bits"/> - 1.</summary>
    public abstract Sql Bucket(Sql hash, int bits);

    /// <summary>The part of a row by its own hash, from 0 to 2^<paramref name="bits"/> - 1.</summary>
    public virtual Sql HashPart(Sql hash, int bits) => Bucket(hash, bits);

    /// <summary>
    /// The range of a whole number: the number without its lowest <paramref name="bits"/> bits. NULL has a number of
    /// its own, or NULL.
    /// </summary>
    public abstract Sql Range(Sql value, int bits);

    /// <summary>
    /// True if the <see cref="Range"/> of a whole number is one of those that <see cref="FindDifferingParts"/> named.
    /// </summary>
    public virtual Sql IsInRanges(Sql value, int bits, IReadOnlyList<long> ranges) =>
        IsOneOf(Range(value, bits), ranges);

    /// <summary>
    /// The rows of a side whose key lies in ranges that <see cref="FindDifferingParts"/> named, as a query that uses an
    /// index on the key.
    /// </summary>
    /// <param name="side">A table expression.</param>
    /// <param name="key">The key's column in it, a bare column of whole numbers.</param>
    /// <param name="bits">The bits, as for <see cref="Range"/>.</param>
    /// <param name="ranges">The numbers of the ranges.</param>
    public virtual Sql FetchRanges(Sql side, Sql key, int bits, IReadOnlyList<long> ranges) =>
        $"select * from {side} s where {IsInRanges(key, bits, ranges)}";

    /// <summary>Settings before and after a statement with <see cref="FetchRanges"/>.</summary>
    public virtual (IReadOnlyList<Sql> Before, IReadOnlyList<Sql> After) AroundFetching => ([], []);

    /// <summary>True if the value is one of the numbers. It must be fast for many numbers.</summary>
    public abstract Sql IsOneOf(Sql value, IReadOnlyList<long> numbers);

    /// <summary>
    /// True if the distance of two numbers is within a tolerance. It never fails, and is never NULL for values that are
    /// not null.
    /// </summary>
    /// <param name="blue">Blue's number, not null.</param>
    /// <param name="green">Green's number, not null.</param>
    /// <param name="kind">Whole, Exact or Approximate.</param>
    /// <param name="absolute">The largest distance, or null.</param>
    /// <param name="relative">The largest distance relative to blue's absolute value, at most 1, or null.</param>
    public abstract Sql IsWithin(Sql blue, Sql green, ValueKind kind, decimal? absolute, double? relative);

    /// <summary>The mean of a column of whole numbers, with the precision of <c>avg</c>.</summary>
    public virtual Sql MeanOfWhole(Sql column) => $"avg({column})";

    /// <summary>A sum of numbers divided by their count, exact for exact numbers; null for no numbers.</summary>
    public abstract Sql Quotient(Sql sum, Sql count);

    /// <summary>Settings for a transaction that compares whole relations.</summary>
    public virtual IReadOnlyList<Sql> ForLargeReads => [];

    /// <summary>The number of processes that work on one statement, at least 1.</summary>
    public virtual Task<int> ReadWorkersAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult(1);

    /// <summary>A query's columns with their types. The query is not run.</summary>
    public abstract Task<IReadOnlyList<CatalogColumn>> DescribeAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    );

    /// <summary>
    /// Facts about a relation or a query, from the catalog and a small sample. Reading them is cheap for any size.
    /// </summary>
    /// <param name="session">The session, in the transaction that compares.</param>
    /// <param name="relation">The relation, or null for a query.</param>
    /// <param name="from">The FROM item.</param>
    /// <param name="key">The key's columns by this side's names; empty for none.</param>
    /// <param name="columns">The relation's or query's columns.</param>
    /// <param name="cancellation">Stops it.</param>
    public abstract Task<SideFacts> ReadFactsAsync(
        WarehouseSession session,
        RelationName? relation,
        Sql from,
        IReadOnlyList<string> key,
        IReadOnlyList<CatalogColumn> columns,
        CancellationToken cancellation
    );

    /// <summary>The columns of a relation's primary key in the key's order; empty if there is none.</summary>
    public abstract Task<IReadOnlyList<string>> ReadPrimaryKeyAsync(
        WarehouseSession session,
        RelationName relation,
        CancellationToken cancellation
    );

    /// <summary>
    /// The bytes of temporary files that all sessions of the database have written so far; null if unknown.
    /// </summary>
    public virtual Task<long?> ReadTempBytesAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult<long?>(null);
}
