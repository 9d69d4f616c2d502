using DataRelease.Builds;
using DataRelease.Builds.Reuse;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>Finds which of a project's state is written where it is live.</summary>
/// <param name="run">Where.</param>
/// <param name="isApart">True for a release that never goes live by itself.</param>
internal sealed class StateSharing(ReleaseRun run, bool isApart)
{
    /// <summary>The project with <see cref="ProjectPlan.State"/>.</summary>
    /// <param name="live">What is live, or null.</param>
    /// <param name="target">Where green goes.</param>
    /// <param name="plan">The project, with what is reused left out.</param>
    /// <param name="builder">Who builds it.</param>
    /// <param name="options">How.</param>
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
