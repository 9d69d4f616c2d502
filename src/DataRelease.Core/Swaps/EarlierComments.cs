using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Comments on pointer views that neither the release before has nor the next one: somebody wrote them on the view, or
/// an earlier release had them and a tool of then left them. The relations of the releases that are kept tell which.
/// </summary>
internal sealed class EarlierComments(OpenEnvironment run)
{
    /// <summary>The plan with what earlier releases' relations say, where it matters.</summary>
    public async Task<SwapPlan> AddAsync(
        WarehouseSession session,
        SwapPlan plan,
        IReadOnlyList<ReleaseRecord> releases,
        CancellationToken cancellation
    )
    {
        var asked = plan.Changes.Where(SwapPlan.HasOwnComments).Select(change => change.Live).ToHashSet();
        if (asked.Count == 0)
            return plan;
        var earlier = new List<RelationRecord>();
        foreach (var release in releases.Where(release => release.IsRetained))
            earlier.AddRange(
                (await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation)).Where(relation =>
                    asked.Contains(relation.Live)
                )
            );
        var schemas = earlier.Select(relation => relation.Physical.Schema).Distinct().ToList();
        var standing = (await run.Warehouse.ReadRelationsAsync(session, schemas, cancellation)).ToDictionary(relation =>
            relation.Name
        );
        var byLive = earlier
            .Where(relation => standing.ContainsKey(relation.Physical))
            .ToLookup(relation => relation.Live, relation => standing[relation.Physical]);
        return plan with
        {
            Changes = [.. plan.Changes.Select(change => change with { Earlier = [.. byLive[change.Live]] })],
        };
    }
}
