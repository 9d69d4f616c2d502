namespace DataRelease.Configuration;

/// <summary>A number of rows or a share of blue's rows.</summary>
/// <param name="Value">The number of rows, or per cent if <paramref name="IsPercent"/>.</param>
/// <param name="IsPercent">True for <c>20%</c>.</param>
public readonly record struct Tolerance(double Value, bool IsPercent)
{
    /// <summary>
    /// True if <paramref name="amount"/> of <paramref name="whole"/> exceeds the tolerance. Any amount of zero rows
    /// counts as 100 %.
    /// </summary>
    public bool IsExceededBy(long amount, long whole) =>
        IsPercent ? (whole == 0 ? (amount > 0 ? 100.0 : 0.0) : 100.0 * amount / whole) > Value : amount > Value;

    /// <inheritdoc/>
    public override string ToString() => IsPercent ? $"{Value:0.###} %" : $"{Value:0.###}";
}
