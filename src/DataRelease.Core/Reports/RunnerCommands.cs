using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace DataRelease.Reports;

/// <summary>
/// Breaks up what GitHub Actions and Azure DevOps would run as a command when text from elsewhere appears in their
/// logs. Both find <c>##[</c> and <c>##vso[</c> anywhere in a line. GitHub finds <c>::</c> only where a line begins
/// with it, so SQL's casts stay unchanged.
/// </summary>
public static partial class RunnerCommands
{
    /// <summary>
    /// The encoder for JSON that may be printed: it escapes <c>#</c> and everything that HTML would interpret.
    /// </summary>
    public static JavaScriptEncoder JsonEncoder { get; } = JavaScriptEncoder.Create(Plain());

    /// <summary>
    /// The text with a blank in each marker. An invisible character would not do: the runners compare with a culture
    /// (<c>StartsWith</c>), which ignores characters without width.
    /// </summary>
    public static string Apart(string text)
    {
        var marks = text.Contains('#', StringComparison.Ordinal) ? Marker().Replace(text, "# #") : text;
        return marks.Contains(':', StringComparison.Ordinal) ? LineCommand().Replace(marks, "$1: :") : marks;
    }

    private static TextEncoderSettings Plain()
    {
        var plain = new TextEncoderSettings(UnicodeRanges.BasicLatin);
        plain.ForbidCharacters('#');
        return plain;
    }

    [GeneratedRegex(
        @"#\p{Cf}*#(?=\p{Cf}*(?:v\p{Cf}*s\p{Cf}*o\p{Cf}*)?\[)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Marker();

    [GeneratedRegex(@"^([\s\p{Cf}\uFFFD]*):\p{Cf}*:", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex LineCommand();
}
