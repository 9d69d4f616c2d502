using System.Globalization;
using DataRelease.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataRelease.Configuration;

/// <summary>Collects the problems of a file, so that a user can correct all of them at once.</summary>
/// <param name="file">The file's name in errors.</param>
/// <param name="code">The error's code; null for DR1001.</param>
/// <param name="of">The text before each problem.</param>
/// <param name="hasPlaces">False if the nodes' positions are not positions in the file.</param>
internal sealed class ConfigProblems(string file, ErrorCode? code = null, string of = "", bool hasPlaces = true)
{
    private readonly ErrorCode _code = code ?? ErrorCode.ConfigInvalid;
    private readonly List<(SourceLocation Where, string What)> _found = [];

    public bool HasAny => _found.Count > 0;

    /// <summary>The place of a node.</summary>
    public SourceLocation Place(YamlNode node) => At(node.Start, 0);

    /// <summary>
    /// Adds a problem at a position within a text. The place is exact if the text is on one line and has no escapes.
    /// </summary>
    public void Add(YamlNode node, int offset, string what)
    {
        var shift =
            node is YamlScalarNode { Style: ScalarStyle.Plain } ? offset
            : node is YamlScalarNode { Style: ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted } ? offset + 1
            : 0;
        Add(node.Start, node.Start.Line == node.End.Line ? shift : 0, what);
    }

    public void Add(YamlNode node, string what) => Add(node.Start, 0, what);

    /// <summary>The place of a node, for problems that are found later.</summary>
    public SourceLocation PlaceOf(YamlNode node) =>
        hasPlaces ? new SourceLocation(file, (int)node.Start.Line, (int)node.Start.Column) : new SourceLocation(file);

    /// <summary>Throws one error at the first place. It names the other problems after the first.</summary>
    public void ThrowIfAny()
    {
        if (_found.Count == 0)
            return;
        var ordered = _found.OrderBy(problem => problem.Where.Line).ThenBy(problem => problem.Where.Column).ToList();
        var others = ordered
            .Skip(1)
            .Select(problem => $"{Environment.NewLine}{problem.Where}: error {_code.Id}: {problem.What}");
        throw new ReleaseException(_code, ordered[0].What + string.Concat(others), null, ordered[0].Where);
    }

    private void Add(Mark at, int shift, string what) => _found.Add((At(at, shift), of + what));

    private SourceLocation At(Mark mark, int shift) =>
        hasPlaces ? new SourceLocation(file, (int)mark.Line, (int)mark.Column + shift) : new SourceLocation(file);
}

/// <summary>A mapping in the file that is read key by key. A key that nobody read is a problem.</summary>
internal sealed class ConfigMapping
{
    private readonly YamlMappingNode? _node;
    private readonly string _path;
    private readonly ConfigProblems _problems;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public ConfigMapping(YamlNode? node, string path, ConfigProblems problems)
    {
        _path = path;
        _problems = problems;
        _node = node as YamlMappingNode;
        if (node is not null && _node is null && node is not YamlScalarNode { Value: "" or "~" or "null" })
            problems.Add(node, $"{Title} must be a mapping of keys to values");
    }

    private string Title => _path.Length == 0 ? "the file" : $"'{_path}'";

    public IEnumerable<(string Key, YamlNode Value)> All()
    {
        foreach (var (key, value) in (_node ?? new YamlMappingNode()).Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            _asked.Add(name);
            yield return (name, value);
        }
    }

    /// <summary>The same with each key's place.</summary>
    public IEnumerable<(string Key, SourceLocation Where, YamlNode Value)> Placed() =>
        All()
            .Zip((_node ?? new YamlMappingNode()).Children)
            .Select(pair => (pair.First.Key, _problems.PlaceOf(pair.Second.Key), pair.First.Value));

