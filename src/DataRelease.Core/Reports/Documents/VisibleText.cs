using System.Text;

namespace DataRelease.Reports.Documents;

/// <summary>
/// Makes text from elsewhere safe to show: removes what a reader can't see (control characters, marks that change the
/// text's direction, halves of surrogate pairs) and takes apart what a pipeline would run as a command.
/// </summary>
public static class VisibleText
{
    /// <summary>The text with each invisible character replaced by U+FFFD; line breaks and tabs stay.</summary>
    public static string Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsHidden(text, i))
                return RunnerCommands.Apart(Clean(text, i));
        }
        return RunnerCommands.Apart(text);
    }

    /// <summary>The same, in one line.</summary>
    public static string Line(string text) => Of(text).ReplaceLineEndings(" ").Replace('\t', ' ');

    private static string Clean(string text, int from)
    {
        var clean = new StringBuilder(text.Length).Append(text, 0, from);
        for (var i = from; i < text.Length; i++)
            clean.Append(IsHidden(text, i) ? '\uFFFD' : text[i]);
        return clean.ToString();
    }

    private static bool IsHidden(string text, int index)
    {
        var character = text[index];
        if (character is '\n' or '\r' or '\t')
            return false;
        if (char.IsControl(character) || character is '\uFFFE' or '\uFFFF')
            return true;
        if (character is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F' or '\u061C')
            return true;
        if (char.IsHighSurrogate(character))
            return index + 1 >= text.Length || !char.IsLowSurrogate(text[index + 1]);
        return char.IsLowSurrogate(character) && (index == 0 || !char.IsHighSurrogate(text[index - 1]));
    }
}
