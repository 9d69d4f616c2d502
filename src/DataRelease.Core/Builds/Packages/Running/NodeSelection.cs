using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Errors;

namespace DataRelease.Builds.Packages.Running;

/// <summary>
/// The part of dbt's node selection that a package supports: <c>fqn:</c> (names, folders, packages), <c>tag:</c>,
/// <c>path:</c>, <c>file:</c>, <c>package:</c>, <c>resource_type:</c>, a <c>+</c> before or after for ancestors and
/// descendants, and commas for intersections. As in dbt, a selected or excluded node takes the tests with it that
/// depend on it, even if they depend on other nodes, too. A pattern may also match a name without its folders.
/// </summary>
internal static partial class NodeSelection
{
    /// <summary>The unique ids of the selected nodes; null for all.</summary>
    /// <param name="manifest">The project.</param>
    /// <param name="build">The selectors.</param>
    /// <param name="note">
    /// Takes a remark about a selector that matches nothing; null to leave such selectors alone.
    /// </param>
    /// <exception cref="ReleaseException">
    /// DR3007 for a selector that is not supported, or that names something that is not there.
    /// </exception>
    public static IReadOnlySet<string>? Select(Manifest manifest, BuildOptions build, Action<string>? note = null)
    {
        if (!build.IsPartial)
            return null;
        var nodes = manifest
            .Nodes.Values.Where(node =>
                node.Kind is NodeKind.Model or NodeKind.Seed or NodeKind.Snapshot or NodeKind.Test
            )
            .ToDictionary(node => node.UniqueId);
        var children = nodes
            .Values.SelectMany(node => node.DependsOn.Distinct().Select(parent => (parent, node.UniqueId)))
            .ToLookup(edge => edge.parent, edge => edge.UniqueId);
        var search = new Search(manifest.ProjectName, nodes, children);
        var chosen =
            build.Select.Count == 0
                ? nodes.Keys.ToHashSet()
                : [.. Terms(build.Select).SelectMany(term => All(search, term, "select", note))];
        chosen.ExceptWith(Terms(build.Exclude).SelectMany(term => All(search, term, "exclude", note)).ToList());
        return chosen;
    }

    private static IEnumerable<string> Terms(IReadOnlyList<string> selectors) =>
        selectors.SelectMany(selector => selector.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static HashSet<string> All(Search search, string term, string option, Action<string>? note)
    {
        var parts = term.Split(',').Select(part => search.Find(part)).ToList();
        if (note is not null)
        {
            foreach (var (criterion, found) in parts.Where(part => part.Found.Count == 0))
            {
                if (criterion.IsName)
                    throw new ReleaseException(
                        ErrorCode.SelectorUnsupported,
                        $"nothing is called '{criterion.Value}' (--{option} {term})",
                        "correct the name, or leave it out"
                    );
                note($"--{option} {term} matches nothing");
            }
        }
        return parts.Select(part => part.Found).Aggregate((left, right) => [.. left.Intersect(right)]);
    }

    /// <summary>One criterion of a selector.</summary>
    private sealed record Criterion(string Method, string Value, int Before, int After)
    {
        /// <summary>True if it names one thing, so that a match is expected.</summary>
        public bool IsName => Method is not ("tag" or "resource_type") && !IsPattern(Value);

        public static Criterion Parse(string term)
        {
            var match = Form().Match(term);
            var value = match.Groups["value"].Value;
            if (!match.Success || value.Length == 0 || value.Contains('@') || value.Contains('+'))
                throw new ReleaseException(ErrorCode.SelectorUnsupported, $"'{term}' is not understood");
            return new Criterion(
                match.Groups["method"] is { Success: true, Value: var method } ? method
                    : value.Contains('/') || value.Contains('\\') ? "path"
                    : Path.GetExtension(value).ToLowerInvariant() is ".sql" or ".py" or ".csv" ? "file"
                    : "fqn",
                value,
                Depth(match.Groups["before"]),
                Depth(match.Groups["after"])
            );
        }

        /// <summary>How many steps along the graph; none without a plus, all without a number.</summary>
        private static int Depth(Group group) =>
            !group.Success ? 0
            : group.Value.Trim('+') is not { Length: > 0 } number ? int.MaxValue
            : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) ? depth
            : int.MaxValue;
    }

