using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Finds out who wrote a comment on a pointer view that neither the release before nor the next one has: a person wrote
/// it on the view, or an earlier release had it. The relations of the retained releases tell which.
/// </summary>
internal sealed class EarlierComments(OpenEnvironment run)
{
    /// <summary>Adds the relations of earlier releases to the changes whose views have such a comment.</summary>
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
