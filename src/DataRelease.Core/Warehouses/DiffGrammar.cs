namespace DataRelease.Warehouses;

/// <summary>What a column's values are, as far as comparing them goes.</summary>
public enum ValueKind
{
    /// <summary>Whole numbers of at most 64 bits, signed.</summary>
    Whole,

    /// <summary>Exact numbers.</summary>
    Exact,

    /// <summary>Binary floating point.</summary>
    Approximate,

    /// <summary>Text that is equal only byte by byte.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A day, or a moment with or without a time zone.</summary>
    Time,

    /// <summary>Anything else that has an equality of its own.</summary>
    Other,
}

/// <summary>A column of both sides in the form in which it is compared.</summary>
/// <param name="Blue">Blue's value.</param>
/// <param name="Green">Green's, of a type that compares with blue's.</param>
/// <param name="Kind">What both are.</param>
/// <param name="IsPlain">True if both are bare columns, so that an index on them serves.</param>
public sealed record ComparedValue(Sql Blue, Sql Green, ValueKind Kind, bool IsPlain);

/// <summary>A value that goes into a hash.</summary>
/// <param name="Value">The expression.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Type">Its type in the engine's spelling; empty if both sides were cast.</param>
public readonly record struct HashedValue(Sql Value, ValueKind Kind, string Type);

/// <summary>What is known of one side of a diff before anything is compared.</summary>
public sealed record SideFacts
{
    /// <summary>Rows, estimated; null if unknown.</summary>
    public long? Rows { get; init; }

    /// <summary>
    /// True for stored rows; false for a view or a query, which costs its own work each time it is read.
    /// </summary>
    public bool IsStored { get; init; }

    /// <summary>
    /// The key's columns in the order of a unique index that can be read in that order; empty if there is none.
    /// </summary>
    public IReadOnlyList<string> UniqueIndex { get; init; } = [];

    /// <summary>True if the engine keeps nulls out of the key.</summary>
    public bool IsKeyFilled { get; init; }

    /// <summary>
    /// How far the physical order of rows follows the key's first column, from 0 (not at all) to 1; null if unknown.
    /// </summary>
    public double? Correlation { get; init; }

    /// <summary>The part of sampled rows, from 0 to 1, whose key is null or that of another; 0 if unknown.</summary>
    public double SharedKeys { get; init; }

    /// <summary>
    /// Values of the key's first column that cut the rows into parts of about the same size, ascending, as text; empty
    /// if unknown.
    /// </summary>
    public IReadOnlyList<string> Bounds { get; init; } = [];

    /// <summary>Columns in which a sample found no null.</summary>
    public IReadOnlySet<string> Filled { get; init; } = new HashSet<string>();

    /// <summary>Average bytes of a row; null if unknown.</summary>
    public double? RowBytes { get; init; }

    /// <summary>Pages of a table whose rows can be read by page; 0 if it has none.</summary>
    public long Pages { get; init; }
}

/// <summary>A statement in two pieces, so that other common table expressions can stand before its own.</summary>
/// <param name="With">Common table expressions.</param>
/// <param name="Query">The query over them.</param>
public sealed record DifferingParts(IReadOnlyList<Sql> With, Sql Query);

/// <summary>What part of its side a row belongs to.</summary>
/// <param name="Number">An expression over a row of <c>s</c>; NULL only as <see cref="DiffGrammar.Range"/> gives
/// it.</param>
/// <param name="HashBits">If it is the <see cref="DiffGrammar.HashPart"/> of the row's own hash, its bits: a hash need
/// not be made twice.</param>
public sealed record RowPart(Sql Number, int? HashBits);

/// <summary>How one engine compares whole relations: equality, hashes, facts, settings. Stateless.</summary>
public abstract class DiffGrammar
{
    /// <summary>Pairs a column of both sides, cast to a common form where the types differ.</summary>
    /// <param name="blue">Blue's column, as an expression.</param>
    /// <param name="blueColumn">Its catalog entry.</param>
    /// <param name="green">Green's.</param>
    /// <param name="greenColumn">Its catalog entry.</param>
    public abstract ComparedValue Compare(Sql blue, CatalogColumn blueColumn, Sql green, CatalogColumn greenColumn);

    /// <summary>
    /// A 64-bit hash of a whole row. Values that the engine's equality tells apart get different hashes but for a
    /// chance of about 2^-64; it is mixed once more as a whole, so that sums of it over rows can't be taken apart by
    /// column.
    /// </summary>
    /// <param name="values">Every compared value, the key's included, in the same order on both sides.</param>
    public abstract Sql RowHash(IReadOnlyList<HashedValue> values);

    /// <summary>A row hash that only <see cref="FindDifferingParts"/> looks at, and may be cheaper to sum.</summary>
    /// <param name="values">As for <see cref="RowHash"/>.</param>
    public virtual Sql PartHash(IReadOnlyList<HashedValue> values) => RowHash(values);

