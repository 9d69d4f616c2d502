using System.Text.Json.Serialization;
using DataRelease.Diffs;

namespace DataRelease.Analysis;

/// <summary>
/// The amount by which a statistic exceeds its expected value. The values of independent samples add up, so that a
/// difference that is too small for each sample is found in all of them together.
/// </summary>
/// <param name="Over">The statistic minus its mean.</param>
/// <param name="Variance">Its variance if both sides have the same distribution.</param>
internal readonly record struct Excess(double Over, double Variance)
{
    /// <summary>
    /// The probability of such an excess or a greater one, by the normal approximation with a continuity correction.
    /// </summary>
    [JsonIgnore]
    public double Chance => Variance > 0 ? NormalDistribution.Above((Over - 0.5) / Math.Sqrt(Variance)) : 1;

    public static Excess operator +(Excess one, Excess other) =>
        new(one.Over + other.Over, one.Variance + other.Variance);
}
