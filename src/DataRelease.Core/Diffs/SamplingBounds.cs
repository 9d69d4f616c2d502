namespace DataRelease.Diffs;

/// <summary>What a part of the rows, chosen by chance, says of all of them.</summary>
internal static class SamplingBounds
{
    /// <summary>
    /// Limits of the number of differing rows. Each key is in the part with the same chance, so the number found is at
    /// most as scattered as a Poisson number: the exact limits of that one hold (Garwood 1936).
    /// </summary>
    public static SampledDiff Of(long found, DiffSampling sampling)
    {
        var doubt = 1 - sampling.Confidence;
        // When nothing was found the lower limit can't be wrong, and all doubt is the upper one's.
        var least = found == 0 ? 0 : Solve(mean => 1 - Below(found, mean) < doubt / 2, found);
        var most = Solve(mean => Below(found + 1, mean) > (found == 0 ? doubt : doubt / 2), found + 1);
        return new SampledDiff(
            sampling.Fraction,
            sampling.Confidence,
            Math.Max(found, (long)Math.Floor(least / sampling.Fraction)),
            (long)Math.Ceiling(most / sampling.Fraction)
        );
    }

    /// <summary>The largest mean for which the condition, true for small means, holds.</summary>
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

    /// <summary>The chance that a Poisson number with this mean is below <paramref name="limit"/>.</summary>
    private static double Below(long limit, double mean)
    {
        // Far from its centre the normal limit is exact enough, and the sum would take long.
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
