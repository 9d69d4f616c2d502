using System.Text;

namespace DataRelease.Cli;

/// <summary>
/// Text from a database, a dbt project or a file made harmless for a terminal and a pipeline's log: no control sequences,
/// and no line that begins like a command of GitHub Actions or Azure DevOps.
/// </summary>
internal static class PrintableText
{
    public static string Of(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character is '\n' or '\t') clean.Append(character);
            else if (char.IsControl(character) || character is '\u202A' or '\u202B' or '\u202D' or '\u202E' or '\u2066' or '\u2067' or '\u2068') clean.Append('\uFFFD');
            else clean.Append(character);
        }
        // A zero-width space keeps the text readable and takes a runner's marker apart: Azure finds its own anywhere in a line,
        // GitHub only where a line begins with it (which leaves SQL's casts as they are).
        var lines = clean.Replace("##vso[", "#\u200B#vso[").Replace("##[", "#\u200B#[").ToString().Split('\n');
        return string.Join('\n', lines.Select(line => line.TrimStart().StartsWith("::", StringComparison.Ordinal) ? $"{line[..line.IndexOf(':', StringComparison.Ordinal)]}:\u200B{line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]}" : line));
    }

    /// <summary>In one line.</summary>
    public static string Line(string text) => Of(text).ReplaceLineEndings(" ").Replace('\t', ' ');
}
