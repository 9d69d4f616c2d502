using DataRelease.Builds;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>The waves of a planned or built release.</summary>
/// <param name="run">The command.</param>
/// <param name="rules">The rules of the waves, in order.</param>
/// <param name="together">The groups of relations that must stay in one wave.</param>
internal sealed class ReleaseWaves(ReleaseRun run, IReadOnlyList<WaveRule> rules, IReadOnlyList<TogetherRule> together)
{
    private static readonly Manifest _none = new(
        12,
        "",
        "",
        "",
        new Dictionary<string, ManifestNode>(),
        new Dictionary<string, string>()
    );

    /// <summary>The waves that the configuration describes.</summary>
    public static ReleaseWaves Configured(ReleaseRun run) =>
        new(
            run,
            [.. run.Config.Rolling.Waves.Select(WaveRule.Of)],
            [.. run.Config.Rolling.Together.Select(TogetherRule.Of)]
        );

    /// <summary>Refuses a rolling release without waves.</summary>
    /// <exception cref="ReleaseException">DR7081.</exception>
    public static void Require(RollingConfig rolling)
    {
        if (rolling.Waves.Count == 0)
            throw new ReleaseException(
                ErrorCode.StrategyUnfit,
                "a rolling release needs waves, and rolling.waves has none",
                null,
                rolling.Where
            );
    }

    /// <summary>The waves of a planned project.</summary>
    public WaveSplit Of(ProjectPlan project, GreenTarget target) =>
        WaveSplit.Of(
            rules,
            together,
            [
                .. project
                    .Manifest.Nodes.Values.Where(node => node.IsRelation)
                    .Select(node => new WaveRelation(GreenDeployment.Live(node, target), node.UniqueId))
                    .OrderBy(relation => relation.Live),
            ],
            project.Manifest,
            run.LiveSchema
        );

    /// <summary>The waves of a built release.</summary>
    public async Task<WaveSplit> OfAsync(ReleaseRecord release, CancellationToken cancellation)
    {
        var manifest = await run.Sides.StructureAsync(release.Number, cancellation) ?? _none;
        IReadOnlyList<RelationRecord> relations;
        await using (var session = await run.OpenAsync(cancellation))
            relations = await run.Ledger.ReadRelationsAsync(session, release.Number, cancellation);
        return WaveSplit.Of(
            rules,
            together,
            [.. relations.Select(relation => new WaveRelation(relation.Live, relation.UniqueId))],
            manifest,
            run.LiveSchema
        );
    }

    /// <summary>
    /// Joins that see two releases while the waves go live: those of the project and of outside views.
    /// </summary>
    /// <param name="split">The waves.</param>
    /// <param name="blue">The live release, for messages.</param>
    /// <param name="green">The new release, for messages.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<PlannedRelation>> JoinsAsync(
        WaveSplit split,
        string blue,
        string green,
        CancellationToken cancellation
    )
    {
        var inside = split
            .Crossings.GroupBy(crossing => crossing.Reader)
            .Select(reader => new PlannedRelation(
                reader.Key.ToString(),
                RelationChange.TwoReleases,
                $"goes live in wave {split.WaveOf(reader.Key)} of {split.Count} and reads "
                    + $"{Listed(split, reader.Select(crossing => crossing.Read))}: a query that joins them sees "
                    + $"{blue} and "
                    + $"{green} meanwhile"
            ));
        return [.. inside, .. await OutsideAsync(split, blue, green, cancellation)];
    }

    private async Task<IReadOnlyList<PlannedRelation>> OutsideAsync(
        WaveSplit split,
        string blue,
        string green,
        CancellationToken cancellation
    )
    {
        if (!run.Warehouse.Exists)
            return [];
        await using var session = await run.OpenAsync(cancellation);
        var dependents = new List<CatalogDependent>();
        var seen = Enumerable
            .Range(1, split.Count)
            .SelectMany(split.Names)
            .Select(name => name.Schema)
            .ToHashSet(StringComparer.Ordinal);
        var next = seen.ToList();
        while (next.Count > 0)
        {
            var found = await run.Warehouse.ReadDependentsAsync(session, next, cancellation);
            dependents.AddRange(found);
            next = [.. found.Select(one => one.Relation?.Schema).OfType<string>().Where(seen.Add)];
        }
        return
        [
            .. split
                .OutsideJoins(dependents)
                .Select(join => new PlannedRelation(
                    join.View.ToString(),
                    RelationChange.TwoReleases,
                    $"outside the release, reads {Listed(split, join.Reads)}: it shows {blue} and {green} meanwhile"
                )),
        ];
    }

    private static string Listed(WaveSplit split, IEnumerable<RelationName> names) =>
        string.Join(", ", names.Select(name => $"{name} (wave {split.WaveOf(name)})"));
}
