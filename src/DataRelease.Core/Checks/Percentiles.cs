namespace DataRelease.Checks;

/// <summary>Computes percentiles of a sample.</summary>
internal static class Percentiles
{
    /// <summary>The smallest value that is not less than this share of the sample.</summary>
    /// <param name="sample">The sample, in any order, not empty.</param>
    /// <param name="share">The share, 0.95 for the 95th percentile.</param>
    public static double At(IReadOnlyList<double> sample, double share) => OfSorted([.. sample.Order()], share);

    /// <summary>The same for a sorted sample.</summary>
    public static double OfSorted(double[] sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
