using System.Globalization;

namespace DataRelease.Diffs;

/// <summary>The ways to compare.</summary>
public enum DiffStrategy
{
    /// <summary>Both sides are the same data: nothing is read.</summary>
    Same,

    /// <summary>One full join of both sides by key.</summary>
    FullJoin,

    /// <summary>
    /// Both sides read in the order of their key's index and merged, in several ranges of the key at once.
    /// </summary>
    KeyRanges,

    /// <summary>
    /// Both sides read by page, in parts that have about the same keys; what does not match there is joined.
    /// </summary>
    PageRanges,

    /// <summary>Checksums of ranges of a whole-number key, then a join of the ranges that differ.</summary>
    RangeChecksums,

    /// <summary>Checksums of buckets of the key's hash, then a join of the buckets that differ.</summary>
    BucketChecksums,

    /// <summary>Whole rows counted on both sides.</summary>
    Multiset,

    /// <summary>Checksums of buckets of the row's hash, then whole rows of the buckets that differ counted.</summary>
    MultisetChecksums,

    /// <summary>
    /// Checksums of buckets taken in two databases, then hashes of the rows of buckets that differ; see
    /// <see cref="RemoteComparer"/>.
    /// </summary>
    RemoteChecksums,
}

/// <summary>How two sides will be compared, and why. A value: making one touches nothing.</summary>
public sealed record DiffPlan
{
    /// <summary>The way.</summary>
    public required DiffStrategy Strategy { get; init; }

    /// <summary>Why this way, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What it is expected to cost, in a sentence.</summary>
    public required string Cost { get; init; }

    /// <summary>Rows of both sides, estimated; null if unknown.</summary>
    public long? Rows { get; init; }

    /// <summary>
    /// With <see cref="DiffStrategy.KeyRanges"/>: values of the key's first column that part the ranges, as text,
    /// ascending.
    /// </summary>
    public IReadOnlyList<string> Bounds { get; init; } = [];

    /// <summary>
    /// With checksums: how many low bits of the key a range spans, or how many bits of the hash make a bucket.
    /// </summary>
    public int Bits { get; init; }

    /// <summary>
    /// With <see cref="DiffStrategy.RangeChecksums"/>: the part of the rows, from 0 to 1, up to which the rows of
    /// ranges that differ are fetched by the key's index. Beyond it, reading all rows once more is cheaper.
    /// </summary>
    public double MostByIndex { get; init; }

    /// <summary>With <see cref="DiffStrategy.PageRanges"/>: pages of blue that a part has.</summary>
    public long PagesPerPart { get; init; }

    /// <summary>True if an index proves that the key is unique on both sides.</summary>
    public bool IsKeyProven { get; init; }

    /// <summary>
    /// True if keys that are null, or shared by several rows, have to be looked for in a pass of its own.
    /// </summary>
    public bool SearchesKeyProblems { get; init; }

    /// <summary>The strategy's name: <c>key-ranges</c>.</summary>
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

    /// <summary>The plan for people, one line.</summary>
    public string Explain() => $"{Name}: {Account()}";

    /// <summary>The same without its name, for where that stands beside it.</summary>
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
