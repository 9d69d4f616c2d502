namespace DataRelease.Diffs;

/// <summary>Estimates the differences of all rows from those of a random part.</summary>
internal static class SamplingBounds
{
    /// <summary>
    /// The limits for the number of differing rows. Each key is in the part with the same probability, so the number
    /// found varies at most like a Poisson number, for which exact limits are known (Garwood 1936).
    /// </summary>
    public static SampledDiff Of(long found, DiffSampling sampling)
    {
        var doubt = 1 - sampling.Confidence;
        // If nothing was found, the lower limit is certain, and the whole error probability goes to the upper one.
        var least = found == 0 ? 0 : Solve(mean => 1 - Below(found, mean) < doubt / 2, found);
        var most = Solve(mean => Below(found + 1, mean) > (found == 0 ? doubt : doubt / 2), found + 1);
        return new SampledDiff(
            sampling.Fraction,
            sampling.Confidence,
            Math.Max(found, (long)Math.Floor(least / sampling.Fraction)),
            (long)Math.Ceiling(most / sampling.Fraction)
        );
    }

    /// <summary>The largest mean for which the condition holds. It holds for small means.</summary>
    private static double Solve(Func<double, bool> holds, long start)
    {
        var (low, high) = (0.0, 10.0 + (2.0 * start));
        while (holds(high))
            high *= 2;
        for (var step = 0; step < 200; step++)
        {
            var middle = (low + high) / 2;
            if (holds(middle))
                low = middle;
            else
                high = middle;
        }
        return high;
    }

    /// <summary>The probability that a Poisson number with this mean is below <paramref name="limit"/>.</summary>
    private static double Below(long limit, double mean)
    {
        // Far from its centre the normal approximation is exact enough, and the sum would take long.
        if (limit > 10_000)
        {
            var distance = (limit - 0.5 - mean) / Math.Sqrt(mean);
            return NormalDistribution.Above(-distance);
        }
        var (term, sum) = (-mean, 0.0);
        for (long number = 0; number < limit; number++)
        {
            if (number > 0)
                term += Math.Log(mean) - Math.Log(number);
            sum += Math.Exp(term);
        }
        return Math.Min(1, sum);
    }
}