    public YamlNode? Find(string key)
    {
        _asked.Add(key);
        return _node is not null && _node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    public ConfigMapping Mapping(string key) => new(Find(key), Path(key), _problems);

    public string? Text(string key) => Find(key) is { } node ? Scalar(node, key) : null;

    /// <summary>The name of an object in the warehouse, or null.</summary>
    public string? Named(string key)
    {
        if (Find(key) is not { } node || Scalar(node, key) is not { } text)
            return null;
        if (!string.IsNullOrWhiteSpace(text) && !text.Contains('\0', StringComparison.Ordinal))
            return text;
        _problems.Add(node, $"'{Path(key)}' is not a name: it is empty or contains a NUL");
        return null;
    }

    public bool Flag(string key, bool standard) => Read(key, standard, "true or false", text => text switch
            {
                "true" or "True" => true,
                "false" or "False" => false,
                _ => null,
            });

    public int? Number(string key, int least) =>
        Read<int>(key, $"a whole number of at least {least}", text =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
                ? number
                : null
        );

    public TimeSpan Duration(string key, TimeSpan standard, TimeSpan least) => Duration(key, least) ?? standard;

    public TimeSpan? Duration(string key, TimeSpan least) =>
        Read<TimeSpan>(
            key,
            least > TimeSpan.Zero
                ? "a duration above zero such as 50ms, 30s, 10m, 4h or 30d"
                : "a duration such as 50ms, 30s, 10m, 4h or 30d",
            text => ConfigValues.Duration(text) is { } span && span >= least ? span : null
        );

    public Tolerance? Tolerance(string key) =>
        Read<Tolerance>(key, "a number of rows or a percentage such as 20%", ConfigValues.Tolerance);

    /// <summary>A condition over the variables, or null.</summary>
    public CheckExpression? Expression(string key, params IReadOnlyList<string> variables)
    {
        if (Find(key) is not { } node || Scalar(node, key) is not { } text)
            return null;
        try
        {
            return CheckExpression.Parse(text, variables);
        }
        catch (ExpressionException error)
        {
            _problems.Add(node, error.At, $"'{Path(key)}' is '{text}': {error.Message}");
            return null;
        }
    }

    /// <summary>A query with the given placeholders, or null.</summary>
    public CheckQuery? Query(string key, params IReadOnlyList<string> placeholders)
    {
        if (Find(key) is not { } node || Scalar(node, key) is not { } text)
            return null;
        try
        {
            return CheckQuery.Parse(text, placeholders);
        }
        catch (ExpressionException error)
        {
            _problems.Add(node, error.At, $"'{Path(key)}': {error.Message}");
            return null;
        }
    }

    /// <summary>Adds a problem if a key is missing.</summary>
    public void Require(string key, YamlNode where)
    {
        if (Find(key) is not { } node)
            _problems.Add(_node ?? where, $"{Title} needs '{key}'");
        else if (IsNull(node))
            _problems.Add(node, $"'{Path(key)}' has no value");
    }

    /// <summary>
    /// Refuses keys that stand there without a value. For a gate, an empty value is not the same as none: a template
    /// that leaves it empty would turn the gate off.
    /// </summary>
    public void RefuseEmpty(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Find(key) is { } node && IsNull(node))
                _problems.Add(node, $"'{Path(key)}' has no value: give it one, or leave it out");
        }
    }

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" };

    public string? OneOf(string key, params IReadOnlyList<string> words)
    {
        if (Find(key) is not { } node || Scalar(node, key) is not { } text)
            return null;
        if (words.Contains(text))
            return text;
        _problems.Add(
            node,
            $"'{Path(key)}' is '{text}'; it must be {string.Join(", ", words.SkipLast(1))} or {words[^1]}"
                + (ConfigValues.Nearest(text, words) is { } near ? $"; did you mean '{near}'?" : "")
        );
        return null;
    }

    /// <summary>A list of words that are all among the given ones.</summary>
    public IReadOnlyList<string> SomeOf(string key, params IReadOnlyList<string> words)
    {
        var found = Texts(key);
        foreach (var wrong in found.Except(words))
            _problems.Add(
                Find(key)!,
                $"'{Path(key)}' has '{wrong}'; it takes {string.Join(", ", words.SkipLast(1))} and {words[^1]}"
            );
        return found;
    }

    public IReadOnlyList<string> Texts(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlSequenceNode several:
                return [.. several.Select(node => Scalar(node, key)).OfType<string>()];
            case var node:
                return Scalar(node, key) is { } one ? [one] : [];
        }
    }

    /// <summary>Adds a problem for every key that was not read.</summary>
    public void RefuseOthers()
    {
        foreach (var (key, _) in (_node ?? new YamlMappingNode()).Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "?";
            if (_asked.Contains(name))
                continue;
            var near = ConfigValues.Nearest(name, _asked);
            _problems.Add(
                key,
                $"unknown key '{Path(name)}'"
                    + (
                        near is null
                            ? $"; known here: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}"
                            : $", did you mean '{near}'?"
                    )
            );
        }
    }

    private string Path(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private T Read<T>(string key, T standard, string wanted, Func<string, T?> parse)
        where T : struct => Read(key, wanted, parse) ?? standard;

    private T? Read<T>(string key, string wanted, Func<string, T?> parse)
        where T : struct
    {
        if (Find(key) is not { } node || Scalar(node, key) is not { } text)
            return null;
        if (parse(text) is { } value)
            return value;
        _problems.Add(node, $"'{Path(key)}' is '{text}'; it must be {wanted}");
        return null;
    }

    private string? Scalar(YamlNode node, string key)
    {
        if (IsNull(node))
            return null;
        if (node is YamlScalarNode scalar)
            return scalar.Value;
        _problems.Add(node, $"'{Path(key)}' must be a single value");
        return null;
    }
}
