using System.Text;

namespace DataRelease.Warehouses;

/// <summary>
/// Replaces Unicode spaces with blanks as DuckDB does before it parses a text: outside strings, quoted names,
/// dollar-quoted bodies and line comments. It follows <c>Parser::StripUnicodeSpaces</c>
/// (https://github.com/duckdb/duckdb/blob/main/src/parser/parser.cpp) byte by byte, including what that function does
/// not recognise: comments in <c>/* */</c>, dollars within names, and the end of a dollar-quoted body. Like DuckDB, it
/// repeats until no space is left to replace.
/// </summary>
internal static class UnicodeSpaces
{
    /// <summary>The text with blanks, in its original length.</summary>
    public static string Blank(string sql)
    {
        if (!sql.AsSpan().ContainsAnyInRange('\u0080', '\uFFFF'))
            return sql;
        var (bytes, places) = Encoded(sql);
        char[]? blanked = null;
        while (Find(bytes) is { Count: > 0 } found)
        {
            blanked ??= sql.ToCharArray();
            foreach (var (at, _) in found)
                blanked[places[at]] = ' ';
            (bytes, places) = Stripped(bytes, places, found);
        }
        return blanked is null ? sql : new string(blanked);
    }

    /// <summary>The text's bytes, and for each byte the character that it belongs to.</summary>
    private static (byte[] Bytes, int[] Places) Encoded(string sql)
    {
        var bytes = Encoding.UTF8.GetBytes(sql);
        var places = new int[bytes.Length];
        var (at, character) = (0, 0);
        foreach (var rune in sql.EnumerateRunes())
        {
            Array.Fill(places, character, at, rune.Utf8SequenceLength);
            at += rune.Utf8SequenceLength;
            character += rune.Utf16SequenceLength;
        }
        return (bytes, places);
    }

    private static (byte[] Bytes, int[] Places) Stripped(byte[] bytes, int[] places, List<(int At, int Length)> found)
    {
        var (text, kept) = (new List<byte>(bytes.Length), new List<int>(bytes.Length));
        var from = 0;
        foreach (var (at, length) in found)
        {
            text.AddRange(bytes.AsSpan(from, at - from));
            kept.AddRange(places.AsSpan(from, at - from));
            text.Add((byte)' ');
            kept.Add(places[at]);
            from = at + length;
        }
        text.AddRange(bytes.AsSpan(from));
        kept.AddRange(places.AsSpan(from));
        return ([.. text], [.. kept]);
    }

    private static List<(int At, int Length)> Find(byte[] text)
    {
        var found = new List<(int, int)>();
        for (var at = 0; at + 2 < text.Length; )
        {
            if (SpaceLength(text, at) is > 0 and var length)
                found.Add((at, length));
            at = text[at] switch
            {
                (byte)'"' or (byte)'\'' => PastQuote(text, at + 1, text[at]),
                (byte)'$' when text[at + 1] == '$' || IsTagStart(text[at + 1]) => PastDollar(text, at + 1),
                (byte)'-' when text[at + 1] == '-' => LineEnd(text, at),
                _ => at + 1,
            };
        }
        return found;
    }

    private static int SpaceLength(byte[] text, int at) =>
        (text[at], text[at + 1], text[at + 2]) switch
        {
            (0xC2, 0xA0, _) => 2,
            (0xE2, 0x80, (>= 0x80 and <= 0x8B) or 0xAF) => 3,
            (0xE2, 0x81, 0x9F or 0xA0) => 3,
            (0xE3, 0x80, 0x80) => 3,
            (0xEF, 0xBB, 0xBF) => 3,
            _ => 0,
        };

    private static bool IsTagStart(byte value) => char.IsAsciiLetter((char)value) || value is (byte)'_' or >= 0x80;

    private static int PastQuote(byte[] text, int at, byte quote)
    {
        for (; at + 1 < text.Length; at++)
        {
            if (text[at] != quote)
                continue;
            if (text[at + 1] != quote)
                return at + 1;
            at++;
        }
        return text.Length;
    }

    /// <summary>
    /// The position where the scan goes on after a body: its last dollar, which may open the next body. The dollar that
    /// ends the opening tag may also begin the closing tag.
    /// </summary>
    private static int PastDollar(byte[] text, int start)
    {
        var at = start;
        while (at + 2 < text.Length && text[at] != '$')
        {
            if (!IsTagStart(text[at]) && !char.IsAsciiDigit((char)text[at]))
                return at;
            at++;
        }
        var tag = text.AsSpan(start, Math.Min(at, text.Length) - start);
        for (; at + 2 < text.Length; at++)
        {
            var close = at + tag.Length + 1;
            if (text[at] == '$' && close < text.Length && text[close] == '$' && text.AsSpan(at + 1).StartsWith(tag))
                return close;
        }
        return text.Length;
    }

    private static int LineEnd(byte[] text, int at)
    {
        while (at < text.Length && text[at] is not ((byte)'\n' or (byte)'\r'))
            at++;
        return at;
    }
}
