using DataRelease.Builds;
using DataRelease.Errors;
using DataRelease.Ledgers;
using DataRelease.Reports;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Candidates;

/// <summary>
/// Finds nodes of a build that read live, or another release, instead of green: by a literal name, or through somebody
/// else's view. Such rows are blue's, so the release would mix two releases.
/// </summary>
internal sealed class LiveReads(ReleaseRun run)
{
    /// <summary>The wrong reads, each with its place in the project.</summary>
    /// <param name="release">The release.</param>
    /// <param name="target">The place where it was built.</param>
    /// <param name="plan">The project.</param>
    /// <param name="built">The result of the build, with the code that ran.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<Problem>> FindAsync(
        ReleaseRecord release,
        GreenTarget target,
        ProjectPlan plan,
        BuildResult built,
        CancellationToken cancellation
    )
    {
        var ran = built.Nodes.Where(node => node.Status != "skipped").Select(node => node.UniqueId).ToHashSet();
        var nodes = plan
            .Manifest.Nodes.Values.Where(node =>
                (node.IsRelation || node.Kind == NodeKind.Test) && ran.Contains(node.UniqueId)
            )
            .OrderBy(node => node.UniqueId, StringComparer.Ordinal)
            .ToList();
        await using var session = await run.OpenAsync(cancellation);
        var rules = await RulesAsync(session, release, target, plan, cancellation);
        var reads = await ReadsAsync(session, nodes, built.Code, target, cancellation);
        var views = await ForeignViewsAsync(session, rules, reads.Values.SelectMany(read => read), cancellation);

        var locator = new NodeLocator(run.Environment.ProjectDir);
        var problems = new List<Problem>();
        foreach (var node in nodes)
        {
            foreach (var (relation, through) in Offending(reads[node.UniqueId], rules, views))
            {
                if (ModelSettings.AllowsLiveRead(node, through ?? relation, relation))
                    continue;
                problems.Add(
                    new Problem(
                        ErrorCode.LiveRead,
                        false,
                        Sentence(node, relation, through, rules),
                        locator.OfReference(node, plan.Manifest, through ?? relation)
                    )
                );
            }
        }
        return problems;
    }

    private static string Sentence(ManifestNode node, RelationName relation, RelationName? through, Rules rules)
    {
        var whose = rules.IsLive(relation) ? "live" : "another release's";
        return through is null
            ? $"{node.Name} reads {relation}, which is {whose}"
            : $"{node.Name} reads {through}, a view or function that reads {relation}, which is {whose}";
    }

    /// <summary>The refusal for the problems, or null. It names the first problem and its place.</summary>
    public static ReleaseException? Refusal(IReadOnlyList<Problem> problems) =>
        problems.Count == 0
            ? null
            : new ReleaseException(
                ErrorCode.LiveRead,
                $"{problems.Count} of the build's reads mix two releases: {problems[0].Message}"
                    + (problems.Count > 1 ? $", and {problems.Count - 1} more" : ""),
                null,
                problems[0].Where
            );

    /// <summary>
    /// The relations that the code reads by the engine's analysis, and for views also by the catalog.
    /// </summary>
    private async Task<IReadOnlyDictionary<string, IReadOnlySet<RelationName>>> ReadsAsync(
        WarehouseSession session,
        IReadOnlyList<ManifestNode> nodes,
        IReadOnlyDictionary<string, string> code,
        GreenTarget target,
        CancellationToken cancellation
    )
    {
        var queries = nodes
            .Where(node => code.ContainsKey(node.UniqueId))
            .ToDictionary(node => node.UniqueId, node => code[node.UniqueId]);
        var said = await run.Warehouse.Queries.OfQueriesAsync(session, queries, target.GreenSchema, cancellation);
        // The code alone does not tell all: a custom materialization may have made another view.
        var standing = await run.Warehouse.Queries.OfViewsAsync(
            session,
            [.. nodes.Where(node => node.IsRelation).Select(node => new RelationName(node.Schema, node.Alias))],
            cancellation
        );
        var untold = queries.Keys.Where(id => !said.ContainsKey(id)).Order(StringComparer.Ordinal).ToList();
        if (untold.Count > 0)
        {
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"the warehouse can't say what {untold.Count} queries read: {string.Join(", ", untold.Take(5))}"
                        + (untold.Count > 5 ? ", …" : "")
                )
            );
        }
        return nodes.ToDictionary(
            node => node.UniqueId,
            node =>
                (IReadOnlySet<RelationName>)
                    (said.GetValueOrDefault(node.UniqueId) ?? new HashSet<RelationName>())
                        .Concat(
                            standing.GetValueOrDefault(new RelationName(node.Schema, node.Alias))
                                ?? new HashSet<RelationName>()
                        )
                        .ToHashSet(),
            StringComparer.Ordinal
        );
    }

    /// <summary>
    /// Views outside green, live and releases, with the relations that they read, directly and through further views.
    /// </summary>
    private async Task<IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>>> ForeignViewsAsync(
        WarehouseSession session,
        Rules rules,
        IEnumerable<RelationName> reads,
        CancellationToken cancellation
    )
    {
        var known = new Dictionary<RelationName, IReadOnlySet<RelationName>>();
        var asked = new HashSet<RelationName>();
        var untold = new List<RelationName>();
        var next = reads.Where(rules.IsForeign).ToHashSet();
        while (next.Count > 0)
        {
            asked.UnionWith(next);
            var views = await run.Warehouse.Queries.OfViewsAsync(session, next, cancellation);
            foreach (var (view, read) in views)
                known[view] = read;
            var silent = next.Where(name => !views.ContainsKey(name)).ToList();
            untold.AddRange(await run.Warehouse.Queries.UntoldAsync(session, silent, cancellation));
            next =
            [
                .. views.Values.SelectMany(read => read).Where(name => rules.IsForeign(name) && !asked.Contains(name)),
            ];
        }
        if (untold.Count > 0)
            run.Events.Publish(
                new ReleaseEvent.Noted(
                    $"the warehouse does not say what {untold.Count} views outside the project read: "
                        + $"{string.Join(", ", untold.Order().Take(5))}{(untold.Count > 5 ? ", …" : "")}"
                )
            );
        return known;
    }

    /// <summary>
    /// The relations of live or of another release that are read, each with somebody else's view that the read goes
    /// through.
    /// </summary>
    private static IEnumerable<(RelationName Relation, RelationName? Through)> Offending(
        IReadOnlySet<RelationName> reads,
        Rules rules,
        IReadOnlyDictionary<RelationName, IReadOnlySet<RelationName>> views
    )
    {
        foreach (var read in reads.Order())
        {
            if (rules.IsOffending(read))
                yield return (read, null);
            else if (rules.IsForeign(read) && Behind(read) is { } found)
                yield return (found, read);
        }

        RelationName? Behind(RelationName view)
        {
            var seen = new HashSet<RelationName> { view };
            var queue = new Queue<RelationName>(seen);
            while (queue.TryDequeue(out var at))
            {
                foreach (var read in views.GetValueOrDefault(at) ?? new HashSet<RelationName>())
                {
                    if (rules.IsOffending(read))
                        return read;
                    if (seen.Add(read))
                        queue.Enqueue(read);
                }
            }
            return null;
        }
    }

    private async Task<Rules> RulesAsync(
        WarehouseSession session,
        ReleaseRecord release,
        GreenTarget target,
        ProjectPlan plan,
        CancellationToken cancellation
    )
    {
        var blue = release.Base is { } number ? await run.Ledger.ReadRelationsAsync(session, number, cancellation) : [];
        var others = (await run.Ledger.ReadReleasesAsync(session, cancellation))
            .Where(other => other.Number != release.Number)
            .Select(other => other.GreenSchema)
            .Append(ReleaseSchemas.Green(run.Warehouse.Dialect, run.LiveSchema, 0))
            .Where(schema => schema.Length > 0 && schema != target.GreenSchema)
            .Distinct()
            .ToList();
        var live = plan
            .Manifest.Nodes.Values.Where(node => node.IsRelation)
            .Select(node => GreenDeployment.Live(node, target))
            .Concat(blue.Select(relation => relation.Live))
            .ToHashSet();
        // A partial build reads what it leaves out from blue, and state that is written in place from where it is.
        var shared = plan.Selected is { } selected
            ? blue.Where(relation => !selected.Contains(relation.UniqueId)).Select(relation => relation.Physical)
            : [];
        return new Rules(
            target.GreenSchema,
            live,
            others,
            shared.Concat(plan.State.InPlace.Values.Select(relation => relation.Physical)).ToHashSet()
        );
    }

    /// <summary>Decides whose a relation is.</summary>
    private sealed record Rules(
        string Green,
        IReadOnlySet<RelationName> Live,
        IReadOnlyList<string> Others,
        IReadOnlySet<RelationName> Shared
    )
    {
        public bool IsLive(RelationName name) => Live.Contains(name);

        public bool IsOffending(RelationName name) =>
            !IsOf(name.Schema, Green) && !Shared.Contains(name) && (IsLive(name) || IsOfAnother(name));

        public bool IsForeign(RelationName name) =>
            !IsOf(name.Schema, Green) && !Shared.Contains(name) && !IsLive(name) && !IsOfAnother(name);

        private bool IsOfAnother(RelationName name) => Others.Any(other => IsOf(name.Schema, other));

        /// <summary>
        /// <c>analytics__r1_marketing</c> belongs to <c>analytics__r1</c>, but <c>analytics__r12</c> does not.
        /// </summary>
        private static bool IsOf(string schema, string release)
        {
            var at = schema.IndexOf(release, StringComparison.Ordinal);
            var end = at + release.Length;
            return at >= 0 && (end == schema.Length || !char.IsLetterOrDigit(schema[end]));
        }
    }
}
