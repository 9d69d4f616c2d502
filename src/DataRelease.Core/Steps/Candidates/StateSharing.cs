using DataRelease.Builds;
using DataRelease.Builds.Reuse;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>Finds the state of a project that is written in place, where it is live.</summary>
/// <param name="run">The command.</param>
/// <param name="isApart">True for a release that never goes live by itself.</param>
internal sealed class StateSharing(ReleaseRun run, bool isApart)
{
    /// <summary>Adds <see cref="ProjectPlan.State"/> to the project.</summary>
    /// <param name="live">The live release, or null.</param>
    /// <param name="target">The place where green is built.</param>
    /// <param name="plan">The project, without the reused relations.</param>
    /// <param name="builder">The builder.</param>
    /// <param name="options">How it is built.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ProjectPlan> ReadAsync(
        int? live,
        GreenTarget target,
        ProjectPlan plan,
        IGreenBuilder builder,
        BuildOptions options,
        CancellationToken cancellation
    )
    {
        var asking = GreenDeployment
            .Scope(plan)
            .Where(node => ModelSettings.State(node) == StateKeeping.Shared && CarriedState.IsCarried(node, options))
            .ToList();
        if (asking.Count == 0 || live is not { } number)
            return plan;
        await using var session = await run.OpenAsync(cancellation);
        var blue = (await run.Ledger.ReadRelationsAsync(session, number, cancellation))
            .Where(relation => relation.UniqueId.Length > 0)
            .GroupBy(relation => relation.UniqueId)
            .ToDictionary(group => group.Key, group => group.First());
        var tables = (
            await run.Warehouse.ReadRelationsAsync(
                session,
                [.. blue.Values.Select(relation => relation.Physical.Schema).Distinct()],
                cancellation
            )
        )
            .Where(relation => relation.Kind == RelationKind.Table)
            .Select(relation => relation.Name)
            .ToHashSet();
        return plan with
        {
            State = SharedState.Decide(
                asking,
                new SharedStateQuestion
                {
                    Blue = blue,
                    Live = node => GreenDeployment.Live(node, target),
                    IsTable = relation => tables.Contains(relation.Physical),
                    WhyNotInPlace = builder.WhyNotInPlace,
                    IsAtomic = run.Warehouse.Traits.HasTransactionalDdl,
                    IsApart = isApart,
                }
            ),
        };
    }
}
