using System.Text.Json.Serialization;
using DataRelease.Diffs;

namespace DataRelease.Analysis;

/// <summary>
/// By how much a statistic is over what chance lets expect. Those of independent samples add up, so that a difference
/// which each of them is too small for is found in all of them together.
/// </summary>
/// <param name="Over">The statistic less its mean.</param>
/// <param name="Variance">Its variance if both sides are of one kind.</param>
internal readonly record struct Excess(double Over, double Variance)
{
    /// <summary>The chance of so much or more, by the normal limit with a correction for continuity.</summary>
    [JsonIgnore]
    public double Chance => Variance > 0 ? NormalDistribution.Above((Over - 0.5) / Math.Sqrt(Variance)) : 1;

    public static Excess operator +(Excess one, Excess other) =>
        new(one.Over + other.Over, one.Variance + other.Variance);
}
