using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace DataRelease.Reports;

/// <summary>
/// What GitHub Actions and Azure DevOps take for a command in a line of a log, taken apart in text that others wrote.
/// Both find <c>##[</c> and <c>##vso[</c> anywhere in a line, GitHub <c>::</c> where a line begins with it, which
/// leaves SQL's casts alone.
/// </summary>
public static partial class RunnerCommands
{
    /// <summary>
    /// For JSON that may be printed: no <c>#</c> stands in it as itself, and nothing that HTML would read.
    /// </summary>
    public static JavaScriptEncoder JsonEncoder { get; } = JavaScriptEncoder.Create(Plain());

    /// <summary>
    /// The text with a blank in each marker. Nothing invisible would do: the runners compare as people read
    /// (<c>StartsWith</c> with a culture), and look through what has no width.
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
