using System.Globalization;
using System.Text.RegularExpressions;

namespace DataRelease.Cli;

/// <summary>
/// Makes JSON readable that is printed or written to a file of its own. The encoder escapes quotes and comparison signs
/// because a page could contain the text, and no page contains this one. What a runner would take for a command stays
/// escaped.
/// </summary>
internal static partial class ReadableJson
{
    /// <summary>The same document with <c>'</c>, <c>&lt;</c> and their kind as themselves.</summary>
    public static string Of(string json) =>
        Escape()
            .Replace(json, found =>
                found.Groups[1] is { Success: true } code
                    ? ((char)int.Parse(code.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()
                    : found.Value
            );

    // Any other escape is matched, too, so that a backslash that is itself escaped begins none.
    [GeneratedRegex(@"\\u(0026|0027|002B|003C|003E|0060)|\\.", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
