using DataRelease.Ledgers;
using DataRelease.Warehouses;

namespace DataRelease.Builds.Reuse;

/// <summary>The relations and tests of a project that need not run, because blue has the same results.</summary>
internal sealed class ReusePlan
{
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RelationRecord> _shared = new(StringComparer.Ordinal);

    private ReusePlan() { }

    /// <summary>The shared relations as blue's records, by unique id.</summary>
    public IReadOnlyDictionary<string, RelationRecord> Shared => _shared;

    /// <summary>Why each relation is built or shared, by unique id, as a phrase.</summary>
    public IReadOnlyDictionary<string, string> Reasons => _reasons;

    /// <summary>Tests whose earlier results stay valid.</summary>
    public IReadOnlyList<KeptTest> Taken { get; private set; } = [];

    /// <summary>The unique ids of the relations and tests that run.</summary>
    public IReadOnlySet<string> Running { get; private set; } = new HashSet<string>();

    /// <summary>Decides what is reused.</summary>
    /// <param name="plan">The project, with digests of code where they are known.</param>
    /// <param name="question">The facts about blue, and the options.</param>
    public static ReusePlan Decide(ProjectPlan plan, ReuseQuestion question)
    {
        var found = new ReusePlan();
        var nodes = plan.Manifest.Nodes;
        foreach (var id in Sequence(nodes))
        {
            var node = nodes[id];
            if (!node.IsRelation || !IsWanted(id))
                continue;
            var (shared, reason) = found.Judge(node, plan.Manifest, question, IsWanted);
            found._reasons[id] = reason;
            if (shared is not null)
                found._shared[id] = shared;
        }
        found.Tests(plan, question, IsWanted);
        return found;

        bool IsWanted(string id) => plan.Selected is null || plan.Selected.Contains(id);
    }

    private (RelationRecord? Shared, string Reason) Judge(
        ManifestNode node,
        Manifest manifest,
        ReuseQuestion question,
        Func<string, bool> isWanted
    )
    {
        if (ModelSettings.ReadsLive(node))
            return (null, "always built: it reads what is live");
        if (node.IsState && (question.FullRefresh || IsFullRefreshed(node)))
            return (null, "built from nothing");
        if (!question.Blue.TryGetValue(node.UniqueId, out var blue))
            return (null, "new");
        if (blue.Live != question.Live(node))
            return (null, $"was {blue.Live}");
        if (blue.Materialized != node.Materialized)
            return (null, $"was {blue.Materialized}");
        if (Fingerprint.CodeOf(node) is not { } code)
            return (null, "always built: its code is not known before it is compiled");
        if (Fingerprint.Read(blue.Fingerprint) is not { } before)
            return (null, $"what {ReleaseRecord.Name(blue.Origin)} was made from is not known");
        if (before.Code != code)
            return (null, node.Kind == NodeKind.Seed ? "other rows" : "changed code");
        if (before.Settings != Fingerprint.SettingsOf(node))
            return (null, "changed settings");
        foreach (var input in Fingerprint.InputsOf(manifest, node).Relations)
        {
            if (isWanted(input) && !_shared.ContainsKey(input))
                return (null, $"reads {question.Live(manifest.Nodes[input])}, which is built");
        }
        if (Fingerprint.Of(manifest, node, null, question.Origin)?.Inputs != before.Inputs)
            return (null, "reads a relation that was built after it");
        if (question.Arrivals is { } arrivals)
        {
            var (now, whyNot) = arrivals.Of(manifest, node);
            if (now is null)
                return (null, whyNot);
            if (before.Arrived is null)
                return (null, $"what had arrived for {ReleaseRecord.Name(blue.Origin)} is not known");
            if (before.Arrived != now)
                return (null, "something arrived in what it reads");
        }
        if (!question.Stands(blue))
            return (null, $"{blue.Physical} is no longer there");
        if (question.Written.TryGetValue(node.UniqueId, out var writer))
            return (null, $"{ReleaseRecord.Name(writer)} is not live and may have written to it");
        return (blue, "unchanged");
    }

