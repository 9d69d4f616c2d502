using System.Globalization;
using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.DuckDb;

/// <summary>
/// A definition as DuckDB writes it back, read token by token. If a method finds nothing, its caller gives up.
/// </summary>
internal sealed partial class DuckDbViewText(string definition)
{
    private readonly string[] _tokens =
    [
        .. Token().Matches(definition).Select(match => match.Value).Where(token => !string.IsNullOrWhiteSpace(token)),
    ];

    private int _at;

    public bool IsAtEnd => _at == _tokens.Length;

    private string? Next => _at < _tokens.Length ? _tokens[_at] : null;

    /// <summary>True if these tokens come next, keywords in any case; then they are consumed.</summary>
    public bool Takes(params ReadOnlySpan<string> tokens)
    {
        var start = _at;
        foreach (var token in tokens)
        {
            if (!string.Equals(Next, token, StringComparison.OrdinalIgnoreCase))
            {
                _at = start;
                return false;
            }
            _at++;
        }
        return true;
    }

    /// <summary>Skips opening parentheses.</summary>
    public void Opens()
    {
        while (Takes("(")) { }
    }

    /// <summary>Skips closing parentheses.</summary>
    public void Closes()
    {
        while (Takes(")")) { }
    }

    /// <summary>Reads a name and removes its quotes.</summary>
    public string? Name()
    {
        if (Next is not { } token || !(token[0] is '"' or '_' || char.IsLetter(token[0])))
            return null;
        _at++;
        return token[0] == '"' ? token[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : token;
    }

    /// <summary>Reads a schema and a name, which may follow the database.</summary>
    public RelationName? Relation()
    {
        var parts = new List<string>();
        do
        {
            if (Name() is not { } part)
                return null;
            parts.Add(part);
        } while (Takes("."));
        return parts.Count is 2 or 3 ? new RelationName(parts[^2], parts[^1]) : null;
    }

    /// <summary>Reads a whole number.</summary>
    public int? Number()
    {
        if (!int.TryParse(Next, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        _at++;
        return number;
    }

    /// <summary>Reads a column under its own name, or a cast of a column or null.</summary>
    public bool Item()
    {
        if (!Takes("cast", "("))
            return Name() is not null;
        var depth = 1;
        if (Name() is null || !Takes("as"))
            return false;
        while (depth > 0 && Next is { } token)
        {
            if (token is "'" || token.StartsWith('\'') && depth == 1)
                return false;
            depth +=
                token == "(" ? 1
                : token == ")" ? -1
                : 0;
            _at++;
        }
        return Takes("as") && Name() is not null;
    }

    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*|\p{N}+|\s+|.""", RegexOptions.Singleline)]
    private static partial Regex Token();
}
