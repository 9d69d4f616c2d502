namespace DataRelease.Diffs;

/// <summary>The normal distribution with mean 0 and deviation 1.</summary>
internal static class NormalDistribution
{
    /// <summary>The probability of a value above this one, to seven digits.</summary>
    public static double Above(double value) => 0.5 * Erfc(value / Math.Sqrt(2));

    /// <summary>The complementary error function (Abramowitz and Stegun 7.1.26).</summary>
    private static double Erfc(double x)
    {
        if (x < 0)
            return 2 - Erfc(-x);
        var t = 1 / (1 + (0.3275911 * x));
        return t
            * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))))
            * Math.Exp(-x * x);
    }
}
