namespace DataRelease.Analysis;

/// <summary>
/// Mann and Whitney's rank test (1947): whether the values of one sample tend to be greater than those of another. It
/// assumes nothing about the distribution of times, and one slow run does not count more than any other.
/// </summary>
internal static class RankTest
{
    /// <summary>
    /// Mann and Whitney's statistic minus its mean, with its variance corrected for ties; zero if a sample is empty or
    /// all values are equal.
    /// </summary>
    /// <param name="lower">The sample to compare with.</param>
    /// <param name="greater">The sample that may be greater.</param>
    public static Excess Compare(IReadOnlyList<double> lower, IReadOnlyList<double> greater)
    {
        double n = lower.Count;
        double m = greater.Count;
        if (n == 0 || m == 0)
            return default;
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
            // Equal values share the mean of their ranks.
            ranks += ours * (from + 1 + to) / 2.0;
            ties += (tied * tied * tied) - tied;
            from = to;
        }
        var total = n + m;
        var u = ranks - (m * (m + 1) / 2);
        var variance = n * m / 12 * (total + 1 - (ties / (total * (total - 1))));
        return variance > 0 ? new Excess(u - (n * m / 2), variance) : default;
    }
}
