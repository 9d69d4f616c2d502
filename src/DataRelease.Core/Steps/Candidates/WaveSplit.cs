using DataRelease.Builds;
using DataRelease.Builds.Packages.Running;
using DataRelease.Errors;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>A relation that goes live in a wave.</summary>
/// <param name="Live">The name that consumers use.</param>
/// <param name="UniqueId">The id in the manifest.</param>
internal sealed record WaveRelation(RelationName Live, string UniqueId);

/// <summary>Two relations in different waves, one of which reads the other.</summary>
/// <param name="Reader">The relation that reads.</param>
/// <param name="Read">The relation that is read.</param>
internal sealed record WaveCrossing(RelationName Reader, RelationName Read);

/// <summary>
/// Assigns each relation of a release to a wave. The result depends only on rules, relations and manifest, so that
/// every process finds the same. Pure.
/// </summary>
internal sealed class WaveSplit
{
    private readonly Dictionary<RelationName, int> _waveOf = [];
    private readonly IReadOnlyList<WaveRelation> _relations;
    private readonly Manifest _manifest;
    private readonly Dictionary<string, List<string>> _reads = new(StringComparer.Ordinal);

    private WaveSplit(IReadOnlyList<WaveRelation> relations, Manifest manifest) =>
        (_relations, _manifest) = (relations, manifest);

    /// <summary>The number of waves, including the last one, which takes the rest.</summary>
    public int Count { get; private init; }

    /// <summary>Assigns the relations.</summary>
    /// <param name="rules">The rules of the waves, in order.</param>
    /// <param name="together">The groups of relations that must stay in one wave.</param>
    /// <param name="relations">The release's relations.</param>
    /// <param name="manifest">The project's manifest.</param>
    /// <param name="liveSchema">The environment's own schema.</param>
    /// <exception cref="ReleaseException">
    /// DR7091 if a wave takes nothing, DR7092 if relations would not stay together, DR3103 if a selector is not
    /// understood.
    /// </exception>
    public static WaveSplit Of(
        IReadOnlyList<WaveRule> rules,
        IReadOnlyList<TogetherRule> together,
        IReadOnlyList<WaveRelation> relations,
        Manifest manifest,
        string liveSchema
    )
    {
        var split = new WaveSplit(relations, manifest) { Count = rules.Count + 1 };
        for (var index = 0; index < rules.Count; index++)
        {
            var rule = rules[index];
            var matched = split.Matching(rule, liveSchema);
            var taken = matched.Where(relation => !split._waveOf.ContainsKey(relation.Live)).ToList();
            if (taken.Count == 0)
                throw new ReleaseException(
                    ErrorCode.WaveEmpty,
                    $"wave {index + 1} of {split.Count} ({rule}) has no relations: "
                        + (
                            rule.Count is not null ? "earlier waves have taken every relation"
                            : matched.Count > 0 ? $"earlier waves have taken all {matched.Count} of its relations"
                            : "the release has no such relation"
                        ),
                    where: rule.Where
                );
            foreach (var relation in taken.Take(rule.Count ?? int.MaxValue))
                split._waveOf[relation.Live] = index + 1;
        }
        foreach (var relation in relations)
            split._waveOf.TryAdd(relation.Live, split.Count);
        foreach (var group in together)
            split.RefuseTorn(group);
        return split;
    }

    /// <summary>The wave of a relation, from 1; 0 if the release has no such relation.</summary>
    public int WaveOf(RelationName live) => _waveOf.GetValueOrDefault(live);

    /// <summary>The relations of a wave.</summary>
    /// <param name="wave">The wave's number, from 1.</param>
    public IReadOnlyList<RelationName> Names(int wave) =>
        [.. _relations.Select(relation => relation.Live).Where(live => _waveOf[live] == wave).Order()];

    /// <summary>
    /// Relations that read relations of another wave. A consumer who joins the two sees two releases while the waves go
    /// live.
    /// </summary>
    public IReadOnlyList<WaveCrossing> Crossings
    {
        get
        {
            var byId = _relations
                .Where(relation => relation.UniqueId.Length > 0)
                .ToLookup(relation => relation.UniqueId, relation => relation.Live);
            return
            [
                .. _relations
                    .SelectMany(reader =>
                        Reads(reader.UniqueId)
                            .SelectMany(read => byId[read])
                            .Select(read => new WaveCrossing(reader.Live, read))
                    )
                    .Where(crossing => _waveOf[crossing.Reader] != _waveOf[crossing.Read])
                    .Distinct()
                    .OrderBy(crossing => crossing.Reader)
                    .ThenBy(crossing => crossing.Read),
            ];
        }
    }

