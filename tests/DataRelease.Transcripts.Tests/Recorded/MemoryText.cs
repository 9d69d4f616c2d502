using System.Globalization;
using System.Text;
using DataRelease.Warehouses;

namespace DataRelease.Transcripts.Tests.Recorded;

/// <summary>Takes apart what one statement of the shown engine is for the memory.</summary>
internal static class MemoryText
{
    /// <summary>Each statement with the parameters that it names, numbered from 1.</summary>
    public static IReadOnlyList<SqlStatement> Split(SqlStatement whole) =>
        [
            .. whole
                .Text.Split(TwoSided.Break)
                .Where(text => !string.IsNullOrWhiteSpace(text))
                .Select(text => Renumber(text, whole.Values)),
        ];

    private static SqlStatement Renumber(string text, IReadOnlyList<object?> values)
    {
        var written = new StringBuilder();
        var used = new List<int>();
        for (var at = 0; at < text.Length; )
        {
            var end = at + 1;
            if (text[at] is '\'' or '"')
            {
                end = text.IndexOf(text[at], at + 1) is var close and >= 0 ? close + 1 : text.Length;
                written.Append(text.AsSpan(at, end - at));
            }
            else if (text[at] == '$' && end < text.Length && char.IsAsciiDigit(text[end]))
            {
                while (end < text.Length && char.IsAsciiDigit(text[end]))
                    end++;
                var number = int.Parse(text.AsSpan(at + 1, end - at - 1), CultureInfo.InvariantCulture);
                if (!used.Contains(number))
                    used.Add(number);
                written.Append('$').Append(used.IndexOf(number) + 1);
            }
            else
            {
                written.Append(text[at]);
            }
            at = end;
        }
        return new SqlStatement(written.ToString(), [.. used.Select(number => values[number - 1])]);
    }
}
