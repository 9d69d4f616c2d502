using System.Collections;

namespace DataRelease.Builds.Packages.Running;

/// <summary>
/// The order of a build, as in <c>dbt build</c>: a node waits for its parents, and for every test whose parents all
/// come before it. A failing test thus keeps the nodes that depend on the tested data from being built.
/// </summary>
internal sealed class BuildGraph
{
    private readonly Dictionary<string, List<string>> _children = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);

    public BuildGraph(IReadOnlyDictionary<string, ManifestNode> all, IReadOnlySet<string> running)
    {
        var order = Order(all);
        var index = order
            .Select((id, position) => (id, position))
            .ToDictionary(pair => pair.id, pair => pair.position, StringComparer.Ordinal);
        var ancestors = Ancestors(all, order, index);
        // Ephemeral models and unselected nodes don't run. The nodes that they read take their place.
        Dictionary<string, HashSet<string>> parents = new(StringComparer.Ordinal);
        foreach (var id in order)
            parents[id] =
            [
                .. Parents(all, id)
                    .SelectMany(parent => running.Contains(parent) ? [parent] : parents[parent].ToArray()),
            ];
        foreach (var id in order.Where(running.Contains))
        {
            _children.TryAdd(id, []);
            _waiting.TryAdd(id, 0);
            foreach (var parent in parents[id])
                Add(parent, id);
        }
        foreach (var test in order.Where(id => running.Contains(id) && all[id].Kind == NodeKind.Test))
        {
            var tested = Parents(all, test).Select(parent => index[parent]).ToList();
            if (tested.Count == 0)
                continue;
            bool Covers(string id) => tested.All(position => ancestors[index[id]][position]);
            foreach (
                var id in order.Where(id =>
                    running.Contains(id)
                    && all[id].Kind != NodeKind.Test
                    && Covers(id)
                    && !parents[id].Any(parent => all[parent].Kind != NodeKind.Test && Covers(parent))
                )
            )
                Add(test, id);
        }
        Sequence = [.. order.Where(running.Contains)];
    }

    /// <summary>The running nodes, parents first, ties by name.</summary>
    public IReadOnlyList<string> Sequence { get; }

    public IEnumerable<string> Ready => Sequence.Where(id => _waiting[id] == 0);

    public IReadOnlyList<string> ChildrenOf(string id) => _children[id];

    /// <summary>Marks a node as ended; returns the nodes that can run now.</summary>
    public IEnumerable<string> Finish(string id)
    {
        foreach (var child in _children[id])
        {
            if (--_waiting[child] == 0)
                yield return child;
        }
    }

    private void Add(string parent, string child)
    {
        _children.TryAdd(parent, []);
        _children[parent].Add(child);
        _waiting[child] = _waiting.GetValueOrDefault(child) + 1;
    }

    private static IEnumerable<string> Parents(IReadOnlyDictionary<string, ManifestNode> all, string id) =>
        all[id].DependsOn.Where(all.ContainsKey).Distinct();

    private static List<string> Order(IReadOnlyDictionary<string, ManifestNode> all)
    {
        var ordered = new List<string>(all.Count);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var stack = new Stack<(string Id, bool Leaving)>();
        foreach (var root in all.Keys.Order(StringComparer.Ordinal))
        {
            stack.Push((root, false));
            while (stack.TryPop(out var step))
            {
                if (step.Leaving)
                    ordered.Add(step.Id);
                else if (done.Add(step.Id))
                {
                    stack.Push((step.Id, true));
                    foreach (var parent in Parents(all, step.Id).OrderDescending(StringComparer.Ordinal))
                        stack.Push((parent, false));
                }
            }
        }
        return ordered;
    }

    private static BitArray[] Ancestors(
        IReadOnlyDictionary<string, ManifestNode> all,
        List<string> order,
        Dictionary<string, int> index
    )
    {
        var ancestors = new BitArray[order.Count];
        for (var position = 0; position < order.Count; position++)
        {
            ancestors[position] = new BitArray(order.Count);
            foreach (var parent in Parents(all, order[position]).Select(parent => index[parent]))
            {
                ancestors[position][parent] = true;
                ancestors[position].Or(ancestors[parent]);
            }
        }
        return ancestors;
    }
}
