using System.Globalization;

namespace DataRelease.Diffs;

/// <summary>The strategies for comparing.</summary>
public enum DiffStrategy
{
    /// <summary>Both sides are the same data, and nothing is read.</summary>
    Same,

    /// <summary>One full join of both sides by key.</summary>
    FullJoin,

    /// <summary>
    /// Both sides are read in the order of their key's index and merged, in several ranges of the key at once.
    /// </summary>
    KeyRanges,

    /// <summary>
    /// Both sides are read by page, in parts that have about the same keys. Rows without a match in their part are
    /// joined.
    /// </summary>
    PageRanges,

    /// <summary>Checksums of ranges of a whole-number key, then a join of the differing ranges.</summary>
    RangeChecksums,

    /// <summary>Checksums of buckets of the key's hash, then a join of the differing buckets.</summary>
    BucketChecksums,

    /// <summary>Whole rows are counted on both sides.</summary>
    Multiset,

    /// <summary>
    /// Checksums of buckets of the row's hash, then the whole rows of the differing buckets are counted.
    /// </summary>
    MultisetChecksums,

    /// <summary>
    /// Checksums of buckets in two databases, then hashes of the rows in differing buckets: see
    /// <see cref="RemoteComparer"/>.
    /// </summary>
    RemoteChecksums,
}

/// <summary>The plan of a comparison with its reason. It is a value: making it touches nothing.</summary>
public sealed record DiffPlan
{
    /// <summary>The strategy.</summary>
    public required DiffStrategy Strategy { get; init; }

    /// <summary>The reason for the strategy, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The expected cost, in a sentence.</summary>
    public required string Cost { get; init; }

    /// <summary>The estimated number of rows of both sides; null if unknown.</summary>
    public long? Rows { get; init; }

    /// <summary>
    /// For <see cref="DiffStrategy.KeyRanges"/>: the values of the key's first column that separate the ranges, as
    /// text, ascending.
    /// </summary>
    public IReadOnlyList<string> Bounds { get; init; } = [];

    /// <summary>
    /// For checksums: the number of low bits of the key that a range spans, or the number of bits of the hash that
    /// select a bucket.
    /// </summary>
    public int Bits { get; init; }

    /// <summary>
    /// For <see cref="DiffStrategy.RangeChecksums"/>: the share of the rows, from 0 to 1, up to which the rows of
    /// differing ranges are fetched by the key's index. Beyond it, reading all rows once more is cheaper.
    /// </summary>
    public double MostByIndex { get; init; }

    /// <summary>For <see cref="DiffStrategy.PageRanges"/>: the number of blue's pages in a part.</summary>
    public long PagesPerPart { get; init; }

    /// <summary>True if an index proves that the key is unique on both sides.</summary>
    public bool IsKeyProven { get; init; }

    /// <summary>True if a separate pass must search for keys that are null or shared by several rows.</summary>
    public bool SearchesKeyProblems { get; init; }

    /// <summary>The strategy's name, such as <c>key-ranges</c>.</summary>
    public string Name =>
        Strategy switch
        {
            DiffStrategy.Same => "same",
            DiffStrategy.FullJoin => "full-join",
            DiffStrategy.KeyRanges => "key-ranges",
            DiffStrategy.PageRanges => "page-ranges",
            DiffStrategy.RangeChecksums => "range-checksums",
            DiffStrategy.BucketChecksums => "bucket-checksums",
            DiffStrategy.Multiset => "multiset",
            DiffStrategy.MultisetChecksums => "multiset-checksums",
            DiffStrategy.RemoteChecksums => "remote-checksums",
            _ => throw new ArgumentOutOfRangeException(nameof(Strategy)),
        };

    /// <summary>The plan on one line, for people.</summary>
    public string Explain() => $"{Name}: {Account()}";

    /// <summary>The same without the strategy's name.</summary>
    public string Account()
    {
        var rows = Rows is { } known
            ? string.Create(CultureInfo.InvariantCulture, $" ({known:N0} rows on both sides, estimated)")
            : "";
        var search =
            !SearchesKeyProblems ? ""
            : IsKeyProven ? "; nulls in the key are counted in one more pass"
            : "; duplicate keys are looked for in one more pass, which a unique test or a unique index would save";
        return $"{Reason}; {Cost}{search}{rows}";
    }
}
