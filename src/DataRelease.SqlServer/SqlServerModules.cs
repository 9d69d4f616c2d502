using DataRelease.Warehouses;

namespace DataRelease.SqlServer;

/// <summary>Reads a module's text, which the catalog keeps as the whole statement that created it.</summary>
internal static class SqlServerModules
{
    /// <summary>
    /// The query of a view: the text after the first AS outside parentheses. CHECK OPTION is left out, because it is
    /// one of the view's options.
    /// </summary>
    public static string Body(string definition)
    {
        var depth = 0;
        var tokens = SqlLexer
            .Read(definition, LexicalRules.Brackets)
            .Where(token => token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment))
            .ToList();
        foreach (var token in tokens)
        {
            var text = definition.AsSpan(token.Start, token.Length);
            if (token.Kind == SqlTokenKind.Sign)
                depth +=
                    text is "(" ? 1
                    : text is ")" ? -1
                    : 0;
            else if (
                depth == 0
                && token.Kind == SqlTokenKind.Word
                && text.Equals("as", StringComparison.OrdinalIgnoreCase)
            )
                return WithoutCheckOption(definition, token.Start + token.Length, tokens);
        }
        return definition;
    }

    private static string WithoutCheckOption(string definition, int start, List<SqlToken> tokens)
    {
        var end = tokens[^1].Start + tokens[^1].Length;
        if (definition[end - 1] == ';')
            tokens = tokens[..^1];
        end = tokens[^1].Start + tokens[^1].Length;
        bool Is(int fromEnd, string word) =>
            tokens.Count >= fromEnd
            && definition
                .AsSpan(tokens[^fromEnd].Start, tokens[^fromEnd].Length)
                .Equals(word, StringComparison.OrdinalIgnoreCase);
        if (Is(3, "with") && Is(2, "check") && Is(1, "option"))
            end = tokens[^3].Start;
        return definition[start..end].Trim();
    }
}
