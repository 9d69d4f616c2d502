namespace DataRelease.Warehouses;

/// <summary>
/// Writes blanks for spaces of Unicode as DuckDB does before it reads a text: outside strings, quoted names,
/// dollar-quoted bodies and line comments. It does not know comments in <c>/* */</c>, so that a quote within one begins
/// a string here.
/// </summary>
internal static class UnicodeSpaces
{
    /// <summary>The text, as long as it was.</summary>
    public static string Blank(string sql)
    {
        if (!sql.AsSpan().ContainsAnyInRange('\u0080', '\uFFFF'))
            return sql;
        char[]? blanked = null;
        for (var at = 0; at < sql.Length; )
        {
            var character = sql[at];
            if (IsSpace(sql, at))
            {
                blanked ??= sql.ToCharArray();
                blanked[at++] = ' ';
            }
            else if (character is '"' or '\'')
                at = Closed(sql, at + 1, character);
            else if (character == '$' && at + 1 < sql.Length && (sql[at + 1] == '$' || IsTagStart(sql[at + 1])))
                at = Body(sql, at);
            else if (character == '-' && at + 1 < sql.Length && sql[at + 1] == '-')
                at = LineEnd(sql, at);
            else
                at++;
        }
        return blanked is null ? sql : new string(blanked);
    }

    /// <summary>U+00A0 at the very end of the text is too short for DuckDB to look at.</summary>
    private static bool IsSpace(string sql, int at) =>
        sql[at] switch
        {
            '\u00A0' => at + 1 < sql.Length,
            >= '\u2000' and <= '\u200D' => true,
            '\u202F' or '\u205F' or '\u2060' or '\u3000' or '\uFEFF' => true,
            _ => false,
        };

    private static bool IsTagStart(char character) => char.IsAsciiLetter(character) || character is '_' or >= '\u0080';

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
        return at;
    }

    private static int Body(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && (IsTagStart(sql[end]) || char.IsAsciiDigit(sql[end])))
            end++;
        if (end >= sql.Length || sql[end] != '$')
            return end;
        var tag = sql[at..(end + 1)];
        var close = sql.IndexOf(tag, end + 1, StringComparison.Ordinal);
        return close < 0 ? sql.Length : close + tag.Length;
    }

    private static int LineEnd(string sql, int at)
    {
        while (at < sql.Length && sql[at] is not ('\n' or '\r'))
            at++;
        return at;
    }
}