    private sealed class Search(
        string project,
        Dictionary<string, ManifestNode> nodes,
        ILookup<string, string> children
    )
    {
        public (Criterion Criterion, HashSet<string> Found) Find(string term)
        {
            var criterion = Criterion.Parse(term);
            var holds = Holds(criterion.Method, criterion.Value);
            var found = nodes.Values.Where(holds).Select(node => node.UniqueId).ToHashSet();
            var before = Reach(found, criterion.Before, id => nodes[id].DependsOn.Where(nodes.ContainsKey));
            var after = Reach(found, criterion.After, id => children[id]);
            found.UnionWith(before);
            found.UnionWith(after);
            found.UnionWith(found.SelectMany(id => children[id]).Where(id => nodes[id].Kind == NodeKind.Test).ToList());
            return (criterion, found);
        }

        private Func<ManifestNode, bool> Holds(string method, string value)
        {
            var glob = Glob(value);
            switch (method)
            {
                case "fqn" or "name":
                    return node => IsNamed(node, value);
                case "tag":
                    return node => node.Texts("tags").Any(tag => glob.IsMatch(tag));
                case "path":
                    var globs = value
                        .Replace('\\', '/')
                        .Split('/')
                        .Where(part => part is not ("" or "."))
                        .Select(segment => segment == "**" ? null : Glob(segment))
                        .ToList();
                    return node => Places(node).Any(place => IsAt(globs, 0, place, 0));
                case "file":
                    return node => glob.IsMatch(node.OriginalFilePath.Split('/')[^1]);
                case "package":
                    return node => glob.IsMatch(node.PackageName) || (value == "this" && node.PackageName == project);
                case "resource_type":
                    return node => node.Kind.ToString().Equals(value, StringComparison.OrdinalIgnoreCase);
                default:
                    throw new ReleaseException(ErrorCode.SelectorUnsupported, $"'{method}:' is not understood");
            }
        }

        private static HashSet<string> Reach(HashSet<string> from, int depth, Func<string, IEnumerable<string>> next)
        {
            var found = new HashSet<string>(from, StringComparer.Ordinal);
            var edge = from.ToList();
            for (var step = 0; step < depth && edge.Count > 0; step++)
                edge = [.. edge.SelectMany(next).Where(found.Add)];
            return found;
        }
    }

    /// <summary>
    /// True if the name or the leading parts of the qualified name, with or without the package, are the value's.
    /// </summary>
    private static bool IsNamed(ManifestNode node, string value)
    {
        var name = Qualified(node);
        var parts = value.Split('.');
        // A model's version follows its name.
        var isVersion = name.Length > 1 && name[^1] != node.Name && name[^2] == node.Name;
        return node.Name == value
            || (IsPattern(value) && Glob(value).IsMatch(node.Name))
            || (isVersion && parts.Length > 1 && $"{name[^2]}_{name[^1]}" == $"{parts[^2]}_{parts[^1]}")
            || (isVersion && $"{name[^2]}_{name[^1]}" == value)
            || Begins(name, parts)
            || Begins(name[1..], parts);
    }

    /// <summary>dbt's qualified name. Packages of earlier versions lack it; then the path gives it.</summary>
    private static string[] Qualified(ManifestNode node) =>
        node.Path.Length > 0
            ? node.Path.Split('.')
            : [node.PackageName, .. node.OriginalFilePath.Split('/').Skip(1).SkipLast(1), node.Name];

    private static bool Begins(string[] name, string[] parts)
    {
        if (name.Length < parts.Length)
            return false;
        for (var at = 0; at < parts.Length; at++)
        {
            if (IsPattern(parts[at]))
                return Glob(string.Join('.', parts[at..])).IsMatch(string.Join('.', name[at..]));
            if (parts[at] != name[at])
                return false;
        }
        return true;
    }

    /// <summary>The places of a node that a path can match: its file, the folders of that, and its YAML file.</summary>
    private static IEnumerable<ArraySegment<string>> Places(ManifestNode node)
    {
        var file = node.OriginalFilePath.Split('/');
        for (var length = 1; length <= file.Length; length++)
            yield return new ArraySegment<string>(file, 0, length);
        if (node.PatchPath?.Split("://", 2) is [_, var yaml])
            yield return yaml.Replace('\\', '/').Split('/');
    }

    private static bool IsAt(List<Regex?> globs, int glob, ArraySegment<string> place, int at)
    {
        if (glob == globs.Count)
            return at == place.Count;
        if (globs[glob] is not { } segment)
            return IsAt(globs, glob + 1, place, at) || (at < place.Count && IsAt(globs, glob, place, at + 1));
        return at < place.Count && segment.IsMatch(place[at]) && IsAt(globs, glob + 1, place, at + 1);
    }

    private static bool IsPattern(string text) => text.AsSpan().ContainsAny("*?[]");

    /// <summary>A pattern of a shell: <c>*</c>, <c>?</c> and sets in brackets.</summary>
    private static Regex Glob(string pattern) =>
        new(
            @"\A"
                + Wild()
                    .Replace(pattern, match => match.Value switch
                        {
                            "*" => ".*",
                            "?" => ".",
                            ['[', .. var set, ']'] => set.StartsWith('!') ? $"[^{Set(set[1..])}]" : $"[{Set(set)}]",
                            var text => Regex.Escape(text),
                        })
                + @"\z",
            RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking
        );

    private static string Set(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("[", @"\[", StringComparison.Ordinal)
            .Replace("]", @"\]", StringComparison.Ordinal)
            .Replace("^", @"\^", StringComparison.Ordinal);

    [GeneratedRegex(@"\*|\?|\[!?\]?[^\]]*\]|[^*?\[]+|\[")]
    private static partial Regex Wild();

    [GeneratedRegex(
        @"\A(?<before>\d*\+)?((?<method>[\w.]+):)?(?<value>.*?)(?<after>\+\d*)?\z",
        RegexOptions.Singleline
    )]
    private static partial Regex Form();
}
