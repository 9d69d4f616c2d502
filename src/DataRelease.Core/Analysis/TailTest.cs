namespace DataRelease.Analysis;

/// <summary>
/// Tests whether one of two samples has more than its part of the slowest runs. Of a given share of all runs, each
/// sample should have as many as chance expects. This finds a few very slow runs, which ranks of all runs hardly show.
/// </summary>
internal static class TailTest
{
    /// <summary>
    /// The number of the slowest runs in <paramref name="greater"/> beyond the expected number, and its probability.
    /// </summary>
    public static (Excess Excess, double Chance) Compare(
        IReadOnlyList<double> lower,
        IReadOnlyList<double> greater,
        double share
    )
    {
        double total = lower.Count + greater.Count;
        if (lower.Count == 0 || greater.Count == 0)
            return (default, 1);
        var limit = lower.Concat(greater).OrderDescending().ElementAt(Math.Max(0, (int)Math.Round(share * total) - 1));
        var (below, above) = (lower.Count(time => time >= limit), greater.Count(time => time >= limit));
        double slow = below + above;
        var ours = greater.Count / total;
        return (
            new Excess(above - (slow * ours), slow * ours * (1 - ours) * (total - slow) / (total - 1)),
            ErrorCounts.ChanceOfMore(below, lower.Count, above, greater.Count)
        );
    }
}
