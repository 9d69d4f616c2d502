namespace DataRelease.Checks;

/// <summary>Percentiles of a sample.</summary>
internal static class Percentiles
{
    /// <summary>The smallest value that this share of the sample does not exceed.</summary>
    /// <param name="sample">In any order, not empty.</param>
    /// <param name="share">0.95 for the 95th.</param>
    public static double At(IReadOnlyList<double> sample, double share) => OfSorted([.. sample.Order()], share);

    /// <summary>The same of one that is sorted already.</summary>
    public static double OfSorted(double[] sorted, double share) =>
        sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
}