    /// <summary>Outside views that read relations of several waves, directly or through other views.</summary>
    /// <param name="dependents">The dependents of live relations.</param>
    /// <returns>The views, each with the relations that it reads.</returns>
    public IReadOnlyList<(RelationName View, IReadOnlyList<RelationName> Reads)> OutsideJoins(
        IReadOnlyList<CatalogDependent> dependents
    )
    {
        var on = dependents
            .Where(dependent => dependent.Relation is not null)
            .ToLookup(dependent => dependent.Relation!.Value, dependent => dependent.On);
        return
        [
            .. on.Select(group => group.Key)
                .Where(view => WaveOf(view) == 0)
                .Order()
                .Select(view => (View: view, Reads: Behind(view)))
                .Where(pair => pair.Reads.Select(WaveOf).Distinct().Count() > 1),
        ];

        IReadOnlyList<RelationName> Behind(RelationName view)
        {
            var (seen, queue) = (new HashSet<RelationName> { view }, new Queue<RelationName>([view]));
            while (queue.TryDequeue(out var at))
            {
                // The relations that a release's relation reads belong to its own release.
                if (WaveOf(at) > 0)
                    continue;
                foreach (var read in on[at].Where(seen.Add))
                    queue.Enqueue(read);
            }
            return [.. seen.Where(name => WaveOf(name) > 0).Order()];
        }
    }

    private IReadOnlyList<WaveRelation> Matching(WaveRule rule, string liveSchema)
    {
        if (rule.Count is not null)
            return
            [
                .. _relations
                    .Where(relation => !_waveOf.ContainsKey(relation.Live))
                    .OrderBy(relation => Depth(relation.UniqueId))
                    .ThenBy(relation => relation.Live),
            ];
        if (rule.Schemas.Count > 0)
            return
            [
                .. _relations.Where(relation =>
                    rule.Schemas.Any(schema =>
                        relation.Live.Schema == schema || relation.Live.Schema == $"{liveSchema}_{schema}"
                    )
                ),
            ];
        try
        {
            var chosen = NodeSelection.Select(
                _manifest,
                new BuildOptions { Select = [.. rule.Select, .. rule.Tags.Select(tag => $"tag:{tag}")] }
            ) ?? new HashSet<string>();
            return [.. _relations.Where(relation => chosen.Contains(relation.UniqueId))];
        }
        catch (ReleaseException error) when (error.Where is null)
        {
            throw new ReleaseException(error.Code, error.Message, null, rule.Where, error);
        }
    }

    /// <summary>The length of the longest chain from a relation to one that reads no other.</summary>
    private int Depth(string id)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        return Of(id);

        int Of(string at)
        {
            if (depths.TryGetValue(at, out var known))
                return known;
            // Manifests have no cycles, but a faulty one must not make this hang.
            depths[at] = 0;
            return depths[at] = Reads(at).Select(read => Of(read) + 1).DefaultIfEmpty().Max();
        }
    }

    /// <summary>The relations that a node reads, directly or through nodes that are no relations.</summary>
    private List<string> Reads(string id)
    {
        if (_reads.TryGetValue(id, out var known))
            return known;
        _reads[id] = [];
        var found = _manifest.Nodes.GetValueOrDefault(id) is not { } node
            ? []
            : node
                .DependsOn.SelectMany(read =>
                    _manifest.Nodes.GetValueOrDefault(read) is not { } other ? []
                    : other.IsRelation ? [read]
                    : Reads(read)
                )
                .Distinct()
                .ToList();
        return _reads[id] = found;
    }

    private void RefuseTorn(TogetherRule group)
    {
        var found = group.Relations.Select(name => (Name: name, Relations: Named(name))).ToList();
        if (found.FirstOrDefault(pair => pair.Relations.Count == 0).Name is { } unknown)
            throw new ReleaseException(
                ErrorCode.WaveTorn,
                $"'{unknown}' must go live together with "
                    + $"{string.Join(", ", group.Relations.Where(n => n != unknown))}, "
                    + "but the release has no such relation",
                "correct the name under rolling.together in data-release.yml",
                group.Where
            );
        var waves = found
            .SelectMany(pair => pair.Relations)
            .Distinct()
            .GroupBy(live => _waveOf[live])
            .OrderBy(wave => wave.Key)
            .ToList();
        if (waves.Count > 1)
            throw new ReleaseException(
                ErrorCode.WaveTorn,
                string.Join(
                    ", ",
                    waves.Select(wave =>
                        $"{string.Join(" and ", wave.Order())} would go live in wave {wave.Key} of {Count}"
                    )
                ),
                where: group.Where
            );
    }

    private List<RelationName> Named(string name) =>
        [
            .. _relations
                .Where(relation =>
                    relation.Live.Name == name
                    || relation.Live.ToString() == name
                    || $"{relation.Live.Schema}.{relation.Live.Name}" == name
                    || relation.UniqueId == name
                    || _manifest.Nodes.GetValueOrDefault(relation.UniqueId)?.Name == name
                )
                .Select(relation => relation.Live),
        ];
}
