using DataRelease.Warehouses;

namespace DataRelease.Diffs;

/// <summary>
/// Finds the parts in which the sides differ without joining them. Every row is hashed once, the hashes of each part (a
/// range of keys, or a bucket of a hash) are summed on both sides, and parts with different sums are reported. Sums,
/// unlike XOR, detect duplicate rows. The hash mixes the whole row, so that values that moved between rows are
/// detected. Two different parts have equal sums with a chance of about 2^-64.
/// </summary>
internal sealed class ChecksumPass(DiffRun run)
{
    /// <summary>The result of the checksums.</summary>
    /// <param name="Rows">The number of rows of both sides.</param>
    /// <param name="Differing">The differing parts.</param>
    /// <param name="DifferingRows">The number of rows of both sides in these parts.</param>
    public sealed record Outcome(long Rows, IReadOnlyList<long> Differing, long DifferingRows);

    public async Task<Outcome> RunAsync(DiffSides sides, CancellationToken cancellation)
    {
        var found = run.Grammar.FindDifferingParts(
            new RowPart(PartOf(sides), IsOfHash ? run.Plan.Bits : null),
            sides.PartHash,
            sides.Blue,
            sides.Green
        );
        var parts = await run.Session.QueryAsync(
            sides.Statement(found.Query, found.With),
            row => (Part: row.IsDBNull(0) ? (long?)null : row.ReadLong(0), Rows: row.ReadLong(1)),
            cancellation
        );
        var differing = parts.Where(part => part.Part is not null).ToList();
        return new Outcome(
            parts.Single(part => part.Part is null).Rows,
            [.. differing.Select(part => part.Part!.Value)],
            differing.Sum(part => part.Rows)
        );
    }

    private bool IsOfHash => run.Plan.Strategy is not (DiffStrategy.RangeChecksums or DiffStrategy.BucketChecksums);

    /// <summary>True for a row of a side named <c>s</c> in one of the parts.</summary>
    public Sql IsIn(DiffSides sides, IReadOnlyList<long> parts) =>
        run.Plan.Strategy == DiffStrategy.RangeChecksums
            ? run.Grammar.IsInRanges(sides.Keys[0], run.Plan.Bits, parts)
            : run.Grammar.IsOneOf(PartOf(sides), parts);

    private Sql PartOf(DiffSides sides) =>
        run.Plan.Strategy switch
        {
            DiffStrategy.RangeChecksums => run.Grammar.Range(sides.Keys[0], run.Plan.Bits),
            DiffStrategy.BucketChecksums => run.Grammar.Bucket(sides.KeyHash, run.Plan.Bits),
            _ => run.Grammar.HashPart(sides.RowHash, run.Plan.Bits),
        };
}
