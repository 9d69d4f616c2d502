using System.Text.RegularExpressions;
using DataRelease.Warehouses;

namespace DataRelease.Swaps;

/// <summary>
/// Parses a view's definition as the engine returns it, and says whether the view is a pointer: named columns of one
/// relation, without a condition, an expression or another name for a column.
/// </summary>
/// <param name="Shows">The relation that the view shows.</param>
/// <param name="Columns">In order.</param>
internal sealed partial record PointerText(RelationName Shows, IReadOnlyList<string> Columns)
{
    /// <summary>Parses a definition; null if it is any other query.</summary>
    public static PointerText? Read(string definition)
    {
        var tokens = new List<string>();
        var at = 0;
        foreach (Match match in Token().Matches(definition))
        {
            // Text between two tokens is something that no pointer has.
            if (match.Index != at)
                return null;
            at = match.Index + match.Length;
            if (match.Groups["token"].Success)
                tokens.Add(match.Groups["token"].Value);
        }
        if (at != definition.TrimEnd().Length && at != definition.Length)
            return null;
        if (tokens.Count < 4 || !IsWord(tokens[0], "select"))
            return null;
        var from = tokens.FindIndex(1, token => IsWord(token, "from"));
        if (from < 0 || Name(tokens, from + 1, out var end) is not { Count: >= 2 } relation || end != tokens.Count)
            return null;
        var columns = new List<string>();
        for (var next = 1; next < from; next++)
        {
            if (
                Name(tokens, next, out next) is not { Count: > 0 } column
                || (next < from && tokens[next] != ",")
                || next > from
            )
                return null;
            columns.Add(column[^1]);
        }
        return new PointerText(new RelationName(relation[^2], relation[^1]), columns);
    }

    private static List<string>? Name(List<string> tokens, int start, out int end)
    {
        var parts = new List<string>();
        for (end = start; end < tokens.Count; end += 2)
        {
            if (tokens[end] is "." or ",")
                return null;
            parts.Add(
                tokens[end][0] switch
                {
                    '"' => tokens[end][1..^1].Replace("\"\"", "\"", StringComparison.Ordinal),
                    '[' => tokens[end][1..^1].Replace("]]", "]", StringComparison.Ordinal),
                    _ => tokens[end],
                }
            );
            if (end + 1 >= tokens.Count || tokens[end + 1] != ".")
                break;
        }
        end = Math.Min(end + 1, tokens.Count);
        return parts;
    }

    private static bool IsWord(string token, string word) =>
        string.Equals(token, word, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("""\s+|(?<token>"(?:[^"]|"")+"|\[(?:[^\]]|\]\])+\]|[\p{L}_](?:[\p{L}\p{N}_$]|\p{Cs})*|[.,])""")]
    private static partial Regex Token();
}
