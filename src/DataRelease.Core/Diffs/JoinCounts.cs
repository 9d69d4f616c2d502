namespace DataRelease.Diffs;

/// <summary>The row counts of a join of both sides.</summary>
/// <param name="SharedOnOneSide">Of the rows that only one side has, the number beyond the first for each key.</param>
/// <param name="Added">The number of rows that only green has.</param>
/// <param name="Removed">The number of rows that only blue has.</param>
/// <param name="Changed">The number of rows of both sides with different values.</param>
/// <param name="Pairs">
/// The number of pairs with the same key; more than either side has rows if a key is shared.
/// </param>
/// <param name="Keyless">The number of rows of either side with a null in the key.</param>
/// <param name="ByColumn">The number of changed rows for each value column.</param>
/// <param name="BlueRows">The number of all rows of blue.</param>
/// <param name="GreenRows">The number of all rows of green.</param>
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
    /// True if every row has a unique key. Over the keys of both sides, Σ bᵢgᵢ = Σ bᵢ = Σ gᵢ holds only if every bᵢ and
    /// gᵢ is 1, so one pass tells whether a key is shared.
    /// </summary>
    public bool IsClean =>
        Keyless == 0 && SharedOnOneSide == 0 && Pairs == BlueRows - Removed && Pairs == GreenRows - Added;
}
