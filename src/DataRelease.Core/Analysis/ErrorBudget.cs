namespace DataRelease.Analysis;

/// <summary>
/// Distributes the error rate of an analysis over its tests, so that all of them together don't exceed it. Nine tenths
/// go in equal parts to the planned tests, and the rest to any number of later ones.
/// </summary>
internal static class ErrorBudget
{
    private const double ForPlanned = 0.9;

    /// <summary>The error rate of one test.</summary>
    /// <param name="rate">The error rate of the analysis.</param>
    /// <param name="number">The number of the test, from 1.</param>
    /// <param name="planned">The number of planned tests.</param>
    public static double Share(double rate, int number, int planned)
    {
        if (number <= planned)
            return rate * ForPlanned / planned;
        double later = number - planned;
        return rate * (1 - ForPlanned) / (later * (later + 1));
    }
}
