using DataRelease.Diffs;

namespace DataRelease.Analysis;

/// <summary>
/// Mann and Whitney's rank test (1947): whether the values of one sample tend to be greater than those of another. It
/// assumes nothing of how times are distributed, and one slow run weighs no more than any other.
/// </summary>
internal static class RankTest
{
    /// <summary>
    /// The chance that values as much greater as these come about if both samples are of one kind, by the normal limit
    /// with corrections for ties and continuity; 1 if a sample is empty or all values are one.
    /// </summary>
    /// <param name="lower">What they are held against.</param>
    /// <param name="greater">What may be greater.</param>
    public static double ChanceOfGreater(IReadOnlyList<double> lower, IReadOnlyList<double> greater)
    {
        double n = lower.Count;
        double m = greater.Count;
        if (n == 0 || m == 0)
            return 1;
        (double Value, bool IsGreater)[] all =
        [
            .. lower
                .Select(value => (value, false))
                .Concat(greater.Select(value => (value, true)))
                .OrderBy(pair => pair.Item1),
        ];
        double ranks = 0;
        double ties = 0;
        for (var from = 0; from < all.Length; )
        {
            var to = from;
            var ours = 0;
            for (; to < all.Length && all[to].Value.Equals(all[from].Value); to++)
                ours += all[to].IsGreater ? 1 : 0;
            double tied = to - from;
            // Values that tie share the mean of their ranks.
            ranks += ours * (from + 1 + to) / 2.0;
            ties += (tied * tied * tied) - tied;
            from = to;
        }
        var total = n + m;
        var u = ranks - (m * (m + 1) / 2);
        var variance = n * m / 12 * (total + 1 - (ties / (total * (total - 1))));
        if (!(variance > 0))
            return 1;
        return NormalDistribution.Above((u - (n * m / 2) - 0.5) / Math.Sqrt(variance));
    }
}
