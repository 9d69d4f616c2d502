namespace DataRelease.Analysis;

/// <summary>Fisher's exact test (1935) for failed runs on two sides.</summary>
internal static class ErrorCounts
{
    /// <summary>
    /// The probability that at least so many of the failures are on green's side, if both sides fail equally often.
    /// </summary>
    /// <param name="blue">The number of blue's failed runs.</param>
    /// <param name="blueRuns">The number of all runs of blue.</param>
    /// <param name="green">The number of green's failed runs.</param>
    /// <param name="greenRuns">The number of all runs of green.</param>
    public static double ChanceOfMore(int blue, int blueRuns, int green, int greenRuns)
    {
        var failures = blue + green;
        if (failures == 0 || greenRuns == 0 || blueRuns == 0)
            return 1;
        double[] logFactorials = new double[blueRuns + greenRuns + 1];
        for (var number = 1; number < logFactorials.Length; number++)
            logFactorials[number] = logFactorials[number - 1] + Math.Log(number);
        double Choose(int all, int some) => logFactorials[all] - logFactorials[some] - logFactorials[all - some];
        var whole = Choose(blueRuns + greenRuns, failures);
        double chance = 0;
        for (var on = green; on <= Math.Min(failures, greenRuns); on++)
        {
            if (failures - on <= blueRuns)
                chance += Math.Exp(Choose(greenRuns, on) + Choose(blueRuns, failures - on) - whole);
        }
        return Math.Min(1, chance);
    }
}
