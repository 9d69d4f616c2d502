namespace DataRelease.Analysis;

/// <summary>
/// Shares out the error rate of an analysis among its tests, so that all of them together err no more often: nine
/// tenths in equal parts to those that are planned, the rest to any number that come after them.
/// </summary>
internal static class ErrorBudget
{
    private const double ForPlanned = 0.9;

    /// <summary>The error rate of one test.</summary>
    /// <param name="rate">Of the analysis.</param>
    /// <param name="number">Which test, from 1.</param>
    /// <param name="planned">How many there are to be.</param>
    public static double Share(double rate, int number, int planned)
    {
        if (number <= planned)
            return rate * ForPlanned / planned;
        double later = number - planned;
        return rate * (1 - ForPlanned) / (later * (later + 1));
    }
}
