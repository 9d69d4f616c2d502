using System.Globalization;
using System.Text;

namespace DataRelease.Builds.Seeds;

/// <summary>Behaviour of Python's <c>str</c> that differs from .NET's strings.</summary>
internal static class PythonText
{
    /// <summary>Python's <c>str.strip()</c>. The separators U+001C to U+001F are blanks there.</summary>
    public static string Strip(string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsSpace(text[start]))
            start++;
        while (end > start && IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }

    public static bool IsSpace(char character) =>
        char.IsWhiteSpace(character) || character is >= '\u001C' and <= '\u001F';

    /// <summary>The text with the decimal digits of every script replaced by 0 to 9.</summary>
    public static string AsciiDigits(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var ascii = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
                ascii.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
            else
                ascii.Append(rune);
        }
        return ascii.ToString();
    }
}
