using System.Text.RegularExpressions;

namespace DataRelease.Core.Tests.House;

/// <summary>
/// Which file of a project needs which: by the names of the types, and of the extension members, that a file declares
/// and another one can see. The parts of a partial type are one node. A name after a dot is a member, and so is the
/// name
/// of a property that the file has itself.
/// </summary>
internal sealed partial class FileGraph
{
    private readonly Dictionary<string, Source> _sources;
    private readonly Dictionary<string, string> _nodes = [];
    private readonly Dictionary<string, HashSet<string>> _edges = [];

    public FileGraph(IReadOnlyDictionary<string, string> files)
    {
        _sources = files.ToDictionary(file => file.Key, file => Source.Read(file.Value));
        var declared = _sources
            .SelectMany(file => file.Value.Declares.Select(name => (Name: name, file.Value.Namespace, File: file.Key)))
            .ToLookup(declaration => declaration.Name);
        foreach (var file in _sources.Keys)
            _nodes[file] = file;
        foreach (
            var parts in _sources
                .SelectMany(file =>
                    file.Value.Parts.Select(name => (Type: (file.Value.Namespace, name), File: file.Key))
                )
                .GroupBy(part => part.Type, part => part.File)
        )
        {
            var first = parts.Select(Node).Min(StringComparer.Ordinal)!;
            var merged = parts.Select(Node).ToHashSet();
            foreach (var file in _nodes.Keys.Where(file => merged.Contains(_nodes[file])).ToList())
                _nodes[file] = first;
        }
        foreach (var (file, source) in _sources)
        {
            var edges = Edges(Node(file));
            foreach (var name in source.Mentions)
            {
                // The nearest namespace wins over an imported one, as for the compiler.
                var visible = declared[name].Where(other => source.Sees(other.Namespace)).ToList();
                var near = visible.Select(other => source.Nearness(other.Namespace)).DefaultIfEmpty(0).Max();
                foreach (var other in visible.Where(other => near == 0 || source.Nearness(other.Namespace) == near))
                {
                    if (Node(other.File) != Node(file))
                        edges.Add(Node(other.File));
                }
            }
        }
    }

    /// <summary>Files that need each other in a circle, the largest such knot first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Knots()
    {
        var files = _nodes.ToLookup(node => node.Value, node => node.Key);
        return
        [
            .. new Components(_edges)
                .Find()
                .Where(component => component.Count > 1)
                .Select(component =>
                    (IReadOnlyList<string>)[.. component.SelectMany(node => files[node]).Order(StringComparer.Ordinal)]
                )
                .OrderByDescending(knot => knot.Count),
        ];
    }

    /// <summary>What one file needs.</summary>
    public IReadOnlySet<string> Needs(string file) => Edges(Node(file));

    private string Node(string file) => _nodes[file];

    private HashSet<string> Edges(string node) =>
        _edges.TryGetValue(node, out var edges) ? edges : _edges[node] = new HashSet<string>(StringComparer.Ordinal);

    private sealed record Source(
        string Namespace,
        IReadOnlySet<string> Imports,
        IReadOnlySet<string> Declares,
        IReadOnlySet<string> Parts,
        IReadOnlySet<string> Mentions
    )
    {
        public static Source Read(string text)
        {
            var code = Comment().Replace(text, "");
            var types = Type().Matches(code);
            var extensions = code.Contains("extension(", StringComparison.Ordinal)
                ? ExtensionMember().Matches(code).Select(match => match.Groups["name"].Value)
                : ThisParameter().Matches(code).Select(match => match.Groups["name"].Value);
            return new Source(
                NamespaceName().Match(code).Groups["name"].Value,
                Import().Matches(code).Select(match => match.Groups["name"].Value).ToHashSet(),
                types.Select(match => match.Groups["name"].Value).Concat(extensions.Select(Member)).ToHashSet(),
                types
                    .Where(match => match.Groups["modifiers"].Value.Contains("partial", StringComparison.Ordinal))
                    .Select(match => match.Groups["name"].Value)
                    .ToHashSet(),
                Mentioned(PlainString().Replace(code, "\"\"")).ToHashSet()
            );
        }

        private static IEnumerable<string> Mentioned(string code)
        {
            var own = Property().Matches(code).Select(match => match.Groups["name"].Value).ToHashSet();
            return Name()
                .Matches(Parameter().Replace(code, ""))
                .Select(match => match.Groups["name"].Value)
                .Where(name => !own.Contains(name))
                .Concat(Qualified().Matches(code).Select(match => match.Groups["name"].Value))
                .Concat(AfterDot().Matches(code).Select(match => Member(match.Groups["name"].Value)));
        }

        private static string Member(string name) => $".{name}";

        public bool Sees(string other) => Nearness(other) > 0 || Imports.Contains(other);

        public int Nearness(string other) =>
            Namespace == other || Namespace.StartsWith(other + ".", StringComparison.Ordinal) ? other.Length : 0;
    }

