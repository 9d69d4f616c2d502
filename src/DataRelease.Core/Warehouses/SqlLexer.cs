namespace DataRelease.Warehouses;

/// <summary>What a piece of SQL text is.</summary>
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

    /// <summary>A bare name, keyword or number.</summary>
    Word,

    /// <summary>One other character.</summary>
    Sign,
}

/// <summary>A piece of SQL text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length);

/// <summary>
/// Cuts SQL into tokens whose texts put together are the input. It knows just enough of PostgreSQL's and DuckDB's
/// lexical rules (https://www.postgresql.org/docs/15/sql-syntax-lexical.html) to tell names from strings and comments;
/// what isn't closed runs to the end.
/// </summary>
internal static class SqlLexer
{
    /// <summary>The first word in lower case; empty if something else stands there.</summary>
    public static string FirstWord(string sql)
    {
        var first = Read(sql).FirstOrDefault(token => token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment));
        return first.Kind == SqlTokenKind.Word ? sql.Substring(first.Start, first.Length).ToLowerInvariant() : "";
    }

    public static IEnumerable<SqlToken> Read(string sql)
    {
        for (var at = 0; at < sql.Length; )
        {
            var (kind, end) = Next(sql, at);
            yield return new SqlToken(kind, at, end - at);
            at = end;
        }
    }

    private static (SqlTokenKind, int) Next(string sql, int at)
    {
        var first = sql[at];
        var second = at + 1 < sql.Length ? sql[at + 1] : '\0';
        if (char.IsWhiteSpace(first))
            return (SqlTokenKind.Space, While(sql, at, char.IsWhiteSpace));
        if (first == '-' && second == '-')
            return (SqlTokenKind.Comment, While(sql, at, character => character != '\n'));
        if (first == '/' && second == '*')
            return (SqlTokenKind.Comment, BlockComment(sql, at));
        if (first == '\'')
            return (SqlTokenKind.Text, Closed(sql, at + 1, '\'', backslash: false));
        if (first is 'e' or 'E' && second == '\'')
            return (SqlTokenKind.Text, Closed(sql, at + 2, '\'', backslash: true));
        if (first == '"')
            return (SqlTokenKind.Quoted, Closed(sql, at + 1, '"', backslash: false));
        if (first == '$' && DollarTag(sql, at) is { } tag)
        {
            var close = sql.IndexOf(tag, at + tag.Length, StringComparison.Ordinal);
            return (SqlTokenKind.Text, close < 0 ? sql.Length : close + tag.Length);
        }
        return IsWord(first) ? (SqlTokenKind.Word, While(sql, at, IsWord)) : (SqlTokenKind.Sign, at + 1);
    }

    private static bool IsWord(char character) =>
        char.IsLetterOrDigit(character) || character is '_' or '$' || char.IsSurrogate(character);

    private static int While(string sql, int at, Func<char, bool> holds)
    {
        while (at < sql.Length && holds(sql[at]))
            at++;
        return at;
    }

    private static int Closed(string sql, int at, char quote, bool backslash)
    {
        for (; at < sql.Length; at++)
        {
            if (backslash && sql[at] == '\\')
                at++;
            else if (sql[at] == quote)
            {
                if (at + 1 >= sql.Length || sql[at + 1] != quote)
                    return at + 1;
                at++;
            }
        }
        return sql.Length;
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

    /// <summary><c>$tag$</c> at a place, or null: a tag is a name without <c>$</c>, and may be empty.</summary>
    private static string? DollarTag(string sql, int at)
    {
        var end = at + 1;
        while (
            end < sql.Length && (char.IsLetter(sql[end]) || sql[end] == '_' || (end > at + 1 && char.IsDigit(sql[end])))
        )
            end++;
        return end < sql.Length && sql[end] == '$' ? sql[at..(end + 1)] : null;
    }
}