    private void Tests(ProjectPlan plan, ReuseQuestion question, Func<string, bool> isWanted)
    {
        var nodes = plan.Manifest.Nodes;
        var running = nodes
            .Values.Where(node => node.IsRelation && isWanted(node.UniqueId) && !_shared.ContainsKey(node.UniqueId))
            .Select(node => node.UniqueId)
            .ToHashSet(StringComparer.Ordinal);
        var taken = new List<KeptTest>();
        foreach (
            var test in nodes
                .Values.Where(node => node.Kind is NodeKind.Test or NodeKind.UnitTest && isWanted(node.UniqueId))
                .ToList()
        )
        {
            var (inputs, sources) = Fingerprint.InputsOf(plan.Manifest, test);
            var same =
                !question.Retest
                && inputs.Count > 0
                && (question.Arrivals is null || sources.Count == 0)
                && !inputs.Any(running.Contains)
                && question.Tests.TryGetValue(test.UniqueId, out var kept)
                && Fingerprint.Of(plan.Manifest, test, null, question.Origin)?.ToString() == kept.Fingerprint
                    ? kept
                    : null;
            if (same is not null)
                taken.Add(same);
            else
                running.Add(test.UniqueId);
        }
        Running = running;
        Taken = taken;
    }

    private static bool IsFullRefreshed(ManifestNode node) =>
        node.Config.ValueKind == System.Text.Json.JsonValueKind.Object
        && node.Config.TryGetProperty("full_refresh", out var value)
        && value.ValueKind == System.Text.Json.JsonValueKind.True;

    /// <summary>All nodes, each after those that it reads.</summary>
    private static List<string> Sequence(IReadOnlyDictionary<string, ManifestNode> nodes)
    {
        var ordered = new List<string>(nodes.Count);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var stack = new Stack<(string Id, bool IsLeaving)>();
        foreach (var root in nodes.Keys.Order(StringComparer.Ordinal))
        {
            stack.Push((root, false));
            while (stack.TryPop(out var step))
            {
                if (step.IsLeaving)
                    ordered.Add(step.Id);
                else if (done.Add(step.Id))
                {
                    stack.Push((step.Id, true));
                    foreach (var parent in nodes[step.Id].DependsOn.Where(nodes.ContainsKey))
                        stack.Push((parent, false));
                }
            }
        }
        return ordered;
    }
}

/// <summary>The facts and options that a decision about reuse needs.</summary>
internal sealed record ReuseQuestion
{
    /// <summary>The live relations, by unique id.</summary>
    public required IReadOnlyDictionary<string, RelationRecord> Blue { get; init; }

    /// <summary>Gives the name by which consumers find a node.</summary>
    public required Func<ManifestNode, RelationName> Live { get; init; }

    /// <summary>True if a relation of blue still exists.</summary>
    public required Func<RelationRecord, bool> Stands { get; init; }

    /// <summary>The results of blue's tests, by unique id.</summary>
    public IReadOnlyDictionary<string, KeptTest> Tests { get; init; } = new Dictionary<string, KeptTest>();

    /// <summary>The release that made one of blue's relations.</summary>
    public int? Origin(string id) => Blue.TryGetValue(id, out var read) ? Fingerprint.MadeBy(read) : null;

    /// <summary>
    /// By unique id, a release that is not live and may have written in place to a relation of blue after the release
    /// that blue's record names: its rows are neither blue's nor tested.
    /// </summary>
    public IReadOnlyDictionary<string, int> Written { get; init; } = new Dictionary<string, int>();

    /// <summary>What has arrived by now; null if arrivals don't count.</summary>
    public Arrivals? Arrivals { get; init; }

    /// <summary>True if state is built from nothing.</summary>
    public bool FullRefresh { get; init; }

    /// <summary>True if no earlier result of a test counts.</summary>
    public bool Retest { get; init; }
}
