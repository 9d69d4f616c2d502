using System.Globalization;
using System.Text;
using DataRelease.Reports;

namespace DataRelease.Cli;

/// <summary>
/// Makes text from a database, a dbt project or a file harmless for a terminal and a pipeline's log. It removes control
/// sequences and characters that change the text's direction, and breaks up what GitHub Actions or Azure DevOps would
/// run as a command.
/// </summary>
internal static class PrintableText
{
    public static string Of(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var character in text.Replace("\r\n", "\n", StringComparison.Ordinal))
            clean.Append(character is '\n' or '\t' || !IsCommanding(character) ? character : '\uFFFD');
        return RunnerCommands.Apart(clean.ToString());
    }

    /// <summary>The same, in one line.</summary>
    public static string Line(string text) => Of(text).ReplaceLineEndings(" ").Replace('\t', ' ');

    private static bool IsCommanding(char character) =>
        char.IsControl(character)
        || character
            is (>= '\u202A' and <= '\u202E')
                or (>= '\u2066' and <= '\u2069')
                or '\u200E'
                or '\u200F'
                or '\u061C'
                or '\u2028'
                or '\u2029'
        // Characters without width that no script needs. The joiners U+200C and U+200D stay, because scripts need them.
        || character
            is '\u200B'
                or '\u2060'
                or '\uFEFF'
                or '\u00AD'
                or '\u180E'
                or (>= '\u2061' and <= '\u2064')
                or (>= '\u206A' and <= '\u206F')
                or (>= '\uFFF9' and <= '\uFFFB')
        || char.GetUnicodeCategory(character) == UnicodeCategory.PrivateUse;
}
