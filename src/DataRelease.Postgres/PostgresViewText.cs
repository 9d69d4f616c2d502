using System.Globalization;
using DataRelease.Warehouses;

namespace DataRelease.Postgres;

/// <summary>
/// A definition as pg_get_viewdef writes it, read token by token. A method that finds nothing may have moved the
/// position forward, so its caller gives up.
/// </summary>
internal sealed class PostgresViewText
{
    private readonly IReadOnlyList<string> _tokens;

    public PostgresViewText(string definition)
        : this([
            .. SqlLexer
                .Read(definition)
                .Where(token => token.Kind != SqlTokenKind.Space)
                .Select(token => definition.Substring(token.Start, token.Length)),
        ]) { }

    private PostgresViewText(IReadOnlyList<string> tokens) => _tokens = tokens;

    /// <summary>The position of the next token.</summary>
    public int At { get; set; }

    public bool IsAtEnd => At == _tokens.Count;

    private string? Next => At < _tokens.Count ? _tokens[At] : null;

    /// <summary>The same text from its beginning.</summary>
    public PostgresViewText Again() => new(_tokens);

    /// <summary>True if the next token is this one; keywords in any case.</summary>
    public bool Sees(string token) => string.Equals(Next, token, StringComparison.OrdinalIgnoreCase);

    /// <summary>True if these tokens come next; then they are consumed.</summary>
    public bool Takes(params ReadOnlySpan<string> tokens)
    {
        foreach (var token in tokens)
        {
            if (!Sees(token))
                return false;
            At++;
        }
        return true;
    }

    /// <summary>Reads a name and removes its quotes.</summary>
    public string? Name()
    {
        if (Next is not { } token || !IsName(token))
            return null;
        At++;
        return token[0] == '"' ? token[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : token;
    }

    /// <summary>Reads a schema and a name.</summary>
    public RelationName? Relation() =>
        Name() is { } schema && Takes(".") && Name() is { } name ? new RelationName(schema, name) : null;

    /// <summary>Reads a column's name, with or without its relation: server versions differ in that.</summary>
    public string? Column()
    {
        var name = Name();
        return name is not null && Takes(".") ? Name() : name;
    }

    /// <summary>Reads a whole number.</summary>
    public int? Number()
    {
        if (!int.TryParse(Next, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        At++;
        return number;
    }

    /// <summary>Reads a constant of type text.</summary>
    public string? Literal()
    {
        if (Next is not ['\'', .. var text, '\''])
            return null;
        At++;
        return Takes(":", ":", "text") ? text.Replace("''", "'", StringComparison.Ordinal) : null;
    }

    /// <summary>
    /// Reads an item of a branch's select list: a column or null, cast or not, with or without an alias.
    /// </summary>
    public bool Item() => Value() && (!Takes("as") || Name() is not null);

    private bool Value()
    {
        if (!(Takes("null") || (Takes("(") ? Value() && Takes(")") : Column() is not null)))
            return false;
        while (Takes(":", ":"))
        {
            if (!Type())
                return false;
        }
        return true;
    }

    /// <summary>Reads a type's name, its arguments and brackets.</summary>
    private bool Type()
    {
        var start = At;
        while (Next is { } token && !(Sees("as") || Sees("from") || token is "," or ")" or ":"))
        {
            if (Takes("("))
            {
                while (Next is { } argument && argument != ")" && (argument == "," || !IsSign(argument)))
                    At++;
                if (!Takes(")"))
                    return false;
            }
            else if (token is "." or "[" or "]" || !IsSign(token))
                At++;
            else
                return false;
        }
        return At > start;
    }

    private static bool IsName(string token) => token[0] == '"' || (!IsSign(token) && !char.IsAsciiDigit(token[0]));

    private static bool IsSign(string token) =>
        token[0] is not ('"' or '_' or >= '\u0080') && !char.IsAsciiLetterOrDigit(token[0]);
}
