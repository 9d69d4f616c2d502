using System.Text;

namespace DataRelease.Core.Tests.House;

/// <summary>
/// The string literals of a source file, without comments: what stands in the holes of an interpolated string is code,
/// and its own literals are told apart. Knows plain, verbatim, raw and interpolated strings.
/// </summary>
internal static class CSharpLiterals
{
    /// <summary>A literal's text, each hole written as <c>{}</c>.</summary>
    /// <param name="Line">On which it begins, from 1.</param>
    /// <param name="Text">As it stands in the source, escapes included.</param>
    public sealed record Literal(int Line, string Text);

    public static IReadOnlyList<Literal> Read(string source)
    {
        var found = new List<Literal>();
        ReadCode(source, 0, found, _ => false);
        return found;
    }

    /// <returns>Where the code ends: behind the source, or before the brace that closes a hole.</returns>
    private static int ReadCode(string source, int at, List<Literal> found, Func<int, bool> isEnd)
    {
        var depth = 0;
        while (at < source.Length)
        {
            if (depth == 0 && isEnd(at))
                return at;
            if (StartsWith(source, at, "//"))
                at = IndexOf(source, "\n", at);
            else if (StartsWith(source, at, "/*"))
                at = IndexOf(source, "*/", at) + 2;
            else if (source[at] == '\'' && CharacterEnd(source, at) is { } end)
                at = end;
            else if (StringStart(source, at) is { } start)
                at = ReadString(source, at, start, found);
            else
            {
                depth +=
                    source[at] == '{' ? 1
                    : source[at] == '}' ? -1
                    : 0;
                at++;
            }
        }
        return at;
    }

    private static int ReadString(string source, int at, Opening opening, List<Literal> found)
    {
        var text = new StringBuilder();
        var line = 1 + source.AsSpan(0, at).Count('\n');
        var braces = new string('{', Math.Max(1, opening.Dollars));
        at = opening.Begins;
        while (at < source.Length && !IsClosed(source, at, opening))
        {
            if (opening.Dollars > 0 && StartsWith(source, at, braces))
            {
                if (opening.Dollars == 1 && StartsWith(source, at, "{{"))
                {
                    at += 2;
                    continue;
                }
                var close = new string('}', braces.Length);
                text.Append("{}");
                at = ReadCode(source, at + braces.Length, found, place => StartsWith(source, place, close));
                at += close.Length;
            }
            else if (source[at] == '\\' && !opening.IsVerbatim)
            {
                text.Append(source, at, 2);
                at += 2;
            }
            else if (opening.IsVerbatim && opening.Quotes == "\"" && StartsWith(source, at, "\"\""))
            {
                text.Append('"');
                at += 2;
            }
            else
            {
                text.Append(source[at++]);
            }
        }
        found.Add(new Literal(line, text.ToString()));
        return at + opening.Quotes.Length;
    }

    /// <summary>A verbatim string writes a quote as two.</summary>
    private static bool IsClosed(string source, int at, Opening opening) =>
        StartsWith(source, at, opening.Quotes)
        && !(opening.IsVerbatim && opening.Quotes == "\"" && StartsWith(source, at, "\"\""));

    private static Opening? StringStart(string source, int at)
    {
        var (dollars, isVerbatim) = (0, false);
        for (; at < source.Length && source[at] is '$' or '@'; at++)
        {
            dollars += source[at] == '$' ? 1 : 0;
            isVerbatim |= source[at] == '@';
        }
        var quotes = 0;
        while (at + quotes < source.Length && source[at + quotes] == '"')
            quotes++;
        if (quotes == 0)
            return null;
        // Two are an empty string, three or more a raw one.
        return quotes == 2 ? new Opening(at + 1, "\"", dollars, isVerbatim)
            : quotes == 1 ? new Opening(at + 1, "\"", dollars, isVerbatim)
            : new Opening(at + quotes, new string('"', quotes), dollars, true);
    }

    private static int? CharacterEnd(string source, int at)
    {
        var end = at + 1 < source.Length && source[at + 1] == '\\' ? source.IndexOf('\'', at + 3) : at + 2;
        return end > 0 && end < source.Length && source[end] == '\'' ? end + 1 : null;
    }

    private static bool StartsWith(string source, int at, string what) =>
        string.CompareOrdinal(source, at, what, 0, what.Length) == 0;

    private static int IndexOf(string source, string what, int at)
    {
        var found = source.IndexOf(what, at, StringComparison.Ordinal);
        return found < 0 ? source.Length : found;
    }

    private sealed record Opening(int Begins, string Quotes, int Dollars, bool IsVerbatim);
}
