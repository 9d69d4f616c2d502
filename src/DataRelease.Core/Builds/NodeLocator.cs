using System.Text.RegularExpressions;
using DataRelease.Configuration;
using DataRelease.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Builds;

/// <summary>
/// Finds the line of a project that a node's failure is about: the YAML's line of a generic test, the SQL's line of a
/// database error.
/// </summary>
/// <param name="projectDir">The project's folder; null if there is only a package.</param>
public sealed partial class NodeLocator(string? projectDir)
{
    private static readonly string[] _described = ["models", "seeds", "snapshots", "sources"];
    private static readonly string[] _tests = ["tests", "data_tests"];

    private readonly Dictionary<string, YamlNode?> _documents = new(StringComparer.Ordinal);

    /// <summary>The place, relative to the project's folder.</summary>
    /// <param name="node">What failed.</param>
    /// <param name="tested">For a generic test: the model that it is on, if known.</param>
    /// <param name="message">What the database said, if it did.</param>
    public SourceLocation? Of(ManifestNode node, ManifestNode? tested, string? message)
    {
        var (relative, path) = Find(node);
        if (relative.Length == 0)
            return null;
        if (path is null)
            return new SourceLocation(relative);
        if (node.Test is { } test && tested is not null)
            return InYaml(path, relative, tested.Name, test) ?? new SourceLocation(relative, 1, 1);
        return InSql(path, relative, message) ?? new SourceLocation(relative, 1, 1);
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
            // dbt has read it, with Jinja that we don't run: the file alone is a good place too.
            return _documents[path] = null;
        }
    }

    /// <summary>The database quotes the compiled line; in the model the same text is searched.</summary>
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
