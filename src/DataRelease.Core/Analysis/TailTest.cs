namespace DataRelease.Analysis;

/// <summary>
/// Whether the slowest runs of two samples are those of one of them: of the given share of both together, as many as
/// chance lets expect belong to each. It finds what ranks of all runs hardly show, a few that are much slower.
/// </summary>
internal static class TailTest
{
    /// <summary>
    /// How many of the slowest are <paramref name="greater"/>'s over what is expected, and how likely that is.
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
