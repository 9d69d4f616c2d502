using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>A planned swap.</summary>
/// <param name="Plan">What happens to each view.</param>
/// <param name="Previous">The marker before the swap, or null.</param>
/// <param name="Records">
/// Statements for the ledger in the same transaction: about adopted relations and orphans.
/// </param>
/// <param name="Survey">The survey that the plan was made from.</param>
internal sealed record PreparedSwap(SwapPlan Plan, LiveRecord? Previous, IReadOnlyList<Sql> Records, SwapSurvey Survey)
{
    /// <summary>The part of <c>swap.budget</c> that planning used. The attempts have the rest.</summary>
    public TimeSpan Spent { get; init; }

    /// <summary>Writes the swap's statements for a preview, by the environment's method.</summary>
    public Func<PreparedSwap, IReadOnlyList<string>> Preview { get; init; } = _ => [];

    /// <inheritdoc cref="Preview"/>
    public IReadOnlyList<string> Statements => Preview(this);
}
