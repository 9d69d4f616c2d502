using System.Text.RegularExpressions;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Warehouses;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds;

/// <summary>
/// Finds the line of the project that a node's failure is about: the line of a generic test in the YAML, or the line of
/// a database error in the SQL.
/// </summary>
/// <param name="projectDir">The project's folder; null if there is only a package.</param>
public sealed partial class NodeLocator(string? projectDir)
{
    private static readonly string[] _described = ["models", "seeds", "snapshots", "sources"];
    private static readonly string[] _tests = ["tests", "data_tests"];

    private readonly Dictionary<string, YamlNode?> _documents = new(StringComparer.Ordinal);

    /// <summary>The place of a failure, relative to the project's folder.</summary>
    /// <param name="node">The failed node.</param>
    /// <param name="tested">For a generic test: its model, if known.</param>
    /// <param name="message">The database's message, or null.</param>
    public SourceLocation? Of(ManifestNode node, ManifestNode? tested, string? message)
    {
        var (relative, path) = Find(node);
        if (relative.Length == 0)
            return null;
        if (path is null)
            return new SourceLocation(relative);
        if (node.Kind == NodeKind.UnitTest)
        {
            var entry = Items(Value(Document(path), "unit_tests")).FirstOrDefault(one => Named(one, node.Name));
            return entry is null ? new SourceLocation(relative, 1, 1) : At(relative, entry);
        }
        if (node.Test is { } test && tested is not null)
            return InYaml(path, relative, tested.Name, test) ?? new SourceLocation(relative, 1, 1);
        return InSql(path, relative, message) ?? new SourceLocation(relative, 1, 1);
    }

    /// <summary>
    /// The place where a node's own code, or the code of an ephemeral model in it, names a relation; or else the node's
    /// file.
    /// </summary>
    /// <param name="node">The node that reads.</param>
    /// <param name="manifest">The manifest, to find ephemeral models.</param>
    /// <param name="read">The relation.</param>
    public SourceLocation? OfReference(ManifestNode node, Manifest manifest, RelationName read)
    {
        var (relative, path) = Find(node);
        if (relative.Length == 0)
            return null;
        return Sources(node, manifest)
            .Select(Find)
            .Where(source => source.Path is not null)
            .Select(source => Named(source.Path!, source.Relative, read))
            .FirstOrDefault(found => found is not null)
            ?? (path is null ? new SourceLocation(relative) : new SourceLocation(relative, 1, 1));
    }

    private static IEnumerable<ManifestNode> Sources(ManifestNode node, Manifest manifest)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<ManifestNode>([node]);
        while (queue.TryDequeue(out var next))
        {
            yield return next;
            foreach (var id in next.DependsOn)
            {
                if (seen.Add(id) && manifest.Nodes.GetValueOrDefault(id) is { Materialized: "ephemeral" } inner)
                    queue.Enqueue(inner);
            }
        }
    }

    /// <summary>The first place where people wrote the relation's name, preferably with its schema.</summary>
    private static SourceLocation? Named(string path, string relative, RelationName read)
    {
        var lines = (TextFile.TryRead(path) ?? "").ReplaceLineEndings("\n").Split('\n');
        var (schema, name) = (Regex.Escape(read.Schema), Regex.Escape(read.Name));
        foreach (
            var pattern in new[]
            {
                $"(?<!\\w)[\"`]?{schema}[\"`]?\\s*\\.\\s*[\"`]?{name}(?!\\w)",
                $"(?<!\\w){name}(?!\\w)",
            }
        )
        {
            for (var at = 0; at < lines.Length; at++)
            {
                if (Regex.Match(lines[at], pattern, RegexOptions.IgnoreCase) is { Success: true } match)
                    return new SourceLocation(relative, at + 1, match.Index + 1);
            }
        }
        return null;
    }

    private (string Relative, string? Path) Find(ManifestNode node)
    {
        if (node.OriginalFilePath.Length == 0 || projectDir is null)
            return (node.OriginalFilePath, null);
        foreach (
            var relative in new[] { node.OriginalFilePath, $"dbt_packages/{node.PackageName}/{node.OriginalFilePath}" }
        )
        {
            var path = Path.Combine(projectDir, relative);
            if (File.Exists(path))
                return (relative, path);
        }
        return (node.OriginalFilePath, null);
    }

    private SourceLocation? InYaml(string path, string relative, string model, ManifestTest test)
    {
        var described = _described
            .SelectMany(kind => Items(Value(Document(path), kind)))
            .FirstOrDefault(entry => Named(entry, model));
        if (described is null)
            return null;
        var column = test.Column is null
            ? null
            : Items(Value(described, "columns")).FirstOrDefault(entry => Named(entry, test.Column));
        var item = (column is null ? [described] : new[] { column, described })
            .SelectMany(owner => _tests.SelectMany(key => Items(Value(owner, key))))
            .FirstOrDefault(entry => Means(entry, test));
        return At(relative, item ?? column ?? described);
    }

    private YamlNode? Document(string path)
    {
        if (_documents.TryGetValue(path, out var known))
            return known;
        try
        {
            return _documents[path] = TextFile.TryRead(path) is { } text ? YamlText.Parse(text) : null;
        }
        catch (YamlException)
        {
            // dbt has read the file with Jinja that DataRelease does not support. The file without a line is a useful
            // place, too.
            return _documents[path] = null;
        }
    }

    /// <summary>
    /// The line of the model's SQL that contains the text of the compiled line that the database quotes.
    /// </summary>
    private static SourceLocation? InSql(string path, string relative, string? message)
    {
        if (message is null || QuotedLine().Match(message) is not { Success: true } match)
            return null;
        var wanted = match.Groups["text"].Value.Trim().TrimEnd('.');
        if (wanted.Length < 4)
            return null;
        var number = 0;
        foreach (var line in (TextFile.TryRead(path) ?? "").EnumerateLines())
        {
            number++;
            var at = line.IndexOf(wanted, StringComparison.Ordinal);
            if (at >= 0)
                return new SourceLocation(relative, number, at + 1);
        }
        return null;
    }

    private static bool Named(YamlNode entry, string name) =>
        Value(entry, "name") is YamlScalarNode { Value: { } own } && own == name;

    private static bool Means(YamlNode entry, ManifestTest test)
    {
        var full = test.Namespace is null ? test.Name : $"{test.Namespace}.{test.Name}";
        return entry switch
        {
            YamlScalarNode { Value: { } name } => name == full || name == test.Name,
            YamlMappingNode mapping => mapping
                .Children.Keys.OfType<YamlScalarNode>()
                .Any(key => key.Value == full || key.Value == test.Name),
            _ => false,
        };
    }

    private static YamlNode? Value(YamlNode? node, string key) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var value)
            ? value
            : null;

    private static IEnumerable<YamlNode> Items(YamlNode? node) =>
        node is YamlSequenceNode sequence ? sequence.Children : [];

    private static SourceLocation At(string file, YamlNode node) =>
        new(file, (int)node.Start.Line, (int)node.Start.Column);

    [GeneratedRegex(@"LINE \d+: (?<text>[^\r\n]+)")]
    private static partial Regex QuotedLine();
}
