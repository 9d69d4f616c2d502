namespace DataRelease.Warehouses;

/// <summary>The kind of a piece of SQL text.</summary>
internal enum SqlTokenKind
{
    /// <summary>Blanks and line ends.</summary>
    Space,

    /// <summary><c>-- …</c> or <c>/* … */</c>, nested.</summary>
    Comment,

    /// <summary>A string: <c>'…'</c>, <c>E'…'</c>, <c>$tag$…$tag$</c>.</summary>
    Text,

    /// <summary>A name in double quotes.</summary>
    Quoted,

    /// <summary>A bare name, keyword, number or parameter.</summary>
    Word,

    /// <summary>One other character.</summary>
    Sign,
}

/// <summary>A piece of SQL text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">The position of its first character.</param>
/// <param name="Length">The number of its characters.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length);

/// <summary>
/// Cuts SQL into tokens that together make up the input, as the engines' own scanners do
/// (https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/parser/scan.l, from which DuckDB's descends).
/// To those scanners every byte from 0x80 on is a letter. A token that is not closed extends to the end. The lexer
/// assumes <c>standard_conforming_strings</c>, because sessions set it.
/// </summary>
internal static class SqlLexer
{
    /// <summary>The first word in lower case; empty if the text does not begin with a word.</summary>
    public static string FirstWord(string sql)
    {
        var first = Read(sql).FirstOrDefault(token => token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment));
        return first.Kind == SqlTokenKind.Word ? sql.Substring(first.Start, first.Length).ToLowerInvariant() : "";
    }

    public static IEnumerable<SqlToken> Read(string sql, LexicalRules? rules = null)
    {
        var text = rules is { HasUnicodeSpaces: true } ? UnicodeSpaces.Blank(sql) : sql;
        for (var at = 0; at < text.Length; )
        {
            var (kind, end) =
                rules is { HasBrackets: true } ? NextBracketed(text, at)
                : rules is { HasEscapes: true } ? NextEscaping(text, at)
                : Next(text, at);
            yield return new SqlToken(kind, at, end - at);
            at = end;
        }
    }

    private static (SqlTokenKind, int) Next(string sql, int at)
    {
        var first = sql[at];
        var second = at + 1 < sql.Length ? sql[at + 1] : '\0';
        return first switch
        {
            _ when IsSpace(first) => (SqlTokenKind.Space, While(sql, at, IsSpace)),
            '-' when second == '-' => (SqlTokenKind.Comment, While(sql, at, character => !IsLineEnd(character))),
            '/' when second == '*' => (SqlTokenKind.Comment, BlockComment(sql, at)),
            '\'' => (SqlTokenKind.Text, Closed(sql, at + 1, '\'')),
            'e' or 'E' when second == '\'' => (SqlTokenKind.Text, Escaped(sql, at + 2)),
            '"' => (SqlTokenKind.Quoted, Closed(sql, at + 1, '"')),
            '$' when char.IsAsciiDigit(second) => (SqlTokenKind.Word, While(sql, at + 1, char.IsAsciiDigit)),
            '$' when DollarTag(sql, at) is { } tag => (SqlTokenKind.Text, Body(sql, at, tag)),
            '.' when char.IsAsciiDigit(second) => (SqlTokenKind.Word, Number(sql, at)),
            _ when char.IsAsciiDigit(first) => (SqlTokenKind.Word, Number(sql, at)),
            _ when IsNameStart(first) => (SqlTokenKind.Word, While(sql, at, IsName)),
            _ => (SqlTokenKind.Sign, at + 1),
        };
    }

    private static (SqlTokenKind, int) NextBracketed(string sql, int at)
    {
        var second = at + 1 < sql.Length ? sql[at + 1] : '\0';
        return sql[at] switch
        {
            '[' => (SqlTokenKind.Quoted, Closed(sql, at + 1, ']')),
            'n' or 'N' when second == '\'' => (SqlTokenKind.Text, Closed(sql, at + 2, '\'')),
            'e' or 'E' when second == '\'' => (SqlTokenKind.Word, at + 1),
            '@' or '#' or '$' => (SqlTokenKind.Word, While(sql, at + 1, IsBracketedName)),
            var first when IsNameStart(first) => (SqlTokenKind.Word, While(sql, at, IsBracketedName)),
            _ => Next(sql, at),
        };
    }

    private static (SqlTokenKind, int) NextEscaping(string sql, int at)
    {
        var second = at + 1 < sql.Length ? sql[at + 1] : '\0';
        return sql[at] switch
        {
            '\'' => (SqlTokenKind.Text, Hidden(sql, at + 1)),
            '$' when second == '$' => (SqlTokenKind.Text, Body(sql, at, "$$")),
            '$' => (SqlTokenKind.Word, While(sql, at + 1, IsName)),
            '/' when second == '/' => (SqlTokenKind.Comment, While(sql, at, character => !IsLineEnd(character))),
            '/' when second == '*' => (SqlTokenKind.Comment, FlatComment(sql, at)),
            'e' or 'E' when second == '\'' => (SqlTokenKind.Word, at + 1),
            _ => Next(sql, at),
        };
    }

    /// <summary>The end of a string in which a backslash escapes the next character.</summary>
    private static int Hidden(string sql, int at)
    {
        while (at < sql.Length)
        {
            if (sql[at] == '\\')
                at += 2;
            else if (sql[at] != '\'')
                at++;
            else if (at + 1 < sql.Length && sql[at + 1] == '\'')
                at += 2;
            else
                return at + 1;
        }
        return sql.Length;
    }

    private static int FlatComment(string sql, int at)
    {
        var close = sql.IndexOf("*/", at + 2, StringComparison.Ordinal);
        return close < 0 ? sql.Length : close + 2;
    }

    private static bool IsBracketedName(char character) => IsName(character) || character is '@' or '#';

    /// <summary>PostgreSQL takes U+000B for a blank since version 16; older versions report an error.</summary>
    private static bool IsSpace(char character) => character is ' ' or '\t' or '\n' or '\r' or '\f' or '\v';

    private static bool IsLineEnd(char character) => character is '\n' or '\r';

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character is '_' or >= '\u0080';

    private static bool IsName(char character) =>
        IsNameStart(character) || char.IsAsciiDigit(character) || character == '$';

    private static bool IsTag(char character) => IsNameStart(character) || char.IsAsciiDigit(character);

    private static int While(string sql, int at, Func<char, bool> holds)
    {
        while (at < sql.Length && holds(sql[at]))
            at++;
        return at;
    }

    private static int Closed(string sql, int at, char quote)
    {
        for (; at < sql.Length; at++)
        {
            if (sql[at] != quote)
                continue;
            if (at + 1 >= sql.Length || sql[at + 1] != quote)
                return at + 1;
            at++;
        }
        return sql.Length;
    }

    /// <summary>
    /// The end of a string in which a backslash escapes the next character. A string on a later line continues it if
    /// only blanks and line comments lie between. A plain string continues in the same way, but for plain strings it
    /// does not matter where they end.
    /// </summary>
    private static int Escaped(string sql, int at)
    {
        while (at < sql.Length)
        {
            if (sql[at] == '\\')
                at += 2;
            else if (sql[at] != '\'')
                at++;
            else if (at + 1 < sql.Length && sql[at + 1] == '\'')
                at += 2;
            else if (Continuation(sql, at + 1) is { } next)
                at = next;
            else
                return at + 1;
        }
        return sql.Length;
    }

    /// <summary>The position after the quote that opens the string's continuation; null if there is none.</summary>
    private static int? Continuation(string sql, int at)
    {
        var isNextLine = false;
        for (; at < sql.Length; at++)
        {
            if (IsLineEnd(sql[at]))
                isNextLine = true;
            else if (sql[at] == '-' && at + 1 < sql.Length && sql[at + 1] == '-')
                at = While(sql, at, character => !IsLineEnd(character)) - 1;
            else if (!IsSpace(sql[at]))
                return isNextLine && sql[at] == '\'' ? at + 1 : null;
        }
        return null;
    }

    private static int BlockComment(string sql, int at)
    {
        var depth = 0;
        while (at < sql.Length)
        {
            if (at + 1 < sql.Length && sql[at] == '/' && sql[at + 1] == '*')
                (depth, at) = (depth + 1, at + 2);
            else if (at + 1 < sql.Length && sql[at] == '*' && sql[at + 1] == '/')
            {
                (depth, at) = (depth - 1, at + 2);
                if (depth == 0)
                    return at;
            }
            else
                at++;
        }
        return sql.Length;
    }

    /// <summary>The end of a number with its fraction and exponent. A name may follow without a blank.</summary>
    private static int Number(string sql, int at)
    {
        at = While(sql, at, char.IsAsciiDigit);
        // 1..10 is a number, two dots and a number.
        if (at < sql.Length && sql[at] == '.' && !(at + 1 < sql.Length && sql[at + 1] == '.'))
            at = While(sql, at + 1, char.IsAsciiDigit);
        if (at >= sql.Length || sql[at] is not ('e' or 'E'))
            return at;
        var digits = at + 1 < sql.Length && sql[at + 1] is '+' or '-' ? at + 2 : at + 1;
        return digits < sql.Length && char.IsAsciiDigit(sql[digits]) ? While(sql, digits, char.IsAsciiDigit) : at;
    }

    /// <summary>The <c>$tag$</c> at a position, or null. A tag is a name without <c>$</c> and may be empty.</summary>
    private static string? DollarTag(string sql, int at)
    {
        var end = While(sql, at + 1, IsTag);
        return end < sql.Length && sql[end] == '$' ? sql[at..(end + 1)] : null;
    }

    private static int Body(string sql, int at, string tag)
    {
        var close = sql.IndexOf(tag, at + tag.Length, StringComparison.Ordinal);
        return close < 0 ? sql.Length : close + tag.Length;
    }
}
