using System.Text.RegularExpressions;

namespace DataRelease.Configuration;

/// <summary>
/// A query of a check, cut at its placeholders: <c>{green}</c> is the relation that is checked,
/// <c>{green:customers}</c> another one by its model's or live name. Strings, quoted names and comments are left alone.
/// </summary>
public sealed partial class CheckQuery
{
    private CheckQuery(string text, IReadOnlyList<QueryPart> parts)
    {
        Text = text;
        Parts = parts;
    }

    /// <summary>As in the file.</summary>
    public string Text { get; }

    /// <summary>Its parts in order.</summary>
    public IReadOnlyList<QueryPart> Parts { get; }

    /// <summary>True if it names the relation that is checked, so that it is asked for each.</summary>
    public bool IsOfRelation => Parts.Any(part => part is { Side: not null, Name: null });

    /// <summary>True if a placeholder of that side is in it.</summary>
    public bool Uses(string side) => Parts.Any(part => part.Side == side);

    /// <summary>Cuts a query.</summary>
    /// <param name="text">One query, a semicolon at its end or not.</param>
    /// <param name="sides">Words that placeholders may begin with.</param>
    /// <exception cref="ExpressionException">A placeholder is unknown, or it is not one query.</exception>
    public static CheckQuery Parse(string text, IReadOnlyList<string> sides)
    {
        var query = text.TrimEnd().TrimEnd(';').TrimEnd();
        if (query.Length == 0)
            throw new ExpressionException(0, "there is no query");
        var parts = new List<QueryPart>();
        var (from, depth) = (0, 0);
        foreach (Match match in Pieces().Matches(query))
        {
            depth += match.Value switch
            {
                "(" => 1,
                ")" => -1,
                _ => 0,
            };
            if (match.Value == ";" || depth < 0)
                throw new ExpressionException(
                    match.Index,
                    match.Value == ";" ? "it must be one query; there is more after ';'" : "a ')' has no '('"
                );
            if (match.Groups["side"] is not { Success: true } side)
                continue;
            // {a: 1} is a structure in DuckDB.
            if (
                !sides.Contains(side.Value)
                && match.Groups["name"].Success
                && ConfigValues.Nearest(side.Value, sides) is null
            )
                continue;
            if (!sides.Contains(side.Value))
                throw new ExpressionException(
                    match.Index,
                    $"there is no placeholder {match.Value}; known: "
                        + string.Join(", ", sides.SelectMany(known => new[] { $"{{{known}}}", $"{{{known}:name}}" }))
                );
            parts.Add(new QueryPart(query[from..match.Index], null, null));
            parts.Add(
                new QueryPart("", side.Value, match.Groups["name"].Success ? match.Groups["name"].Value.Trim() : null)
            );
            from = match.Index + match.Length;
        }
        if (depth > 0)
            throw new ExpressionException(query.Length, "a ')' is missing");
        parts.Add(new QueryPart(query[from..], null, null));
        return new CheckQuery(query, parts);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    // What may hide a sign is matched first, as a whole.
    [GeneratedRegex(
        """
            (?<![\w$])[eE]'(?:\\.|''|[^'\\])*'|'(?:''|[^'])*'|"(?:""|[^"])*"
            |\$(?<tag>[\p{L}_]\w*)?\$.*?\$\k<tag>\$|\$\$.*?\$\$|--[^\n]*|/\*.*?\*/
            |\{(?<side>\w+)(?::(?<name>[^{}:'"]+))?\}|[;()]
            """,
        RegexOptions.Singleline
            | RegexOptions.IgnorePatternWhitespace
            | RegexOptions.CultureInvariant
            | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Pieces();
}

/// <summary>A piece of a query: text, or a placeholder.</summary>
/// <param name="Text">SQL as it stands; empty for a placeholder.</param>
/// <param name="Side"><c>blue</c>, <c>green</c> or <c>relation</c>; null for text.</param>
/// <param name="Name">The relation that it means; null for the one that is checked.</param>
public sealed record QueryPart(string Text, string? Side, string? Name);
