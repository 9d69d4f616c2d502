using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Steps.Candidates;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Shadows;

/// <summary>The result of one refresh of a side.</summary>
/// <param name="Relations">The relations with their live names.</param>
/// <param name="Build">The result of the build.</param>
/// <param name="Project">The project that was built.</param>
internal sealed record RefreshedSide(IReadOnlyList<RelationRecord> Relations, BuildResult Build, ProjectPlan Project)
{
    /// <summary>True if only a part of the project was built.</summary>
    public bool IsPartial => Project.Selected is not null;

    /// <summary>Failed or skipped nodes without which nothing can be compared. A failing test is a result.</summary>
    public static IReadOnlyList<NodeResult> Broken(BuildResult build) =>
        [
            .. build.Nodes.Where(node =>
                !Validation.IsTestId(node.UniqueId) && (node.IsFailure || node.Status == "skipped")
            ),
        ];
}

/// <summary>
/// One side of a shadow: the code of the release or the live code, in schemas of its own beside the release. It writes
/// neither to live nor to the release, so that what goes live later is what was validated.
/// </summary>
/// <param name="run">The command.</param>
/// <param name="release">The release whose shadow it is.</param>
/// <param name="isBlue">True for the live code.</param>
internal sealed class ShadowSide(ReleaseRun run, ReleaseRecord release, bool isBlue)
{
    /// <summary>The side's name, <c>blue</c> or <c>green</c>.</summary>
    public string Name => isBlue ? "blue" : "green";

    /// <summary>The place where the side is built.</summary>
    public GreenTarget Target =>
        GreenDeployment.Target(run, release) with
        {
            GreenSchema = $"{release.GreenSchema}{run.Warehouse.Traits.Names.Fold($"__{Name}")}",
            Next = null,
        };

    /// <summary>
    /// Builds the side once more: the first time on a copy of blue's state, later on what it made itself.
    /// </summary>
    /// <param name="builder">The builder of the side's code.</param>
    /// <param name="options">How the release was built.</param>
    /// <param name="artifacts">A private folder.</param>
    /// <param name="isFirst">True if nothing of the side exists yet.</param>
    /// <param name="noted">Other schemas of the release that the ledger must know.</param>
    /// <param name="sources">Tables that are read under other names.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<RefreshedSide> RefreshAsync(
        IGreenBuilder builder,
        BuildOptions options,
        string artifacts,
        bool isFirst,
        IReadOnlyCollection<string> noted,
        IReadOnlyDictionary<RelationName, RelationName> sources,
        CancellationToken cancellation
    )
    {
        options = options with
        {
            Select = isBlue ? [] : options.Select,
            Exclude = isBlue ? [] : options.Exclude,
            Vars = isBlue ? null : options.Vars,
            FullRefresh = options.FullRefresh && isFirst && !isBlue,
            Reuse = ReuseMode.Never,
        };
        var deployment = new GreenDeployment(run);
        var plan = await deployment.PlanAsync(Target, builder, options, artifacts, cancellation);
        if (isBlue)
            await RequireWholeAsync(plan, cancellation);
        var carried = isFirst
            ? await new CarriedState(run).CarryAsync(release, Target, plan, options, cancellation, noted)
            : await KeepStateAsync(plan, options, cancellation);
        var built = await deployment.BuildAsync(
            release,
            Target,
            builder,
            plan,
            options,
            carried,
            artifacts,
            cancellation,
            sources
        );
        if (RefreshedSide.Broken(built).Count > 0)
            return new RefreshedSide([], built, plan);
        var (relations, standing) = await deployment.InventoryAsync(release, Target, plan, built.Digests, cancellation);
        await deployment.GatherStatisticsAsync(standing, cancellation);
        // A partial release shares the rest with live, so that part need not be refreshed.
        return new RefreshedSide(
            [.. relations.Where(relation => Target.LiveSchemaOf(relation.Physical.Schema) is not null)],
            built,
            plan
        );
    }

    /// <summary>Refuses a package that is not all of the live code.</summary>
    private async Task RequireWholeAsync(ProjectPlan plan, CancellationToken cancellation)
    {
        if ((await ReleaseBook.ReadAsync(run, cancellation)).Record(release.Base ?? 0) is not { } live)
            return;
        var left = await new ReleasedCode(run).LeftOutAsync(live, plan.Manifest, cancellation);
        if (left.Count > 0)
            throw new ReleaseException(
                ErrorCode.ShadowNotPossible,
                $"{live.Id} is live as a part of {plan.Name} {plan.Version}, so this package is not the live code: "
                    + string.Join(", ", left.Take(10)),
                null,
                run.Config.Shadow.Where
            );
    }

    /// <summary>Drops relations that are made again; returns those that go on from their earlier rows.</summary>
    private async Task<IReadOnlySet<string>> KeepStateAsync(
        ProjectPlan plan,
        BuildOptions options,
        CancellationToken cancellation
    )
    {
        var scope = GreenDeployment.Scope(plan);
        await using var session = await run.OpenAsync(cancellation);
        var standing = await run.Warehouse.ReadRelationsAsync(
            session,
            [.. scope.Select(node => node.Schema).Append(Target.GreenSchema).Distinct()],
            cancellation
        );
        var state = scope
            .Where(node => CarriedState.IsCarried(node, options))
            .Select(node => (node.UniqueId, Name: new RelationName(node.Schema, node.Alias)))
            .Where(pair => standing.Any(one => one.Name == pair.Name && one.Kind == RelationKind.Table))
            .ToDictionary(pair => pair.Name, pair => pair.UniqueId);
        var statements = standing
            .Where(relation => !state.ContainsKey(relation.Name))
            .Select(relation => run.Warehouse.Dialect.DropRelation(relation.Name, relation.Kind))
            .ToList();
        if (statements.Count > 0)
            await session.InTransactionAsync(
                TransactionPurpose.PrepareObjects,
                () => session.ExecuteBatchAsync(statements, cancellation),
                cancellation
            );
        return state.Values.ToHashSet(StringComparer.Ordinal);
    }
}
