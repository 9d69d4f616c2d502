using System.Numerics;
using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Chooses how to compare, by facts alone. The costs were measured, see docs/diff.md. If a fact is missing, it chooses
/// the strategy with the mildest worst case.
/// </summary>
public static class DiffPlanner
{
    /// <summary>The number of rows of both sides below which one join is fastest.</summary>
    private const long TinyRows = 40_000;

    /// <summary>The same number for an engine that joins columns in parallel.</summary>
    private const long TinyColumnarRows = 200_000;

    /// <summary>
    /// How closely rows must follow their key for reading in key order to be almost as fast as a plain scan.
    /// </summary>
    private const double OrderlyCorrelation = 0.9;

    /// <summary>The intended number of rows of one side in a range or bucket.</summary>
    private const long RowsPerBucket = 128;

    /// <summary>
    /// Parts that are matched by hashing should fit into a processor's cache, and there should be enough of them for
    /// all processes.
    /// </summary>
    private const long FewestPageParts = 40;
    private const long MostPagesPerPart = 400;

    /// <summary>
    /// The largest share of rows that are fetched by index. Fetching a row by index costs about as much as reading 30
    /// rows in a scan.
    /// </summary>
    private const double MostByIndex = 1.0 / 32;

    private const int MostBucketBits = 16;
    private const int FewestBucketBits = 6;

    /// <summary>
    /// The intended number of rows of one side in a range of a merge, so that samples are found without reading far.
    /// </summary>
    private const long RowsPerRange = 60_000;

    /// <summary>Makes the plan.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="wanted">The strategy that the caller insists on, or null.</param>
    public static DiffPlan Plan(DiffFacts facts, DiffStrategy? wanted = null)
    {
        if (facts.IsSame)
        {
            return new DiffPlan
            {
                Strategy = DiffStrategy.Same,
                Reason = "both sides are the same physical relation or were made from the same one",
                Cost = "nothing is read",
            };
        }
        if (wanted is { } strategy && Applies(facts, strategy))
        {
            var plan = Make(facts, strategy, "asked for");
            return plan.MostByIndex > 0 ? plan with { MostByIndex = 1 } : plan;
        }
        return facts.KeyColumns == 0 ? WithoutKey(facts) : WithKey(facts);
    }

    /// <summary>The strategy that needs neither an order of rows nor a unique key.</summary>
    internal static DiffStrategy Checksums(DiffFacts facts) =>
        facts.HasTolerance ? DiffStrategy.FullJoin
        : Applies(facts, DiffStrategy.RangeChecksums) && facts.KeySpan > 0 ? DiffStrategy.RangeChecksums
        : DiffStrategy.BucketChecksums;

    /// <summary>True if the strategy gives the right result under these facts.</summary>
    public static bool Applies(DiffFacts facts, DiffStrategy strategy) =>
        strategy switch
        {
            DiffStrategy.Same => facts.IsSame,
            DiffStrategy.FullJoin => facts.KeyColumns > 0,
            DiffStrategy.KeyRanges => facts.Ways.Contains(strategy)
                && facts is { KeyColumns: > 0, IsKeyPlain: true, AreIndexesAlike: true },
            DiffStrategy.PageRanges => facts.Ways.Contains(strategy)
                && facts
                    is { KeyColumns: > 0, IsKeyPlain: true, IsKeyWritable: true, Blue.Pages: > 0, Green.Pages: > 0 },
            DiffStrategy.RangeChecksums => facts is { KeyColumns: 1, KeyKind: ValueKind.Whole },
            DiffStrategy.BucketChecksums => facts.KeyColumns > 0,
            DiffStrategy.Multiset or DiffStrategy.MultisetChecksums => facts.KeyColumns == 0,
            // This strategy does not compare within one database.
            DiffStrategy.RemoteChecksums => false,
            _ => throw new ArgumentOutOfRangeException(nameof(strategy)),
        };

    private static DiffPlan WithoutKey(DiffFacts facts)
    {
        if (IsTiny(facts))
            return Make(facts, DiffStrategy.Multiset, "there is no key and few rows");
        return AreStored(facts)
            ? Make(facts, DiffStrategy.MultisetChecksums, "there is no key")
            : Make(facts, DiffStrategy.Multiset, "there is no key, and a side that is not stored is read once only");
    }

    private static DiffPlan WithKey(DiffFacts facts)
    {
        if (IsTiny(facts))
            return Make(facts, DiffStrategy.FullJoin, "there are few rows");
        if (Applies(facts, DiffStrategy.KeyRanges) && IsOrderly(facts.Blue) && IsOrderly(facts.Green))
            return Make(
                facts,
                DiffStrategy.KeyRanges,
                "both sides have a unique index over the key, and their rows lie in its order"
            );
        if (!AreStored(facts))
            return Make(facts, DiffStrategy.FullJoin, "a side that is not stored is read once only");
        if (
            Applies(facts, DiffStrategy.PageRanges)
            && IsOrderly(facts.Blue)
            && IsOrderly(facts.Green)
            && !facts.SharesKeys
        )
            return Make(
                facts,
                DiffStrategy.PageRanges,
                "the rows of both sides lie in the order of their key, without a unique index on both"
            );
        if (facts.HasTolerance)
            return Make(facts, DiffStrategy.FullJoin, "a tolerance can't be decided by a checksum");
        if (Applies(facts, DiffStrategy.RangeChecksums) && facts.KeySpan > 0)
        {
            return Make(
                facts,
                DiffStrategy.RangeChecksums,
                facts.IsColumnar ? "the key is a whole number"
                    : facts.AreIndexesAlike ? "the key is a whole number, and rows do not lie in its order"
                    : "the key is a whole number without a unique index on both sides"
            );
        }
        return Make(
            facts,
            DiffStrategy.BucketChecksums,
            facts.IsColumnar
                ? "the key is not one whole number"
                : "the key is not one whole number, and no order of rows helps"
        );
    }

