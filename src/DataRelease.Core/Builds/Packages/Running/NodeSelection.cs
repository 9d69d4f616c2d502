using System.IO.Enumeration;
using DataRelease.Errors;

namespace DataRelease.Builds.Packages.Running;

/// <summary>
/// The part of dbt's node selection that a package supports: names with <c>*</c>, <c>tag:</c>, <c>path:</c>,
/// <c>package:</c>, <c>resource_type:</c>, a <c>+</c> before or after for ancestors and descendants, and commas for
/// intersections. A test is included if everything that it tests is selected.
/// </summary>
internal static class NodeSelection
{
    public static IReadOnlySet<string>? Select(Manifest manifest, BuildOptions build)
    {
        if (!build.IsPartial)
            return null;
        var runnable = manifest
            .Nodes.Values.Where(node =>
                node.Kind is NodeKind.Model or NodeKind.Seed or NodeKind.Snapshot or NodeKind.Test
            )
            .ToDictionary(node => node.UniqueId);
        var chosen =
            build.Select.Count == 0
                ? runnable.Keys.ToHashSet()
                : [.. Terms(build.Select).SelectMany(term => Match(runnable, term))];
        foreach (var id in Terms(build.Exclude).SelectMany(term => Match(runnable, term)))
            chosen.Remove(id);
        foreach (var test in runnable.Values.Where(node => node.Kind == NodeKind.Test))
        {
            var tested = test.DependsOn.Where(runnable.ContainsKey).ToList();
            if (tested.Count > 0 && tested.All(id => chosen.Contains(id) || runnable[id].Materialized == "ephemeral"))
                chosen.Add(test.UniqueId);
            else if (build.Select.Count == 0)
                chosen.Remove(test.UniqueId);
        }
        return chosen;
    }

    private static IEnumerable<string> Terms(IReadOnlyList<string> selectors) =>
        selectors.SelectMany(selector => selector.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static HashSet<string> Match(Dictionary<string, ManifestNode> nodes, string term) =>
        term.Split(',').Select(part => MatchOne(nodes, part)).Aggregate((left, right) => [.. left.Intersect(right)]);

    private static HashSet<string> MatchOne(Dictionary<string, ManifestNode> nodes, string term)
    {
        var (before, after) = (term.StartsWith('+'), term.EndsWith('+'));
        var text = term.Trim('+');
        if (text.Length == 0 || text.Contains('@') || text.Contains('+'))
            throw new ReleaseException(ErrorCode.SelectorUnsupported, $"'{term}' is not understood");
        var at = text.IndexOf(':', StringComparison.Ordinal);
        var (method, value) = at < 0 ? ("name", text) : (text[..at], text[(at + 1)..]);
        Func<ManifestNode, bool> holds = method switch
        {
            "name" or "fqn" => node => FileSystemName.MatchesSimpleExpression(value, node.Name, ignoreCase: false),
            "tag" => node =>
                node.Texts("tags").Any(tag => FileSystemName.MatchesSimpleExpression(value, tag, ignoreCase: false)),
            "path" => node =>
                node.OriginalFilePath == value
                || node.OriginalFilePath.StartsWith(value.TrimEnd('/') + "/", StringComparison.Ordinal),
            "package" => node => node.PackageName == value,
            "resource_type" => node => node.Kind.ToString().Equals(value, StringComparison.OrdinalIgnoreCase),
            _ => throw new ReleaseException(ErrorCode.SelectorUnsupported, $"'{method}:' is not understood"),
        };
        var found = nodes.Values.Where(holds).Select(node => node.UniqueId).ToHashSet();
        if (before)
            Grow(found, id => nodes[id].DependsOn.Where(nodes.ContainsKey));
        if (after)
        {
            var children = nodes
                .Values.SelectMany(node => node.DependsOn.Select(parent => (parent, node.UniqueId)))
                .ToLookup(edge => edge.parent, edge => edge.UniqueId);
            Grow(found, id => children[id]);
        }
        return found;
    }

    private static void Grow(HashSet<string> found, Func<string, IEnumerable<string>> next)
    {
        var pending = new Queue<string>(found);
        while (pending.TryDequeue(out var id))
        {
            foreach (var other in next(id).Where(found.Add))
                pending.Enqueue(other);
        }
    }
}