    /// <summary>
    /// Parts of two sides of which the sums of the row hashes, or the numbers of rows, are not the same: rows of
    /// (part, rows of both sides), and one with the part NULL that has all rows of both sides. A part is never NULL:
    /// rows whose own is are told under a number.
    /// </summary>
    /// <param name="part">The part of a row.</param>
    /// <param name="hash">The <see cref="PartHash"/> of a row of <c>s</c>.</param>
    /// <param name="blue">Blue, as a table expression.</param>
    /// <param name="green">Green.</param>
    public abstract DifferingParts FindDifferingParts(RowPart part, Sql hash, Sql blue, Sql green);

    /// <summary>A bucket from 0 to 2^<paramref name="bits"/> - 1 of a hash.</summary>
    public abstract Sql Bucket(Sql hash, int bits);

    /// <summary>The part, from 0 to 2^<paramref name="bits"/> - 1, that a row belongs to by its own hash.</summary>
    public virtual Sql HashPart(Sql hash, int bits) => Bucket(hash, bits);

    /// <summary>
    /// The range of a whole number: its value without the lowest <paramref name="bits"/> bits; for NULL a number of its
    /// own, or NULL.
    /// </summary>
    public abstract Sql Range(Sql value, int bits);

    /// <summary>
    /// True where the <see cref="Range"/> of a whole number is one of those that <see cref="FindDifferingParts"/>
    /// named.
    /// </summary>
    public virtual Sql IsInRanges(Sql value, int bits, IReadOnlyList<long> ranges) =>
        IsOneOf(Range(value, bits), ranges);

    /// <summary>
    /// The rows of a side whose key lies in ranges that <see cref="FindDifferingParts"/> named, as a query that finds
    /// them by an index over the key.
    /// </summary>
    /// <param name="side">A table expression.</param>
    /// <param name="key">The key's name in it: a bare column of whole numbers.</param>
    /// <param name="bits">As for <see cref="Range"/>.</param>
    /// <param name="ranges">Their numbers.</param>
    public virtual Sql FetchRanges(Sql side, Sql key, int bits, IReadOnlyList<long> ranges) =>
        $"select * from {side} s where {IsInRanges(key, bits, ranges)}";

    /// <summary>Settings before and after a statement over <see cref="FetchRanges"/>.</summary>
    public virtual (IReadOnlyList<Sql> Before, IReadOnlyList<Sql> After) AroundFetching => ([], []);

    /// <summary>True where the value is one of the numbers, tested fast for many of them.</summary>
    public abstract Sql IsOneOf(Sql value, IReadOnlyList<long> numbers);

    /// <summary>
    /// The distance of two numbers is at most a tolerance; never an error, never NULL for non-null values.
    /// </summary>
    /// <param name="blue">Not null.</param>
    /// <param name="green">Not null.</param>
    /// <param name="kind">Whole, Exact or Approximate.</param>
    /// <param name="absolute">The largest distance, or null.</param>
    /// <param name="relative">The largest distance as a part of blue's size, at most 1, or null.</param>
    public abstract Sql IsWithin(Sql blue, Sql green, ValueKind kind, decimal? absolute, double? relative);

    /// <summary>The mean of a column of whole numbers, as <c>avg</c> gives it.</summary>
    public virtual Sql MeanOfWhole(Sql column) => $"avg({column})";

    /// <summary>A sum of numbers divided by how many there are, exact where they are; null for none.</summary>
    public abstract Sql Quotient(Sql sum, Sql count);

    /// <summary>Settings of one transaction that compares whole relations.</summary>
    public virtual IReadOnlyList<Sql> ForLargeReads => [];

    /// <summary>How many processes one statement gets, at least 1.</summary>
    public virtual Task<int> ReadWorkersAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult(1);

    /// <summary>A query's columns with their types; it is not run.</summary>
    public abstract Task<IReadOnlyList<CatalogColumn>> DescribeAsync(
        WarehouseSession session,
        Sql query,
        CancellationToken cancellation
    );

    /// <summary>Facts of a relation or a query, from the catalog and a small sample; cheap whatever its size.</summary>
    /// <param name="session">In the transaction that compares.</param>
    /// <param name="relation">The relation, or null for a query.</param>
    /// <param name="from">What stands after FROM.</param>
    /// <param name="key">The key's columns, this side's names; empty for none.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="cancellation">Stops it.</param>
    public abstract Task<SideFacts> ReadFactsAsync(
        WarehouseSession session,
        RelationName? relation,
        Sql from,
        IReadOnlyList<string> key,
        IReadOnlyList<CatalogColumn> columns,
        CancellationToken cancellation
    );

    /// <summary>The columns of a relation's primary key in its order; empty if it has none.</summary>
    public abstract Task<IReadOnlyList<string>> ReadPrimaryKeyAsync(
        WarehouseSession session,
        RelationName relation,
        CancellationToken cancellation
    );

    /// <summary>
    /// Bytes of temporary files that the database has written so far, of all sessions; null if it can't be told.
    /// </summary>
    public virtual Task<long?> ReadTempBytesAsync(WarehouseSession session, CancellationToken cancellation) =>
        Task.FromResult<long?>(null);
}