    private static DiffPlan Make(DiffFacts facts, DiffStrategy strategy, string reason)
    {
        var plan = new DiffPlan
        {
            Strategy = strategy,
            Reason = reason,
            Cost = Cost(strategy),
            Rows = facts.Rows,
            IsKeyProven = facts.IsKeyProven,
            SearchesKeyProblems =
                strategy is DiffStrategy.RangeChecksums or DiffStrategy.BucketChecksums
                && !facts.IsKeyTested
                && !(facts is { IsKeyProven: true, Blue.IsKeyFilled: true, Green.IsKeyFilled: true }),
        };
        return strategy switch
        {
            DiffStrategy.KeyRanges => plan with { Bounds = Bounds(facts) },
            DiffStrategy.PageRanges => plan with
            {
                PagesPerPart = Math.Clamp(facts.Blue.Pages / FewestPageParts, 1, MostPagesPerPart),
            },
            DiffStrategy.RangeChecksums => plan with
            {
                Bits = RangeBits(facts),
                MostByIndex = facts is { AreIndexesAlike: true, IsKeyPlain: true } ? MostByIndex : 0,
            },
            DiffStrategy.BucketChecksums or DiffStrategy.MultisetChecksums => plan with { Bits = BucketBits(facts) },
            _ => plan,
        };
    }

    private static string Cost(DiffStrategy strategy) =>
        strategy switch
        {
            DiffStrategy.FullJoin =>
                "one join of both sides whole, with temporary files of about their size if it does not fit in memory",
            DiffStrategy.KeyRanges =>
                "each side read once in key order, three to seven times count(*) of both by the number of "
                    + "columns; no temporary files",
            DiffStrategy.PageRanges =>
                "each side read once, and once more for the rows that differ if there are any; no temporary files",
            DiffStrategy.RangeChecksums =>
                "each side read once to hash its rows and once for the rows of ranges that differ; temporary "
                    + "files for those at most",
            DiffStrategy.BucketChecksums =>
                "each side read once to hash its rows and once for the rows of buckets that differ; "
                    + "temporary files for those at most",
            DiffStrategy.Multiset =>
                "all rows of both sides grouped, with temporary files of about their size if that does not "
                    + "fit in memory",
            DiffStrategy.MultisetChecksums =>
                "each side read once to hash its rows and once more for the rows of buckets that differ; "
                    + "temporary files for those at most",
            _ => "nothing is read",
        };

    private static bool IsTiny(DiffFacts facts) =>
        facts.Rows is { } rows && rows <= (facts.IsColumnar ? TinyColumnarRows : TinyRows);

    private static bool AreStored(DiffFacts facts) => facts.Blue.IsStored && facts.Green.IsStored;

    private static bool IsOrderly(SideFacts side) => side.Rows is 0 || side.Correlation >= OrderlyCorrelation;

    /// <summary>The bounds of ranges of about equal size, the same number of ranges for each process.</summary>
    private static IReadOnlyList<string> Bounds(DiffFacts facts)
    {
        var larger = (facts.Blue.Rows ?? 0) >= (facts.Green.Rows ?? 0) ? facts.Blue : facts.Green;
        var rounds = Math.Max(1, (long)Math.Round((double)(larger.Rows ?? 0) / (RowsPerRange * facts.Workers)));
        var ranges = (int)Math.Min(larger.Bounds.Count + 1, rounds * facts.Workers);
        return
        [
            .. Enumerable
                .Range(1, Math.Max(0, ranges - 1))
                .Select(index => larger.Bounds[(int)((long)index * larger.Bounds.Count / ranges)])
                .Distinct(),
        ];
    }

    /// <summary>
    /// The number of low bits that a range must span to have about the intended number of rows, if keys are distributed
    /// evenly.
    /// </summary>
    private static int RangeBits(DiffFacts facts)
    {
        var buckets = BigInteger.One << BucketBits(facts);
        var bits = 0;
        while (bits < 62 && (facts.KeySpan >> bits) >= buckets)
            bits++;
        return bits;
    }

    private static int BucketBits(DiffFacts facts)
    {
        var rows = Math.Max(facts.Blue.Rows ?? long.MaxValue, facts.Green.Rows ?? long.MaxValue);
        var bits = FewestBucketBits;
        while (bits < MostBucketBits && (rows >> bits) > RowsPerBucket)
            bits++;
        return bits;
    }
}
