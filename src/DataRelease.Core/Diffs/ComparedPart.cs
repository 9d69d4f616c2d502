using System.Globalization;

namespace DataRelease.Diffs;

/// <summary>Says in words which part of the rows a comparison looked at, and what that means for all of them.</summary>
public static class ComparedPart
{
    /// <summary>The part, for instance <c> in the compared 10 %</c>; empty if all rows were compared.</summary>
    public static string Of(IReadOnlyList<RelationDiff> diffs) =>
        diffs.Select(diff => diff.Sampled).FirstOrDefault(part => part is not null) is { } sampled
            ? $" in the compared {Percent(sampled.Fraction)}"
            : "";

    /// <summary>What a part of the rows says about all rows, in a sentence.</summary>
    public static string Sentence(SampledDiff sampled)
    {
        var limits =
            sampled.Least == 0
                ? $"at most {sampled.Most} rows differ in all"
                : $"between {sampled.Least} and {sampled.Most} rows differ in all";
        return $"only {Percent(sampled.Fraction)} of the keys were compared: {limits}, with a confidence of "
            + Percent(sampled.Confidence);
    }

    private static string Percent(double share) =>
        $"{(100 * share).ToString("0.####", CultureInfo.InvariantCulture)} %";
}
