using System.Globalization;
using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.Steps.Replays;

/// <summary>Says what a query's tokens alone tell. It never searches the text.</summary>
internal static class QueryShape
{
    private static readonly string[] _queries = ["select", "with", "values", "table", "from"];

    /// <summary>The statements of a text, without blank ones.</summary>
    public static IReadOnlyList<string> Statements(string text, LexicalRules? rules)
    {
        var found = new List<string>();
        var begin = 0;
        foreach (var token in SqlLexer.Read(text, rules))
        {
            if (token.Kind != SqlTokenKind.Sign || text[token.Start] != ';')
                continue;
            found.Add(text[begin..token.Start]);
            begin = token.Start + 1;
        }
        found.Add(text[begin..]);
        return [.. found.Where(one => Words(one, rules).Any())];
    }

    /// <summary>True if the text begins as a query.</summary>
    public static bool IsQuery(string text) => _queries.Contains(SqlLexer.FirstWord(text.TrimStart('(', ' ')));

    /// <summary>True if the query states the order of its rows.</summary>
    public static bool IsOrdered(string text, LexicalRules? rules)
    {
        var depth = 0;
        var before = "";
        var isOrdered = false;
        foreach (var token in Words(text, rules))
        {
            var word =
                token.Length == 1 || token.Kind == SqlTokenKind.Word
                    ? text.Substring(token.Start, token.Length).ToLowerInvariant()
                    : "";
            if (token.Kind == SqlTokenKind.Sign)
                depth +=
                    word is "(" or "[" ? 1
                    : word is ")" or "]" ? -1
                    : 0;
            else if (token.Kind == SqlTokenKind.Word && depth == 0 && word == "by" && before == "order")
                isOrdered = true;
            before = token.Kind == SqlTokenKind.Word ? word : "";
        }
        return isOrdered;
    }

    /// <summary>
    /// The text without comments and with one blank between words, so that two spellings of one query are equal.
    /// </summary>
    public static string Normal(string text, LexicalRules? rules) =>
        string.Join(' ', Words(text, rules).Select(token => text.Substring(token.Start, token.Length)))
            .TrimEnd(';', ' ');

    /// <summary>The highest number of a parameter <c>$n</c>; 0 if there are none.</summary>
    public static int Parameters(string text, LexicalRules? rules) =>
        Words(text, rules).Select(token => Number(text, token)).DefaultIfEmpty().Max();

    /// <summary>The text with literals in place of its parameters.</summary>
    public static string Fill(string text, IReadOnlyList<string> literals, LexicalRules? rules)
    {
        var filled = new StringBuilder(text.Length);
        foreach (var token in SqlLexer.Read(text, rules))
        {
            if (Number(text, token) is > 0 and var number && number <= literals.Count)
                filled.Append(literals[number - 1]);
            else
                filled.Append(text, token.Start, token.Length);
        }
        return filled.ToString();
    }

    private static IEnumerable<SqlToken> Words(string text, LexicalRules? rules) =>
        SqlLexer.Read(text, rules).Where(token => token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment));

    private static int Number(string text, SqlToken token) =>
        token is { Kind: SqlTokenKind.Word, Length: > 1 }
        && text[token.Start] == '$'
        && int.TryParse(
            text.AsSpan(token.Start + 1, token.Length - 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;
}
