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

    /// <summary>The largest number of subgroups that pairs are made of.</summary>
    private const int MostParts = 6;

    /// <summary>By how much a pair's gain must exceed that of each of its parts.</summary>
    private const double GainOfAPair = 0.1;

    /// <summary>
    /// The subgroups that pairs are made of: the best of each column among those with enough of the kind's rows, at
    /// most six. A pair has no more of these rows than either of its parts.
    /// </summary>
    /// <param name="rows">The number of rows of the kind.</param>
    /// <param name="all">The number of all rows of their side.</param>
    /// <param name="subgroups">The counted subgroups.</param>
    public static IReadOnlyList<Subgroup> Parts(long rows, long all, IReadOnlyList<Subgroup> subgroups)
    {
        if (rows < LeastRows || all <= rows)
            return [];
        var parts = WithTogether(subgroups, rows, all)
            .Where(subgroup =>
                subgroup.Members >= LeastRows
                && subgroup.Members >= LeastSupport * rows
                && Gain(subgroup, rows, all) >= GainOfAValue
            )
            .GroupBy(subgroup => subgroup.Column)
            .Select(column => column.MaxBy(subgroup => Worth(subgroup, rows, all))!)
            .OrderByDescending(subgroup => Worth(subgroup, rows, all))
            .ThenBy(subgroup => subgroup.Column, StringComparer.Ordinal)
            .Take(MostParts)
            .ToList();
        // Where one column tells nearly all, no pair can tell so much more.
        return parts.Count < 2 || Gain(parts[0], rows, all) > 1 - GainOfAPair ? [] : parts;
    }

    /// <summary>The best subgroups and pairs, at most three, and at most one for each column.</summary>
    /// <param name="kind">The kind of rows.</param>
    /// <param name="rows">The number of rows of the kind.</param>
    /// <param name="all">The number of all rows of their side.</param>
    /// <param name="subgroups">The counted subgroups.</param>
    /// <param name="pairs">The counted pairs.</param>
    public static IReadOnlyList<CommonTrait> Best(
        RowKind kind,
        long rows,
        long all,
        IReadOnlyList<Subgroup> subgroups,
        IReadOnlyList<SubgroupPair>? pairs = null
    )
    {
        if (rows < LeastRows || all <= rows || subgroups.Count == 0)
            return [];
        pairs ??= [];
        var limit = Quantile(Error / (subgroups.Count + pairs.Count));
        var scored = WithTogether(subgroups, rows, all)
            .Where(subgroup => IsTold(subgroup, Gain(subgroup, rows, all), rows, all, limit))
            .Select(subgroup => new Told(
                [subgroup.Column],
                subgroup.Condition.Describe(subgroup.Column),
                subgroup,
                Worth(subgroup, rows, all)
            ))
            .Concat(pairs.Where(pair => IsTold(pair, rows, all, limit)).Select(pair => Pair(pair, rows, all)))
            .OrderByDescending(found => found.Worth)
            .ThenBy(found => found.Columns[0], StringComparer.Ordinal)
            .ToList();
        var told = new List<Told>();
        foreach (var found in scored)
            if (
                told.Count < Most
                && Gain(found.Counts, rows, all) >= PartOfTheBest * Gain(scored[0].Counts, rows, all)
                && !told.Any(earlier => earlier.Columns.Intersect(found.Columns).Any())
            )
                told.Add(found);
        return [.. told.Select(found => Trait(kind, found, rows, all))];
    }

    /// <summary>The subgroups, and for each column its best values together.</summary>
    private static IEnumerable<Subgroup> WithTogether(IReadOnlyList<Subgroup> subgroups, long rows, long all) =>
        subgroups
            .GroupBy(subgroup => subgroup.Column)
            .SelectMany(column => column.Append(Together(column, rows, all)).OfType<Subgroup>());

    /// <summary>
    /// A pair is told if it would be told as a subgroup, if it says clearly more than each of its parts, and if among
    /// the rows of each part the other one still singles out the kind's rows. So no part is told that adds nothing.
    /// </summary>
    private static bool IsTold(SubgroupPair pair, long rows, long all, double limit)
    {
        var both = Both(pair);
        var gain = Gain(both, rows, all);
        return IsTold(both, gain, rows, all, limit) && Adds(pair.First) && Adds(pair.Second);

        bool Adds(Subgroup part) =>
            gain >= Gain(part, rows, all) + GainOfAPair
            && part.All > part.Members
            && Ratio(both, part.Members, part.All, limit).Least >= LeastRatio;
    }

    private static Told Pair(SubgroupPair pair, long rows, long all)
    {
        var both = Both(pair);
        var parts = new[] { pair.First, pair.Second };
        var complexity = 1 + parts.Sum(part => part.Condition.Complexity);
        return new Told(
            [.. parts.Select(part => part.Column)],
            string.Join(
                parts.Any(part => part.Condition is SubgroupCondition.Values { Texts.Count: > 1 }) ? ", and " : " and ",
                parts.Select(part => part.Condition.Describe(part.Column))
            ),
            both,
            Gain(both, rows, all) - (PriceOfComplexity * complexity)
        );
    }

    /// <summary>The counts of a pair in the form of a subgroup of its first column.</summary>
    private static Subgroup Both(SubgroupPair pair) => pair.First with { Members = pair.Members, All = pair.All };

    /// <summary>
    /// The gain of a subgroup: the share of the kind's rows in it minus the share of the other rows in it. It is a
    /// multiple of the weighted relative accuracy of subgroup discovery.
    /// </summary>
    private static double Gain(Subgroup subgroup, long rows, long all) =>
        ((double)subgroup.Members / rows) - ((double)(subgroup.All - subgroup.Members) / (all - rows));

    private static double Worth(Subgroup subgroup, long rows, long all) =>
        Gain(subgroup, rows, all) - (PriceOfComplexity * subgroup.Condition.Complexity);

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

    private static CommonTrait Trait(RowKind kind, Told found, long rows, long all) =>
        new(
            kind,
            found.Columns[0],
            found.Condition,
            found.Counts.Members,
            rows,
            found.Counts.All - found.Counts.Members,
            all - rows,
            Math.Round(Ratio(found.Counts, rows, all, 0).Value, 1)
        )
        {
            Columns = found.Columns,
        };

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

    /// <summary>What may be told: a subgroup, or a pair.</summary>
    /// <param name="Columns">Its columns.</param>
    /// <param name="Condition">Its condition, for people.</param>
    /// <param name="Counts">Its counts.</param>
    /// <param name="Worth">Its gain less the price of a long condition.</param>
    private sealed record Told(IReadOnlyList<string> Columns, string Condition, Subgroup Counts, double Worth);
}
