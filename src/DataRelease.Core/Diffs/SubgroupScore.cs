namespace DataRelease.Diffs;

/// <summary>
/// Selects the subgroups that distinguish the rows of one kind, by their counts alone. It uses support and risk ratio
/// like the operator DIFF (Abuzaid et al., VLDB 2018), with Katz's confidence limit for the ratio. The limit is
/// corrected for the number of examined subgroups, so that chance alone rarely leads to a report.
/// </summary>
internal static class SubgroupScore
{
    /// <summary>The smallest number of rows of the kind. With fewer, any pattern is chance.</summary>
    public const long LeastRows = 5;

    /// <summary>The smallest share of the kind's rows that a reported subgroup must contain.</summary>
    public const double LeastSupport = 0.5;

    /// <summary>The smallest share of the kind's rows that must have a value for it to be examined.</summary>
    public const double LeastValueSupport = 0.1;

    private const int Most = 3;
    private const int MostValues = 3;
    private const double LeastRatio = 2;
    private const double LeastGain = 0.25;
    private const double GainOfAValue = 0.05;
    private const double PriceOfComplexity = 0.02;
    private const double PartOfTheBest = 0.7;
    private const double Error = 0.01;

    /// <summary>The best subgroups, at most three, and at most one for each column.</summary>
    /// <param name="kind">The kind of rows.</param>
    /// <param name="rows">The number of rows of the kind.</param>
    /// <param name="all">The number of all rows of their side.</param>
    /// <param name="subgroups">The counted subgroups.</param>
    public static IReadOnlyList<CommonTrait> Best(RowKind kind, long rows, long all, IReadOnlyList<Subgroup> subgroups)
    {
        if (rows < LeastRows || all <= rows || subgroups.Count == 0)
            return [];
        var limit = Quantile(Error / subgroups.Count);
        var scored = subgroups
            .GroupBy(subgroup => subgroup.Column)
            .SelectMany(column => column.Append(Together(column, rows, all)).OfType<Subgroup>())
            .Select(subgroup => (Subgroup: subgroup, Gain: Gain(subgroup, rows, all)))
            .Where(found => IsTold(found.Subgroup, found.Gain, rows, all, limit))
            .GroupBy(found => found.Subgroup.Column)
            .Select(column => column.MaxBy(found => Worth(found.Subgroup, found.Gain)))
            .OrderByDescending(found => Worth(found.Subgroup, found.Gain))
            .ThenBy(found => found.Subgroup.Column, StringComparer.Ordinal)
            .ToList();
        return
        [
            .. scored
                .Where(found => found.Gain >= PartOfTheBest * scored[0].Gain)
                .Take(Most)
                .Select(found => Trait(kind, found.Subgroup, rows, all)),
        ];
    }

    /// <summary>
    /// The gain of a subgroup: the share of the kind's rows in it minus the share of the other rows in it. It is a
    /// multiple of the weighted relative accuracy of subgroup discovery.
    /// </summary>
    private static double Gain(Subgroup subgroup, long rows, long all) =>
        ((double)subgroup.Members / rows) - ((double)(subgroup.All - subgroup.Members) / (all - rows));

    private static double Worth(Subgroup subgroup, double gain) =>
        gain - (PriceOfComplexity * subgroup.Condition.Complexity);

    private static bool IsTold(Subgroup subgroup, double gain, long rows, long all, double limit) =>
        subgroup.Members >= LeastRows
        && subgroup.Members >= LeastSupport * rows
        && gain >= LeastGain
        && Ratio(subgroup, rows, all, limit).Least >= LeastRatio;

    /// <summary>A row has only one value in a column, so the counts of several values add up.</summary>
    private static Subgroup? Together(IEnumerable<Subgroup> column, long rows, long all)
    {
        var values = column
            .Where(subgroup => subgroup.Condition is SubgroupCondition.Values { Texts.Count: 1 })
            .OrderByDescending(subgroup => Gain(subgroup, rows, all))
            .TakeWhile(subgroup => Gain(subgroup, rows, all) >= GainOfAValue)
            .Take(MostValues)
            .ToList();
        return values.Count < 2
            ? null
            : new Subgroup(
                values[0].Column,
                new SubgroupCondition.Values([
                    .. values.SelectMany(subgroup => ((SubgroupCondition.Values)subgroup.Condition).Texts),
                ]),
                values.Sum(subgroup => subgroup.Members),
                values.Sum(subgroup => subgroup.All)
            );
    }

    /// <summary>
    /// The risk ratio of a subgroup, and its lower limit. If a count is zero, half a row is added everywhere (Haldane,
    /// Anscombe).
    /// </summary>
    private static (double Value, double Least) Ratio(Subgroup subgroup, long rows, long all, double limit)
    {
        var half =
            subgroup.Members == rows || subgroup.Members == subgroup.All || subgroup.All == all || subgroup.Members == 0
                ? 0.5
                : 0;
        var (a, c) = (subgroup.Members + half, rows - subgroup.Members + half);
        var (with, without) = (subgroup.All + (2 * half), all - subgroup.All + (2 * half));
        var ratio = a / with / (c / without);
        var error = Math.Sqrt(Math.Max(0, (1 / a) - (1 / with) + (1 / c) - (1 / without)));
        return (ratio, Math.Exp(Math.Log(ratio) - (limit * error)));
    }

    private static CommonTrait Trait(RowKind kind, Subgroup subgroup, long rows, long all) =>
        new(
            kind,
            subgroup.Column,
            subgroup.Condition.Describe(subgroup.Column),
            subgroup.Members,
            rows,
            subgroup.All - subgroup.Members,
            all - rows,
            Math.Round(Ratio(subgroup, rows, all, 0).Value, 1)
        );

    /// <summary>The value that a normal number exceeds with this probability, by bisection.</summary>
    private static double Quantile(double chance)
    {
        var (low, high) = (0.0, 10.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (NormalDistribution.Above(middle) > chance)
                low = middle;
            else
                high = middle;
        }
        return high;
    }
}
