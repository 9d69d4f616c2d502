using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>A swap that is planned.</summary>
/// <param name="Plan">What happens to each view.</param>
/// <param name="Previous">What is live, or null.</param>
/// <param name="Records">Ledger rows that change with it: adopted relations and orphans.</param>
/// <param name="Survey">What the plan was made from.</param>
internal sealed record PreparedSwap(SwapPlan Plan, LiveRecord? Previous, IReadOnlyList<Sql> Records, SwapSurvey Survey)
{
    /// <summary>What of <c>swap.budget</c> went by while it was planned; the attempts have the rest.</summary>
    public TimeSpan Spent { get; init; }
}
