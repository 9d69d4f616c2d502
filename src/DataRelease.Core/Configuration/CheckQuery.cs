using System.Text.RegularExpressions;

namespace DataRelease.Configuration;

/// <summary>
/// A query of a check, split at its placeholders: <c>{green}</c> is the checked relation, <c>{green:customers}</c> is
/// another one by its model's or live name. Strings, quoted names and comments contain no placeholders.
/// </summary>
public sealed partial class CheckQuery
{
    private CheckQuery(string text, IReadOnlyList<QueryPart> parts)
    {
        Text = text;
        Parts = parts;
    }

    /// <summary>The query as in the file.</summary>
    public string Text { get; }

    /// <summary>The parts in order.</summary>
    public IReadOnlyList<QueryPart> Parts { get; }

    /// <summary>True if the query names the checked relation, so that it runs for each relation.</summary>
    public bool IsOfRelation => Parts.Any(part => part is { Side: not null, Name: null });

    /// <summary>True if the query has a placeholder of that side.</summary>
    public bool Uses(string side) => Parts.Any(part => part.Side == side);

    /// <summary>Splits a query.</summary>
    /// <param name="text">One query, with or without a semicolon at its end.</param>
    /// <param name="sides">The words that placeholders may begin with.</param>
    /// <exception cref="ExpressionException">A placeholder is unknown, or the text is not one query.</exception>
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

    // Text that may contain a sign is matched first, as a whole.
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

/// <summary>A part of a query: text, or a placeholder.</summary>
/// <param name="Text">The SQL text; empty for a placeholder.</param>
/// <param name="Side"><c>blue</c>, <c>green</c> or <c>relation</c>; null for text.</param>
/// <param name="Name">The relation; null for the checked one.</param>
public sealed record QueryPart(string Text, string? Side, string? Name);