    /// <summary>Tarjan's strongly connected components.</summary>
    private sealed class Components(IReadOnlyDictionary<string, HashSet<string>> edges)
    {
        private readonly Dictionary<string, (int Index, int Low)> _seen = [];
        private readonly Stack<string> _stack = [];
        private readonly HashSet<string> _open = [];
        private readonly List<IReadOnlyList<string>> _found = [];

        public List<IReadOnlyList<string>> Find()
        {
            foreach (var node in edges.Keys)
            {
                if (!_seen.ContainsKey(node))
                    Visit(node);
            }
            return _found;
        }

        private int Visit(string node)
        {
            var index = _seen.Count;
            var low = index;
            _seen[node] = (index, low);
            _stack.Push(node);
            _open.Add(node);
            foreach (var next in edges.GetValueOrDefault(node) ?? [])
            {
                if (!_seen.TryGetValue(next, out var known))
                    low = Math.Min(low, Visit(next));
                else if (_open.Contains(next))
                    low = Math.Min(low, known.Index);
            }
            _seen[node] = (index, low);
            if (low != index)
                return low;
            var component = new List<string>();
            string member;
            do
            {
                member = _stack.Pop();
                _open.Remove(member);
                component.Add(member);
            } while (member != node);
            _found.Add(component);
            return low;
        }
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"^using (?:static )?(?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(
        @"^(?<modifiers>(?:(?:public|internal|sealed|static|abstract|partial|readonly|file) )*)"
            + @"(?:class|record struct|record|struct|interface|enum|delegate [\w<>?,\[\] ]+?) (?<name>\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex Type();

    [GeneratedRegex(
        @"^        (?:public|internal) (?:static |async )*[\w<>?,.\[\]() ]+? (?<name>[A-Z]\w*)(?=[ (<]|$)",
        RegexOptions.Multiline
    )]
    private static partial Regex ExtensionMember();

    [GeneratedRegex(@"\bstatic [\w<>?,.\[\]() ]+? (?<name>[A-Z]\w*)(?:<\w+>)?\(\s*this ")]
    private static partial Regex ThisParameter();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"""(?:[^""\\{\n]|\\.)*""")]
    private static partial Regex PlainString();

    // Neither after a dot nor before the assignment of a member.
    [GeneratedRegex(@"(?<![.\w])(?<name>[A-Z]\w*)\b(?! =[^>=])")]
    private static partial Regex Name();

    [GeneratedRegex(@"\.(?<name>[A-Z]\w*)")]
    private static partial Regex AfterDot();

    [GeneratedRegex(
        @"\b(?:Ledgers|Swaps|Migrations|Backups|Builds|Diffs|Checks|"
            + @"Reports|Documents|Errors|Warehouses)\.(?<name>[A-Z]\w*)"
    )]
    private static partial Regex Qualified();

    [GeneratedRegex(
        @"^ +(?:public|internal|private|protected)\b[^\n(={]*? (?<name>[A-Z]\w*)(?= (?:\{ get|=>)|$)",
        RegexOptions.Multiline
    )]
    private static partial Regex Property();

    [GeneratedRegex(
        @"(?<!\b(?:is|as|or|not|and|new|return|in|await|case))(?<=[\w>?\]]) [A-Z]\w*(?=,|\)|$)",
        RegexOptions.Multiline
    )]
    private static partial Regex Parameter();
}
