namespace DataRelease.Diffs;

/// <summary>Rows of a join of both sides.</summary>
/// <param name="SharedOnOneSide">Rows of one side alone whose key another of them has, but for one a key.</param>
/// <param name="Added">Only in green.</param>
/// <param name="Removed">Only in blue.</param>
/// <param name="Changed">In both, with other values.</param>
/// <param name="Pairs">In both; more than either side has where a key is shared.</param>
/// <param name="Keyless">Of either side, with a null in the key.</param>
/// <param name="ByColumn">Changed, by value column.</param>
/// <param name="BlueRows">Of blue, all.</param>
/// <param name="GreenRows">Of green, all.</param>
internal sealed record JoinCounts(
    long SharedOnOneSide,
    long Added,
    long Removed,
    long Changed,
    long Pairs,
    long Keyless,
    IReadOnlyList<long> ByColumn,
    long BlueRows,
    long GreenRows
)
{
    /// <summary>
    /// True if every row has a key of its own: Σ bᵢgᵢ = Σ bᵢ = Σ gᵢ over the keys of both sides holds only if every bᵢ
    /// and gᵢ is 1, so that one pass tells whether a key is shared.
    /// </summary>
    public bool IsClean =>
        Keyless == 0 && SharedOnOneSide == 0 && Pairs == BlueRows - Removed && Pairs == GreenRows - Added;
}
